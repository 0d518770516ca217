"""Reading what was written down: how an area stood on a day, by month, quarter or year, and what came late."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.areas.models import Area, Succession
from linli.areas.rules import ancestors_of
from linli.base.actor import Actor
from linli.indicators.models import LockedStanding, SnapshotRun, StandingSnapshot
from linli.indicators.standing import series
from linli.indicators.standing.definitions import Definition, Target
from linli.indicators.standing.rules import Quotient
from linli.indicators.standing.series import Change, Row, Span, Step

MOST = {Step.MONTH: 12, Step.QUARTER: 8, Step.YEAR: 6}


@dataclass(frozen=True, slots=True)
class Past:
    """How an area stood on a day. `taken` is the day that was counted, perhaps an earlier one; None where none was."""

    definition: Definition
    day: date
    taken: date | None
    row: Row | None
    target: Target | None = None
    locked_at: datetime | None = None
    later: Row | None = None  # of a locked day: what is known now, where that is something else

    @property
    def quotient(self) -> Quotient | None:
        """The two numbers."""
        return _quotient(self.definition, self.row)

    @property
    def later_quotient(self) -> Quotient | None:
        """The same with what came after the lock."""
        return _quotient(self.definition, self.later)

    @property
    def value(self) -> Decimal | None:
        """Rounded once."""
        return self.quotient.value if self.quotient else None

    @property
    def is_met(self) -> bool | None:
        """Whether the plan's target was reached."""
        return self.quotient.meets(self.target.wanted) if self.quotient and self.target else None

    @property
    def missing(self) -> Decimal | None:
        """How far from the plan's target."""
        return series.missing(self.quotient, self.target.wanted) if self.quotient and self.target else None

    @property
    def reason(self) -> str:
        """Why there is no figure; neither 0 nor 100 %."""
        if self.value is not None:
            return ""
        if self.taken is None or self.row is None:
            return _("这一天以前还没有存下数")
        if self.row.numerator is None:
            return _("这里不再单独统计了")
        if self.row.denominator is None:
            return _("除数没有登记，算不出来")
        return _("这里没有要算的对象，所以不算")


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was written down of one indicator and area, and which days were counted."""

    definition: Definition
    area: str
    rows: Sequence[Row]
    taken: Sequence[date]
    locks: dict[date, datetime]

    def on(self, day: date) -> Past:
        """How it stood on a day: a locked month's as it was locked, with what came later beside it."""
        counted = bisect_right(self.taken, day)
        taken = self.taken[counted - 1] if counted else None
        locked_at = self.locks.get(day.replace(day=1))
        row = series.stood(self.rows, day, locked_at)
        later = series.stood(self.rows, day) if locked_at else None
        if later and row and later.sums == row.sums:
            later = None
        return Past(
            self.definition, day, taken, row if taken else None, self.definition.target_of(self.area), locked_at, later
        )

    def trend(self, until: date, step: Step) -> list[tuple[Span, Past]]:
        """At the end of each month, quarter or year, the running one as of the day that was counted last."""
        if not self.taken:
            return []
        last = min(until, self.taken[-1])
        spans = series.spans(self.taken[0], last, step, MOST[step])
        return [(span, self.on(min(span.last, last))) for span in spans]

    @property
    def late(self) -> list[Change]:
        """Days counted again because records of them came later."""
        return series.came_late(self.rows)


def history(definition: Definition, area: str, *, viewer: Actor) -> History | None:
    """One indicator of one area; None for who may not see all of it."""
    return histories([definition], area, viewer=viewer).get(definition.id)


def histories(asked: Iterable[Definition], area: str, *, viewer: Actor) -> dict[str, History]:
    """Several indicators of one area by id, by three statements; without those of which somebody may not see all."""
    shown = [each for each in asked if _is_open(each, area, viewer)]
    if not shown:
        return {}
    rows: dict[str, list[Row]] = {each.id: [] for each in shown}
    found = StandingSnapshot.objects.filter(area=area, indicator__in=rows).order_by("indicator", "day", "known_at")
    for indicator, day, known_at, numerator, denominator in found.values_list(
        "indicator", "day", "known_at", "numerator", "denominator"
    ):
        rows[indicator].append(Row(day, known_at, numerator, denominator))
    runs = list(SnapshotRun.objects.filter(root__in=[*ancestors_of(area), area]).values_list("day", "is_whole"))
    every, whole = (sorted({day for day, is_whole in runs if is_whole or part}) for part in (True, False))
    locks = dict(LockedStanding.objects.values_list("month", "locked_at"))
    return {each.id: History(each, area, rows[each.id], every if each.is_dated else whole, locks) for each in shown}


def _is_open(definition: Definition, area: str, viewer: Actor) -> bool:
    counted = [each for each in (definition.numerator, definition.denominator) if each]
    sees_all = viewer.is_system or any(area.startswith(each) for each in viewer.sight)
    return bool(counted) and sees_all and all(each.source.is_open_to(viewer, area) for each in counted)


def went_into(area: str) -> list[tuple[Area, date]]:
    """The areas that became this one, with the day: what was counted of them stays theirs, under their codes."""
    found = Succession.objects.filter(after=area).select_related("before").order_by("-on", "before")
    return [(each.before, each.on) for each in found]


def _quotient(definition: Definition, row: Row | None) -> Quotient | None:
    return row.quotient(definition.kind, definition.factor) if row else None
