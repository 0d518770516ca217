"""What several verbs do: check a community, lock a record as the actor sees it, insert one, write of a contact."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.models import Area
from linli.areas.rules import Level, is_virtual
from linli.base.actor import Actor, system_actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.people.models import Contact, Resident

REGISTRAR = system_actor("people.register")
"""Looks whether a phone or a number is known, wherever the record lies, and brings a record in or hands it on."""

# Without naming a target the database looks at no row the actor may not see, and the count says whether it is new.
INSERT = """
INSERT INTO people_resident (user_id, name, home_area_id, registered_at, identity_hash, identity_cipher)
VALUES (%s::uuid, %s::text, %s::text, %s::timestamptz, %s::text, %s::text) ON CONFLICT DO NOTHING
"""


def home_typed(code: str) -> str:
    """A community or village of today, or a grid in one."""
    communities = Area.objects.current().filter(pk=code, level__gte=Level.COMMUNITY)
    if not communities.exists() or is_virtual(code):
        raise Refused("people.home_unknown", _("请选您住的社区或村。"), field="home_area")
    return code


def inserted(resident: Resident) -> bool:
    """Write the row; False where this person, or this identity number, has one already."""
    values = [
        resident.pk, resident.name, resident.home_area_id, resident.registered_at,
        resident.identity_hash, resident.identity_cipher,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return bool(cursor.rowcount)


def locked(resident: Resident, by: Actor, verb: str) -> Resident:
    """A record on the register, locked, as the actor reads it, where the right to `verb` reaches it."""
    found = (
        Resident.objects.visible_to(by)
        .standing()
        .select_related("user")
        .select_for_update(of=("self",))
        .filter(pk=resident.pk)
        .first()
    )
    if found is None:
        raise Refused("people.not_visible", _("没有找到这份档案，或者它已经不归您管。"))
    require(by, verb, area=found.home_area_id)
    return found


def journal_contact(verb: str, contact: Contact, resident: Resident, by: Actor, at: datetime) -> None:
    """On the resident, who reads it: what became of one of their contacts, and not who it is."""
    record(
        verb, on=resident, by=by, at=at, area=resident.home_area_id, contact=contact.pk, kind=contact.kind,
        relation=contact.relation,
    )  # fmt: skip
