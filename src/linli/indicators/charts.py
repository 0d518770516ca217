"""A small line of some months as numbers for an SVG: drawn by the server, labelled directly, read out in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.indicators.definitions import Definition
from linli.indicators.queries import MonthRates, Rate
from linli.indicators.rules import Period
from linli.web import dates

WIDTH, HEIGHT = 240, 96
LEFT, RIGHT, TOP, BOTTOM = 30, 44, 12, 76  # room for the scale, the last value, and the months' names


@dataclass(frozen=True, slots=True)
class Dot:
    """One month's figure where it stands in the drawing."""

    x: float
    y: float
    rate: Rate


@dataclass(frozen=True, slots=True)
class Chart:
    """One indicator over some months. `lines` break where a month has no figure."""

    definition: Definition
    lines: list[str]
    dots: list[Dot]
    floor: int
    first: str
    last: str
    words: str

    width, height, left, right, top, bottom = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, TOP, BOTTOM


def month_name(month: Period, *, with_year: bool = True) -> str:
    """2026年11月."""
    return dates.month(month.first.month, month.first.year if with_year else None)


def charts(months: Sequence[MonthRates]) -> list[Chart]:
    """One chart for each indicator."""
    return [
        _chart([each.month for each in months], line) for line in zip(*(each.rates for each in months), strict=True)
    ]


def _chart(months: Sequence[Period], rates: Sequence[Rate]) -> Chart:
    values = [rate.value for rate in rates]
    floor = _floor([value for value in values if value is not None])
    step = (WIDTH - LEFT - RIGHT) / max(len(months) - 1, 1)
    dots = [
        None if value is None else Dot(round(LEFT + place * step, 1), _height(value, floor), rate)
        for place, (rate, value) in enumerate(zip(rates, values, strict=True))
    ]
    return Chart(
        rates[0].definition,
        _lines(dots),
        [dot for dot in dots if dot],
        floor,
        month_name(months[0], with_year=False),
        month_name(months[-1], with_year=False),
        _words(months, rates),
    )


def _floor(values: Sequence[Decimal]) -> int:
    """Where the scale begins: a round ten below everything, so that small differences show; it is written beside."""
    return max(int(min(values, default=Decimal(0))) // 10 * 10 - 10, 0)


def _height(value: Decimal, floor: int) -> float:
    share = (float(value) - floor) / (100 - floor)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _lines(dots: Sequence[Dot | None]) -> list[str]:
    """Points of each unbroken run."""
    runs: list[list[Dot]] = [[]]
    for dot in dots:
        if dot:
            runs[-1].append(dot)
        elif runs[-1]:
            runs.append([])
    return [" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1]


def _words(months: Sequence[Period], rates: Sequence[Rate]) -> str:
    said = [
        f"{month_name(month, with_year=False)} {_('暂无数据') if rate.value is None else f'{rate.value}%'}"
        for month, rate in zip(months, rates, strict=True)
    ]
    return _("%(name)s：%(said)s") % {"name": rates[0].definition.name, "said": _("，").join(said)}
