"""A clock stands still for a reason of the list, and runs on; the calendars that deadlines were counted by are kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import Limit, calendar
from linli.base.refusals import Refused
from linli.cases import rules
from linli.cases.actions.writing import locked, one_sentence, require_on, tell_resident, write
from linli.cases.calendars import content_of
from linli.cases.limits import MayPause, PauseReason, handling
from linli.cases.models import Case, KeptCalendar


@transaction.atomic
def pause(case: Case, *, kind: str, days: int, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Stop the clock for a reason of the list, for some working days; the resident is told what is waited for."""
    case = locked(case, by, seen)
    why = handling().pauses.get(kind)
    if why is None:
        raise Refused("cases.pause_unknown", _("请选一个暂停的原因。"), field="kind")
    _require_pause(case, by, why)
    if not 1 <= days <= why.days:
        raise Refused("cases.pause_days", _("这个原因最多暂停 %(most)s 个工作日。") % {"most": why.days}, field="days")
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明在等什么，居民会看到。"))
    standing = rules.pause(
        case.standing, at, most=Limit(days, "day"), times=handling().most_pauses, calendar=calendar()
    )
    write(
        case, standing, "cases.paused", by=by, at=at, text={"reason": said}, kind=kind, days=days,
        until=standing.paused_until, left=standing.paused_left, due=standing.due_at, calendar=calendar().version,
    )  # fmt: skip
    tell_resident(case, "cases.paused", at)
    return case


@transaction.atomic
def resume(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """What was waited for is there; the resident is told the new deadline."""
    case = locked(case, by, seen)
    require_on(case, by, "cases.pause")
    run_on(case, by, at)
    tell_resident(case, "cases.resumed", at)
    return case


def run_on(case: Case, by: Actor, at: datetime) -> None:
    """End a pause, in a transaction that holds the case."""
    left, standing = case.paused_left, rules.resume(case.standing, at, calendar())
    version = calendar().version
    write(case, standing, "cases.resumed", by=by, at=at, left=left, due=standing.due_at, calendar=version)


def keep_calendar(*, at: datetime) -> None:
    """Keep what today's deadlines are counted by. Run each minute by the job that watches them."""
    today = calendar()
    KeptCalendar.objects.get_or_create(version=today.version, defaults={"content": content_of(today), "kept_at": at})


def _require_pause(case: Case, by: Actor, why: PauseReason) -> None:
    if why.who is MayPause.ABOVE:
        require(by, "cases.pause_long", area=case.area_id)
    else:
        require_on(case, by, "cases.pause")
