"""How a resident comes onto the register: by themselves, with a request, or because they live here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User, UserKind
from linli.accounts.phones import user_of_phone, user_without_phone
from linli.accounts.rights import may, require
from linli.accounts.rules import mobile
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.people.actions.known import KEEPS, Asked, looked_for, may_ask, put_on_record, refuse
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


def enrol(*, name: str, home_area: str, phone: str = "", identity: str = "", by: Actor, at: datetime) -> Enrolled:
    """Somebody lives here and is put on the community's register, with a phone and an identity number or without.

    A record of the actor's own register, of the same name under this phone or number, is moved here and its owner is
    told. Any other record under one of them stays where it is; of one elsewhere nothing is said but that it is there,
    its owner is told, and who asked stands on it. Not atomic as a whole: a refusal must not undo that.
    """
    phone = mobile(phone) if phone.strip() else ""
    typed = _Typed(name_typed(name), home_typed(home_area), phone, identity_typed(identity))
    require(by, "people.register", area=typed.home_area)
    if not typed.phone and not typed.identity:
        return Enrolled(_entered(typed, by, at), is_new=True)
    may_ask(by, at)
    found = looked_for(phone=typed.phone, identity=typed.identity, by=by)
    if found.is_elsewhere or _is_another(found.records, typed):
        raise refuse(found, asked=Asked.REGISTERING, area=typed.home_area, by=by, at=at)
    if not found.records:
        return Enrolled(_entered(typed, by, at), is_new=True)
    put_on_record(found, asked=Asked.REGISTERING, area=typed.home_area, by=by, at=at)
    moved = move_in(found.records[0].pk, home_area=typed.home_area, identity=typed.identity, by=by, at=at)
    return Enrolled(moved, is_new=False)


def _is_another(records: Sequence[Resident], typed: _Typed) -> bool:
    """Whether what was typed and what lies under it are not one person's: another name, another number, two records."""
    return len(records) > 1 or any(each.name != typed.name or _differs(each, typed.identity) for each in records)


def _differs(resident: Resident, identity: str) -> bool:
    return bool(identity and resident.identity_hash) and resident.identity_hash != hash_of_identity(identity)


@transaction.atomic
def _entered(typed: _Typed, by: Actor, at: datetime) -> Resident:
    user = _open_user(typed.phone) if typed.phone else user_without_phone()
    resident = Resident(user=user, name=typed.name, home_area_id=typed.home_area, registered_at=at)
    put_identity(resident, typed.identity)
    if not inserted(resident):
        raise Conflict("people.registered_meanwhile", _("刚才有人登记了同一位居民。请在名册里找一找。"))
    given = [field.name for field in fields(typed) if getattr(typed, field.name)]
    record("people.registered", on=resident, by=by, at=at, area=typed.home_area, fields=given)
    return resident


@transaction.atomic
def move_in(known: UUID, *, home_area: str, identity: str = "", by: Actor, at: datetime) -> Resident:
    """A record of the actor's own register is brought to where its owner lives now.

    A number that was not known is added; a phone never, and another number never replaces the one that is there.
    """
    require(by, "people.register", area=home_area)
    with acting_as(REGISTRAR):
        resident = Resident.objects.select_related("user").select_for_update(of=("self",)).get(pk=known)
        if not may(by, KEEPS, area=resident.home_area_id) or _differs(resident, identity):
            raise Conflict("people.registered_meanwhile", _("刚才有人登记了同一位居民。请在名册里找一找。"))
        changed = []
        if resident.home_area_id != home_area:
            resident.home_area_id = home_area
            changed.append("home_area")
        if identity and not resident.identity_hash:
            put_identity(resident, identity)
            changed.append("identity")
        resident.save(update_fields=["home_area", "identity_hash", "identity_cipher"])
    if changed:
        record("people.moved_in", on=resident, by=by, at=at, area=home_area, fields=changed)
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
