"""What is put right in a record: by its owner, or by staff for them. Only the names of fields are written down."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people.actions.writing import REGISTRAR, home_typed, locked
from linli.people.identities import hash_of_identity, put_identity
from linli.people.models import Resident
from linli.people.rules import identity_typed, name_typed


@transaction.atomic
def change(resident: Resident, *, name: str, home_area: str, by: Actor, at: datetime) -> Resident:
    """A resident corrects their own name and community; what was asked before stays where it was asked."""
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    changed = _saved(resident, {"name": name_typed(name), "home_area_id": home_typed(home_area)})
    if changed:
        record("people.changed", on=resident, by=by, at=at, area=resident.home_area_id, fields=changed)
    return resident


@transaction.atomic
def correct(
    resident: Resident,
    *,
    name: str | None = None,
    home_area: str | None = None,
    identity: str | None = None,
    by: Actor,
    at: datetime,
) -> Resident:
    """Staff put a record right; what is None stays, an empty identity number is taken off."""
    resident = locked(resident, by, "people.change")
    wanted: dict[str, str] = {}
    if name is not None:
        wanted["name"] = name_typed(name)
    if home_area is not None:
        wanted["home_area_id"] = home_typed(home_area)
    if identity is not None:
        number = identity_typed(identity)
        if number and resident.identity_hash != hash_of_identity(number):
            wanted["identity"] = number
        elif not number and resident.identity_hash:
            wanted["identity"] = ""
    try:
        with acting_as(REGISTRAR):  # a record that leaves the actor's areas would not pass the actor's policy any more
            changed = _saved(resident, wanted)
    except IntegrityError as fault:
        if "identity" not in str(fault):
            raise
        sentence = _("这个身份证号登记在另一份档案上。请核对；是同一个人，就合并这两份档案。")
        raise Refused("people.identity_taken", sentence, field="identity") from fault
    if changed:
        record("people.corrected", on=resident, by=by, at=at, area=resident.home_area_id, fields=changed)
    return resident


def _saved(resident: Resident, wanted: dict[str, str]) -> list[str]:
    """Write what differs; the names of the fields."""
    changed = [field for field, value in wanted.items() if field == "identity" or getattr(resident, field) != value]
    columns = []
    for field in changed:
        if field == "identity":
            put_identity(resident, wanted[field])
            columns += ["identity_hash", "identity_cipher"]
        else:
            setattr(resident, field, wanted[field])
            columns.append(field)
    if columns:
        resident.save(update_fields=columns)
    return ["home_area" if field == "home_area_id" else field for field in changed]
