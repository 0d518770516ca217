"""What is done to the record of a resident; every reading of name and phone is one of these."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User, UserKind
from linli.accounts.phones import phone_of, user_of_phone
from linli.accounts.rights import require
from linli.accounts.rules import mobile
from linli.areas.models import Area
from linli.areas.rules import Level, is_virtual
from linli.base.actor import Actor, system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people.models import Resident

READER = system_actor("people.reveal")
KIND = "people.resident"
LONGEST_NAME, SHORTEST_PURPOSE = 40, 4

# Without naming a target the database looks at no row the actor may not see, and the count says whether it is new.
INSERT = """
INSERT INTO people_resident (user_id, name, home_area_id, registered_at)
VALUES (%s::uuid, %s::text, %s::text, %s::timestamptz) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Revealed:
    """Name and phone in clear, once, for the purpose that was written down."""

    name: str
    phone: str


@transaction.atomic
def register(*, name: str, phone: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A clerk enters a resident who has come or called. One who is known already keeps the record they have.

    What comes back says only what was typed: whether the phone was known, and under which name, stays hidden.
    """
    require(by, "people.register")
    name, home_area, phone = _name(name), _home(home_area), mobile(phone)
    user = user_of_phone(phone)
    if not user.is_active:
        raise Refused("people.closed", _("这个手机号的账号已停用，不能登记。请联系管理员。"), field="phone")
    resident = Resident(user=user, name=name, home_area_id=home_area, registered_at=at)
    if _inserted(resident):
        record("people.registered", on=resident, by=by, at=at, area=home_area, fields=["name", "home_area", "phone"])
    return resident


@transaction.atomic
def start(user: User, *, name: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A resident says who they are and where they live, the first time they come."""
    if user.kind != UserKind.RESIDENT or by.user != user.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    resident = Resident(user=user, name=_name(name), home_area_id=_home(home_area), registered_at=at)
    if not _inserted(resident):
        raise Refused("people.started_already", _("您的资料已经填过了。"))
    record("people.started", on=resident, by=by, at=at, area=home_area, fields=["name", "home_area"])
    return resident


@transaction.atomic
def change(resident: Resident, *, name: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A resident corrects their own name and community; what was asked before stays where it was asked."""
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    wanted = {"name": _name(name), "home_area_id": _home(home_area)}
    changed = [field for field, value in wanted.items() if getattr(resident, field) != value]
    if changed:
        for field in changed:
            setattr(resident, field, wanted[field])
        resident.save(update_fields=changed)
        record("people.changed", on=resident, by=by, at=at, area=resident.home_area_id, fields=changed)
    return resident


@transaction.atomic
def reveal(
    resident: Resident | UUID, *, purpose: str, ground: tuple[str, UUID], by: Actor, at: datetime, number: str = ""
) -> Revealed:
    """Name and phone of a resident, for a purpose; the resident reads in their log who looked and why.

    Whether the actor may is the caller's to decide, who knows the ground: a case in the hands of the actor's unit.
    The record itself may lie outside the actor's areas, so the job `people.reveal` reads it.
    """
    key = resident if isinstance(resident, UUID) else resident.pk
    purpose = purpose.strip()
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused("people.purpose_missing", _("请写明为什么要看，至少 4 个字。居民会看到这句话。"), field="purpose")
    record(
        "people.revealed",
        on=(KIND, key),
        by=by,
        at=at,
        text={"purpose": purpose},
        ground_kind=ground[0],
        ground_id=ground[1],
        number=number,
    )
    with acting_as(READER):
        found = Resident.objects.select_related("user").get(pk=key)
    return Revealed(found.name, phone_of(found.user))


def _inserted(resident: Resident) -> bool:
    with connection.cursor() as cursor:
        values = [resident.pk, resident.name, resident.home_area_id, resident.registered_at]
        cursor.execute(INSERT, values)
        return bool(cursor.rowcount)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("people.name_missing", _("请填姓名，最多 40 个字。"), field="name")
    return name


def _home(code: str) -> str:
    communities = Area.objects.current().filter(pk=code, level__gte=Level.COMMUNITY)
    if not communities.exists() or is_virtual(code):
        raise Refused("people.home_unknown", _("请选您住的社区或村。"), field="home_area")
    return code
