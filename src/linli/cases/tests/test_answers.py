"""What a unit often answers: kept by the unit, taken into a reply, changed there, counted."""

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.actions import Words
from linli.cases.models import AnswerTemplate
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do

BULB = Words("换灯泡", "已更换____的灯泡，有问题请再告诉我们。", "public-repair")


def refused(code):
    return pytest.raises(Refused, match=code)


@pytest.fixture
def unit(db):
    return given.a_unit()


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


def kept(clerk, said=BULB):
    return do(actions.add_answer, said, unit=clerk.units[0], by=clerk, at=MONDAY_9AM)


def names_seen_by(actor):
    with acting_as(actor):
        return list(AnswerTemplate.objects.values_list("title", flat=True))


def test_a_units_answers_are_seen_and_written_by_that_unit_alone(unit, clerk):
    template = kept(clerk)
    other = given.a_clerk(given.a_unit(area=given.NEIGHBOUR))
    assert names_seen_by(clerk) == names_seen_by(given.a_clerk(unit)) == ["换灯泡"]
    for stranger in (other, given.a_dispatcher(), given.a_resident()):
        assert names_seen_by(stranger) == []
    with refused("accounts.no_right"):
        do(actions.add_answer, BULB, unit=unit.pk, by=other, at=MONDAY_9AM)
    with refused("accounts.no_right"):
        do(actions.change_answer, template, BULB, by=other, at=MONDAY_9AM)


def test_two_of_a_unit_have_two_names_until_one_is_ended(clerk):
    first = kept(clerk)
    with refused("cases.answer_there"):
        kept(clerk)
    do(actions.end_answer, first, by=clerk, at=MONDAY_9AM)
    kept(clerk)
    with refused("cases.answer_gone"):
        do(actions.change_answer, first, BULB, by=clerk, at=MONDAY_9AM)


def test_a_change_says_which_words_changed_and_none_says_nothing(clerk):
    template = kept(clerk)
    do(actions.change_answer, template, BULB, by=clerk, at=MONDAY_9AM)
    do(actions.change_answer, template, Words("换灯泡", "换好了。", "public-repair"), by=clerk, at=MONDAY_9AM)
    with acting_as(clerk):
        found = entries(on=template)
    assert [(entry.verb, list(entry.fields)) for entry in found] == [
        ("cases.answer_added", []),
        ("cases.answer_changed", ["words"]),
    ]


def test_a_reply_with_a_blank_left_open_is_not_sent_and_one_filled_in_counts(clerk):
    template, case = kept(clerk), given.an_accepted_case(clerk)
    with refused("cases.blanks_left"):
        do(actions.resolve, case, reply=BULB.words, template=template.pk, by=clerk, at=MONDAY_9AM)
    reply = BULB.words.replace("____", "三楼")
    do(actions.resolve, case, reply=reply, template=template.pk, by=clerk, at=MONDAY_9AM)
    with acting_as(clerk):
        assert AnswerTemplate.objects.get().used_count == 1
        assert entries(on=case)[-1].facts["template"] == str(template.pk)


def test_an_answer_of_another_unit_is_not_counted(clerk):
    other = given.a_clerk(given.a_unit(area=given.NEIGHBOUR))
    template, case = kept(other), given.an_accepted_case(clerk)
    do(actions.resolve, case, reply="换好了灯泡。", template=template.pk, by=clerk, at=MONDAY_9AM)
    with acting_as(other):
        assert AnswerTemplate.objects.get().used_count == 0


def test_the_form_offers_what_fits_the_item_and_puts_the_words_after_what_is_typed(clerk):
    template = kept(clerk)
    kept(clerk, Words("路面", "路面修好了。", "village-road-repair"))
    kept(clerk, Words("一般", "办好了。"))
    case, browser = given.an_accepted_case(clerk), Client()
    signed_in(browser, User.objects.get(pk=clerk.user))
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert 'name="fill"' in page
    assert ("换灯泡" in page, "一般" in page, "路面" in page) == (True, True, False)
    filled = browser.post(
        f"/desk/cases/{case.number}/resolve/", {"fill": template.pk, "reply": "您好。", "seen": case.version}
    )
    assert filled.status_code == 200
    assert "您好。\n已更换____的灯泡" in filled.content.decode()
    assert browser.post(f"/desk/cases/{case.number}/resolve/", {"fill": "x"}).status_code == 404
