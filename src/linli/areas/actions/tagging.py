"""Classes of areas: from which day an area belongs to one, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.areas.history import subject
from linli.areas.models import Area, AreaTag
from linli.areas.rules import Level
from linli.areas.tags import group_of, tags
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Refused


@dataclass(frozen=True)
class NewTag:
    """A class an area belongs to from a day on."""

    area: str
    tag: str
    since: date
    source: str = ""


@transaction.atomic
def tag_areas(wanted: Iterable[NewTag], *, by: Actor, at: datetime) -> list[AreaTag]:
    """Put areas into classes set-wise. One that is in the class already stays as it is; others of its group end."""
    rows = {(each.area, each.tag): each for each in wanted}
    _check(rows.values(), local_day(at))
    codes = {each.area for each in rows.values()}
    open_ones = list(AreaTag.objects.select_for_update().filter(area__in=codes, until=None))
    held = {(each.area_id, each.tag) for each in open_ones}
    fresh = [each for key, each in rows.items() if key not in held]
    for each in fresh:
        for other in open_ones:
            if other.area_id == each.area and other.tag in group_of(each.tag):
                _end(other, max(each.since, _next(other.since)), by=by, at=at)
    _refuse_overlap(fresh)
    made = AreaTag.objects.bulk_create(
        [AreaTag(area_id=each.area, tag=each.tag, since=each.since, source=each.source) for each in fresh],
        batch_size=1000,
    )
    for each in fresh:
        record("areas.tagged", on=subject(each.area), by=by, at=at, area=each.area, tag=each.tag, since=each.since)
    return made


@transaction.atomic
def end_tag(row: AreaTag, *, until: date, by: Actor, at: datetime) -> AreaTag:
    """An area no longer belongs to a class from a day on."""
    row = AreaTag.objects.select_for_update().get(pk=row.pk)
    if row.until is not None:
        raise Refused("areas.tag_ended", _("这个标签已经结束了。"))
    if not row.since < until <= max(local_day(at), _next(row.since)):
        raise Refused(
            "areas.tag_until", _("结束的日子要晚于 %(since)s，不晚于今天。") % {"since": row.since}, field="until"
        )
    _end(row, until, by=by, at=at)
    return row


def _end(row: AreaTag, until: date, *, by: Actor, at: datetime) -> None:
    row.until = until
    row.save(update_fields=["until"])
    record("areas.untagged", on=subject(row.area_id), by=by, at=at, area=row.area_id, tag=row.tag, until=until)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _check(rows: Iterable[NewTag], today: date) -> None:
    known = dict(Area.objects.filter(code__in={each.area for each in rows}).values_list("code", "level"))
    for each in rows:
        if known.get(each.area) != Level.COMMUNITY:
            raise Refused(
                "areas.tag_level", _("标签登记在村、社区上；%(code)s 不是。") % {"code": each.area}, field="area"
            )
        tag = tags().get(each.tag)
        if tag is None or not tag.is_registered:
            raise Refused("areas.tag_unknown", _("没有可以登记的标签“%(tag)s”。") % {"tag": each.tag}, field="tag")
        if each.since > today:
            raise Refused("areas.tag_since", _("开始的日子不能晚于今天。"), field="since")


def _refuse_overlap(rows: Iterable[NewTag]) -> None:
    """A class that held before may begin again only after it ended."""
    for each in rows:
        if AreaTag.objects.filter(area=each.area, tag=each.tag, until__gt=each.since).exists():
            raise Refused(
                "areas.tag_overlaps",
                _("%(code)s 那天已经有这个标签，开始的日子请往后写。") % {"code": each.area},
                field="since",
            )
