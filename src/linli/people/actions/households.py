"""Households: where they live, how many they are, and which residents belong to them, with dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people import lists
from linli.people.actions.writing import home_typed, locked
from linli.people.models import Household, HouseholdMember, Resident
from linli.people.rules import address_typed, members_typed, span_of_stay

VERB = "people.households"
REMOVER = system_actor("people.move_household")
"""Ends where somebody belonged before: that household may lie where the actor sees nothing."""


@transaction.atomic
def create_household(*, area: str, address: str, member_count: int, by: Actor, at: datetime) -> Household:
    """A household of a community: a door and a count, nobody named yet."""
    area, address, member_count = home_typed(area), address_typed(address), members_typed(member_count)
    require(by, VERB, area=area)
    household = Household(area_id=area, address=address, member_count=member_count, begun_on=local_day(at))
    with _one_behind_a_door():
        household.save(force_insert=True)
    record("people.household_created", on=household, by=by, at=at, area=area)
    return household


@transaction.atomic
def change_household(household: Household, *, address: str, member_count: int, by: Actor, at: datetime) -> Household:
    """Correct the door or the count; never fewer than are named, and never the door of others."""
    household = _locked(household, by)
    named = household.members.current().count()
    wanted = {"address": address_typed(address), "member_count": members_typed(member_count)}
    if member_count < named:
        raise Refused(
            "people.fewer_than_named",
            _("这一户登记了 %(named)s 个人，住几口人不能比这还少。有人搬走了，先点“迁出”。") % {"named": named},
            field="member_count",
        )
    changed = [field for field, value in wanted.items() if getattr(household, field) != value]
    for field in changed:
        setattr(household, field, wanted[field])
    if changed:
        with _one_behind_a_door():
            household.save(update_fields=changed)
        record("people.household_changed", on=household, by=by, at=at, area=household.area_id, fields=changed)
    return household


@transaction.atomic
def dissolve_household(household: Household, *, by: Actor, at: datetime) -> Household:
    """Nobody lives there any more: everybody named leaves today."""
    household, today = _locked(household, by), local_day(at)
    for member in household.members.current().select_related("resident"):
        _leave(member, today, by, at)
    household.ended_on = today
    household.save(update_fields=["ended_on"])
    record("people.household_dissolved", on=household, by=by, at=at, area=household.area_id)
    return household


@transaction.atomic
def join_household(
    household: Household, resident: Resident, *, relation: str, since: date, by: Actor, at: datetime
) -> HouseholdMember:
    """A resident belongs to this household from a day; where they belonged before, they leave on that day."""
    household, resident = _locked(household, by), locked(resident, by, VERB)
    chosen = lists.relations().get(relation)
    if chosen is None or not chosen.household:
        raise Refused("people.relation_unknown", _("请选与户主的关系。"), field="relation")
    span_of_stay(since, None, local_day(at))
    if relation == lists.HEAD and household.members.current().filter(relation=lists.HEAD).exists():
        raise Refused("people.head_already", _("这一户已经有户主。请先把原来的户主改成别的关系。"), field="relation")
    _leaves_what_came_before(resident, household, since, by, at)
    member = HouseholdMember(household=household, resident=resident, relation=relation, since=since)
    member.save(force_insert=True)
    named = household.members.current().count()
    if household.member_count < named:
        household.member_count = named
        household.save(update_fields=["member_count"])
    _journal("people.joined_household", member, by, at)
    return member


@transaction.atomic
def leave_household(member: HouseholdMember, *, until: date, by: Actor, at: datetime) -> HouseholdMember:
    """A resident no longer belongs to this household; one fewer lives there."""
    household = _locked(member.household, by)
    member = _current(member)
    span_of_stay(member.since, until, local_day(at))
    _leave(member, until, by, at)
    if household.member_count:
        household.member_count -= 1
        household.save(update_fields=["member_count"])
    return member


@transaction.atomic
def change_relation(member: HouseholdMember, *, relation: str, by: Actor, at: datetime) -> HouseholdMember:
    """What a member is to the head; somebody becomes the head once nobody else of the household is."""
    household = _locked(member.household, by)
    member = _current(member)
    chosen = lists.relations().get(relation)
    if chosen is None or not chosen.household:
        raise Refused("people.relation_unknown", _("请选与户主的关系。"), field="relation")
    if (
        relation == lists.HEAD
        and household.members.current().filter(relation=lists.HEAD).exclude(pk=member.pk).exists()
    ):
        raise Refused("people.head_already", _("这一户已经有户主。请先把原来的户主改成别的关系。"), field="relation")
    if member.relation != relation:
        member.relation = relation
        member.save(update_fields=["relation"])
        _journal("people.relation_changed", member, by, at)
    return member


@contextmanager
def _one_behind_a_door() -> Iterator[None]:
    """Two clerks may name one door at the same moment, so the table decides; who comes second is told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if "one_standing_household" not in str(fault):
            raise
        sentence = _("这个门牌已经登记了一户。请在户的清单里找到它。")
        raise Refused("people.household_known", sentence, field="address") from fault


def _locked(household: Household, by: Actor) -> Household:
    found = Household.objects.visible_to(by).standing().select_for_update().filter(pk=household.pk).first()
    if found is None:
        raise Refused("people.household_gone", _("没有找到这一户，或者它已经注销。"))
    require(by, VERB, area=found.area_id)
    return found


def _current(member: HouseholdMember) -> HouseholdMember:
    found = HouseholdMember.objects.current().select_related("resident", "household").filter(pk=member.pk).first()
    if found is None:
        raise Refused("people.left_already", _("这个人已经迁出这一户。"))
    return found


def _leaves_what_came_before(resident: Resident, joining: Household, since: date, by: Actor, at: datetime) -> None:
    with acting_as(REMOVER):
        current = HouseholdMember.objects.current().select_related("household").select_for_update()
        before = current.filter(resident=resident).first()
        if before is None:
            return
        if before.household_id == joining.pk:
            raise Refused("people.member_already", _("这个人已经在这一户里。"))
        if since < before.since:
            raise Refused("people.elsewhere_then", _("这个人那时还登记在别的户里，请填晚一些的日子。"), field="since")
        before.until = since
        before.save(update_fields=["until"])
        if before.household.member_count:
            before.household.member_count -= 1
            before.household.save(update_fields=["member_count"])
    record(
        "people.left_household", on=resident, by=by, at=at, area=resident.home_area_id, household=before.household_id
    )
    # The one they leave may be kept elsewhere: whoever keeps it reads why it has changed.
    record("people.household_left", on=before.household, by=by, at=at, area=before.household.area_id, member=before.pk)


def _leave(member: HouseholdMember, until: date, by: Actor, at: datetime) -> None:
    member.until = until
    member.save(update_fields=["until"])
    _journal("people.left_household", member, by, at)


def _journal(verb: str, member: HouseholdMember, by: Actor, at: datetime) -> None:
    """On the resident, who reads it: that it was so, and in which household."""
    record(
        verb, on=("people.resident", member.resident_id), by=by, at=at, area=member.household.area_id,
        household=member.household_id, relation=member.relation,
    )  # fmt: skip
