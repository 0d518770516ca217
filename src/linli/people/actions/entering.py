"""How a resident comes onto the register: by themselves, with a request, or because they live here."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User, UserKind
from linli.accounts.phones import hash_of, user_of_phone, user_without_phone
from linli.accounts.rights import require
from linli.accounts.rules import mobile
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.people.actions.writing import REGISTRAR, home_typed, inserted
from linli.people.identities import hash_of_identity, put_identity
from linli.people.models import Resident
from linli.people.rules import identity_typed, name_typed


@dataclass(frozen=True)
class Enrolled:
    """The record of somebody who lives here, and whether it was made just now or moved here."""

    resident: Resident
    is_new: bool


@transaction.atomic
def register(*, name: str, phone: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A clerk enters a resident who has come or called. One who is known already keeps the record they have.

    What comes back says only what was typed: whether the phone was known, and under which name, stays hidden.
    """
    require(by, "people.register")
    name, home_area, phone = name_typed(name), home_typed(home_area), mobile(phone)
    resident = Resident(user=_open_user(phone), name=name, home_area_id=home_area, registered_at=at)
    if inserted(resident):
        record("people.registered", on=resident, by=by, at=at, area=home_area, fields=["name", "home_area", "phone"])
    return resident


@dataclass(frozen=True)
class _Typed:
    """Who is to be put on the register, as it was typed and found right; phone and number may be empty."""

    name: str
    home_area: str
    phone: str
    identity: str


@transaction.atomic
def enrol(*, name: str, home_area: str, phone: str = "", identity: str = "", by: Actor, at: datetime) -> Enrolled:
    """Somebody lives here and is put on the community's register, with a phone and an identity number or without.

    A record of the same name under this phone or number, wherever it lies, is moved here and its owner is told; under
    another name it is somebody else's, and nothing is said of whom.
    """
    phone = mobile(phone) if phone.strip() else ""
    typed = _Typed(name_typed(name), home_typed(home_area), phone, identity_typed(identity))
    require(by, "people.register", area=typed.home_area)
    known = _known(typed)
    if known is None:
        return Enrolled(_entered(typed, by, at), is_new=True)
    if known.name != typed.name:
        by_number = bool(typed.identity) and known.identity_hash == hash_of_identity(typed.identity)
        raise Refused(
            "people.of_another_name",
            _("这个号码登记在别的名字下。请核对姓名和号码；手机号是和家人合用的，或者换了主人，就先不填手机号。"),
            field="identity" if by_number else "phone",
        )
    return Enrolled(_moved(known, typed, by, at), is_new=False)


def _known(typed: _Typed) -> Resident | None:
    """The one record under this phone or this number; two are a case for a merge, or for a closer look."""
    wanted = models.Q()
    if typed.phone:
        wanted |= models.Q(user__phone_hash=hash_of(typed.phone))
    if typed.identity:
        wanted |= models.Q(identity_hash=hash_of_identity(typed.identity))
    if not wanted:
        return None
    with acting_as(REGISTRAR):
        found = {each.merged_into or each for each in Resident.objects.select_related("merged_into").filter(wanted)}
    if len(found) > 1:
        raise Refused(
            "people.two_records",
            _("手机号和身份证号登记在两份档案上。请核对；是同一个人，就先合并这两份档案。"),
            field="identity",
        )
    return next(iter(found), None)


def _entered(typed: _Typed, by: Actor, at: datetime) -> Resident:
    user = _open_user(typed.phone) if typed.phone else user_without_phone()
    resident = Resident(user=user, name=typed.name, home_area_id=typed.home_area, registered_at=at)
    put_identity(resident, typed.identity)
    if not inserted(resident):
        raise Conflict("people.registered_meanwhile", _("刚才有人登记了同一位居民。请在名册里找一找。"))
    given = [field.name for field in fields(typed) if getattr(typed, field.name)]
    record("people.registered", on=resident, by=by, at=at, area=typed.home_area, fields=given)
    return resident


def _moved(known: Resident, typed: _Typed, by: Actor, at: datetime) -> Resident:
    """Brought to where the resident lives now; a number that was not known is added, a phone never."""
    with acting_as(REGISTRAR):
        resident = Resident.objects.select_related("user").select_for_update(of=("self",)).get(pk=known.pk)
        changed = []
        if resident.home_area_id != typed.home_area:
            resident.home_area_id = typed.home_area
            changed.append("home_area")
        if typed.identity and not resident.identity_hash:
            put_identity(resident, typed.identity)
            changed.append("identity")
        resident.save(update_fields=["home_area", "identity_hash", "identity_cipher"])
    if changed:
        record("people.moved_in", on=resident, by=by, at=at, area=typed.home_area, fields=changed)
        tell(resident.user, "people.moved_in", about=resident, number="", at=at)
    return resident


@transaction.atomic
def start(user: User, *, name: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A resident says who they are and where they live, the first time they come."""
    if user.kind != UserKind.RESIDENT or by.user != user.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    resident = Resident(user=user, name=name_typed(name), home_area_id=home_typed(home_area), registered_at=at)
    if not inserted(resident):
        raise Refused("people.started_already", _("您的资料已经填过了。"))
    record("people.started", on=resident, by=by, at=at, area=home_area, fields=["name", "home_area"])
    return resident


def _open_user(phone: str) -> User:
    user = user_of_phone(phone)
    if not user.is_active:
        raise Refused("people.closed", _("这个手机号的账号已停用，不能登记。请联系管理员。"), field="phone")
    return user
