"""Loading a plan as a draft, putting its figures right, and publishing it when a person has confirmed it."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.region import Region
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.indicators.standing.definitions import definitions
from linli.plans import rules
from linli.plans.actions.drafts import VERB, draft, step
from linli.plans.actions.items import fill
from linli.plans.bindings import Binding, of_area
from linli.plans.models import Plan, PlanRevision, PlanStatus, PlanTarget, RevisionKind, TargetTier
from linli.plans.reading import PlanReading, read_text
from linli.plans.reading.result import Indicator, Tier
from linli.plans.reading.source import text_of
from linli.plans.rules import TargetValues


def load(file: Path, *, region: Region, by: Actor, at: datetime) -> Plan:
    """Read a plan's file into the database as a draft of a region. Raises Refused where the file cannot be read."""
    return take_in(text_of(file), area=region.root, by=by, at=at)


@transaction.atomic
def take_in(text: str, *, area: str, by: Actor, at: datetime) -> Plan:
    """A plan's text as a draft of an area; the same text again gives the plan that is there.

    Its figures, wherever they stand, are bound by the region's `bindings.toml`, where there is one.
    """
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    known = Plan.objects.filter(area=area, text_hash=text_hash).first()
    if known:
        fill(known)
        fill_targets(known)
        return known
    reading = read_text(text)
    plan = _plan(reading, text, area, text_hash, at)
    plan.save(force_insert=True)
    count = len(_put(plan, reading.ranked))
    fill(plan)
    record("plans.loaded", on=plan, by=by, at=at, area=area, targets=count, problems=len(reading.problems))
    return plan


def fill_targets(plan: Plan) -> int:
    """Add the figures of body and boxes to a draft an older release loaded with those of its table alone; how many.

    A published plan stays what somebody stood for.
    """
    if plan.status != PlanStatus.DRAFT or plan.targets.exclude(tier=TargetTier.HEADLINE).exists():
        return 0
    return len(_put(plan, [each for each in read_text(plan.text).ranked if each[0] != Tier.HEADLINE]))


@transaction.atomic
def publish(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """A person has compared the targets with the text and stands for them."""
    plan = draft(plan, by)
    if open_ones := rules.unsettled(plan.reading.get("problems", []), plan.settled()):
        sentence = _("原文里还有 %(count)d 处矛盾或缺表，请先逐处写明怎么办。") % {"count": len(open_ones)}
        raise Refused("plans.unsettled", sentence)
    plan.status, plan.published_at = PlanStatus.PUBLISHED, at
    plan.save(update_fields=["status", "published_at"])
    made = step(plan, RevisionKind.PUBLISHED, by, at)
    made.after = {"targets": [target.as_published() for target in plan.targets.all()]}
    made.save(force_insert=True)
    record("plans.published", on=plan, by=by, at=at, area=plan.area_id, fields=["status"])
    return plan


@transaction.atomic
def reopen(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """A published plan is put right: it is a draft again, and its history goes on."""
    require(by, VERB, area=plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.status == PlanStatus.DRAFT:
        raise Conflict("plans.is_a_draft", _("这份规划本来就在待确认。"))
    plan.status, plan.published_at = PlanStatus.DRAFT, None
    plan.save(update_fields=["status", "published_at"])
    step(plan, RevisionKind.REOPENED, by, at).save(force_insert=True)
    record("plans.reopened", on=plan, by=by, at=at, area=plan.area_id, fields=["status"])
    return plan


@transaction.atomic
def correct(target: PlanTarget, values: TargetValues, *, note: str, by: Actor, at: datetime) -> PlanTarget:
    """A person read the sentence otherwise than the program did; the words themselves stay."""
    plan = draft(target.plan, by)
    before = target.values()
    _check(values)
    changed = [name for name in values.__dataclass_fields__ if getattr(values, name) != getattr(before, name)]
    if not changed:
        raise Refused("plans.nothing_changed", _("没有改动。"))
    for name in changed:
        setattr(target, name, getattr(values, name))
    target.save(update_fields=changed)
    made = step(plan, RevisionKind.CORRECTED, by, at, name=before.name, note=note)
    made.before, made.after = before.as_facts(), values.as_facts()
    made.save(force_insert=True)
    record("plans.corrected", on=plan, by=by, at=at, area=plan.area_id, fields=changed, target=target.pk)
    return target


@transaction.atomic
def add(plan: Plan, values: TargetValues, *, quote: str, note: str, by: Actor, at: datetime) -> PlanTarget:
    """A figure the program missed; the sentence it stands in has to be in the plan."""
    plan = draft(plan, by)
    _check(values)
    span = rules.place_of(quote, plan.text)
    if span is None:
        raise Refused("plans.not_in_text", _("原文里没有这句话，请从原文里照抄一段。"), field="quote")
    target = PlanTarget(plan=plan, order=_next_order(plan), raw=quote[:120], span_start=span[0], span_end=span[1])
    target.tier = rules.tier_at(span[0], plan.reading).value
    return _placed(target, step(plan, RevisionKind.ADDED, by, at, note=note), values, by)


@transaction.atomic
def split(target: PlanTarget, *, by: Actor, at: datetime) -> PlanTarget:
    """One sentence says two things: a second row of the same words, to be corrected."""
    plan = draft(target.plan, by)
    again = PlanTarget(
        plan=plan,
        order=_next_order(plan),
        tier=target.tier,
        raw=target.raw,
        section=target.section,
        span_start=target.span_start,
        span_end=target.span_end,
    )
    return _placed(again, step(plan, RevisionKind.SPLIT, by, at), target.values(), by)


@transaction.atomic
def remove(target: PlanTarget, *, note: str, by: Actor, at: datetime) -> None:
    """No figure of the plan, or one with another row; the history keeps what it was and why it went."""
    plan = draft(target.plan, by)
    if plan.targets.count() == 1:
        raise Refused("plans.last_target", _("只剩这一行了，不能删。"))
    made = step(plan, RevisionKind.REMOVED, by, at, name=target.name, note=note)
    made.before = target.values().as_facts()
    made.save(force_insert=True)
    record("plans.target_removed", on=plan, by=by, at=at, area=plan.area_id, target=target.pk)
    target.delete()


@transaction.atomic
def settle(plan: Plan, problem: int, *, note: str, by: Actor, at: datetime) -> Plan:
    """What is to hold where the plan contradicts itself or lacks a table, in a person's words."""
    plan = draft(plan, by)
    found = plan.reading["problems"][problem - 1]
    made = step(plan, RevisionKind.SETTLED, by, at, name=found["where"][:200], note=note, problem=problem)
    made.save(force_insert=True)
    record("plans.settled", on=plan, by=by, at=at, area=plan.area_id, problem=problem)
    return plan


@transaction.atomic
def bind(target: PlanTarget, indicator: str, *, by: Actor, at: datetime) -> PlanTarget:
    """By which indicator a target is counted from now on; the plan's words stay, so a published one may be bound."""
    require(by, VERB, area=target.plan.area_id)
    definition = definitions().get(indicator)
    if definition is None:
        raise Refused("plans.no_such_indicator", _("请选一个指标。"), field="indicator")
    plan = Plan.objects.select_for_update().get(pk=target.plan_id)
    target.indicator, target.waits_for = indicator, ""
    target.save(update_fields=["indicator", "waits_for"])
    step(plan, RevisionKind.BOUND, by, at, name=target.name, note=definition.name[:200]).save(force_insert=True)
    record("plans.bound", on=plan, by=by, at=at, area=plan.area_id, target=target.pk, indicator=indicator)
    return target


def _check(values: TargetValues) -> None:
    if not rules.is_whole(values):
        sentence = _("“在两个数之间”要填两个数，后一个更大；别的只填一个数。")
        raise Refused("plans.not_whole", sentence, field="high")


def _next_order(plan: Plan) -> int:
    return int(plan.targets.aggregate(last=Max("order"))["last"] or 0) + 1


def _placed(target: PlanTarget, made: PlanRevision, values: TargetValues, by: Actor) -> PlanTarget:
    for name in values.__dataclass_fields__:
        setattr(target, name, getattr(values, name))
    target.save(force_insert=True)
    made.name, made.after = target.name, values.as_facts()
    made.save(force_insert=True)
    area = target.plan.area_id
    record("plans.target_added", on=target.plan, by=by, at=made.made_at, area=area, target=target.pk)
    return target


def _plan(reading: PlanReading, text: str, area: str, text_hash: str, at: datetime) -> Plan:
    header = reading.header
    return Plan(
        area_id=area,
        title=(header.title or _("（没有标题）"))[:120],
        notice_title=(header.notice_title or "")[:200],
        issuer=(header.issuer or "")[:80],
        document_number=header.document_number or "",
        issued_on=date.fromisoformat(header.date) if header.date else None,
        period=header.period or "",
        text=text,
        text_hash=text_hash,
        reading=reading.to_json(),
        loaded_at=at,
    )


def _put(plan: Plan, ranked: list[tuple[Tier, Indicator]]) -> list[PlanTarget]:
    """Rows for what was read, behind those that are there."""
    bound, first = of_area(plan.area_id), _next_order(plan)
    return PlanTarget.objects.bulk_create(
        _target(plan, order, tier, found, bound.get(found.name, Binding()))
        for order, (tier, found) in enumerate(ranked, first)
    )


def _target(plan: Plan, order: int, tier: Tier, found: Indicator, binding: Binding) -> PlanTarget:
    low, high = _ends(found.target)
    return PlanTarget(
        plan=plan,
        order=order,
        tier=tier.value,
        name=found.name[:120],
        baseline=found.baseline,
        low=low,
        high=high,
        comparator=str(found.comparator or ""),
        unit_of_measure=found.unit or "",
        attribute=found.attribute or "",
        year=found.year,
        section=found.section or "",
        raw=found.raw[:120],
        span_start=found.span[0] if found.span else None,
        span_end=found.span[1] if found.span else None,
        indicator=binding.indicator,
        waits_for=binding.waits_for,
    )


def _ends(target: Any) -> tuple[Decimal | None, Decimal | None]:
    return target if isinstance(target, tuple) else (target, None)
