"""Registers told in memory are registers kept by the actions: the same verbs by both leave the same rows and entries."""

from datetime import date, datetime, timedelta

from linli.accounts.models import User
from linli.areas.models import Area, AreaFigure, AreaTag, FigureKind, Grid
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.demo import doors
from linli.demo.registers.ground import Ground
from linli.demo.tests.given import MONDAY
from linli.demo.tests.keeping import Both
from linli.organizations import actions as units
from linli.organizations.models import Organization
from linli.people import actions as people
from linli.people.models import (
    AskedField,
    Consent,
    Contact,
    ContactKind,
    Household,
    HouseholdMember,
    Merge,
    RecordRequest,
    Resident,
    Way,
)
from linli.tables.actions.giving_out import give_out
from linli.tables.actions.uploading import begun
from linli.tables.models import TableExport, TableImport
from linli.tables.rules import Stage
from linli.territory import actions as territory
from linli.territory.actions import NewFigure, NewGrid, NewGridPost, NewTag
from linli.territory.models import GridPost, Part
from linli.territory.tables import GRIDS

WATCHER = system_actor("people.watch_consents")
LAST_YEAR = date(2025, 12, 31)
FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
LATER = FRIDAY + timedelta(minutes=7)


def the_worker(both: Both):
    return both.clerk.staff("youyuan")


def test_grids_are_opened_with_their_households(a_world):
    both = Both(a_world, Area, Grid, AreaFigure)
    by = both.clerk.staff("guanli")
    village = next(place.code for place in a_world.places.communities if not place.is_urban)
    for parent, grounds in (
        (doors.COMMUNITY, [Ground("第一网格", 320), Ground("第二网格")]),
        (f"{doors.COMMUNITY}001", [Ground("第一微网格", 150)]),
        (village, [Ground("第一网格", 90, 1)]),
    ):
        both.clerk.open_grids(parent, grounds, by=by, at=FRIDAY)
        wanted = [
            NewGrid(parent, each.name, None, each.households, villager_groups=each.villager_groups) for each in grounds
        ]
        both.do(territory.open_grids, wanted, by=by, at=FRIDAY)
    assert both.told() == both.done()


def test_figures_and_classes_are_entered_and_ended(a_world):
    both = Both(a_world, AreaFigure, AreaTag)
    by, area = the_worker(both), doors.COMMUNITY
    both.clerk.figure(area, FigureKind.RESIDENTS, LAST_YEAR, 4100, "台账", by=by, at=FRIDAY)
    row = both.clerk.tag(area, "old_estate", LAST_YEAR, "台账", by=by, at=FRIDAY)
    both.clerk.end_tag(row, until=date(2026, 11, 1), by=by, at=LATER)
    figure = NewFigure(area, FigureKind.RESIDENTS, LAST_YEAR, 4100, "台账")
    both.do(territory.enter_figures, [figure], by=by, at=FRIDAY)
    [tagged] = both.do(territory.tag_areas, [NewTag(area, "old_estate", LAST_YEAR, "台账")], by=by, at=FRIDAY)
    both.do(territory.end_tag, tagged, until=date(2026, 11, 1), by=by, at=LATER)
    assert both.told() == both.done()


def test_somebody_works_in_a_grid(a_world):
    keeper = next(worker.actor for worker in a_world.workers if worker.username == "youyuan")
    with acting_as(keeper):
        territory.open_grids([NewGrid(doors.COMMUNITY, "第一网格")], by=keeper, at=FRIDAY)
    both = Both(a_world, GridPost)
    both.clerk.assign(f"{doors.COMMUNITY}001", keeper, Part.PART_TIME, FRIDAY.date(), by=keeper, at=LATER)
    post = NewGridPost(f"{doors.COMMUNITY}001", User.objects.get(pk=keeper.user), Part.PART_TIME, FRIDAY.date())
    both.do(territory.assign_workers, [post], by=keeper, at=LATER)
    assert both.told() == both.done()


def test_a_household_with_who_belongs_to_it(a_world):
    both = Both(a_world, User, Resident, Household, HouseholdMember)
    by = the_worker(both)
    person = both.clerk.enrol("王小明", doors.COMMUNITY, by=by, at=FRIDAY)
    home = both.clerk.create_household(doors.COMMUNITY, "3 号楼 2 单元 301", 2, by=by, at=FRIDAY)
    both.clerk.join(home, person, "child", LAST_YEAR, by=by, at=LATER)
    enrolled = both.do(people.enrol, name="王小明", home_area=doors.COMMUNITY, by=by, at=FRIDAY).resident
    facts = {"area": doors.COMMUNITY, "address": "3 号楼 2 单元 301", "member_count": 2}
    made = both.do(people.create_household, **facts, by=by, at=FRIDAY)
    both.do(people.join_household, made, enrolled, relation="child", since=LAST_YEAR, by=by, at=LATER)
    told, done = both.told(), both.done()
    for each in (*told["User"], *done["User"]):
        del each["created_at"], each["password"]  # the clerk's own: when, and Django's mark of one nobody can type
    assert told == done


def test_consents_are_given_warned_of_withdrawn_and_run_out(a_world):
    both = Both(a_world, Consent)
    by, person = the_worker(both), a_world.people[0]
    soon, past = date(2026, 12, 9), FRIDAY - timedelta(days=40)
    tasks = both.clerk.consent(person, "assisted_application", Way.PORTAL, ends_on=soon, by=person.actor, at=FRIDAY)
    visits = both.clerk.consent(person, "care_visit", Way.PAPER, by=by, at=FRIDAY)
    over = both.clerk.consent(person, "family_contact", Way.PAPER, ends_on=date(2026, 11, 1), by=by, at=past)
    over.warned_at = None
    both.clerk.withdraw_consent(person, visits, by=person.actor, at=LATER)
    both.clerk.lapse(person, over, at=MONDAY)
    both.clerk.warn(person, tasks, at=MONDAY)

    resident = Resident(pk=person.id)
    facts = {"purpose": "assisted_application", "way": Way.PORTAL, "ends_on": soon}
    both.do(people.give_consent, resident, **facts, by=person.actor, at=FRIDAY)
    given = both.do(people.give_consent, resident, purpose="care_visit", way=Way.PAPER, by=by, at=FRIDAY)
    facts = {"purpose": "family_contact", "way": Way.PAPER, "ends_on": date(2026, 11, 1)}
    both.do(people.give_consent, resident, **facts, by=by, at=past)
    both.do(people.withdraw_consent, given, by=person.actor, at=LATER)
    both.do(people.watch_consents, by=WATCHER, at=MONDAY)
    assert both.told() == both.done()


def test_contacts_of_the_register_and_beyond_it(a_world):
    both = Both(a_world, Contact)
    by, person = the_worker(both), a_world.people[0]
    consent = both.clerk.consent(person, "family_contact", Way.PAPER, by=by, at=FRIDAY)
    both.clerk.contact(person, ContactKind.EMERGENCY, "sibling", ("王建国", "15470000001"), consent, by=by, at=FRIDAY)
    child = both.clerk.enrol("王小明", doors.COMMUNITY, by=by, at=FRIDAY)
    guarded = both.clerk.consent(child, "guardian_contact", Way.GUARDIAN, by=by, at=FRIDAY)
    both.clerk.contact(child, ContactKind.GUARDIAN, "parent", person, guarded, by=by, at=LATER)

    resident = Resident(pk=person.id)
    both.do(people.give_consent, resident, purpose="family_contact", way=Way.PAPER, by=by, at=FRIDAY)
    brother = {"relation": "sibling", "name": "王建国", "phone": "15470000001"}
    both.do(people.add_contact, resident, kind=ContactKind.EMERGENCY, **brother, by=by, at=FRIDAY)
    small = both.do(people.enrol, name="王小明", home_area=doors.COMMUNITY, by=by, at=FRIDAY).resident
    both.do(people.give_consent, small, purpose="guardian_contact", way=Way.GUARDIAN, by=by, at=FRIDAY)
    parent = {"relation": "parent", "name": person.name, "phone": person.phone}
    both.do(people.add_contact, small, kind=ContactKind.GUARDIAN, **parent, by=by, at=LATER)
    assert both.told() == both.done()


def test_requests_are_made_answered_refused_and_scheduled(a_world):
    both = Both(a_world, RecordRequest)
    by, person = the_worker(both), a_world.people[0]
    clerk, me = both.clerk, person.actor
    with acting_as(me):
        resident = Resident.objects.get(pk=person.id)
    household = clerk.ask(person, "孩子的名字错了", field=AskedField.HOUSEHOLD, at=FRIDAY)
    clerk.accept(person, household, "改好了", by=by, at=LATER)
    phone = clerk.ask(person, "换成儿子的号码", field=AskedField.PHONE, at=FRIDAY)
    clerk.refuse(person, phone, "请他带手机来", by=by, at=LATER)
    gone = clerk.ask(person, "搬走了", at=FRIDAY)
    clerk.schedule(person, gone, by=by, at=LATER)

    asked = both.do(
        people.ask_correction, resident, field=AskedField.HOUSEHOLD, words="孩子的名字错了", by=me, at=FRIDAY
    )
    both.do(people.accept_correction, asked, reply="改好了", by=by, at=LATER)
    asked = both.do(people.ask_correction, resident, field=AskedField.PHONE, words="换成儿子的号码", by=me, at=FRIDAY)
    both.do(people.refuse_request, asked, reason="请他带手机来", by=by, at=LATER)
    asked = both.do(people.ask_deletion, resident, words="搬走了", by=me, at=FRIDAY)
    both.do(people.accept_deletion, asked, by=by, at=LATER)
    assert both.told() == both.done()


def test_two_records_become_one(a_world):
    both = Both(a_world, Merge)
    by = the_worker(both)
    facts = {"name": "王小明", "by": by, "at": FRIDAY}
    kept, gone = (both.clerk.enrol(home=doors.COMMUNITY, **facts) for _each in range(2))
    both.clerk.merge(kept, gone, "登记了两次", by=by, at=LATER)
    kept, gone = (both.do(people.enrol, home_area=doors.COMMUNITY, **facts).resident for _each in range(2))
    both.do(people.merge, kept, gone, reason="登记了两次", by=by, at=LATER)
    assert both.told() == both.done()


def test_looks_at_people_and_at_whom_an_organisation_named(a_world):
    both = Both(a_world)
    by, person = the_worker(both), a_world.people[0]
    unit = next(unit for unit in a_world.units if unit.area == doors.COMMUNITY and unit.contact)
    both.clerk.look_up(person, "核对名单", by=by, at=FRIDAY)
    both.clerk.reveal_contact(unit, "通知停水", by=by, at=LATER)
    both.do(people.look_up, Resident(pk=person.id), purpose="核对名单", by=by, at=FRIDAY)
    row = Organization.objects.get(pk=unit.id)
    assert both.do(units.reveal_contact, row, purpose="通知停水", by=by, at=LATER) == unit.contact
    assert both.told() == both.done()


def test_a_file_arrives_and_a_register_is_given_out(a_world):
    both = Both(a_world, TableImport, TableExport)
    by = both.clerk.staff("guanli")
    both.clerk.upload(GRIDS, "网格.csv", b"x", by=by, at=FRIDAY)
    both.clerk.give_out(GRIDS, 0, by=by, at=LATER)
    both.do(begun, GRIDS, name="网格.csv", data=b"x", stage=Stage.CHECKING, by=by, at=FRIDAY)
    both.do(give_out, GRIDS, by=by, at=LATER)
    assert both.told() == both.done()
