"""Loading a plan as a draft, and publishing it when a person has confirmed it."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.region import Region
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict
from linli.plans.bindings import Binding, read
from linli.plans.models import Plan, PlanStatus, PlanTarget
from linli.plans.reading import PlanReading, read_text
from linli.plans.reading.result import Indicator
from linli.plans.reading.source import text_of


@transaction.atomic
def load(file: Path, *, region: Region, by: Actor, at: datetime) -> Plan:
    """Read a plan's file into the database as a draft; the same text again gives the plan that is there.

    Targets of the plan's table are bound by the region's `bindings.toml`, where there is one. Raises Refused where
    the file cannot be read.
    """
    text = text_of(file)
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    known = Plan.objects.filter(area=region.root, text_hash=text_hash).first()
    if known:
        return known
    reading = read_text(text)
    plan = _plan(reading, text, region.root, text_hash, at)
    plan.save(force_insert=True)
    bindings = _bindings(region)
    headline = reading.headline
    PlanTarget.objects.bulk_create(
        _target(plan, order, found, bindings.get(found.name, Binding())) for order, found in enumerate(headline, 1)
    )
    record(
        "plans.loaded", on=plan, by=by, at=at, area=region.root, targets=len(headline), problems=len(reading.problems)
    )
    return plan


@transaction.atomic
def publish(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """A person has compared the targets with the text and stands for them."""
    require(by, "plans.publish", area=plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.status == PlanStatus.PUBLISHED:
        raise Conflict("plans.published_already", _("这份规划已经发布了。"))
    plan.status, plan.published_at = PlanStatus.PUBLISHED, at
    plan.save(update_fields=["status", "published_at"])
    record("plans.published", on=plan, by=by, at=at, area=plan.area_id, fields=["status"])
    return plan


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


def _target(plan: Plan, order: int, found: Indicator, binding: Binding) -> PlanTarget:
    low, high = _ends(found.target)
    return PlanTarget(
        plan=plan,
        order=order,
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


def _bindings(region: Region) -> dict[str, Binding]:
    file = region.plan.parent / "bindings.toml" if region.plan else None
    return read(file) if file and file.exists() else {}
