"""Numbers about areas, entered one by one or by the thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.history import KIND, subject
from linli.areas.models import Area, AreaFigure, FigureKind
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import Line, record, record_all
from linli.base.refusals import Refused

EARLIEST = date(1949, 10, 1)
LARGEST = 2_000_000_000
Key = tuple[str, str, date]


@dataclass(frozen=True)
class NewFigure:
    """A number about an area as it stood on a day."""

    area: str
    kind: FigureKind
    day: date
    value: int
    source: str

    @property
    def key(self) -> Key:
        """What there is one of."""
        return self.kind.value, self.area, self.day


@transaction.atomic
def enter_figures(figures: Iterable[NewFigure], *, by: Actor, at: datetime) -> list[AreaFigure]:
    """Enter numbers set-wise. One for the same area, kind and day replaces what was there; the journal keeps both."""
    wanted = {figure.key: figure for figure in figures}
    _check(list(wanted.values()), local_day(at))
    before = _known(wanted.values())
    changed = [
        figure
        for key, figure in wanted.items()
        if key not in before or (before[key].value, before[key].source) != (figure.value, figure.source)
    ]
    written = AreaFigure.objects.bulk_create(
        [
            AreaFigure(area_id=each.area, kind=each.kind, day=each.day, value=each.value, source=each.source)
            for each in changed
        ],
        update_conflicts=True,
        unique_fields=["kind", "area", "day"],
        update_fields=["value", "source"],
        batch_size=1000,
    )
    lines = [Line(subject(each.area)[1], each.area, facts=_facts(each, before.get(each.key))) for each in changed]
    record_all("areas.figure_entered", kind=KIND, lines=lines, by=by, at=at)
    return written


def _facts(figure: NewFigure, old: AreaFigure | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": figure.kind, "day": figure.day, "value": figure.value}
    return {**facts, "before": old.value} if old else facts


@transaction.atomic
def withdraw_figure(figure: AreaFigure, *, by: Actor, at: datetime) -> None:
    """Take back a number that was wrong; the one before it holds again."""
    found = AreaFigure.objects.select_for_update().filter(pk=figure.pk).first()
    if found is None:
        raise Refused("areas.figure_gone", _("这个数已经撤掉了。"))
    found.delete()
    facts: dict[str, Any] = {"kind": found.kind, "day": found.day, "value": found.value}
    record("areas.figure_withdrawn", on=subject(found.area_id), by=by, at=at, area=found.area_id, **facts)


def _known(figures: Iterable[NewFigure]) -> dict[Key, AreaFigure]:
    """What stands for these areas already."""
    wanted = list(figures)
    rows = AreaFigure.objects.select_for_update().filter(
        area__in={each.area for each in wanted}, day__in={each.day for each in wanted}
    )
    return {(row.kind, row.area_id, row.day): row for row in rows}


def _check(figures: Sequence[NewFigure], today: date) -> None:
    known = set(Area.objects.filter(code__in={each.area for each in figures}).values_list("code", flat=True))
    for each in figures:
        if each.area not in known:
            raise Refused("areas.unknown", _("没有区划 %(code)s。") % {"code": each.area}, field="area")
        if not EARLIEST <= each.day <= today:
            raise Refused(
                "areas.figure_day", _("截止日 %(day)s 不对：要是过去或今天的日子。") % {"day": each.day}, field="day"
            )
        if not 0 <= each.value <= LARGEST:
            raise Refused(
                "areas.figure_value", _("数字 %(value)s 不对，请核对。") % {"value": each.value}, field="value"
            )
        if not each.source.strip():
            raise Refused("areas.figure_source", _("请写这个数从哪里来，例如 2025 年统计年报。"), field="source")
