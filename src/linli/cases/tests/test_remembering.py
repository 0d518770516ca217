"""What a resident has told before is offered to the next form, and counted when it is taken over."""

from datetime import timedelta

import pytest

from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.remembering import NOTHING, memory
from linli.cases.tests.given import MONDAY_9AM, a_case, a_clerk, a_resident, a_unit, an_item

pytestmark = pytest.mark.django_db
MEALS = {"for_whom": "family", "person_agrees": True, "elder_age": 81, "meals": "lunch", "way": "there", "diet": "少糖"}


def told(by, item="elder-meals"):
    with acting_as(by):
        return memory(an_item(item).details, by)


def test_an_answer_is_offered_to_the_next_form_that_asks_the_same():
    resident = a_resident()
    a_case(resident, item=an_item("elder-meals"), answers=MEALS, place="3 号楼 2 单元 501")
    offered = told(resident, "elder-day-care")
    assert {name: each.value for name, each in offered.answers.items()} == {"elder_age": 81}
    assert offered.places == ("3 号楼 2 单元 501",)


def test_the_newest_answer_is_the_one_offered():
    resident = a_resident()
    a_case(resident, item=an_item("elder-meals"), answers=MEALS)
    a_case(resident, MONDAY_9AM + timedelta(days=1), item=an_item("elder-meals"), answers={**MEALS, "diet": "软一点"})
    assert told(resident).answers["diet"].value == "软一点"


def test_consent_and_what_differs_each_time_are_asked_again():
    resident = a_resident()
    a_case(resident, item=an_item("elder-meals"), answers=MEALS)
    assert not {"person_agrees", "for_whom", "meals", "start_on"} & told(resident).answers.keys()


def test_words_of_a_confidential_request_are_never_carried_elsewhere():
    resident = a_resident()
    a_case(resident, item=an_item("counselling"), answers={"good_time": "evening"}, place="在妹妹家")
    assert told(resident, "family-doctor") == NOTHING


def test_nobody_is_offered_what_somebody_else_told():
    a_case(a_resident(), item=an_item("elder-meals"), answers=MEALS)
    assert told(a_resident()) == NOTHING
    assert told(a_clerk(a_unit())) == NOTHING


def test_what_is_taken_over_unchanged_counts_and_what_is_changed_does_not():
    resident = a_resident()
    a_case(resident, item=an_item("elder-meals"), answers=MEALS, place="501")
    known = told(resident)
    assert known.reused({**MEALS, "diet": "软一点"}, "501") == ("elder_age", "place")
    assert known.reused({"elder_age": 82}, "502") == ()


def test_the_count_stands_on_the_case_and_the_names_in_its_journal():
    resident = a_resident()
    case = a_case(resident, item=an_item("elder-meals"), answers=MEALS, reused=("elder_age", "place"))
    with acting_as(resident):
        (submitted,) = entries(on=case, verbs=["cases.submitted"])
    assert (case.facts_reused, submitted.facts["reused"]) == (2, ["elder_age", "place"])
