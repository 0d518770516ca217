"""What can be done to a unit. The right to do it is asked by the caller: the table of rights lies above this module."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.organizations.models import Organization, OrganizationType, ServingArea


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


def _known(codes: Iterable[str], field: str) -> None:
    wanted = set(codes)
    unknown = wanted - set(Area.objects.current().filter(code__in=wanted).values_list("code", flat=True))
    if unknown or not wanted:
        raise Refused(
            "organizations.area_unknown",
            _("没有这个区划：%(codes)s。") % {"codes": "、".join(sorted(unknown)) or "—"},
            field=field,
        )


def _named_once(name: str, area: str) -> None:
    if Organization.objects.filter(name=name, area=area).exists():
        raise Refused("organizations.name_taken", _("这个区划里已经有“%(name)s”。") % {"name": name}, field="name")
