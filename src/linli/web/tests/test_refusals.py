"""A refusal no form has shown still reaches the person as a sentence."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from linli.base.refusals import Conflict, Refused, Unavailable
from linli.web.refusals import RefusalPages

pytestmark = pytest.mark.django_db  # every page asks whether the data are invented
MIDDLEWARE = RefusalPages(lambda _: HttpResponse())


def answer(exception: Exception, **headers: str):
    return MIDDLEWARE.process_exception(RequestFactory().post("/cases/1/", headers=headers), exception)


@pytest.mark.parametrize(
    ("exception", "status", "words"),
    [
        (Refused("cases.no", "这件事已经办结。"), 422, "这件事已经办结。"),
        (Conflict("cases.late", "别人刚刚接了。"), 409, "刷新后看看"),
        (Unavailable("sms"), 503, "暂时连不上"),
    ],
)
def test_a_page_says_what_was_refused(exception, status, words):
    response = answer(exception)
    assert response.status_code == status
    assert words in response.content.decode()


def test_the_way_back_stays_on_this_site():
    assert (
        'href="http://testserver/cases/1/"'
        in answer(Refused("x.y", "不行。"), Referer="http://testserver/cases/1/").content.decode()
    )
    assert "evil" not in answer(Refused("x.y", "不行。"), Referer="https://evil.example/").content.decode()


def test_htmx_is_told_a_sentence_and_swaps_nothing():
    response = answer(Refused("x.y", "不行。"), **{"HX-Request": "true"})
    assert response["HX-Reswap"] == "none"
    assert "linli:say" in response["HX-Trigger"]
    assert not response.content


def test_a_crash_stays_a_crash():
    assert answer(ZeroDivisionError()) is None
