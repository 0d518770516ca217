"""Putting right what a plan wants done: tasks, actions and rows of the division of work, each step in the history."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.plans import rules
from linli.plans.actions.drafts import draft, step
from linli.plans.models import ItemKind, Plan, PlanItem, PlanRevision, RevisionKind
from linli.plans.rules import ItemValues


def fill(plan: Plan) -> int:
    """Set out what was read of a plan as rows, once; how many. For loading, also of what an older release loaded."""
    if plan.items.exists():
        return 0
    counts: dict[str, int] = {}
    rows = []
    for kind, values, span in rules.items_read(plan.reading):
        counts[kind] = counts.get(kind, 0) + 1
        item = PlanItem(plan=plan, kind=kind, order=counts[kind])
        item.span_start, item.span_end = span or (None, None)
        _take(item, values)
        item.heading, item.title = item.heading[:200], item.title[:300]
        rows.append(item)
    PlanItem.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def correct_item(item: PlanItem, values: ItemValues, *, note: str, by: Actor, at: datetime) -> PlanItem:
    """A person read the words otherwise than the program did; their place in the plan stays."""
    plan = draft(item.plan, by)
    before = item.values()
    changed = [name for name in values.__dataclass_fields__ if getattr(values, name) != getattr(before, name)]
    if not changed:
        raise Refused("plans.nothing_changed", _("没有改动。"))
    _take(item, values)
    item.save(update_fields=changed)
    made = _made(plan, RevisionKind.CORRECTED, item, by, at, note=note)
    made.before, made.after = before.as_facts(), values.as_facts()
    made.save(force_insert=True)
    record("plans.item_corrected", on=plan, by=by, at=at, area=plan.area_id, fields=changed, item=item.pk)
    return item


@transaction.atomic
def add_item(
    plan: Plan, kind: ItemKind, values: ItemValues, *, quote: str, note: str, by: Actor, at: datetime
) -> PlanItem:
    """A task the program missed; the sentence it stands in has to be in the plan."""
    plan = draft(plan, by)
    span = rules.place_of(quote, plan.text)
    if span is None:
        raise Refused("plans.not_in_text", _("原文里没有这句话，请从原文里照抄一段。"), field="quote")
    item = PlanItem(plan=plan, kind=kind, order=_next(plan, kind), span_start=span[0], span_end=span[1])
    _take(item, values)
    return _placed(item, step(plan, RevisionKind.ADDED, by, at, note=note), by)


@transaction.atomic
def split_item(item: PlanItem, *, by: Actor, at: datetime) -> PlanItem:
    """One row says two things: a second one of the same words, to be put right."""
    plan = draft(item.plan, by)
    again = PlanItem(
        plan=plan,
        kind=item.kind,
        order=_next(plan, item.kind),
        span_start=item.span_start,
        span_end=item.span_end,
    )
    _take(again, item.values())
    return _placed(again, step(plan, RevisionKind.SPLIT, by, at), by)


@transaction.atomic
def merge_items(item: PlanItem, into: PlanItem, *, note: str, by: Actor, at: datetime) -> PlanItem:
    """Two rows say one thing: the one kept says what both said, the other is gone and stands in the history."""
    plan = draft(item.plan, by)
    if item.pk == into.pk or (into.plan_id, into.kind) != (plan.pk, item.kind):
        raise Refused("plans.not_alike", _("只能和同一份规划里同一类的另一行合并。"), field="into")
    before = into.values()
    values = before.merged(item.values())
    _take(into, values)
    into.save(update_fields=list(values.__dataclass_fields__))
    made = _made(plan, RevisionKind.MERGED, into, by, at, note=note)
    made.before, made.after = before.as_facts(), values.as_facts()
    made.save(force_insert=True)
    record("plans.items_merged", on=plan, by=by, at=at, area=plan.area_id, item=into.pk, gone=item.pk)
    item.delete()
    return into


@transaction.atomic
def remove_item(item: PlanItem, *, note: str, by: Actor, at: datetime) -> None:
    """No task of the plan; the history keeps what it was and why it went."""
    plan = draft(item.plan, by)
    made = _made(plan, RevisionKind.REMOVED, item, by, at, note=note)
    made.before = item.values().as_facts()
    made.save(force_insert=True)
    record("plans.item_removed", on=plan, by=by, at=at, area=plan.area_id, item=item.pk)
    item.delete()


def _take(item: PlanItem, values: ItemValues) -> None:
    for name, value in values.as_facts().items():
        setattr(item, name, value)


def _next(plan: Plan, kind: str) -> int:
    return int(plan.items.filter(kind=kind).aggregate(last=Max("order"))["last"] or 0) + 1


def _made(plan: Plan, kind: RevisionKind, item: PlanItem, by: Actor, at: datetime, **more: Any) -> PlanRevision:
    """A line of the history, named as the row is."""
    return step(plan, kind, by, at, name=item.title[:200], **more)


def _placed(item: PlanItem, made: PlanRevision, by: Actor) -> PlanItem:
    item.save(force_insert=True)
    made.name, made.after = item.title[:200], item.values().as_facts()
    made.save(force_insert=True)
    record("plans.item_added", on=item.plan, by=by, at=made.made_at, area=item.plan.area_id, item=item.pk)
    return item
