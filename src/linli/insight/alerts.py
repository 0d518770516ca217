"""What is amiss with an area's plans: behind the path, no figure although there is a register, figures and targets that
contradict each other. Each opens where it can be mended.

Of counties and above a job counts it every hour (`insight.jobs`); of a place below, where that is quickly done, the
page does.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.denominators import Denominator
from linli.areas.models import FigureKind
from linli.areas.queries import names_of
from linli.areas.rules import ancestors_of
from linli.base.actor import Actor, Shown
from linli.base.languages import in_a_row
from linli.indicators.standing.definitions import Definition, definitions
from linli.indicators.standing.history import Past
from linli.indicators.standing.queries import Standing, Why, standing
from linli.indicators.standing.rules import Comparator, Kind, Wanted
from linli.insight.forecasts import State
from linli.insight.models import Alert, Sort
from linli.insight.progress import Progress, more_than_all, progress, wanted_of
from linli.plans.models import Plan, PlanStatus
from linli.plans.queries import in_force, measured_by

UP = (Comparator.AT_LEAST, Comparator.ABOVE)


def fell(months: Sequence[Past], kind: Kind, wanted: Wanted) -> tuple[int, int] | None:
    """What a figure that counts up was at the last month's end and is now, where it is less."""
    if kind not in (Kind.COVERAGE, Kind.COUNT) or wanted.comparator not in UP or len(months) < 2:
        return None
    before, after = (each.row.numerator if each.row else None for each in months[-2:])
    return (before, after) if before is not None and after is not None and after < before else None


def differ(wanted: Iterable[Wanted]) -> bool:
    """Whether one indicator is to reach two different numbers. A sign alone is none: some plans leave it out."""
    return len(set(_values(wanted))) > 1


def alerts(area: str, day: date, *, viewer: Actor) -> list[Alert]:
    """Of the published plans an area lies in, the gravest first; not kept anywhere."""
    published = list(
        Plan.objects.filter(area__in=[*ancestors_of(area), area], status=PlanStatus.PUBLISHED)
        .defer("text", "reading")
        .prefetch_related("targets")
    )
    plans = in_force(published, day.year)
    over = {each.title for each in published if each not in plans}
    found = [*_contradictions(area, day, viewer), *_of_targets(area, plans, over)]
    for each in plans:
        for row in progress(each, each.targets.all(), area, day, viewer=viewer):
            found += _of_progress(row, area)
    once = {(each.sort, each.said, each.url, str(each.facts)): each for each in found}
    return sorted(once.values(), key=lambda each: (Sort.values.index(each.sort), each.said))


def words(alert: Alert) -> str:
    """What is wrong, in the reader's language, by the numbers it was counted with."""
    return _SENTENCES[Sort(alert.sort)](alert.facts)


def _alert(sort: Sort, area: str, definition: Definition, url: str, *, said: str = "", **facts: Any) -> Alert:
    """Of `definition`, unless the plan calls it otherwise (`said`)."""
    shown = {each.source.shows for each in (definition.numerator, definition.denominator) if each}
    return Alert(
        area_id=area, sort=sort.value, indicator=definition.id, said=said or definition.name, facts=facts, url=url,
        of_cases=Shown.CASES in shown, of_people=Shown.PEOPLE in shown,
    )  # fmt: skip


def _contradictions(area: str, day: date, viewer: Actor) -> list[Alert]:
    """Parts larger than their whole, in the area and in those directly below."""
    known = [each for each in definitions().values() if each.numerator]
    stood = standing(area, day, viewer=viewer, only=known)
    wrong = [
        (code, each, each.quotient)
        for code, rows in {area: stood.whole, **stood.below}.items()
        for each in rows
        if each.quotient and more_than_all(each.quotient, each.definition.kind)
    ]
    names = names_of([code for code, *_rest in wrong])
    return [
        _alert(
            Sort.MORE_THAN_ALL,
            area,
            each.definition,
            _register(each, code),
            place=names.get(code, code),
            all=quotient.denominator,
            part=quotient.numerator,
        )
        for code, each, quotient in wrong
    ]


def _of_targets(area: str, plans: Sequence[Plan], over: Collection[str]) -> list[Alert]:
    """Indicators of which the plans around an area want different things; those called as in `over` say no more."""
    known = definitions()
    wanted = {
        each.id: [
            target.wanted
            for target in each.targets
            if area.startswith(target.plan.root) and target.plan.title not in over
        ]
        for each in known.values()
    }
    for target in (target for each in plans for target in each.targets.all()):
        if measured := measured_by(target.indicator, target.name, area, known):
            wanted[measured.id].append(wanted_of(target, measured))
    return [
        _alert(Sort.TARGETS_DIFFER, area, each, _explained(each, area), wanted=_values(wanted[each.id]))
        for each in known.values()
        if differ(wanted[each.id])
    ]


def _values(wanted: Iterable[Wanted]) -> list[str]:
    """What is wanted, without repetition, the least first: 80, 2–3."""
    ends = {(each.value, each.most or each.value) for each in wanted if each.value is not None}
    return [f"{low:f}" if low == high else f"{low:f}–{high:f}" for low, high in _plain(ends)]


def _plain(ends: Iterable[tuple[Decimal, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    return sorted({(low.normalize(), high.normalize()) for low, high in ends})


def _of_progress(row: Progress, area: str) -> Iterator[Alert]:
    found, definition = row.standing, row.definition
    if found is None or definition is None or definition.waits or found.why is Why.UNSEEN:
        return
    if row.state is State.NO_DATA and found.why:
        kind = definition.divisor if found.why is Why.UNKNOWN else ""
        yield _alert(Sort.NO_DATA, area, definition, _filled_in(found, area), said=row.name, kind=kind)
    if row.state is State.BEHIND and row.path:
        sign = "%" if definition.unit == "%" else ""
        facts = {"value": f"{row.value}{sign}", "expected": f"{row.path.on(row.day)}{sign}", "wanted": row.said}
        over = {"year": row.until.year} if row.is_over and row.until else {}
        url = f"{reverse('insight:compare')}?indicator={definition.id}&area={area}"
        yield _alert(Sort.BEHIND, area, definition, url, said=row.name, **facts, **over)
    if less := fell(row.months, definition.kind, row.wanted):
        before, after = less
        yield _alert(
            Sort.FELL, area, definition, _register(found, area), said=row.name, before=before, after=after
        )  # fmt: skip


def _filled_in(found: Standing, area: str) -> str:
    """Where what is missing can be entered: the number that is divided by, or the register."""
    return reverse("areas_desk:area", args=[area]) if found.why is Why.UNKNOWN else _register(found, area)


def _register(found: Standing, area: str) -> str:
    counted = found.definition.numerator
    return counted.question.way(area) if counted else _explained(found.definition, area)


def _explained(definition: Definition, area: str) -> str:
    return f"{reverse('indicators:standing', args=[definition.id])}?area={area}"


def _more_than_all(facts: Mapping[str, Any]) -> str:
    return _("%(place)s：%(all)s 里面数出 %(part)s，多过了全部。") % facts


def _differ(facts: Mapping[str, Any]) -> str:
    return _("规划里写了不一样的目标：%(said)s。以哪一个为准？") % {"said": in_a_row(facts["wanted"])}


def _fell(facts: Mapping[str, Any]) -> str:
    return _("上个月底是 %(before)s，数的时候是 %(after)s。是登记停用了，还是写错了？") % facts


def _no_data(facts: Mapping[str, Any]) -> str:
    if facts["kind"]:
        return Denominator("", FigureKind(facts["kind"]), None).note
    return _("登记里还没有要算的对象，所以没有数。")


def _behind(facts: Mapping[str, Any]) -> str:
    if "year" in facts:
        return _("目标年 %(year)s 已经过去，到了 %(value)s，目标 %(wanted)s。") % facts
    return _("到了 %(value)s，照进度应到 %(expected)s，目标 %(wanted)s。") % facts


_SENTENCES: Mapping[Sort, Callable[[Mapping[str, Any]], str]] = {
    Sort.MORE_THAN_ALL: _more_than_all,
    Sort.TARGETS_DIFFER: _differ,
    Sort.FELL: _fell,
    Sort.NO_DATA: _no_data,
    Sort.BEHIND: _behind,
}
