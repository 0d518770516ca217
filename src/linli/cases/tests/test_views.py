"""Views of the desk's list: one's own or the unit's, above the list, and removed again."""

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given as generated
from hypothesis import strategies as st

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.actions.views import MOST, PARTS, narrowing
from linli.cases.models import SavedView
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do

LATE = "whose=mine&due=late"


def kept(by, name="超期的", query=LATE, is_shared=False):
    return do(actions.keep_view, name, query, is_shared=is_shared, by=by, at=MONDAY_9AM)


def names_seen_by(actor):
    with acting_as(actor):
        return list(SavedView.objects.values_list("name", flat=True))


@generated(
    st.dictionaries(st.sampled_from([*PARTS, "page", "csrfmiddlewaretoken"]), st.text("河西 late%&=+", max_size=6))
)
def test_what_is_kept_is_only_what_narrows_and_is_kept_the_same_however_it_is_asked(asked):
    data = QueryDict(mutable=True)
    for name, value in asked.items():
        data[name] = value
    once = narrowing(data)
    assert narrowing(QueryDict(once)) == once
    assert set(QueryDict(once)) <= set(PARTS)


def test_ones_own_is_seen_by_nobody_else_and_a_shared_one_by_the_unit(db):
    unit = given.a_unit()
    one, colleague, stranger = (
        given.a_clerk(unit),
        given.a_clerk(unit),
        given.a_clerk(given.a_unit(area=given.NEIGHBOUR)),
    )
    kept(one)
    shared = kept(one, name="大家看的", is_shared=True)
    assert sorted(names_seen_by(one)) == ["大家看的", "超期的"]
    assert names_seen_by(colleague) == ["大家看的"]
    assert names_seen_by(stranger) == names_seen_by(given.a_resident()) == []
    with pytest.raises(SavedView.DoesNotExist):
        do(actions.drop_view, shared, by=stranger)
    do(actions.drop_view, shared, by=colleague)  # who saved it may have left
    assert names_seen_by(one) == ["超期的"]


def test_the_same_name_is_written_over_and_a_view_of_everything_or_one_too_many_is_refused(db):
    clerk = given.a_clerk(given.a_unit())
    kept(clerk)
    assert kept(clerk, query="due=soon").query == "due=soon"
    for code, more in (("cases.view_of_all", {"query": "page=2"}), ("cases.view_unnamed", {"name": " "})):
        with pytest.raises(Refused, match=code):
            kept(clerk, **more)
    for number in range(MOST - 1):
        kept(clerk, name=f"第{number}个")
    with pytest.raises(Refused, match="views_full"):
        kept(clerk, name="再一个")


def test_at_the_desk_it_is_kept_chosen_and_removed(db):
    clerk, browser = given.a_clerk(given.a_unit()), Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    assert "把现在看的存下来" not in browser.get("/desk/cases/").content.decode()
    assert "把现在看的存下来" in browser.get("/desk/cases/?due=late&whose=mine").content.decode()
    browser.post("/desk/views/", {"name": "超期的", "query": LATE})
    assert "超期的" in browser.get("/desk/cases/").content.decode()
    chosen = browser.get("/desk/cases/?due=late&whose=mine&page=1").content.decode()
    assert "删去“超期的”" in chosen
    with acting_as(clerk):
        key = SavedView.objects.get().pk
    browser.post(f"/desk/views/{key}/drop/")
    assert "超期的" not in browser.get("/desk/cases/?due=soon").content.decode()
