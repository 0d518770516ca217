"""What can be done to a unit. The right to do it is asked by the caller: the table of rights lies above this module."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.tags import tags
from linli.base.actor import Actor
from linli.base.ids import new_id
from linli.base.journal import Line, record, record_all
from linli.base.languages import in_a_row
from linli.base.refusals import Refused
from linli.organizations.contacts import Contact, contact_of, sealed
from linli.organizations.loading import LEVELS, LIST
from linli.organizations.models import Organization, OrganizationType, ServingArea
from linli.web.tables.staging import Staged


@transaction.atomic
def create(
    *,
    name: str,
    type: OrganizationType,
    area: str,
    by: Actor,
    at: datetime,
    short_name: str = "",
    phone: str = "",
    address: str = "",
    serving: Iterable[str] = (),
) -> Organization:
    """Set up a unit where it belongs; it serves that area, or those named."""
    _known([area], "area")
    _named_once(name, area)
    unit = Organization(
        name=name, short_name=short_name or name[:40], type=type, area_id=area, phone=phone, address=address
    )
    unit.save(force_insert=True)
    record("organizations.created", on=unit, by=by, at=at, area=area, type=type.pk)
    serve(unit, list(serving) or [area], by=by, at=at)
    return unit


@transaction.atomic
def change(
    unit: Organization,
    *,
    name: str,
    short_name: str,
    phone: str,
    address: str,
    is_active: bool,
    by: Actor,
    at: datetime,
) -> Organization:
    """Correct how a unit is called and reached, or put it out of use; what it did stays under its name."""
    unit = Organization.objects.select_for_update().get(pk=unit.pk)
    wanted: dict[str, str | bool] = {
        "name": name,
        "short_name": short_name or name[:40],
        "phone": phone,
        "address": address,
        "is_active": is_active,
    }
    changed = [field for field, value in wanted.items() if getattr(unit, field) != value]
    if "name" in changed:
        _named_once(name, unit.area_id)
    if changed:
        for field in changed:
            setattr(unit, field, wanted[field])
        unit.save(update_fields=changed)
        record("organizations.changed", on=unit, by=by, at=at, area=unit.area_id, fields=changed, is_active=is_active)
    return unit


@transaction.atomic
def serve(unit: Organization, areas: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Say which areas a unit serves: exactly these, with everything below them."""
    unit = Organization.objects.select_for_update().get(pk=unit.pk)
    wanted = set(areas)
    _known(wanted, "serving")
    before = set(unit.serving_areas.values_list("area_id", flat=True))
    if wanted == before:
        return
    unit.serving_areas.filter(area__in=before - wanted).delete()
    ServingArea.objects.bulk_create(ServingArea(organization=unit, area_id=code) for code in sorted(wanted - before))
    record(
        "organizations.serving_changed",
        on=unit,
        by=by,
        at=at,
        area=unit.area_id,
        added=sorted(wanted - before),
        ended=sorted(before - wanted),
    )


SHORTEST_PURPOSE = 4
KINDS = "organizations.organization"
ADD = """
INSERT INTO organizations_organization (id, name, short_name, type_id, area_id, phone, address, is_active)
SELECT id, name, coalesce(short_name, left(name, 40)), type, area, coalesce(phone, ''), coalesce(address, ''),
       coalesce(is_active, true)
  FROM {staged} WHERE state = 'new'
"""
# What differs is asked for before it is written, under the lock: the journal names the fields and the areas.
DIFFER = """
SELECT o.id, o.area_id, array_remove(ARRAY[
         CASE WHEN s.short_name <> o.short_name THEN 'short_name' END, CASE WHEN s.phone <> o.phone THEN 'phone' END,
         CASE WHEN s.address <> o.address THEN 'address' END,
         CASE WHEN s.is_active <> o.is_active THEN 'is_active' END], NULL),
       coalesce(s.is_active, o.is_active)
  FROM organizations_organization o JOIN {staged} s ON s.id = o.id WHERE s.state = 'changed' FOR UPDATE OF o
"""
CHANGE = """
UPDATE organizations_organization o
   SET short_name = coalesce(s.short_name, o.short_name), phone = coalesce(s.phone, o.phone),
       address = coalesce(s.address, o.address), is_active = coalesce(s.is_active, o.is_active)
  FROM {staged} s WHERE s.id = o.id AND s.state = 'changed'
"""
END_SERVING = """
DELETE FROM organizations_servingarea a USING {staged} s
 WHERE a.organization_id = s.id AND s.serving IS NOT NULL AND NOT a.area_id = ANY (s.serving)
RETURNING a.organization_id, a.area_id
"""
ADD_SERVING = """
INSERT INTO organizations_servingarea (id, organization_id, area_id)
SELECT gen_random_uuid(), s.id, wanted
  FROM {staged} s, unnest(coalesce(s.serving, CASE WHEN s.state = 'new' THEN ARRAY[s.area] END)) wanted
    ON CONFLICT DO NOTHING
RETURNING organization_id, area_id
"""


@transaction.atomic
def bring_in(staged: Staged) -> None:
    """Set up and correct many units at once, as the verbs above do one by one. A blank changes nothing."""
    by, at, source = staged.by, staged.at, {"source": staged.source}
    staged.run(ADD)
    added = staged.run("SELECT id, area, type FROM {staged} WHERE state = 'new'")
    created = [Line(unit, area, facts={"type": kind, **source}) for unit, area, kind in added]
    record_all("organizations.created", kind=KINDS, lines=created, by=by, at=at)
    differ = staged.run(DIFFER)
    staged.run(CHANGE)
    changed = [Line(unit, area, fields, {"is_active": used, **source}) for unit, area, fields, used in differ if fields]
    record_all("organizations.changed", kind=KINDS, lines=changed, by=by, at=at)
    served: dict[UUID, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, statement in enumerate((ADD_SERVING, END_SERVING)):
        for unit, area in staged.run(statement):
            served[unit][place].append(area)
    seats = dict(staged.run("SELECT id, area FROM {staged}"))
    lines = [
        Line(unit, seats[unit], facts={"added": sorted(more), "ended": sorted(less), **source})
        for unit, (more, less) in served.items()
    ]
    record_all("organizations.serving_changed", kind=KINDS, lines=lines, by=by, at=at)


@transaction.atomic
def set_contact(unit: Organization, contact: Contact | None, *, by: Actor, at: datetime) -> Organization:
    """Say whom to ask for in a unit, or that there is nobody any more. The journal says that, not who."""
    unit = Organization.objects.select_for_update().get(pk=unit.pk)
    if contact_of(unit) == contact:
        return unit
    unit.contact_cipher = sealed(unit, contact)
    unit.save(update_fields=["contact_cipher"])
    record("organizations.contact_set", on=unit, by=by, at=at, area=unit.area_id, is_known=contact is not None)
    return unit


@transaction.atomic
def reveal_contact(unit: Organization, *, purpose: str, by: Actor, at: datetime) -> Contact:
    """Name and phone of the person to ask for, for a purpose that is written down."""
    purpose = purpose.strip()
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused("organizations.purpose_missing", _("请写明为什么要看，至少 4 个字。"), field="purpose")
    contact = contact_of(unit)
    if contact is None:
        raise Refused("organizations.no_contact", _("这个单位还没有登记联系人。"))
    words = {"purpose": purpose}
    record("organizations.contact_revealed", on=unit, by=by, at=at, area=unit.area_id, text=words)
    return contact


@transaction.atomic
def add_type(
    *, name: str, level: str, handles: bool, expected_in: str, source: str, by: Actor, at: datetime
) -> OrganizationType:
    """A kind of organisation that the file does not name; how many communities have one is counted from now on."""
    if level not in LEVELS or expected_in not in ("", *tags()):
        raise Refused("organizations.level_unknown", _("请选这类组织设在哪一级。"), field="level")
    if OrganizationType.objects.filter(name=name).exists():
        raise Refused("organizations.type_taken", _("已经有“%(name)s”这一类了。") % {"name": name}, field="name")
    kind = OrganizationType(
        code=f"local_{new_id().hex[-12:]}",
        name=name,
        level=level,
        handles=handles,
        expected_in=expected_in if level == "community" else "",
        source=source,
    )
    kind.save(force_insert=True)
    record("organizations.type_added", on=LIST, by=by, at=at, code=kind.code, text={"name": name})
    return kind


def _known(codes: Iterable[str], field: str) -> None:
    wanted = set(codes)
    unknown = wanted - set(Area.objects.current().filter(code__in=wanted).values_list("code", flat=True))
    if unknown or not wanted:
        raise Refused(
            "organizations.area_unknown",
            _("没有这个区划：%(codes)s。") % {"codes": in_a_row(sorted(unknown)) or "—"},
            field=field,
        )


def _named_once(name: str, area: str) -> None:
    if Organization.objects.filter(name=name, area=area).exists():
        raise Refused("organizations.name_taken", _("这个区划里已经有“%(name)s”。") % {"name": name}, field="name")
