"""Holding a case back from being destroyed: a lawsuit, an appeal; until a day, and lifted by hand."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.archives.models import Hold, HoldKind
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.cases.models import Case

LONGEST = timedelta(days=5 * 366)


@transaction.atomic
def hold(case: Case, *, kind: HoldKind, reason: str, until: date, by: Actor, at: datetime) -> Hold:
    """Keep a case beyond its time, until a day; holding it again moves that day. Who asked reads why."""
    kept = _locked(case, by)
    if kept.destroyed_at is not None:
        raise Refused("archives.nothing_left", _("内容已经按期限销毁，没有可留的了。"))
    today = local_day(at)
    if not today < until <= today + LONGEST:
        raise Refused("archives.hold_until", _("请写一个以后的日子，最多五年；到了还要留，可以再留。"), field="until")
    said = _said(reason)
    found = _unlifted(kept)
    if found is None:
        found = Hold(case=kept, kind=kind.value, until=until, held_by_id=_somebody(by), held_at=at)
        insert(found)
    else:
        found.kind, found.until, found.held_by_id, found.held_at = kind.value, until, _somebody(by), at
        update(found, ["kind", "until", "held_by", "held_at"])
    area = str(kept.area_id)
    record("archives.held", on=kept, by=by, at=at, area=area, text={"reason": said}, kind=kind.value, until=until)
    return found


@transaction.atomic
def lift(case: Case, *, reason: str, by: Actor, at: datetime) -> Hold:
    """It need not be held any more, and why; from then on its keeping time alone counts."""
    kept = _locked(case, by)
    found = _unlifted(kept)
    if found is None:
        raise Conflict("archives.not_held", _("这件没有人留着，或者刚刚放开了。请刷新后再看。"))
    said = _said(reason)
    found.lifted_by_id, found.lifted_at = by.user, at
    update(found, ["lifted_by", "lifted_at"])
    record("archives.hold_lifted", on=kept, by=by, at=at, area=str(kept.area_id), text={"reason": said})
    return found


def _locked(case: Case, by: Actor) -> Case:
    """The case first, as the job that destroys locks it, too: it is held in time or not at all."""
    kept = Case.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=case.pk).first()
    if kept is None:
        raise Refused("archives.case_not_visible", _("没有找到这件办件，或者它不归您管。"))
    require(by, "archives.hold", area=str(kept.area_id))
    return kept


def _somebody(by: Actor) -> UUID:
    if by.user is None:
        raise TypeError("a job holds nothing back")
    return by.user


def _unlifted(case: Case) -> Hold | None:
    return Hold.objects.select_for_update(of=("self",)).filter(case=case, lifted_at=None).first()


def _said(reason: str) -> str:
    plain = reason.strip()
    if len(plain) < 3:
        raise Refused("archives.reason_missing", _("请写一句为什么，居民也会看到。"), field="reason")
    return plain[:500]
