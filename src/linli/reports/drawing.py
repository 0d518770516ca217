"""Pictures as SVG: the rates month by month, a line each; targets quarter by quarter, a small picture each."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 260, 44, 120, 16, 36
SMALL, INSET, LONGEST, MOST_POINTS = 124, 44, 21, 4
LINES = (("#0B6E5F", ""), ("#B3541E", "8 4"), ("#2B4C9B", "2 4"), ("#7A3E8F", "12 4 2 4"))
"""Told apart by dashes too, for paper that is copied without colours."""


def chart(rates: Sequence[Mapping[str, Any]]) -> str:
    """The drawing, of the months of which something is known."""
    known = [
        place for place, _month in enumerate(rates[0]["months"]) if any(r["months"][place]["value"] for r in rates)
    ]
    rates = [{**each, "months": [each["months"][place] for place in known]} for each in rates]
    months = [month["name"] for month in rates[0]["months"]]
    values = [float(month["value"]) for each in rates for month in each["months"] if month["value"]]
    floor = max(0.0, (min(values) // 10) * 10 - 10)
    step = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)

    def at(place: int, value: float) -> tuple[float, float]:
        share = (value - floor) / (100 - floor)
        return round(LEFT + place * step, 1), round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    said = [*_scale(floor, at), *_months(months, at, floor)]
    ends: list[float] = []
    for (colour, dash), each in zip(LINES, rates, strict=False):
        dots = [(at(place, float(m["value"]))) for place, m in enumerate(each["months"]) if m["value"]]
        if not dots:
            continue
        points = " ".join(f"{x},{y}" for x, y in dots)
        said.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        x, y = dots[-1]
        label = _free(y, ends)
        ends.append(label)
        said.append(_text(x + 6, label + 4, escape(each["name"]), colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        + "".join(said)
        + "</svg>"
    )


def trends(targets: Sequence[Mapping[str, Any]]) -> str:
    """Two pictures in a row, each from nought, each figure written at its point; unknown quarters are left out."""
    found = drawn(targets)
    pictures = [
        f'<g transform="translate({place % 2 * (WIDTH // 2)},{place // 2 * SMALL})">{_small(each)}</g>'
        for place, each in enumerate(found)
    ]
    height = -(-len(found) // 2) * SMALL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        + "".join(pictures)
        + "</svg>"
    )


def drawn(targets: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The targets with figures of two quarters, of which there is something to draw."""
    return [each for each in targets if len(_points(each)) > 1]


def _points(target: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    """Of the quarters that have a figure: the name, the figure as it is written, and its number."""
    found = [(name, said, re.match(r"-?[\d.]+", said)) for name, said in target["trend"][-MOST_POINTS:]]
    return [(name, said, float(number.group())) for name, said, number in found if number]


def _small(target: Mapping[str, Any]) -> str:
    points, name = _points(target), str(target["name"])
    most = max(value for _name, _said, value in points) or 1.0
    step = (WIDTH // 2 - 2 * INSET) / (len(points) - 1)
    dots = [
        (round(INSET + place * step, 1), round(SMALL - 34 - value / most * (SMALL - 84), 1))
        for place, (_name, _said, value) in enumerate(points)
    ]
    colour, line = LINES[0][0], " ".join(f"{x},{y}" for x, y in dots)
    parts = [_text(INSET // 2, 20, escape(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"), "#1D2B26")]
    parts.append(f'<line x1="{INSET}" x2="{WIDTH // 2 - INSET}" y1="{SMALL - 34}" y2="{SMALL - 34}" stroke="#C9D3CF"/>')
    parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for (x, y), (quarter, said, _value) in zip(dots, points, strict=True):
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>')
        parts.append(_text(x, y - 8, escape(said), colour, "middle"))
        parts.append(_text(x, SMALL - 18, escape(quarter), "#465650", "middle", size=10))
    return "".join(parts)


def _scale(floor: float, at: Any) -> list[str]:
    found = []
    for value in (floor, (floor + 100) / 2, 100.0):
        x, y = at(0, value)
        found.append(f'<line x1="{x}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#C9D3CF"/>')
        found.append(_text(LEFT - 6, y + 4, f"{value:g}%", "#465650", "end"))
    return found


def _months(names: Sequence[str], at: Any, floor: float) -> list[str]:
    """The first, the last, and as many between as there is room for."""
    every = max(1, -(-len(names) // 5))
    shown = [place for place in range(len(names)) if place % every == 0]
    return [_text(at(place, floor)[0], HEIGHT - 12, escape(names[place]), "#465650", "middle") for place in shown]


def _free(y: float, taken: Sequence[float]) -> float:
    """A height for a label that does not lie on another one."""
    while any(abs(y - each) < 15 for each in taken):
        y += 15
    return y


def _text(x: float, y: float, said: str, colour: str, anchor: str = "start", *, size: int = 13) -> str:
    # Of the font that comes along, whose weight varies, lighter letters would be drawn at its thinnest.
    return (
        f'<text x="{x}" y="{y}" font-family="Noto Sans CJK SC" font-weight="500" font-size="{size}" fill="{colour}"'
        f' text-anchor="{anchor}">'
        f"{said}</text>"
    )
