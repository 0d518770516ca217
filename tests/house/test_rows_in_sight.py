"""Which rows of each scoped table each person sees and may write, asked of the database itself.

`Model.objects.all()` on purpose: `visible_to` would hide a policy that is missing, open or gone.
"""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet

from linli.accounts import actions as accounts
from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day, now
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.models import JournalEntry, JournalPayload
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Case, CaseAttachment, CasePart, CaseParty, Rating
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.indicators import actions as indicators
from linli.indicators import locking
from linli.indicators.models import DailyMeasure, LockedMeasure, StaleDay
from linli.indicators.rules import Period
from linli.indicators.standing import actions as standing
from linli.indicators.standing.definitions import definitions
from linli.insight.models import Alert
from linli.notifications.actions import COURIER
from linli.notifications.models import Delivery, Message
from linli.organizations.models import OrganizationType
from linli.people import actions as people_actions
from linli.people.models import (
    Consent,
    Contact,
    Household,
    HouseholdMember,
    Merge,
    PhoneChange,
    RecordRequest,
    Resident,
)
from tests import world
from tests.world import WATCHER, World

DENIED = "denied"
# Rows seen: by a job; by who asked, another resident; the community's worker, the neighbour's, another county's staff;
# the street, the county's school, dispatcher, supervisor and administrator, somebody without a post.
PEOPLE = (
    "job", "owner", "resident", "worker", "neighbour", "stranger", "street", "school", "dispatcher", "supervisor",
    "administrator", "newcomer",
)  # fmt: skip
# Who reads cases and keeps no register sees of the residents those alone who asked for one of these cases; who reads
# neither, an administrator, sees nothing of either, and still the figures.
SEEN = {
    "accounts_linked_identity": (2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "archives_case_file": (1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "archives_hold": (0,) * 12,
    "archives_proposal": (1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "archives_tombstone": (1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "aid_need": (3, 3, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0),
    "cases_attachment": (5, 5, 0, 5, 0, 0, 4, 0, 4, 4, 0, 0),
    "cases_case": (5, 5, 0, 5, 0, 0, 4, 0, 4, 4, 0, 0),
    "cases_code": (0,) * 12,
    "cases_draft": (1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "cases_part": (1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    "cases_party": (5, 5, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0),
    "cases_rating": (1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    "cases_bulk_run": (1, 0, 0, 1, *(0,) * 8),
    "cases_answer_template": (2, 0, 0, 2, *(0,) * 8),
    "cases_saved_view": (2, 0, 0, 2, *(0,) * 8),
    "cases_routing_rule": (2, 1, 1, *(2,) * 9),
    "followups_callback": (1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    "followups_draw": (1, 0, 0, *(1,) * 9),
    "followups_remedy": (1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    "indicators_dailymeasure": (7, 0, 0, 7, 0, 0, 7, 0, 7, 7, 7, 0),
    "indicators_monthlymeasure": (28, 0, 0, 7, 0, 0, 0, 0, 14, 14, 14, 0),
    "indicators_lockedcase": (2, 0, 0, 2, 0, 0, 2, 0, 2, 2, 2, 0),
    "indicators_lockedmeasure": (28, 0, 0, 7, 0, 0, 7, 0, 14, 14, 14, 0),
    "indicators_standingsnapshot": (15, 0, 0, 1, 1, 0, 15, 0, 15, 15, 15, 0),
    "insight_alert": (3, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 0),
    "indicators_staleday": (0, *(DENIED,) * 11),
    "journal_key": (12, *(DENIED,) * 11),
    "journal_payload": (15, 7, 0, 15, 4, 4, 11, 4, 7, 7, 5, 4),
    "notices_notice": (3, 0, 0, 3, 0, 0, 3, 0, 3, 3, 3, 0),
    "notices_noticereaders": (1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0),
    "notifications_delivery": (1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "notifications_message": (26, 11, 0, 9, 0, 0, 1, 1, 0, 0, 0, 0),
    "notifications_push_device": (2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "people_consent": (1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_contact": (1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_household": (1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_householdmember": (1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "reviews_word": (1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0),
    "policies_policy": (2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2),
    "tables_export": (1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0),
    "tables_file": (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0),
    "tables_import": (1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0),
    "kiosks_device": (2, 0, 0, 2, 0, 0, 2, 0, 2, 2, 2, 0),
    "kiosks_device_day": (2, 0, 0, 2, 0, 0, 2, 0, 2, 2, 2, 0),
    "insight_screen": (1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0),
    "kiosks_pass": (1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_merge": (1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_phone_change": (1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "people_request": (1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
    "reports_draft": (2, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 0),
    "reports_issue": (1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0),
    "reports_issuefile": (3, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 0),
    "tasks_tasklist": (2, 0, 0, 1, 0, 0, 0, 1, 2, 2, 2, 0),
    "tasks_task": (4, 0, 0, 2, 0, 0, 0, 2, 4, 4, 4, 0),
    "tasks_taskunit": (8, 0, 0, 4, 0, 0, 0, 4, 8, 8, 8, 0),
    "tasks_report": (1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0),
    "tasks_evidence": (2, 0, 0, 2, 0, 0, 0, 2, 2, 2, 2, 0),
    "tasks_supervision": (1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0),
    "ledgers_line": (1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0),
    "ledgers_evidence": (1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0),
    "people_resident": (6, 1, 1, 6, 0, 0, 6, 0, 1, 1, 0, 0),
}
STAFF = {
    "worker", "neighbour", "stranger", "street", "school", "dispatcher", "supervisor", "administrator", "newcomer",
}  # fmt: skip
BY_AREA = {"worker", "street", "dispatcher", "supervisor", "administrator"}
OVERSEERS = {"dispatcher", "supervisor", "administrator"}
READ = {
    # verb and whose: who reads the entry, beside the job
    "cases.submitted": {"owner", *BY_AREA} - {"administrator"},
    "people.revealed": {"owner", "worker"},  # a look on a case: by whom it is about, and by who looked
    "people.merged": {"worker", "street"},
    "accounts.post_given": BY_AREA,
    "organizations.created": STAFF,
    "tables.uploaded": OVERSEERS,
    "tables.given_out": OVERSEERS,
    "accounts.signed_in owner": {"owner"},
    "accounts.signed_in worker": {"worker"},
    "notifications.sent owner": {"owner"},
    "notifications.sent committee": {"worker"},
}


@pytest.fixture(scope="module")
def lived_in(house: World) -> World:
    """The world with figures, and with something in the journal for each rule of who reads it."""
    refresher, administrator = system_actor("indicators.refresh"), house.actors["administrator"]
    with acting_as(refresher):
        indicators.refresh(by=refresher, at=now())
        for day in DailyMeasure.objects.values_list("day", flat=True).distinct():
            month = Period.month_of(day)
            if not LockedMeasure.objects.filter(month=month.first).exists():
                locking.keep(month, now())
                locking.add_up(month.first)
        standing.snapshot(
            given.STREET,
            local_day(now()),
            by=refresher,
            at=now(),
            only=[definitions()["disabled_association_coverage"]],
        )
    with acting_as(WATCHER):
        rests_on = ({}, {"of_cases": True}, {"of_people": True})
        Alert.objects.bulk_create(
            Alert(
                area_id=given.COUNTY,
                order=order,
                sort="behind",
                indicator="…",
                said="…",
                url="/",
                counted_at=now(),
                **on,
            )
            for order, on in enumerate(rests_on)
        )
        called = {
            "unit": house.units["firm"],
            "task": "一起去看看",
            "state": "called",
            "called_at": now(),
            "due_at": now(),
        }
        CasePart.objects.create(case=house.cases["resolved"], **called)
        Delivery.objects.create(
            message_id=house.messages["owner"], channel="sms", began_at=now(), ended_at=now(), outcome="sent"
        )
    house.actors["dispatcher"] = world.staff("dispatcher", (Role.DISPATCHER, given.COUNTY, None))
    helper = User.objects.get(username="school")
    do(
        accounts.give_post, helper, role=Role.SUPERVISOR, area=given.COMMUNITY, organization=None, by=administrator,
        at=now(),
    )  # fmt: skip
    kind = OrganizationType.objects.get(pk="community_committee")
    facts = {"name": "另一个单位", "type": kind, "area": given.STREET, "serving": []}
    do(accounts.create_unit, **facts, by=administrator, at=now())
    with acting_as(COURIER):
        for name in ("owner", "worker"):
            user = house.actors[name].user
            record("accounts.signed_in", on=("accounts.user", user), by=COURIER, at=now(), whose=name)
        for name, message in house.messages.items():
            record("notifications.sent", on=("notifications.message", message), by=COURIER, at=now(), whose=name)
    return house


def people(house: World) -> dict[str, Actor]:
    return {name: WATCHER if name == "job" else house.actors[name] for name in PEOPLE}


def seen_by(actor: Actor, model: type[Model]) -> int | str:
    with acting_as(actor):
        try:
            with transaction.atomic():
                return model.objects.count()
        except DatabaseError:
            return DENIED


def sees(actor: Actor, found: QuerySet) -> bool:
    with acting_as(actor):
        return found.exists()


def scoped() -> dict[str, type[Model]]:
    found = [model for model in apps.get_models() if getattr(model, "is_scoped", False)]
    return {model._meta.db_table: model for model in found}


def test_every_scoped_table_is_asked():
    assert set(scoped()) == {*SEEN, "journal"}


@pytest.mark.parametrize("table", SEEN)
def test_each_person_sees_these_rows_and_no_others(lived_in, table):
    model = scoped()[table]
    assert tuple(seen_by(actor, model) for actor in people(lived_in).values()) == SEEN[table]


@pytest.mark.parametrize("entry", READ)
def test_an_entry_of_the_journal_is_read_by_these_people_and_no_others(lived_in, entry):
    verb, _blank, whose = entry.partition(" ")
    readers = set()
    for name, actor in people(lived_in).items():
        with acting_as(actor):
            entries = JournalEntry.objects.filter(verb=verb, **({"facts__whose": whose} if whose else {}))
            readers |= {name} if entries.exists() else set()
    assert readers == READ[entry] | {"job"}


def test_a_look_at_the_record_itself_is_read_by_who_keeps_the_register_and_one_on_a_case_by_who_looked(lived_in):
    """And by whom it is about. An export is of the register, and a look at a contact is on the record of who named it."""
    owner, at = lived_in.actors["owner"].resident, now()
    station = given.a_unit("child_protection_station")
    with world.undone():
        handler = world.staff("station", (Role.HANDLER, given.COMMUNITY, station))
        colleague = world.staff("colleague", (Role.COMMUNITY_WORKER, given.COMMUNITY, lived_in.units["committee"]))
        secret = given.a_case(lived_in.actors["owner"], item=given.an_item("child-protection"), at=at)
        do(actions.reveal, secret, purpose="社区矫正报到", by=handler, at=at)
        with acting_as(colleague):
            record = Resident.objects.get(pk=owner)
            people_actions.look_up(record, purpose="核实住址", by=colleague, at=at)
            people_actions.exported([record], purpose="核对名册", by=colleague, at=at)
            contact = Contact.objects.get(pk=lived_in.people["contact"])
            people_actions.look_up_contact(contact, purpose="老人摔倒了", by=colleague, at=at)
        keepers = {"worker", "street", "colleague"}
        everybody = {**people(lived_in), "station": handler, "colleague": colleague}
        called = {"subject_id": lived_in.actors["resident"].resident}
        for wanted, readers in (
            ({"facts__ground_id": str(secret.pk)}, {"owner"}),
            ({"verb": "people.revealed", "facts__ground_id": str(owner), "subject_id": owner}, {"owner", *keepers}),
            ({"verb": "people.exported"}, {"owner", *keepers}),
            ({"verb": "people.revealed", **called}, {"resident", "colleague"}),
        ):
            found = JournalEntry.objects.filter(subject_kind="people.resident", **wanted)
            assert {name for name, actor in everybody.items() if sees(actor, found)} == readers | {"job"}, wanted


def test_the_words_of_a_look_are_read_with_the_look_alone(lived_in):
    with acting_as(WATCHER):
        look = JournalEntry.objects.get(verb="people.revealed").id
    found = JournalPayload.objects.filter(entry=look)
    assert {name for name, actor in people(lived_in).items() if sees(actor, found)} == {"job", "owner", "worker"}


def test_of_the_journal_strangers_read_nothing_but_what_is_theirs(lived_in):
    others = {"cases.case", "people.resident", "notifications.message", "accounts.heldpost", "accounts.user"}
    for name in ("resident", "neighbour", "stranger", "school"):
        with acting_as(lived_in.actors[name]):
            assert not JournalEntry.objects.filter(subject_kind__in=others).exists(), name


def test_whoever_works_on_a_case_reads_who_asked_wherever_that_person_lives(lived_in):
    with world.undone():
        guest = given.a_resident("周远来", given.OTHER_COMMUNITY)
        case = given.a_case(guest, at=now())
        for name, is_seen in (("worker", True), ("street", True), ("neighbour", False), ("school", False)):
            with acting_as(lived_in.actors[name]):
                assert Resident.objects.filter(pk=guest.resident).exists() is is_seen, name
        assert case.number in lived_in.client("worker").get("/desk/").content.decode()


# Writing

OUTSIDERS = ("resident", "neighbour", "stranger", "school", "newcomer")


@contextmanager
def refused_by_the_database(actor: Actor):
    """Whatever the block tries is refused by a policy or for want of a right."""
    refusal = pytest.raises(DatabaseError, match=r"row-level security|permission denied")
    with acting_as(actor), refusal, transaction.atomic():
        yield


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_adds_to_a_case_they_do_not_see(lived_in, who):
    actor, case = lived_in.actors[who], lived_in.cases["resolved"]
    paper = {"key": "0" * 64, "name": "x", "content_type": "image/png", "size": 1, "of_result": True, "added_at": now()}
    for row in (
        CaseAttachment(case_id=case.pk, **paper),
        Rating(case_id=case.pk, level=1, at=now()),
        CaseParty(case_id=case.pk, unit_id=lived_in.units["far"].pk, role="assisting", since=now()),
    ):
        with refused_by_the_database(actor):
            row.save(force_insert=True)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_makes_or_changes_a_case_out_of_their_sight(lived_in, who):
    actor, case = lived_in.actors[who], lived_in.cases["new"]
    with acting_as(WATCHER):
        copy = Case.objects.get(pk=case.pk)
    copy.pk, copy.number, copy.client_key = new_id(), "131102-20260101-9999", new_id()
    with refused_by_the_database(actor):
        copy.save(force_insert=True)
    with acting_as(actor):
        assert Case.objects.filter(pk=case.pk).update(title="别的") == 0


def test_a_case_is_not_pushed_where_its_holder_has_no_business(lived_in):
    """The county's clerk cannot hand a case to a place and a unit beyond the county, past the actions."""
    far = {"area_id": given.OTHER_COMMUNITY, "unit_id": lived_in.units["far"].pk}
    with world.undone(), refused_by_the_database(lived_in.actors["supervisor"]):
        Case.objects.filter(pk=lived_in.cases["rated"].pk).update(**far)


def test_a_resident_writes_nothing_in_the_name_of_another(lived_in):
    owner, other = lived_in.actors["owner"], lived_in.actors["resident"]
    with acting_as(other):
        assert Resident.objects.filter(pk=owner.resident).update(name="别人") == 0
        assert Message.objects.filter(to_user=owner.user).update(read_at=now()) == 0
    newcomer = User.objects.get(username="newcomer")
    with refused_by_the_database(other):
        Resident(user=newcomer, name="别人", home_area_id=given.COMMUNITY, registered_at=now()).save(force_insert=True)


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_staff_of_another_place_change_no_resident_and_mark_no_message(lived_in, who):
    with acting_as(lived_in.actors[who]):
        assert Resident.objects.filter(pk=lived_in.actors["owner"].resident).update(name="别人") == 0
        assert Message.objects.update(read_at=now()) == 0


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_writes_on_the_register_of_another_place(lived_in, who):
    actor, day = lived_in.actors[who], now().date()
    owner, home, consent = lived_in.people["owner"], lived_in.household, lived_in.people["consent"]
    contact = {"kind": "emergency", "relation": "neighbour", "consent_id": consent, "since": day}
    for row in (
        Consent(resident_id=owner, purpose="care_visit", way="paper", begins_on=day, ends_on=day),
        Contact(resident_id=owner, other_id=lived_in.actors["resident"].resident, **contact),
        Household(area_id=given.COMMUNITY, address="别人家", member_count=1, begun_on=day),
        HouseholdMember(household_id=home, resident_id=owner, relation="child", since=day),
        RecordRequest(resident_id=owner, number="Z", kind="deletion", asked_at=now(), due_at=now()),
        PhoneChange(resident_id=owner, kind="release", state="waiting", asked_at=now(), due_at=now()),
        Merge(kept_id=owner, gone_id=lived_in.people["kept"], entry=new_id(), merged_at=now()),
    ):
        with refused_by_the_database(actor):
            row.save(force_insert=True)
    with acting_as(actor):
        assert Household.objects.filter(pk=home).update(member_count=9) == 0
        assert Consent.objects.filter(pk=consent).update(ends_on=day) == 0
        assert RecordRequest.objects.filter(number=lived_in.request).update(field="name") == 0
        assert Merge.objects.filter(pk=lived_in.people["merge"]).update(undone_at=now()) == 0
        assert PhoneChange.objects.filter(resident=lived_in.people["kept"]).update(due_at=now()) == 0
        assert HouseholdMember.objects.filter(pk=lived_in.people["member"]).update(until=day) == 0


@pytest.mark.parametrize("who", ["owner", "resident"])
def test_nobody_names_themselves_into_a_household(lived_in, who):
    actor = lived_in.actors[who]
    joining = {"household_id": lived_in.household, "resident_id": actor.resident, "relation": "child"}
    with refused_by_the_database(actor):
        HouseholdMember(**joining, since=now().date(), until=now().date()).save(force_insert=True)


def test_a_contact_may_be_read_but_not_changed_by_who_is_the_contact(lived_in):
    with world.undone(), refused_by_the_database(lived_in.actors["resident"]):
        Contact.objects.filter(pk=lived_in.people["contact"]).update(relation="sibling")


@pytest.mark.parametrize("who", ["owner", "worker", "stranger", "job"])
def test_nobody_writes_the_journal_in_another_s_name(lived_in, who):
    actor, other = people(lived_in)[who], lived_in.actors["supervisor"]
    with refused_by_the_database(actor):
        record("cases.accepted", on=lived_in.cases["new"], by=other, at=now())


def test_words_in_the_journal_are_destroyed_by_jobs_alone_and_the_entry_stays(lived_in):
    payloads = JournalPayload.objects.filter(subject_id=lived_in.cases["resolved"].pk)
    with refused_by_the_database(lived_in.actors["worker"]):
        payloads.delete()
    with world.undone(), acting_as(WATCHER):
        entries = JournalEntry.objects.count()
        assert payloads.delete()[0] == 1
        assert JournalEntry.objects.count() == entries


def test_nobody_types_a_figure(lived_in):
    for who in ("owner", "worker", "supervisor", "administrator"):
        with refused_by_the_database(lived_in.actors[who]):
            DailyMeasure.objects.update(value=100)


def test_whoever_changes_a_case_may_say_which_day_to_count_again(lived_in):
    for who in ("owner", "worker"):
        with world.undone(), acting_as(lived_in.actors[who]):
            StaleDay.objects.bulk_create([StaleDay(area_id=given.COMMUNITY, day=now().date())])
