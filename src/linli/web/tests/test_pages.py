"""The toolkit's own pages, its headers, and the pages shown when something went wrong."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from linli.web import pages
from linli.web.context import looks
from linli.web.security import POLICY, ContentPolicy


def post(path: str = "/elder/", **data: str) -> HttpRequest:
    return RequestFactory().post(path, data)


def test_the_elder_mode_is_kept_in_a_cookie_and_the_person_stays_where_they_were():
    response = pages.elder(post(on="1", next="/items/?q=1"))
    assert response["Location"] == "/items/?q=1"
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert looks(request) == {"elder": True}


def test_the_elder_mode_can_be_left():
    assert pages.elder(post(on="0")).cookies[pages.ELDER_COOKIE]["max-age"] == 0


def test_the_switch_leads_to_no_other_site():
    assert pages.elder(post(on="1", next="https://evil.example/"))["Location"] == "/"
    assert pages.elder(post(on="1", next="//evil.example/"))["Location"] == "/"


def test_the_switch_is_no_link_a_robot_follows():
    assert pages.elder(RequestFactory().get("/elder/")).status_code == 405


def test_the_style_guide_shows_every_component_without_inline_style_or_script():
    html = pages.styleguide(RequestFactory().get("/styleguide/")).content.decode()
    for part in (
        "stages",
        "timeline",
        "figure",
        "badge late",
        "rating",
        "summary",
        "empty",
        "dialog",
        "upload",
        "pages",
    ):
        assert part in html
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count('<script type="module" src=') + html.count("<script src=")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_nothing_and_offers_a_way_on(name):
    html = render_to_string(f"{name}.html")
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


def test_every_answer_carries_the_policy_unless_it_states_its_own():
    ours = ContentPolicy(lambda _: HttpResponse())(RequestFactory().get("/"))
    assert ours["Content-Security-Policy"] == POLICY
    assert ours["X-Content-Type-Options"] == "nosniff"
    own = ContentPolicy(lambda _: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert own(RequestFactory().get("/"))["Content-Security-Policy"] == "sandbox"


def test_the_policy_lets_nothing_inline_run():
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
