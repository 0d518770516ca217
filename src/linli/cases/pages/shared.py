"""What both doors show of a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.base.actor import Actor
from linli.base.attachments import open_stored
from linli.base.calendar import calendar, explain
from linli.base.clock import now
from linli.base.journal import Entry, entries
from linli.cases import clock, queries, rules
from linli.cases.calendars import by_version
from linli.cases.models import Case, CaseAttachment
from linli.cases.retention import rule_for
from linli.catalog.forms import readable

BEGAN = {
    clock.Moved.STARTED: gettext_lazy("提交，开始计时"),
    clock.Moved.EXTENDED: gettext_lazy("延期，接着计时"),
    clock.Moved.PAUSED: gettext_lazy("暂停计时"),
    clock.Moved.RESUMED: gettext_lazy("恢复计时"),
    clock.Moved.RAN_ON: gettext_lazy("暂停到期，接着计时"),
    clock.Moved.STOPPED: gettext_lazy("办好了，等居民回答"),
    clock.Moved.REOPENED: gettext_lazy("重新办理，接着计时"),
    clock.Moved.ENDED: gettext_lazy("撤回，停止计时"),
    clock.Moved.TOOK_IN: gettext_lazy("并进来一件，按早的期限接着计时"),
    clock.Moved.LET_GO: gettext_lazy("又分开办，按原来的期限接着计时"),
    clock.Moved.MERGED: gettext_lazy("并进另一件，停止计时"),
    clock.Moved.UNMERGED: gettext_lazy("又单独办，接着计时"),
}
STEPS = ("submitted", "accepted", "assigned", "resolved", "closed")


def found(number: str, viewer: Actor) -> Case:
    """The case of a number within the viewer's sight; 404 for everything else."""
    case = queries.numbered(number, viewer, whole=True)
    if case is None:
        raise Http404
    return case


def shown(case: Case, viewer: Actor) -> dict[str, Any]:
    """What a case page says, whoever reads it."""
    item, parties, history, at = case.terms, queries.parties(case), entries(on=case), now()
    base = "cases:portal_file" if viewer.is_resident else "cases:desk_file"
    return {
        "case": case,
        "item": item,
        "at": at,
        "stages": stage_labels(viewer),
        "stage_number": stage_number(case),
        "is_withdrawn": case.stage == rules.Stage.WITHDRAWN.value,
        "answers": readable(item, case.answers),
        "timeline": [
            {
                "who": line.who,
                "what": line.what,
                "said": line.said,
                "at": line.at,
                "photos": [photo(one, case, base) for one in line.photos],
            }
            for line in queries.timeline(case, viewer, history)
        ],
        "parties": parties,
        "linked": queries.linked(history, viewer),
        "may_let_go": queries.may_let_go(history, case),
        "parts": queries.parts(case, parties),
        "arbiter": next((party.name for party in parties if party.unit == case.arbiter_id), ""),
        **_clock(case, history, at),
        "limit": item.limit,
        "keeping": (rule := rule_for(case.item_id, item.kind, case.audience)),
        "kept_until": rule.until(case.closed_at) if case.closed_at else None,
        "is_paused": rules.is_paused(case.standing, at),
    }


def _clock(case: Case, history: list[Entry], at: datetime) -> dict[str, Any]:
    """How the deadline came about: the first limit day by day, then each stretch of time since."""
    events = clock.events_of(history)
    kept = by_version(event.calendar for event in events)
    found = clock.counted(events, at, calendar(), kept)
    first = events[0]
    limit = first.limit or case.terms.limit
    return {
        "counted": explain(first.at, limit, kept.get(first.calendar, calendar())),
        "first_limit": limit,
        "clock": found,
        "stretches": [_stretch(each, at) for each in found.intervals],
    }


def _stretch(each: clock.Interval, at: datetime) -> dict[str, Any]:
    hours, minutes = divmod(each.seconds // 60, 60)
    said = {"hours": hours, "minutes": minutes}
    return {
        "began": BEGAN[each.began],
        "start": each.start,
        "end": each.end,
        "due_at": each.due_at,
        "is_counted": each.is_counted,
        "words": _("计 %(hours)s 小时 %(minutes)s 分钟") % said if each.is_counted else _("不计"),
        "is_late": each.is_counted and (each.end or at) > each.due_at,
    }


def stage_labels(viewer: Actor) -> list[str]:
    """The five steps in the viewer's words."""
    waiting = _("待您确认") if viewer.is_resident else _("待居民确认")
    return [_("提交"), _("受理"), _("办理"), waiting, _("办结")]


def stage_number(case: Case) -> int:
    """Which step is the present one; past the last when closed."""
    if case.stage == rules.Stage.WITHDRAWN.value:
        return 1 if case.accepted_at is None else 2
    number = STEPS.index(case.stage)
    return number + 1 if case.stage in ("submitted", "closed") else number + (case.stage == "accepted")


def photo(one: CaseAttachment, case: Case, base: str) -> dict[str, Any]:
    """An attachment as the components show it."""
    return {
        "url": reverse(base, args=[case.number, one.pk]),
        "name": one.name,
        "is_image": one.content_type.startswith("image/"),
    }


def send_file(case: Case, file: UUID) -> HttpResponse:
    """A file of a case the viewer may see; photos in the page, papers as a download."""
    one = case.attachments.filter(pk=file).first()
    if one is None:
        raise Http404
    response: HttpResponse = FileResponse(  # type: ignore[assignment]  # Django streams it as any response
        open_stored(one.key),
        as_attachment=not one.content_type.startswith("image/"),
        filename=one.name,
        content_type=one.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
