"""A target's course as numbers for an SVG: what was, the way it should go, and where the trend leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.insight.forecasts import Dated, Path
from linli.insight.progress import Progress
from linli.web import dates

WIDTH, HEIGHT = 320, 128
LEFT, RIGHT, TOP, BOTTOM = 40, 40, 12, 104  # room for the scale, the last value, and the first and last months


@dataclass(frozen=True, slots=True)
class Course:
    """The drawing. `path` is dashed; `fan` is the forecast's interval from the last month to the end of the plan."""

    dots: Sequence[tuple[float, float]]
    path: str
    fan: str
    likely: str
    value: str
    top_text: str
    bottom_text: str
    first: str
    last: str
    words: str
    caption: str

    width, height, left, right, top, bottom = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, TOP, BOTTOM

    @property
    def line(self) -> str:
        """The points of what was."""
        return " ".join(f"{x},{y}" for x, y in self.dots)


def course(found: Progress) -> Course | None:
    """Drawn from the beginning of the path to its end; None where nothing has been written down yet."""
    known = [(each.day, each.value) for each in found.months if each.value is not None]
    if not known:
        return None
    path, leads = found.path, found.forecast
    first = min(known[0][0], path.since) if path else known[0][0]
    last = max(known[-1][0], path.until) if path else known[-1][0]
    heights = [value for _day, value in known]
    heights += [path.start, path.aim] if path else []
    heights += [leads.low, leads.high] if leads else []
    floor, ceiling = _scale(heights)

    def at(day: date, value: Decimal) -> tuple[float, float]:
        across = (day - first).days / max((last - first).days, 1)
        up = float((value - floor) / (ceiling - floor))
        return round(LEFT + across * (WIDTH - LEFT - RIGHT), 1), round(BOTTOM - up * (BOTTOM - TOP), 1)

    here = at(*known[-1])
    fan = [here, at(leads.on, leads.low), at(leads.on, leads.high)] if leads else []
    return Course(
        [at(*each) for each in known],
        _points([at(*each) for each in _way(path, first, last)]) if path else "",
        _points(fan),
        _points([here, at(leads.on, leads.likely)]) if leads else "",
        str(known[-1][1]),
        _text(ceiling),
        _text(floor),
        dates.month(first.month, first.year),
        dates.month(last.month, last.year),
        _words(found, known),
        _caption(path, fan),
    )


def _caption(path: Path | None, fan: Sequence[object]) -> str:
    """What the lines mean."""
    if path is None:
        return ""
    if path.since >= path.until:
        return _("虚线是目标")
    return _("虚线是应走的路，浅色是推算的范围") if fan else _("虚线是应走的路")


def _way(path: Path, first: date, last: date) -> list[Dated]:
    """The path's corners; where nothing was known before its end, the target alone."""
    if path.since >= path.until:
        return [(first, path.aim), (last, path.aim)]
    return [(path.since, path.start), (path.until, path.aim), (last, path.aim)]


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Round numbers below and above everything; both are written beside."""
    size = Decimal(10) ** max(max(values).adjusted(), 0)
    ceiling = -(-max(values) // size) * size
    floor = min(values) // size * size
    return floor, max(ceiling, floor + size)


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in corners)


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _words(found: Progress, known: Sequence[tuple[date, Decimal]]) -> str:
    unit = found.definition.unit if found.definition else ""
    said = [f"{dates.month(day.month, day.year)} {value}{unit}" for day, value in known]
    return _("%(name)s：%(said)s") % {"name": found.name, "said": _("，").join(said)}
