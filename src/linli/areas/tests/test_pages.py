"""The chooser's answers over HTTP: a part for htmx, a page of its own without."""

import pytest

pytestmark = pytest.mark.django_db
COMMUNITY, TOWNSHIP = "131102001045", "131102001"
HTMX = {"HX-Request": "true"}


def test_a_search_answers_with_radio_buttons_for_the_form(client):
    answer = client.get("/areas/find", {"q": "游园社区", "field": "home"}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'type="radio" name="home" value="{COMMUNITY}"' in html
    assert "<html" not in html
    assert "列出了 1 个" in html


def test_without_scripts_it_is_a_page_to_walk_down(client):
    html = client.get("/areas/find", {"within": "131102"}).content.decode()
    assert "<html" in html
    assert f"?within={TOWNSHIP}" in html
    assert "游园社区" in client.get("/areas/find", {"within": TOWNSHIP}).content.decode()


def test_the_forms_own_names_are_understood(client):
    asked = {"field": "home", "home_q": "游园", "home_within": "131123", "home": COMMUNITY}
    html = client.get("/areas/find", asked, headers=HTMX).content.decode()
    assert "没有找到“游园”" in html
    assert f'value="{COMMUNITY}" checked' in html, "what is chosen stays chosen"
    opened = client.get("/areas/find", {**asked, "home_open": TOWNSHIP}, headers=HTMX).content.decode()
    assert f'name="home_within" value="{TOWNSHIP}"' in opened
    assert "萃景社区" in opened


@pytest.mark.parametrize("within", ["", "53", "1101", "13110", "x", "1311'", "１３"])
def test_an_area_outside_the_region_is_answered_with_the_region(client, within):
    html = client.get("/areas/find", {"within": within}, headers=HTMX).content.decode()
    assert 'name="community_within" value="1311"' in html


@pytest.mark.parametrize("field", ['x" onload="y', "<b>", "", "ü", "a" * 99])
def test_a_field_of_no_form_is_not_repeated(client, field):
    html = client.get("/areas/find", {"field": field}, headers=HTMX).content.decode()
    assert 'id="community_found"' in html


def test_many_are_cut_and_said_so(client):
    html = client.get("/areas/find", {"q": "村"}, headers=HTMX).content.decode()
    assert html.count('type="radio"') == 20
    assert "还有没列出的" in html


def test_a_township_lists_all_of_its_communities(client):
    from linli.areas.models import Area

    largest = max(Area.objects.filter(level=4), key=lambda area: Area.objects.communities().below(area.code).count())
    html = client.get("/areas/find", {"within": largest.code}, headers=HTMX).content.decode()
    assert html.count('type="radio"') == Area.objects.communities().below(largest.code).count() > 20


def test_a_position_narrows_to_the_counties_in_question(client):
    html = client.get("/areas/near", {"lon": 115.68, "lat": 37.74, "field": "home"}, headers=HTMX).content.decode()
    assert 'name="home_open" value="131102"' in html
    assert "这个位置在桃城区" in html


def test_a_position_in_one_county_alone_opens_it(client, monkeypatch):
    from linli.areas import pages
    from linli.areas.locating import Located
    from linli.areas.models import Area

    found = Located(Area.objects.get(code="131102"), (), "这个位置在桃城区。")
    monkeypatch.setattr(pages, "locate", lambda *_: found)
    html = client.get("/areas/near", {"lon": 115.68, "lat": 37.74}, headers=HTMX).content.decode()
    assert f'value="{TOWNSHIP}"' in html
    assert 'name="community_within" value="131102"' in html


def test_a_position_elsewhere_offers_the_counties_here(client):
    html = client.get("/areas/near", {"lon": 116.4, "lat": 39.9}, headers=HTMX).content.decode()
    assert "不在这里服务" in html
    assert 'value="131123"' in html


@pytest.mark.parametrize(
    "place", [{}, {"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "181", "lat": "1"}]
)
def test_what_is_no_position_is_said_so(client, place):
    answer = client.get("/areas/near", place, headers=HTMX)
    assert answer.status_code == 422
    assert "没有收到位置" in answer.content.decode()


def test_only_reading_is_answered(client):
    assert client.post("/areas/find").status_code in {403, 405}


def test_a_search_asks_the_database_twice(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as asked:
        client.get("/areas/find", {"q": "游园", "field": "home"}, headers=HTMX)
    assert sum("areas_area" in query["sql"] for query in asked.captured_queries) == 2


def test_nothing_opens_below_a_township(client):
    html = client.get("/areas/find", {"within": COMMUNITY}, headers=HTMX).content.decode()
    assert f'name="community_within" value="{TOWNSHIP}"' in html
