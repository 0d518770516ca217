"""The figures a report begins with, read from what was written down and copied as plain data: all of it text.

Read as the acting person, in Chinese, with the day each of them is of. What is not there is said, never left blank.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from linli.areas.queries import path_name
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.languages import SOURCE
from linli.indicators import queries as cases
from linli.indicators.standing import trends
from linli.indicators.standing.definitions import Definition, definitions, named
from linli.indicators.standing.history import Past, history
from linli.indicators.standing.series import Step
from linli.plans.models import Plan, PlanTarget, TargetTier
from linli.reports.models import Draft
from linli.reports.rules import Days, Kind, number_of
from linli.reports.templating import Template, filled, template
from linli.tasks.models import LightChoices, Task, TaskList
from linli.web import dates

MOST_BEHIND = 30  # tasks that are named


@dataclass(frozen=True)
class TargetFigure:
    """A target of the plan on the last day: how it stands, how far it is, or why nobody knows."""

    name: str
    tier: str
    wanted: str
    baseline: str
    value: str = ""
    numerator: int | None = None
    denominator: int | None = None
    is_met: bool | None = None
    gap: str = ""
    counted_on: str = ""
    is_locked: bool = False
    why: str = ""
    trend: list[list[str]] = field(default_factory=list)  # names of quarters, with their values


def figures(plan: Plan, area: str, days: Days, *, viewer: Actor, at: datetime) -> dict[str, Any]:
    """Everything a report of a plan, an area and some days can say by numbers."""
    today = local_day(at)
    day = min(days.last, today)
    with override(SOURCE):
        targets = [_target(each, area, day, viewer) for each in plan.targets.all()]
        rates = _rates(area, days, today)
        ledger = _tasks(plan, day, viewer, today)
        return {
            "day": day.isoformat(),
            "read_on": today.isoformat(),
            "targets": [asdict(each) for each in targets],
            "rates": rates,
            "tasks": ledger,
            "missing": _missing(targets, rates, ledger, days, today),
        }


def content(draft: Draft, order: int, *, at: datetime) -> dict[str, Any]:
    """Everything an issued report says."""
    of = template(Kind(draft.kind))
    day = local_day(at)
    with override(SOURCE):
        return {
            "title": draft.title,
            "number": number_of(day.year, order),
            "area": str(draft.area_id),
            "area_name": path_name(str(draft.area_id)),
            "plan": draft.plan.title,
            "kind": draft.kind,
            "first": draft.first.isoformat(),
            "last": draft.last.isoformat(),
            "issued_on": day.isoformat(),
            "issued_on_words": _in_words(day),
            "opening": filled(of.opening, said_of(draft.plan, str(draft.area_id), Days(draft.first, draft.last))),
            "sections": [
                {
                    "heading": each.heading,
                    "shows": each.shows.value,
                    "words": [line.strip() for line in draft.words.get(each.key, "").splitlines() if line.strip()],
                }
                for each in of.sections
            ],
            "figures": draft.figures,
        }


def title(of: Template, plan: Plan, area: str, days: Days) -> str:
    """What a new draft is called."""
    return filled(of.title, said_of(plan, area, days))


def said_of(plan: Plan, area: str, days: Days) -> dict[str, object]:
    """What a template's texts may name."""
    return {
        "area": path_name(area),
        "plan": plan.title,
        "year": days.last.year,
        "quarter": (days.last.month + 2) // 3,
        "first": _in_words(days.first),
        "last": _in_words(days.last),
    }


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _target(target: PlanTarget, area: str, day: date, viewer: Actor) -> TargetFigure:
    definition = definitions().get(target.indicator) or named(target.name, area)
    plain = TargetFigure(target.name, str(TargetTier(target.tier).label), target.wanted, target.stood)
    if definition is None:
        return _with(plain, why=_("没有对应的指标"))
    if definition.waits:
        return _with(plain, why=_("暂无数据来源：待“%(register)s”登记启用") % {"register": definition.register})
    known = history(definition, area, viewer=viewer)
    if known is None:
        return _with(plain, why=_("要看到整个区域的人才能看这个数"))
    past = known.on(day)
    trend = [[trends.name_of(span, Step.QUARTER), _value(each)] for span, each in known.trend(day, Step.QUARTER)]
    return _with(
        plain,
        value=_value(past),
        numerator=past.row.numerator if past.row else None,
        denominator=past.row.denominator if past.row else None,
        is_met=_meets(past, target, definition),
        gap=trends.gap_in_words(past),
        counted_on=past.taken.isoformat() if past.taken else "",
        is_locked=past.locked_at is not None,
        why=past.reason,
        trend=trend,
    )


def _with(plain: TargetFigure, **more: Any) -> TargetFigure:
    return TargetFigure(**{**asdict(plain), **more})


def _value(past: Past) -> str:
    return "" if past.value is None else f"{past.value}{past.definition.unit}"


def _meets(past: Past, target: PlanTarget, definition: Definition) -> bool | None:
    """By the plan's own number where the definition holds it; nothing is said of a target in words."""
    held = definition.target_of(str(target.plan.area_id))
    return past.is_met if held is not None else None


def _rates(area: str, days: Days, today: date) -> list[dict[str, Any]]:
    """Rates of cases month by month, and of all these days together, from whole numbers."""
    months = [month for month in days.months if month.first <= today]
    if not months:
        return []
    lines = cases.trend(area, months, locks=cases.locks_of(months))
    found = []
    for place, first in enumerate(lines[0].rates):
        each = [line.rates[place] for line in lines]
        whole = cases.Rate(first.definition, sum(r.numerator for r in each), sum(r.denominator for r in each))
        found.append(
            {
                "name": first.definition.name,
                "unit": first.definition.unit,
                "formula": first.definition.formula,
                "numerator": whole.numerator,
                "denominator": whole.denominator,
                "value": _text(whole.value),
                "months": [
                    {
                        "name": dates.month(line.month.first.month, line.month.first.year),
                        "value": _text(rate.value),
                        "numerator": rate.numerator,
                        "denominator": rate.denominator,
                        "is_locked": line.lock is not None,
                    }
                    for line, rate in zip(lines, each, strict=True)
                ],
            }
        )
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _tasks(plan: Plan, day: date, viewer: Actor, today: date) -> dict[str, Any] | None:
    """The year's list: how many show which light today, and which are behind; None where none was sent."""
    sent = TaskList.objects.visible_to(viewer).filter(plan=plan, year=day.year, sent_at__isnull=False).first()
    if sent is None:
        return None
    tasks = [(task, task.light_on(today)) for task in Task.objects.visible_to(viewer).filter(ledger=sent)
             .select_related("ledger")]  # fmt: skip
    lights = Counter(light for _task, light in tasks)
    behind = [(task, light) for task, light in tasks if light is not LightChoices.GREEN]
    behind.sort(key=lambda each: (each[1] is not LightChoices.RED, each[0].due_on, each[0].order))
    return {
        "year": sent.year,
        "count": len(tasks),
        "done": sum(task.done_at is not None for task, _light in tasks),
        "lights": [[str(light.label), lights[light]] for light in LightChoices],
        "more": max(len(behind) - MOST_BEHIND, 0),
        "behind": [
            {
                "text": task.text,
                "lead": task.leading,
                "due_on": task.due_on.isoformat(),
                "percent": task.percent,
                "light": str(light.label),
            }
            for task, light in behind[:MOST_BEHIND]
        ],
    }


def _missing(
    targets: Sequence[TargetFigure], rates: list[dict[str, Any]], ledger: Any, days: Days, today: date
) -> list[str]:
    """What a reader must know that the figures do not say."""
    found = []
    if days.last >= today:
        found.append(_("报告期还没有结束，数字截至 %(day)s。") % {"day": today.isoformat()})
    without = [each for each in targets if not each.value]
    if without:
        words = ngettext(
            "规划的 %(all)s 项指标里，%(count)s 项没有数，原因写在表里。",
            "规划的 %(all)s 项指标里，%(count)s 项没有数，原因写在表里。",
            len(without),
        )
        found.append(words % {"all": len(targets), "count": len(without)})
    late = [each for each in targets if each.value and each.counted_on < min(days.last, today).isoformat()]
    if late:
        found.append(_("有 %(count)s 项指标最后存下的数早于截止日，日期写在表里。") % {"count": len(late)})
    open_months = [month["name"] for month in (rates[0]["months"] if rates else []) if not month["is_locked"]]
    if open_months:
        found.append(_("办件的月度数字还没有锁定、以后会变的：%(months)s。") % {"months": "、".join(open_months)})
    if ledger is None:
        found.append(_("这一年没有下达任务清单。"))
    return found
