"""What is amiss with an area's plans, computed when asked: behind the path, no figure although there is a register,
figures and targets that contradict each other. Each opens where it can be mended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.queries import names_of
from linli.areas.rules import ancestors_of
from linli.base.actor import Actor
from linli.indicators.standing.definitions import Definition, definitions
from linli.indicators.standing.history import Past
from linli.indicators.standing.queries import Standing, Why, standing
from linli.indicators.standing.rules import Comparator, Kind, Quotient, Wanted
from linli.insight.forecasts import State
from linli.insight.progress import Progress, progress, wanted_of
from linli.plans.models import Plan, PlanStatus
from linli.plans.queries import measured_by

UP = (Comparator.AT_LEAST, Comparator.ABOVE)


class Sort(StrEnum):
    """What is amiss, the gravest first."""

    MORE_THAN_ALL = "more_than_all"
    TARGETS_DIFFER = "targets_differ"
    FELL = "fell"
    NO_DATA = "no_data"
    BEHIND = "behind"


SORTS = {
    Sort.MORE_THAN_ALL: gettext_lazy("数对不上"),
    Sort.TARGETS_DIFFER: gettext_lazy("目标不一样"),
    Sort.FELL: gettext_lazy("数掉了"),
    Sort.NO_DATA: gettext_lazy("该有数，没有数"),
    Sort.BEHIND: gettext_lazy("落后"),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at: of which indicator, what is wrong in words, and where it is mended."""

    sort: Sort
    name: str
    words: str
    url: str

    @property
    def label(self) -> str:
        """What sort it is, in words."""
        return str(SORTS[self.sort])


def more_than_all(quotient: Quotient, kind: Kind) -> bool:
    """Whether a part is larger than its whole."""
    return kind in (Kind.COVERAGE, Kind.SHARE) and (quotient.denominator or 0) < quotient.numerator


def fell(months: Sequence[Past], kind: Kind, wanted: Wanted) -> tuple[int, int] | None:
    """What a figure that counts up was at the last month's end and is now, where it is less."""
    if kind not in (Kind.COVERAGE, Kind.COUNT) or wanted.comparator not in UP or len(months) < 2:
        return None
    before, after = (each.row.numerator if each.row else None for each in months[-2:])
    return (before, after) if before is not None and after is not None and after < before else None


def differ(wanted: Iterable[Wanted]) -> bool:
    """Whether one indicator is to reach two different things."""
    return len({each for each in wanted if each.value is not None}) > 1


def alerts(area: str, day: date, *, viewer: Actor) -> list[Alert]:
    """Of the published plans an area lies in, the gravest first."""
    plans = list(
        Plan.objects.filter(area__in=[*ancestors_of(area), area], status=PlanStatus.PUBLISHED)
        .defer("text", "reading")
        .prefetch_related("targets")
    )
    found = _contradictions(area, day, viewer) + _of_targets(area, plans)
    for each in plans:
        for row in progress(each, each.targets.all(), area, day, viewer=viewer):
            found += _of_progress(row, area)
    return sorted(dict.fromkeys(found), key=lambda each: (list(Sort).index(each.sort), each.name))


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
    words = _("%(place)s：%(all)s 里面数出 %(part)s，多过了全部。")
    return [
        Alert(
            Sort.MORE_THAN_ALL,
            each.definition.name,
            words % {"place": names.get(code, code), "all": quotient.denominator, "part": quotient.numerator},
            _register(each, code),
        )
        for code, each, quotient in wrong
    ]


def _of_targets(area: str, plans: Sequence[Plan]) -> list[Alert]:
    """Indicators of which the plans around an area want different things."""
    known = definitions()
    wanted = {
        each.id: [target.wanted for target in each.targets if area.startswith(target.plan.root)]
        for each in known.values()
    }
    for target in (target for each in plans for target in each.targets.all()):
        if measured := measured_by(target.indicator, target.name, area, known):
            wanted[measured.id].append(wanted_of(target))
    return [
        Alert(Sort.TARGETS_DIFFER, each.name, _said(each, wanted), _explained(each, area))
        for each in known.values()
        if differ(wanted[each.id])
    ]


def _said(definition: Definition, wanted: Mapping[str, Sequence[Wanted]]) -> str:
    values = sorted({each.value for each in wanted[definition.id] if each.value is not None})
    said = _("、").join(f"{value.normalize():f}" for value in values)
    return _("规划里写了不一样的目标：%(said)s。以哪一个为准？") % {"said": said}


def _of_progress(row: Progress, area: str) -> list[Alert]:
    found, definition = row.standing, row.definition
    if found is None or definition is None or definition.waits or found.why is Why.UNSEEN:
        return []
    if row.state is State.NO_DATA:
        return [Alert(Sort.NO_DATA, row.name, row.why, _filled_in(found, area))] if row.why else []
    amiss = []
    if row.state is State.BEHIND and row.path:
        facts = {"value": row.value, "expected": row.path.on(row.day), "said": row.said}
        words = _("今天 %(value)s，应到 %(expected)s，目标 %(said)s。") % facts
        url = f"{reverse('insight:compare')}?indicator={definition.id}&area={area}"
        amiss.append(Alert(Sort.BEHIND, row.name, words, url))
    if less := fell(row.months, definition.kind, row.wanted):
        words = _("上个月底是 %(before)s，现在是 %(after)s。是登记停用了，还是写错了？")
        numbers = {"before": less[0], "after": less[1]}
        amiss.append(Alert(Sort.FELL, row.name, words % numbers, _register(found, area)))
    return amiss


def _filled_in(found: Standing, area: str) -> str:
    """Where what is missing can be entered: the number that is divided by, or the register."""
    return reverse("areas_desk:area", args=[area]) if found.why is Why.UNKNOWN else _register(found, area)


def _register(found: Standing, area: str) -> str:
    counted = found.definition.numerator
    return counted.question.way(area) if counted else _explained(found.definition, area)


def _explained(definition: Definition, area: str) -> str:
    return f"{reverse('indicators:standing', args=[definition.id])}?area={area}"
