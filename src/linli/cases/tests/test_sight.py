"""Who sees a case: asked of the database itself, since the code's own filter would hide a missing policy."""

import pytest
from django.db import DatabaseError, connection, transaction

from linli.accounts.models import User
from linli.base.scope import acting_as
from linli.cases import actions, queries
from linli.cases.models import Case, CaseAttachment, CaseParty, Rating
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.people.models import Resident
from tests.refusing import refused

pytestmark = pytest.mark.django_db
NEWEST = ("-submitted_at", "-pk")


def seen_by(actor) -> tuple[int, int]:
    """What the database shows and what the code's filter finds; they must agree."""
    with acting_as(actor):
        visible = list(Case.objects.visible_to(actor).order_by(*NEWEST))
        assert list(queries.first_seen(Case.objects.all(), actor, NEWEST, 100).order_by(*NEWEST)) == visible
        return Case.objects.count(), len(visible)


def test_the_community_the_street_and_the_county_see_an_ordinary_case_another_county_nothing():
    given.a_unit()
    given.a_case()
    for area in (given.COMMUNITY, given.STREET, given.COUNTY, "1311"):
        assert seen_by(given.a_clerk(area=area)) == (1, 1)
    for area in (given.NEIGHBOUR, given.OTHER_COUNTY):
        assert seen_by(given.a_clerk(area=area)) == (0, 0)


def test_a_school_clerk_of_the_county_does_not_see_a_confidential_case_a_unit_called_in_does():
    station, school = given.a_unit("child_protection_station"), given.a_unit("school", area=given.COUNTY)
    case = given.a_case(item=given.an_item("child-protection"))
    assert seen_by(given.a_clerk(school)) == (0, 0)
    assert seen_by(given.a_clerk(station)) == (1, 1)
    clerk = given.a_clerk(station)
    do(actions.accept, case, by=clerk, at=MONDAY_9AM)
    do(actions.call_in, case, unit=school, task="一起看看", by=clerk, at=MONDAY_9AM)
    assert seen_by(given.a_clerk(school)) == (1, 1)


def test_a_handler_sees_the_work_of_the_unit_and_not_of_the_area():
    firm, case = given.a_unit("property_company"), given.a_case()
    handler, dispatcher = given.a_clerk(firm, role="handler"), given.a_dispatcher()
    assert seen_by(handler) == (0, 0)
    do(actions.accept, case, by=dispatcher, at=MONDAY_9AM)
    do(actions.assign, case, to=firm, by=dispatcher, at=MONDAY_9AM)
    assert seen_by(handler) == (1, 1)


def test_who_administers_an_area_sees_no_case_there_nor_who_asked():
    """By whatever post: the one of an administrator shows neither its area's cases nor its unit's."""
    unit, case = given.a_unit(), given.a_case()
    given.a_case(item=given.an_item("child-protection"))
    for clerk in (given.a_clerk(role="administrator", area=given.COUNTY), given.a_clerk(unit, role="administrator")):
        assert seen_by(clerk) == (0, 0)
        with acting_as(clerk):
            assert [each.objects.count() for each in (CaseParty, Resident)] == [0, 0]
            assert queries.parties(case) == queries.search("楼道") == []


def test_who_oversees_cases_sees_of_the_residents_those_alone_who_asked():
    given.a_unit()
    given.a_resident("李大山")
    case = given.a_case()
    for role in ("supervisor", "dispatcher"):
        clerk = given.a_clerk(role=role, area=given.COUNTY)
        assert seen_by(clerk) == (1, 1)
        with acting_as(clerk):
            assert list(Resident.objects.values_list("pk", flat=True)) == [case.resident_id]
            listed = queries.listed(Case.objects.visible_to(clerk))
            assert [queries.shown_name(each) for each in listed] == ["王＊英"]


def test_a_unit_called_in_from_another_county_sees_that_case_alone():
    clerk, far = given.a_clerk(given.a_unit()), given.a_unit("housing", area=given.OTHER_COUNTY)
    case = given.an_accepted_case(clerk)
    given.a_case()
    do(actions.call_in, case, unit=far, task="一起看看", by=clerk, at=MONDAY_9AM)
    assert seen_by(given.a_clerk(far)) == (1, 1)


def test_a_page_holds_the_newest_of_the_area_and_of_the_unit_together():
    clerk, far = given.a_clerk(given.a_unit()), given.a_unit("housing", area=given.OTHER_COUNTY)
    called_in = [given.an_accepted_case(clerk), given.an_accepted_case(clerk)]
    for case in called_in:
        do(actions.call_in, case, unit=far, task="一起看看", by=clerk, at=MONDAY_9AM)
    called_in[0], between = given.a_case(area=given.OTHER_COUNTY), called_in[0]
    of_both = given.a_clerk(far, area=given.OTHER_COUNTY)
    with acting_as(of_both):
        everything = list(Case.objects.visible_to(of_both).order_by(*NEWEST))
        assert {called_in[0], called_in[1], between} == set(everything)
        for count in range(1, 5):
            first = queries.first_seen(Case.objects.all(), of_both, NEWEST, count).order_by(*NEWEST)[:count]
            assert list(first) == everything[:count]


def test_a_resident_sees_their_own_cases_alone():
    mine, other = given.a_resident(), given.a_resident("李大山")
    given.a_case(mine)
    assert (seen_by(mine), seen_by(other)) == ((1, 1), (0, 0))


def test_what_hangs_on_a_case_is_seen_with_it_and_not_without():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.a_resolved_case(clerk, resident)
    do(actions.rate, case, level=1, comment="没修好", by=resident, at=MONDAY_9AM.replace(hour=15))
    stranger = given.a_clerk(area=given.OTHER_COUNTY)
    with acting_as(clerk):
        assert (Rating.objects.count(), CaseParty.objects.count(), Resident.objects.count()) == (1, 1, 1)
    with acting_as(stranger):
        assert [model.objects.count() for model in (Rating, CaseParty, CaseAttachment, Resident)] == [0, 0, 0, 0]


def test_the_list_of_units_on_a_case_is_shown_to_whoever_sees_the_case():
    clerk = given.a_clerk(given.a_unit())
    case = given.a_case()
    with acting_as(clerk):
        assert [party.role for party in queries.parties(case)] == ["lead"]
    with acting_as(given.a_clerk(area=given.OTHER_COUNTY)):
        assert queries.parties(case) == []


def test_a_clerk_cannot_put_a_unit_on_a_case_out_of_sight():
    given.a_unit()
    case, intruder = given.a_case(), given.a_clerk(given.a_unit("housing", area=given.OTHER_COUNTY))
    with acting_as(intruder), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        CaseParty.objects.create(case_id=case.pk, unit_id=intruder.units[0], role="assisting", since=MONDAY_9AM)


def test_a_clerk_cannot_move_a_case_into_another_county_behind_the_rules():
    clerk = given.a_clerk(given.a_unit(), area=given.COMMUNITY)
    given.a_case()
    with acting_as(clerk), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET audience = 'ordinary' WHERE area_id < '131102'")
        assert cursor.rowcount == 0


def test_search_finds_by_words_within_sight_and_not_a_confidential_case():
    given.a_unit()
    given.a_case(title="楼道灯一闪一闪")
    given.a_case(item=given.an_item("child-protection"), title="楼道里的孩子")
    near, far = given.a_clerk(area=given.COUNTY), given.a_clerk(area=given.OTHER_COUNTY)
    with acting_as(near):
        assert [Case.objects.get(pk=hit).title for hit in queries.search("楼道")] == ["楼道灯一闪一闪"]
        assert queries.search("%") == []
    with acting_as(far):
        assert list(queries.search("楼道")) == []


def test_a_resident_may_not_search_cases():
    with acting_as(given.a_resident()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        list(queries.search("楼道"))


def test_name_and_phone_are_shown_to_the_unit_that_works_on_it_for_a_purpose_and_the_resident_reads_that():
    unit, resident = given.a_unit(), given.a_resident()
    clerk, county = given.a_clerk(unit), given.a_dispatcher()
    case = given.a_case(resident)
    with refused("cases.not_in_your_hands"):
        do(actions.reveal, case, purpose="想看看是谁", by=county, at=MONDAY_9AM)
    shown = do(actions.reveal, case, purpose="上门前打电话", by=clerk, at=MONDAY_9AM)
    assert (shown.name, shown.phone[:3]) == ("王秀英", "199")
    assert User.objects.get(pk=resident.user).phone_cipher != shown.phone
