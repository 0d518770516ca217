"""A trend as it is shown: a small line, and a table that says the same with what was locked and what came late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.indicators.standing.history import History, Past
from linli.indicators.standing.series import Span, Step
from linli.web import dates

WIDTH, HEIGHT = 320, 112
LEFT, RIGHT, TOP, BOTTOM = 34, 48, 12, 90  # room for the scale, the last value, and the first and last names


@dataclass(frozen=True, slots=True)
class Point:
    """One month, quarter or year: its name, how it ended, and where it stands in the drawing."""

    name: str
    past: Past
    is_running: bool
    x: float = 0
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The line. `lines` break where there is no figure; `aim` is the height of the target, where it is a number."""

    points: Sequence[Point]
    lines: Sequence[str]
    top_text: str
    bottom_text: str
    aim: float | None
    words: str

    width, height, left, right, top, bottom = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, TOP, BOTTOM


def trend(history: History, until: date, step: Step) -> list[Point]:
    """The points of a trend, the earliest first."""
    found = history.trend(until, step)
    across = (WIDTH - LEFT - RIGHT) / max(len(found) - 1, 1)
    floor, ceiling = _scale([past for _, past in found], history)
    return [
        Point(
            name_of(span, step),
            past,
            past.day < span.last,
            round(LEFT + place * across, 1),
            None if past.value is None else _height(past.value, floor, ceiling),
        )
        for place, (span, past) in enumerate(found)
    ]


def drawing(points: Sequence[Point], history: History) -> Drawing:
    """The same as a line."""
    floor, ceiling = _scale([each.past for each in points], history)
    target = history.definition.target_of(history.area)
    aim = target.wanted.value if target else None
    return Drawing(
        points,
        _lines(points),
        _text(ceiling),
        _text(floor),
        _height(aim, floor, ceiling) if aim is not None else None,
        _words(points, history),
    )


def name_of(span: Span, step: Step) -> str:
    """2026年11月, 2026年第四季度, 2026年."""
    if step is Step.MONTH:
        return dates.month(span.first.month, span.first.year)
    if step is Step.YEAR:
        return _("%(year)s年") % {"year": span.first.year}
    return _("%(year)s年第%(quarter)s季度") % {"year": span.first.year, "quarter": (span.first.month + 2) // 3}


def gap_in_words(past: Past) -> str:
    """How far from the plan's target: 还差 12.3 个百分点; empty where it is reached or unknown."""
    missing = past.missing
    if missing is None or past.target is None:
        return ""
    if past.target.unit == "%":
        return _("离目标还差 %(gap)s 个百分点") % {"gap": missing}
    return _("离目标还差 %(gap)s %(unit)s") % {"gap": missing, "unit": past.target.unit}


def counted_in_words(numerator: int | None, denominator: int | None) -> str:
    """5/10, or 5."""
    if numerator is None:
        return _("暂无数据")
    return str(numerator) if denominator is None else f"{numerator}/{denominator}"


def later_in_words(past: Past) -> str:
    """What a locked figure would be with what came since; empty where nothing did."""
    if past.later is None:
        return ""
    value = past.later_quotient.value if past.later_quotient else None
    said = counted_in_words(*past.later.sums)
    if value is None:
        return said
    return f"{value}{past.definition.unit} {said}"


def _scale(pasts: Sequence[Past], history: History) -> tuple[Decimal, Decimal]:
    """Bottom and top: round numbers around the values and the target; both are written beside."""
    target = history.definition.target_of(history.area)
    values = [past.value for past in pasts if past.value is not None]
    if target and target.wanted.value is not None:
        values.append(target.wanted.value)
    if not values:
        return Decimal(0), Decimal(100)
    size = Decimal(10) ** max(max(values).adjusted(), 0)
    ceiling = -(-max(values) // size) * size
    floor = min(values) // size * size
    return floor, max(ceiling, floor + size)


def _height(value: Decimal, floor: Decimal, ceiling: Decimal) -> float:
    share = float((value - floor) / (ceiling - floor))
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _lines(points: Sequence[Point]) -> list[str]:
    """Points of each unbroken run."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.y is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1]


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _words(points: Sequence[Point], history: History) -> str:
    said = [
        f"{each.name} {each.past.reason if each.past.value is None else f'{each.past.value}{history.definition.unit}'}"
        for each in points
    ]
    return _("%(name)s：%(said)s") % {"name": history.definition.name, "said": _("，").join(said)}
