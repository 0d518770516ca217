"""What is done to a machine: registered, given a code or a token, enrolled, seen, counted, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.rights import require
from linli.areas.models import Area
from linli.areas.rules import Level, is_virtual
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.base.encryption import keyed_hash
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.kiosks import rules
from linli.kiosks.kinds import KIOSK, kinds
from linli.kiosks.models import Device
from linli.kiosks.queries import MANAGE
from linli.kiosks.rules import Use

DOOR = system_actor("kiosks.door")  # a machine in front of which nobody has signed in: the door itself acts
ENROLLING = "kiosk"

COUNT = {
    use: f"""
INSERT INTO kiosks_device_day (id, device_id, day, visits, sent, looked, rated)
VALUES (%(id)s::uuid, %(device)s::uuid, %(day)s::date, {", ".join("1" if each is use else "0" for each in Use)})
ON CONFLICT (device_id, day) DO UPDATE SET {use.value} = kiosks_device_day.{use.value} + 1
"""  # noqa: S608 (the names are ours)
    for use in Use
}
SEEN = """
INSERT INTO kiosks_device_day (id, device_id, day, visits, sent, looked, rated)
VALUES (%(id)s::uuid, %(device)s::uuid, %(day)s::date, 0, 0, 0, 0) ON CONFLICT (device_id, day) DO NOTHING
"""


@dataclass(frozen=True)
class Fresh:
    """A machine, and the code that is typed on it once or the token of its program: shown now and never again."""

    device: Device
    code: str = ""
    token: str = ""


@transaction.atomic
def register(*, label: str, area: str, place: str, by: Actor, at: datetime, kind: str = KIOSK) -> Fresh:
    """A machine comes to a community."""
    require(by, MANAGE, area=area)
    if kind not in kinds():
        raise Refused("kiosks.no_such_kind", _("没有这一种机器，请重新选。"), field="kind")
    found = Area.objects.filter(pk=area).first()
    if found is None or found.level != Level.COMMUNITY or is_virtual(area) or found.valid_to:
        raise Refused("kiosks.not_a_community", _("请选到现在还在的村或社区。"), field="area")
    label = _free(label)
    device = Device(label=label, area_id=area, place=place.strip(), registered_at=at, kind=kind)
    fresh = _opened(device, at)
    device.save(force_insert=True)
    fields = ["kind", "label", "area", "place"]
    record("kiosks.registered", on=device, by=by, at=at, area=area, fields=fields, label=label, kind=kind)
    return fresh


@transaction.atomic
def change(device: Device, *, place: str, by: Actor, at: datetime) -> Device:
    """It stands elsewhere in the community, or its place is described better."""
    device = _locked(device, by)
    device.place = place.strip()
    device.save(update_fields=["place"])
    record("kiosks.changed", on=device, by=by, at=at, area=device.area_id, fields=["place"])
    return device


@transaction.atomic
def renew(device: Device, *, by: Actor, at: datetime) -> Fresh:
    """Another code, for another browser, or another token: what the machine has now is worth nothing from here on."""
    device = _locked(device, by)
    fresh = _opened(device, at)
    if fresh.token:
        device.save(update_fields=["token_hash"])
        record("kiosks.token_given", on=device, by=by, at=at, area=device.area_id)
    else:
        device.secret_hash = device.enrolled_at = None
        device.save(update_fields=["secret_hash", "enrolled_at", "code_hash", "code_until"])
        record("kiosks.code_renewed", on=device, by=by, at=at, area=device.area_id)
    return fresh


@transaction.atomic
def revoke(device: Device, *, by: Actor, at: datetime) -> Device:
    """The token is in wrong hands: nobody is heard by it any more. The machine stays, silent, until it gets another."""
    device = _locked(device, by)
    if device.token_hash is None:
        raise Conflict("kiosks.no_token", _("这台机器现在没有令牌。"))
    device.token_hash = None
    device.save(update_fields=["token_hash"])
    record("kiosks.token_revoked", on=device, by=by, at=at, area=device.area_id)
    return device


@transaction.atomic
def withdraw(device: Device, *, by: Actor, at: datetime) -> Device:
    """Lost, broken or taken away: from this moment its secret opens nothing, and a visit at it is over."""
    device = _locked(device, by)
    device.withdrawn_at, device.code_hash, device.code_until = at, "", None
    device.secret_hash = device.token_hash = None
    device.save(update_fields=["withdrawn_at", "secret_hash", "token_hash", "code_hash", "code_until"])
    record("kiosks.withdrawn", on=device, by=by, at=at, area=device.area_id)
    return device


def enrol(*, code: str, whence: str, at: datetime) -> tuple[Device, str]:
    """A browser types the code of a machine and is it from now on: the machine, and the secret to be kept there.

    Tries are counted outside any savepoint of ours: a refusal must not undo its own count.
    """
    throttling.hold(ENROLLING, whence)
    throttling.check(ENROLLING, whence, rules.WRONG_CODES, at, code="kiosks.too_many_codes")
    hashed = _hash_of_code(rules.code_typed(code))
    with acting_as(DOOR):
        device = Device.objects.select_for_update().filter(code_hash=hashed, code_until__gt=at).first()
        if device is not None:
            secret = rules.new_secret()
            device.secret_hash, device.code_hash, device.code_until = rules.hash_of_secret(secret), "", None
            device.enrolled_at = device.seen_at = at
            device.save(update_fields=["secret_hash", "code_hash", "code_until", "enrolled_at", "seen_at"])
            record("kiosks.enrolled", on=device, by=DOOR, at=at, area=device.area_id)
            note_day(device, at)
            return device, secret
    throttling.count(ENROLLING, whence, at)
    raise Refused("kiosks.code_wrong", _("这个启用码不对，或者过期了。请在工作台重新取一个。"), field="code")


def found_by(secret: str, at: datetime) -> Device | None:
    """The machine a browser's secret belongs to, seen at this moment; None where it is none of ours, or withdrawn."""
    with acting_as(DOOR):
        device = Device.objects.select_related("area").filter(secret_hash=rules.hash_of_secret(secret)).first()
        if device is not None and (device.seen_at is None or at - device.seen_at >= device.is_a.every / 2):
            Device.objects.filter(pk=device.pk).update(seen_at=at)
            note_day(device, at)
    return device


def count(device: Device, use: Use, at: datetime) -> None:
    """One more visit, request, look or rating of this day; of nobody in particular."""
    with acting_as(DOOR), connection.cursor() as cursor:
        cursor.execute(COUNT[use], _of_day(device.pk, at))


def note_day(device: Device, at: datetime) -> None:
    """It was heard of on this day; within the door's scope."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, _of_day(device.pk, at))


def _of_day(device: UUID, at: datetime) -> dict[str, Any]:
    return {"id": new_id(), "device": device, "day": local_day(at)}


def _locked(device: Device, by: Actor) -> Device:
    found = Device.objects.visible_to(by).select_for_update().filter(pk=device.pk).first()
    if found is None:
        raise Refused("kiosks.not_visible", _("没有找到这台机器。"))
    require(by, MANAGE, area=found.area_id)
    if found.withdrawn_at is not None:
        raise Conflict("kiosks.withdrawn_already", _("这台机器已经停用，不能再改。要用就重新登记。"))
    return found


def _free(label: str) -> str:
    """A number that no machine has; also none out of sight, so that a sticker names one machine everywhere."""
    plain = label.strip()
    with acting_as(DOOR):
        is_taken = Device.objects.filter(label=plain).exists()
    if is_taken:
        raise Refused("kiosks.label_taken", _("这个编号已经有机器用了。请换一个编号。"), field="label")
    return plain


def _opened(device: Device, at: datetime) -> Fresh:
    """What the machine gets in with, set on its row: a code for a browser, a token for a program."""
    if device.is_a.has_token:
        token = rules.new_token()
        device.token_hash = rules.hash_of_secret(token)
        return Fresh(device, token=token)
    code = rules.new_code()
    device.code_hash, device.code_until = _hash_of_code(code), at + rules.CODE_LASTS
    return Fresh(device, code)


def _hash_of_code(code: str) -> str:
    return keyed_hash(code, "kiosk_code")
