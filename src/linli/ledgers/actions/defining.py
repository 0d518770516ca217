"""Saying what a ledger asks for: a draft, published by who manages the region's plans; a later version, the end."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.tags import tags
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.pinyin import Style, lazy_pinyin
from linli.base.refusals import Conflict, Refused
from linli.ledgers import rules
from linli.ledgers.models import DEFINE, PUBLISH, Each, Ledger, LedgerVersion
from linli.ledgers.rules import Spec, SpecFault
from linli.organizations.models import Organization, OrganizationType

LONGEST_KEY = 30


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a ledger to be: of which areas, filled by whom, asking for what."""

    name: str
    each: str
    of: str
    filled_by: UUID | None
    kinds: tuple[str, ...]
    spec: Spec


@transaction.atomic
def draft(ledger: Ledger | None, wanted: Wanted, *, area: str, by: Actor, at: datetime) -> Ledger:
    """A new ledger, or the next version of one, that nobody fills before it is published; a draft is written over."""
    require(by, DEFINE, area=area if ledger is None else str(ledger.area_id))
    _check(wanted, area if ledger is None else str(ledger.area_id))
    if ledger is None:
        _require_free(wanted.name, area, None)
        ledger = Ledger(key=_key(wanted.name), area_id=area, made_at=at)
        _shape(ledger, wanted)
        ledger.save(force_insert=True)
        number = 1
    else:
        ledger = _locked(ledger)
        _require_free(wanted.name, str(ledger.area_id), ledger)
        if ledger.current_id and (wanted.each, wanted.of) != (ledger.each, ledger.of):
            sentence = _("已经发布的台账，不能改成别的区划填：以前的数就对不上了。请另建一本。")
            raise Refused("ledgers.areas_fixed", sentence, field="where")
        LedgerVersion.objects.filter(ledger=ledger, published_at__isnull=True).delete()
        number = 1 + (ledger.versions.order_by("-number").values_list("number", flat=True).first() or 0)
        if not ledger.current_id:
            _shape(ledger, wanted)
            ledger.save()
    made = LedgerVersion(
        ledger=ledger,
        number=number,
        name=wanted.name,
        filled_by_id=wanted.filled_by,
        kinds=list(wanted.kinds),
        spec=wanted.spec.as_facts(),
        made_by_id=by.user,
        made_at=at,
    )
    made.save(force_insert=True)
    record("ledgers.drafted", on=ledger, by=by, at=at, area=str(ledger.area_id), version=number)
    return ledger


@transaction.atomic
def publish(ledger: Ledger, *, by: Actor, at: datetime) -> Ledger:
    """From now on it is filled as the draft says; lines that are there stay as they are."""
    require(by, PUBLISH, area=str(ledger.area_id))
    ledger = _locked(ledger)
    waiting = ledger.versions.filter(published_at__isnull=True).first()
    if waiting is None:
        raise Conflict("ledgers.no_draft", _("没有要发布的草稿。"))
    spec = waiting.read
    _require_free(waiting.name, str(ledger.area_id), ledger)
    ledger.name, ledger.filled_by_id, ledger.kinds = waiting.name, waiting.filled_by_id, waiting.kinds
    ledger.current, ledger.ended_at, ledger.reminded_on = waiting, None, None
    waiting.published_by_id, waiting.published_at = by.user, at
    waiting.save(update_fields=["published_by", "published_at"])
    ledger.save(update_fields=["name", "filled_by", "kinds", "current", "ended_at", "reminded_on"])
    record(
        "ledgers.published", on=ledger, by=by, at=at, area=str(ledger.area_id), version=waiting.number,
        fields_asked=len(spec.fields),
    )  # fmt: skip
    return ledger


@transaction.atomic
def discard(ledger: Ledger, *, by: Actor, at: datetime) -> bool:
    """Not to be: the draft goes; with it the ledger, if it was never published. Whether the ledger is still there."""
    require(by, DEFINE, area=str(ledger.area_id))
    ledger = _locked(ledger)
    if not LedgerVersion.objects.filter(ledger=ledger, published_at__isnull=True).delete()[0]:
        raise Conflict("ledgers.no_draft", _("没有要发布的草稿。"))
    record("ledgers.discarded", on=ledger, by=by, at=at, area=str(ledger.area_id))
    if ledger.current_id:
        return True
    ledger.delete()
    return False


@transaction.atomic
def end(ledger: Ledger, *, by: Actor, at: datetime) -> Ledger:
    """Nobody fills it any more and it is no indicator; what was written stays to be read."""
    require(by, PUBLISH, area=str(ledger.area_id))
    ledger = _locked(ledger)
    if not ledger.is_in_use:
        raise Conflict("ledgers.not_in_use", _("这本台账没有在用。"))
    ledger.ended_at = at
    ledger.save(update_fields=["ended_at"])
    record("ledgers.ended", on=ledger, by=by, at=at, area=str(ledger.area_id))
    return ledger


def _locked(ledger: Ledger) -> Ledger:
    return Ledger.objects.select_for_update(of=("self",)).get(pk=ledger.pk)


def _require_free(name: str, area: str, besides: Ledger | None) -> None:
    others = Ledger.objects.filter(area=area, name=name)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise Refused("ledgers.name_taken", _("这个地区已经有叫这个名称的台账了。"), field="name")


def _shape(ledger: Ledger, wanted: Wanted) -> None:
    ledger.name, ledger.each, ledger.of = wanted.name, wanted.each, wanted.of
    ledger.filled_by_id, ledger.kinds = wanted.filled_by, list(wanted.kinds)


def _check(wanted: Wanted, area: str) -> None:
    if (
        wanted.each not in Each.values
        or wanted.of not in ("", *tags())
        or (wanted.of and wanted.each != Each.COMMUNITY)
    ):
        raise Refused("ledgers.where_unknown", _("请选哪些区划来填。"), field="where")
    if not wanted.name or rules.names_a_person(wanted.name):
        raise Refused("ledgers.personal", _("台账只登记地方的情况，不登记人。请换一个名称。"), field="name")
    if bool(wanted.filled_by) == bool(wanted.kinds):
        raise Refused("ledgers.who_fills", _("请选哪类单位来填，或者写一个单位；二选一。"), field="kinds")
    if wanted.filled_by and not Organization.objects.belonging_to([area]).filter(pk=wanted.filled_by).exists():
        raise Refused("ledgers.unit_unknown", _("这个地区没有登记这个单位。请照登记的全称写。"), field="filled_by")
    if len(wanted.kinds) != OrganizationType.objects.filter(code__in=wanted.kinds).count():
        raise Refused("ledgers.who_fills", _("请选哪类单位来填，或者写一个单位；二选一。"), field="kinds")
    try:
        rules.checked(wanted.spec)
    except SpecFault as fault:
        raise Refused("ledgers.cannot_be", str(fault), field=fault.key) from fault


def _key(name: str) -> str:
    """ledger_qzgqtc: the first letters of its name, with a number where two have the same."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    plain = "ledger_" + (re.sub(r"[^a-z0-9]", "", letters.lower())[:LONGEST_KEY] or "x")
    taken = set(Ledger.objects.filter(key__startswith=plain).values_list("key", flat=True))
    number = 1
    while (key := plain if number == 1 else f"{plain}_{number}") in taken:
        number += 1
    return key
