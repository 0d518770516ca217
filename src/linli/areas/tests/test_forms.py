"""The community chooser in a form, with and without scripts."""

import pytest
from django import forms
from django.http import QueryDict

from linli.areas.forms import CommunityField

pytestmark = pytest.mark.django_db
COMMUNITY, TOWNSHIP = "131102001045", "131102001"


class HomeForm(forms.Form):
    home = CommunityField(label="您家在哪个村、社区")
    title = forms.CharField()


def bound(query: str) -> HomeForm:
    return HomeForm(QueryDict(query))


def code_of(form: HomeForm) -> str:
    return form.errors.as_data()["home"][0].code


def test_the_value_is_the_code():
    form = bound(f"home={COMMUNITY}&title=x")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["home"] == COMMUNITY


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "required"),
        ("131102001999", "areas.unknown"),
        ("游园社区", "areas.unknown"),
        ("x" * 300, "areas.unknown"),
        (TOWNSHIP, "areas.not_a_community"),
        ("1311", "areas.not_a_community"),
    ],
)
def test_what_is_no_community_is_refused(value, code):
    form = HomeForm({"home": value, "title": "x"})
    assert not form.is_valid()
    assert code_of(form) == code


def test_a_community_of_another_region_is_refused(settings, monkeypatch):
    from linli.areas import forms as under_test
    from linli.areas.region import Region

    elsewhere = Region("wuqiang", "武强县", "131123", (), None, None)
    monkeypatch.setattr(under_test, "current_region", lambda: elsewhere)
    form = bound(f"home={COMMUNITY}&title=x")
    assert not form.is_valid()
    assert code_of(form) == "areas.outside_region"
    assert "游园社区不在武强县" in str(form.errors)


def test_a_press_of_the_choosers_own_button_is_no_submission_and_keeps_what_was_typed():
    form = bound(f"home={COMMUNITY}&title=漏水&home_q=游园&home_find=1")
    assert not form.is_valid()
    assert code_of(form) == "areas.looking"
    html = str(form["home"])
    assert 'value="游园"' in html
    assert f'value="{COMMUNITY}" checked' in html
    assert form["title"].value() == "漏水"


def test_without_scripts_one_opens_county_and_township_and_sees_the_communities():
    region = str(HomeForm()["home"])
    assert 'name="home_open" value="131102"' in region
    county = str(bound("home_open=131102&home_q=x")["home"])
    assert f'name="home_open" value="{TOWNSHIP}"' in county
    township = str(bound(f"home_open={TOWNSHIP}&home_q=x")["home"])
    assert f'type="radio" name="home" value="{COMMUNITY}"' in township
    assert f'name="home_within" value="{TOWNSHIP}"' in township


def test_a_search_stays_inside_the_area_opened():
    assert COMMUNITY in str(bound("home_q=游园社区&home_within=131102")["home"])
    assert COMMUNITY not in str(bound("home_q=游园社区&home_within=131123")["home"])


def test_an_initial_home_is_shown_as_chosen_with_its_address():
    html = str(HomeForm(initial={"home": COMMUNITY})["home"])
    assert f'value="{COMMUNITY}" checked' in html
    assert "桃城区河西街道" in html


def test_the_field_is_not_omitted_where_nothing_was_chosen():
    widget = HomeForm().fields["home"].widget
    assert widget.value_omitted_from_data(QueryDict("title=x"), {}, "home")
    assert not widget.value_omitted_from_data(QueryDict("home_q="), {}, "home")


def test_the_label_leads_to_the_search_box():
    html = HomeForm().as_p()
    assert 'for="id_home"' in html
    assert 'id="id_home"' in html
    assert html.count(" required") == 1, "the title; an empty search box must not hold the form up"


def test_what_was_typed_cannot_break_out_of_the_page():
    assert "<script>alert" not in str(bound("home_q=<script>alert(1)</script>")["home"])
