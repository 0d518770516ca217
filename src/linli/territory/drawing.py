"""Outlines as a small drawing: a community's grids beside each other, without a map and without a network."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from shapely.geometry.base import BaseGeometry

from linli.areas.models import AreaShape
from linli.areas.outlines import from_geojson

WIDTH, MARGIN, TALLEST = 640.0, 12.0, 480.0
Ring = Iterable[tuple[float, ...]]


@dataclass(frozen=True)
class Piece:
    """One outline as an SVG path, with where its name stands."""

    code: str
    name: str
    path: str
    x: float
    y: float
    is_mine: bool


@dataclass(frozen=True)
class Drawing:
    """Outlines and points, scaled together."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    dots: tuple[tuple[str, float, float], ...]

    @property
    def box(self) -> str:
        """For the picture's frame."""
        return f"0 0 {self.width:.0f} {self.height:.0f}"


def drawing(shapes: Iterable[AreaShape], mine: str = "") -> Drawing | None:
    """The shapes that are known, the one of `mine` marked; nothing where none has an outline."""
    known = list(shapes)
    outlines = [(shape, from_geojson(shape.outline)) for shape in known if shape.outline]
    if not outlines:
        return None
    west, south = min(each.bounds[0] for _, each in outlines), min(each.bounds[1] for _, each in outlines)
    east, north = max(each.bounds[2] for _, each in outlines), max(each.bounds[3] for _, each in outlines)
    narrow = cos(radians((south + north) / 2))  # a degree of longitude against one of latitude
    scale = min((WIDTH - 2 * MARGIN) / ((east - west) * narrow), (TALLEST - 2 * MARGIN) / (north - south))

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round(MARGIN + (lon - west) * narrow * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    def path(outline: BaseGeometry) -> str:
        return " ".join(_ring(at(*corner[:2]) for corner in ring.coords) for ring in _rings(outline))

    pieces = []
    for shape, outline in outlines:
        x, y = at(*outline.representative_point().coords[0])
        pieces.append(Piece(shape.area_id, shape.area.short_name, path(outline), x, y, shape.area_id == mine))
    dots = [
        (each.area.short_name, *at(each.lon, each.lat))
        for each in known
        if each.lon is not None and each.lat is not None and west <= each.lon <= east and south <= each.lat <= north
    ]
    width, height = (east - west) * narrow * scale + 2 * MARGIN, (north - south) * scale + 2 * MARGIN
    return Drawing(width, height, tuple(sorted(pieces, key=lambda piece: piece.is_mine)), tuple(dots))


def _rings(outline: BaseGeometry) -> list[BaseGeometry]:
    parts = list(getattr(outline, "geoms", [outline]))
    return [ring for part in parts for ring in (part.exterior, *part.interiors)]


def _ring(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in corners) + " Z"
