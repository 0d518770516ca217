"""Outlines and points as they are typed, pasted or imported: read strictly, in WGS-84, and given back as GeoJSON."""

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from fast_geocn import gcj02_to_wgs84
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

LONGEST, MOST_CORNERS = 400_000, 5000  # characters of a text; corners of an outline
SLIVER = 0.01  # of the smaller one: lines drawn twice never meet exactly
DIGITS = 6  # a tenth of a metre


class OutlineWrong(Exception):
    """What was given is no outline; the sentence in Chinese says why and what to do."""


def read_outline(given: str | Mapping[str, Any], *, gcj02: bool = False) -> BaseGeometry:
    """A polygon, or several, from GeoJSON: a geometry, a feature, or a collection with one feature."""
    found = _polygons(_geometry(_parsed(given)))
    if shapely.get_num_coordinates(found) > MOST_CORNERS:
        raise OutlineWrong(_("边界的拐点超过 %(most)s 个，请先简化。") % {"most": MOST_CORNERS})
    if not all(isfinite(bound) for bound in found.bounds) or not _on_earth(found.bounds):
        raise OutlineWrong(_("边界的坐标不在地球上：经度在前（-180 到 180），纬度在后（-90 到 90）。"))
    if not found.is_valid:
        why = shapely.is_valid_reason(found)
        raise OutlineWrong(_("边界画得不对（%(why)s），请检查有没有交叉的线。") % {"why": why})
    if found.is_empty or found.area == 0:
        raise OutlineWrong(_("边界没有面积，请检查坐标。"))
    return shapely.transform(found, _to_wgs84) if gcj02 else found


def as_geojson(outline: BaseGeometry) -> dict[str, Any]:
    """The outline as it is kept: six digits, a tenth of a metre."""
    rounded = shapely.transform(outline, lambda corners: corners.round(DIGITS))
    kept: dict[str, Any] = json.loads(json.dumps(mapping(rounded)))  # lists, as the database gives them back
    return kept


def from_geojson(kept: Mapping[str, Any]) -> BaseGeometry:
    """An outline that is kept."""
    return shape(kept)


def overlapping(outline: BaseGeometry, others: Iterable[tuple[str, BaseGeometry]]) -> list[str]:
    """The names of others that share ground with it: more than a hundredth of the smaller one."""
    return [
        name
        for name, other in others
        if outline.intersects(other) and outline.intersection(other).area > SLIVER * min(outline.area, other.area)
    ]


def _parsed(given: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(given, str):
        if len(given) > LONGEST:
            raise OutlineWrong(_("边界的文字太长了，请先简化。"))
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            raise OutlineWrong(_("这不是 GeoJSON。请从地图软件导出 GeoJSON，再整段粘贴。")) from error
    if not isinstance(given, Mapping):
        raise OutlineWrong(_("这不是 GeoJSON。请从地图软件导出 GeoJSON，再整段粘贴。"))
    return given


def _geometry(given: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = given.get("type")
    if kind == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list) or len(features) != 1 or not isinstance(features[0], Mapping):
            raise OutlineWrong(_("文件里应当只有一块地方。一个网格一个边界。"))
        given = features[0]
        kind = given.get("type")
    if kind == "Feature":
        inner = given.get("geometry")
        given = inner if isinstance(inner, Mapping) else {}
    return given


def _polygons(given: Mapping[str, Any]) -> BaseGeometry:
    if given.get("type") not in ("Polygon", "MultiPolygon"):
        raise OutlineWrong(_("边界要是一个面（Polygon 或 MultiPolygon），不能是点或线。"))
    try:
        return shapely.force_2d(shape(given))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise OutlineWrong(_("边界的坐标读不懂，请重新导出 GeoJSON。")) from error


def _to_wgs84(corners: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    return np.array([gcj02_to_wgs84(float(lon), float(lat)) for lon, lat in corners])


def _on_earth(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90
