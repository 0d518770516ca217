"""Where communities and grids lie: points and outlines, checked against the ground and against their neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from linli.areas import locating
from linli.areas.history import subject
from linli.areas.models import Area, AreaShape
from linli.areas.outlines import OutlineWrong, as_geojson, from_geojson, overlapping, read_outline
from linli.areas.rules import LEVELS, Level, parent_of
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.languages import in_a_row
from linli.base.refusals import Refused

POINT, OUTLINE = ("lon", "lat", "source"), ("outline", "west", "south", "east", "north")


@dataclass(frozen=True)
class NewShape:
    """A point in WGS-84, an outline as GeoJSON (text or parsed), or both."""

    area: str
    lon: float | None = None
    lat: float | None = None
    outline: str | Mapping[str, Any] | None = None
    source: str = ""
    gcj02: bool = False  # read off 高德 or 腾讯
    no_outline: bool = False  # take away the one that is registered


@transaction.atomic
def place(shapes: Iterable[NewShape], *, by: Actor, at: datetime) -> list[AreaShape]:
    """Say where areas lie; for each, what is said replaces what was known. Siblings' outlines share no ground.

    An outline that is not given stays as it is: it is drawn once, and points and sources are corrected often.
    """
    wanted = {each.area: each for each in shapes}
    areas = _locked(wanted)
    rows, ground = [], dict[str, BaseGeometry]()
    for code, each in wanted.items():
        row, outline = _read(each)
        rows.append(row)
        if outline is not None:
            ground[code] = outline
    _refuse_shared_ground(ground, areas)
    taken = {code for code, each in wanted.items() if each.no_outline and code not in ground}
    taken &= set(AreaShape.objects.filter(area__in=taken, outline__isnull=False).values_list("area_id", flat=True))
    _write([row for row in rows if row.area_id in ground or row.area_id in taken], (*POINT, *OUTLINE))
    _write([row for row in rows if row.area_id not in ground and row.area_id not in taken], POINT)
    for row in rows:
        known = [name for name, value in (("point", row.lon), ("outline", row.outline)) if value is not None]
        record("areas.placed", on=subject(row.area_id), by=by, at=at, area=row.area_id, fields=known)
        if row.area_id in taken:
            record("areas.outline_removed", on=subject(row.area_id), by=by, at=at, area=row.area_id)
    return rows


def _write(rows: Sequence[AreaShape], fields: Sequence[str]) -> None:
    AreaShape.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["area"], update_fields=fields, batch_size=500
    )


def _locked(wanted: Mapping[str, NewShape]) -> dict[str, Area]:
    """The areas, and with them their parents, so that two siblings are not drawn at the same moment."""
    areas = {area.code: area for area in Area.objects.current().filter(code__in=wanted, level__gte=Level.COMMUNITY)}
    if unknown := sorted(wanted.keys() - areas.keys()):
        sentence = _("位置和边界登记在现有的村、社区和网格上；%(codes)s 不是。") % {"codes": in_a_row(unknown[:5])}
        raise Refused("areas.not_placeable", sentence, field="area")
    parents = {parent_of(code) for code in areas}
    list(Area.objects.select_for_update(no_key=True).filter(code__in=parents).order_by("code"))
    return areas


def _read(each: NewShape) -> tuple[AreaShape, BaseGeometry | None]:
    row, outline = AreaShape(area_id=each.area, source=each.source), None
    if (each.lon is None) != (each.lat is None) or (each.lon is None and not each.outline):
        raise Refused("areas.nowhere", _("请填经度和纬度，或者给出边界。"), field="lon")
    if each.lon is not None and each.lat is not None:
        row.lon, row.lat = locating.wgs84(each.lon, each.lat) if each.gcj02 else (each.lon, each.lat)
        _refuse_far_away(row.lon, row.lat, "lon")
    if each.outline:
        try:
            outline = read_outline(each.outline, gcj02=each.gcj02)
        except OutlineWrong as fault:
            raise Refused("areas.outline_wrong", str(fault), field="outline") from fault
        middle = outline.representative_point()
        _refuse_far_away(middle.x, middle.y, "outline")
        row.outline = as_geojson(outline)
        row.west, row.south, row.east, row.north = outline.bounds
    return row, outline


def _refuse_far_away(lon: float, lat: float, field: str) -> None:
    """Longitude and latitude exchanged land in the sea: what is served here lies in the region."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or not locating.is_in_region(lon, lat):
        raise Refused("areas.outside_region", _("这个位置不在本地区。请核对：经度在前，纬度在后。"), field=field)


def _refuse_shared_ground(ground: Mapping[str, BaseGeometry], areas: Mapping[str, Area]) -> None:
    """Each new outline against its siblings, old and new."""
    families = {(parent_of(code), len(code)) for code in ground}
    for parent, length in families:
        kept = AreaShape.objects.filter(
            area__code__within=[parent], area__valid_to=None, area__level=LEVELS[length], outline__isnull=False
        ).select_related("area")
        siblings = {row.area_id: (row.area.short_name, from_geojson(row.outline or {})) for row in kept}
        mine = {code: shape for code, shape in ground.items() if parent_of(code) == parent and len(code) == length}
        siblings |= {code: (areas[code].short_name, shape) for code, shape in mine.items()}
        for code, shape in mine.items():
            others = [each for other, each in siblings.items() if other != code]
            _refuse(areas[code].short_name, overlapping(shape, others))


def _refuse(name: str, shared: Sequence[str]) -> None:
    if shared:
        raise Refused(
            "areas.outlines_overlap",
            _("%(name)s 的边界和 %(others)s 的边界重叠，请改好再存。") % {"name": name, "others": in_a_row(shared[:5])},
            field="outline",
        )
