"""From a position to what is registered there: the outlines that hold it, and the communities whose points are near."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

import shapely
from django.db import connection

from linli.areas.models import Area, AreaShape
from linli.areas.outlines import from_geojson

EARTH = 6_371_000  # metres
MOST, FARTHEST = 3, 5_000  # so many, and no farther than so many metres: beyond, a name is no help
CANDIDATES = 20  # nearest by degrees; a degree of longitude is shorter than one of latitude, so they are measured again

FRAMED = """
SELECT s.area_id FROM areas_areashape s JOIN areas_area a ON a.code = s.area_id
 WHERE box(point(s.west, s.south), point(s.east, s.north)) @> point(%(lon)s::float8, %(lat)s::float8)
   AND a.valid_to IS NULL AND a.code >= %(low)s::text AND a.code < %(high)s::text
 ORDER BY s.area_id
"""
CLOSEST = """
SELECT s.area_id, s.lon, s.lat FROM areas_areashape s JOIN areas_area a ON a.code = s.area_id
 WHERE s.lon IS NOT NULL AND a.level = 5 AND a.valid_to IS NULL AND left(a.code, 6) = ANY(%(counties)s::text[])
 ORDER BY point(s.lon, s.lat) <-> point(%(lon)s::float8, %(lat)s::float8) LIMIT %(limit)s::int
"""


@dataclass(frozen=True)
class Near:
    """A community and how far its point is, in metres as the crow flies."""

    area: Area
    metres: int


def holding(lon: float, lat: float, within: str = "") -> list[Area]:
    """The areas whose registered outlines hold a position, highest first; a grid brings the community it is in."""
    with connection.cursor() as cursor:
        cursor.execute(FRAMED, {"lon": lon, "lat": lat, "low": within, "high": within + ":"})
        framed = [code for (code,) in cursor.fetchall()]
    point = shapely.Point(lon, lat)
    shapes = AreaShape.objects.filter(pk__in=framed) if framed else []
    held = {shape.area_id for shape in shapes if from_geojson(shape.outline or {}).covers(point)}
    codes = {code[:length] for code in held for length in (12, 15, 17) if length <= len(code)}
    return list(Area.objects.filter(pk__in=codes).order_by("level", "code")) if codes else []


def closest(lon: float, lat: float, counties: Iterable[str]) -> list[Near]:
    """The communities of these counties whose points are nearest, the nearest first."""
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"lon": lon, "lat": lat, "counties": list(counties), "limit": CANDIDATES}
        cursor.execute(CLOSEST, facts)
        measured = sorted((distance(lon, lat, *place), code) for code, *place in cursor.fetchall())
    near = [(code, metres) for metres, code in measured if metres <= FARTHEST][:MOST]
    areas = Area.objects.in_bulk([code for code, _metres in near]) if near else {}
    return [Near(areas[code], round(metres)) for code, metres in near]


def distance(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two positions, as the crow flies."""
    east, north = radians(other_lon - lon), radians(other_lat - lat)
    half = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
