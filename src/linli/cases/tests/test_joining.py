"""The same thing once more: found while somebody types, and joined instead of asked twice."""

import pytest

from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions, queries
from linli.cases.alike import Said
from linli.cases.models import Case, Channel
from linli.cases.tests.given import (
    COMMUNITY,
    MONDAY_9AM,
    NEIGHBOUR,
    a_case,
    a_clerk,
    a_resident,
    a_resolved_case,
    a_unit,
    do,
)
from linli.notifications.models import Message
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LAMP = Said("public-repair", "3 号楼 2 单元", "灯又坏了")


def found(viewer, area=COMMUNITY, said=LAMP):
    with acting_as(viewer):
        return queries.resembling(said, area, viewer)


def test_a_resident_is_shown_their_own_open_cases_alone():
    clerk, mine, other = a_clerk(a_unit()), a_resident(), a_resident("李大山")
    case = a_case(mine)
    assert found(mine) == [case]
    assert found(other) == []
    assert found(clerk) == [case]


def test_staff_are_shown_what_they_see_and_never_what_is_confidential_or_closed():
    clerk, neighbour = a_clerk(a_unit()), a_clerk(a_unit(area=NEIGHBOUR))
    case = a_case()
    assert found(neighbour) == []
    do(actions.raise_audience, case, by=clerk, at=MONDAY_9AM)
    assert found(clerk) == []


def test_a_resident_adds_words_and_the_unit_hears_of_it():
    unit, mine = a_unit(), a_resident()
    case = a_case(mine)
    do(actions.join, case, words="今天更暗了", channel=Channel.PORTAL, by=mine, at=MONDAY_9AM)
    with acting_as(mine):
        line = queries.timeline(case, mine)[0]
        assert (line.verb, line.said) == ("cases.joined", "今天更暗了")
        assert Case.objects.count() == 1
    with acting_as(a_clerk(unit)):
        assert Message.objects.filter(event="cases.joined", to_organization=unit).exists()


def test_of_another_who_calls_about_it_nothing_is_kept():
    clerk, mine = a_clerk(a_unit()), a_resident()
    case = a_case(mine)
    do(actions.join, case, words="我是李大山，我也看到了", channel=Channel.PHONE, by=clerk, at=MONDAY_9AM)
    with acting_as(mine):
        entry = entries(on=case)[-1]
    assert (entry.verb, dict(entry.text or {})) == ("cases.joined", {})


def test_what_is_done_is_not_joined():
    clerk, mine = a_clerk(a_unit()), a_resident()
    case = a_resolved_case(clerk, mine)
    with refused("cases.wrong_stage"):
        do(actions.join, case, channel=Channel.PORTAL, by=mine, at=MONDAY_9AM)


def test_another_s_case_is_joined_by_no_resident():
    case = a_case()
    with refused("cases.not_visible"):
        do(actions.join, case, channel=Channel.PORTAL, by=a_resident("李大山"), at=MONDAY_9AM)
