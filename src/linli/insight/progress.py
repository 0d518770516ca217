"""How far each target of a plan is in an area: today's figure, its past, the way it should go, where it leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile

from linli.base.actor import Actor
from linli.indicators.standing.definitions import Definition, Target, definitions
from linli.indicators.standing.history import History, Past, histories
from linli.indicators.standing.queries import Standing, standing
from linli.indicators.standing.rules import HUNDRED, Comparator, Kind, Quotient, Wanted
from linli.indicators.standing.series import Step, missing
from linli.insight import forecasts
from linli.insight.forecasts import Dated, Forecast, Path, State
from linli.plans.models import Plan, PlanTarget
from linli.plans.queries import elsewhere, measured_by, period_of, waiting_for, why_none

DAY = timedelta(days=1)
COMPARATORS = {">=": Comparator.AT_LEAST, ">": Comparator.ABOVE, "<": Comparator.AT_MOST, "<=": Comparator.AT_MOST}


@dataclass(frozen=True, slots=True)
class Progress:
    """One target in an area on a day. `target` is the plan's row; without one, the text of the plan alone says it."""

    name: str
    said: str
    state: State
    wanted: Wanted
    standing: Standing | None
    why: str = ""
    target: PlanTarget | None = None
    clause: str = ""
    path: Path | None = None
    months: Sequence[Past] = ()
    forecast: Forecast | None = None
    known_months: int = 0
    until: date | None = None
    day: date = date.max

    @property
    def definition(self) -> Definition | None:
        """What measures it."""
        return self.standing.definition if self.standing else None

    @property
    def value(self) -> Decimal | None:
        """Today's."""
        return self.standing.value if self.standing else None

    @property
    def missing(self) -> Decimal | None:
        """How far today's value is from the target; None where it is reached or one of them unknown."""
        return missing(self.standing.quotient, self.wanted) if self.standing and self.standing.quotient else None

    @property
    def mark(self) -> float | None:
        """Where on a bar the target lies."""
        if self.standing is None or self.standing.share is None or self.wanted.value is None:
            return None
        return float(self.wanted.value) / 100

    @property
    def is_over(self) -> bool:
        """Whether the plan's time has passed."""
        return self.until is not None and self.day > self.until


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read for a plan in an area on a day."""

    plan: Plan
    area: str
    day: date
    stood: Mapping[str, Standing]
    past: Mapping[str, History]


def progress(plan: Plan, targets: Iterable[PlanTarget], area: str, day: date, *, viewer: Actor) -> list[Progress]:
    """Every target of the plan's table, then what its text wants of indicators besides."""
    known = definitions()
    rows = [(target, measured_by(target.indicator, target.name, area, known)) for target in targets]
    if said := elsewhere(area):
        return [_unknown(target, each, said) for target, each in rows]
    bound = {each.id: each for _target, each in rows if each}
    more = [
        (each, target)
        for each in known.values()
        if each.numerator and each.id not in bound
        if (target := each.target_of(area)) and _says(plan, target)
    ]
    asked = [*bound.values(), *(each for each, _target in more)]
    stood = standing(area, day, viewer=viewer, only=asked, below=False).whole
    past = histories(asked, area, viewer=viewer)
    seen = _Seen(plan, area, day, {each.definition.id: each for each in stood}, past)
    return [*(_of_table(target, each, seen) for target, each in rows), *(_of_text(*each, seen) for each in more)]


def _says(plan: Plan, target: Target) -> bool:
    """Whether a target of an indicator is this plan's; one of the desk's own, which says its year, is of every plan."""
    return target.plan.root == plan.area_id and (target.year is not None or target.plan.title == plan.title)


def wanted_of(target: PlanTarget, measured: Definition | None = None) -> Wanted:
    """What a row of a plan's table wants. A number without a sign is the least, unless what measures it says that fewer
    are better: no village without broadband.
    """
    sign = COMPARATORS.get(target.comparator)
    if sign is None:
        few = measured and any(each.wanted.comparator is Comparator.AT_MOST for each in measured.targets)
        sign = Comparator.AT_MOST if few else Comparator.AT_LEAST
    return Wanted(sign, target.low, target.high)


def more_than_all(quotient: Quotient, kind: Kind) -> bool:
    """Whether a part is larger than its whole."""
    return kind in (Kind.COVERAGE, Kind.SHARE) and (quotient.denominator or 0) < quotient.numerator


def _of_table(target: PlanTarget, definition: Definition | None, seen: _Seen) -> Progress:
    if definition is None:
        return _unknown(target, None, "")
    wanted = wanted_of(target, definition)
    found, period = seen.stood[definition.id], period_of(seen.plan)
    year = target.year or (period[1] if period else None)
    begins = (date(period[0], 1, 1), target.baseline) if period and target.baseline is not None else None
    return _measured(
        Progress(target.name, target.wanted, State.NO_DATA, wanted, found, found.reason, target),
        seen,
        begins if seen.area == seen.plan.area_id else None,  # a baseline is the whole region's
        year,
    )


def _unknown(target: PlanTarget, definition: Definition | None, said: str) -> Progress:
    """A target nobody can count: its register is not there yet, nobody has bound it, or it is of somewhere else."""
    waits = target.waits_for or (definition and definition.waits)
    if definition and definition.waits:
        said = waiting_for(definition.register)
    state = State.WAITS if waits else State.NO_DATA
    return Progress(
        target.name,
        target.wanted,
        state,
        wanted_of(target, definition),
        None,
        said if definition else why_none(target),
        target,
    )


def _of_text(definition: Definition, target: Target, seen: _Seen) -> Progress:
    period, found = period_of(seen.plan), seen.stood[definition.id]
    bare = Progress(target.name, target.said, State.NO_DATA, target.wanted, found, found.reason, clause=target.clause)
    return _measured(bare, seen, None, target.year or (period[1] if period else None))


def _measured(bare: Progress, seen: _Seen, begins: Dated | None, year: int | None) -> Progress:
    """With its past, its path, its state and where it leads."""
    found, day = bare.standing, seen.day
    past = seen.past.get(found.definition.id) if found else None
    months = [each for _span, each in past.trend(day, Step.MONTH)] if past else []
    known = [(each.day, each.value) for each in months if each.value is not None]
    until = date(year, 12, 31) if year else None
    path = None
    is_wrong = bool(found and found.quotient and more_than_all(found.quotient, found.definition.kind))
    if until and bare.wanted.value is not None and not is_wrong:
        since, start = begins or (known[0] if known else (day, bare.value))
        path = Path(since, start, max(until, since), bare.wanted.value) if start is not None else None
    begun = dropwhile(lambda each: not each[1], known)  # months before the register's first entry say nothing
    ends = [each for each in begun if (each[0] + DAY).day == 1 or each[0] == known[-1][0]]
    leads = None
    if until and found and not is_wrong:
        is_share = found.definition.kind in (Kind.COVERAGE, Kind.SHARE)
        leads = forecasts.forecast(ends, until, most=HUNDRED if is_share else None)
    state = _state(found, bare.wanted, path, day)
    return replace(
        bare, state=state, path=path, months=months, forecast=leads, known_months=len(ends), until=until, day=day
    )


def _state(found: Standing | None, wanted: Wanted, path: Path | None, day: date) -> State:
    if found is None or found.value is None or found.quotient is None:
        return State.WAITS if found and found.definition.waits else State.NO_DATA
    if more_than_all(found.quotient, found.definition.kind):
        return State.WRONG
    is_met = found.quotient.meets(wanted)
    if is_met is None:
        return State.NO_DATA  # the plan gives words, no number
    if path is None:
        return State.MET if is_met else State.BEHIND
    return forecasts.state(found.value, path, day, is_met=is_met)
