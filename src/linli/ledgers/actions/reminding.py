"""Units hear of what they have to fill: before it is due, after it was, and where lines run out."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.ledgers import queries, rules
from linli.ledgers.models import Ledger
from linli.ledgers.rules import TO_DO, SpecFault
from linli.notifications.actions import tell
from linli.organizations.models import Organization, ServingArea


def remind(*, by: Actor, at: datetime) -> int:
    """For a job, once a day: each unit that has something left to fill hears it once of each ledger. How many did."""
    return sum(_remind(each, by, at) for each in Ledger.objects.visible_to(by).in_use())


@transaction.atomic
def _remind(ledger: Ledger, by: Actor, at: datetime) -> int:
    today, version = local_day(at), ledger.current
    if version is None or version.published_at is None:
        return 0
    try:
        spec = version.read
    except SpecFault:
        return 0  # said on its own page; the other ledgers go on
    if not rules.is_to_remind(spec, ledger.reminded_on, local_day(version.published_at), today):
        return 0
    counts = _open_by_unit(ledger, today)
    for unit in Organization.objects.filter(pk__in=counts).order_by("pk"):
        facts = {"count": counts[unit.pk]}
        if spec.due_on:
            tell(unit, "ledgers.due", about=ledger, number="", at=at, due=spec.due_on, **facts)
        else:
            tell(unit, "ledgers.renew", about=ledger, number="", at=at, **facts)
    ledger.reminded_on = today
    ledger.save(update_fields=["reminded_on"])
    record("ledgers.reminded", on=ledger, by=by, at=at, area=str(ledger.area_id), units=len(counts))
    return len(counts)


def _open_by_unit(ledger: Ledger, today: date) -> Mapping[UUID, int]:
    """How many areas each unit still has to fill."""
    areas = [each.area for each in queries.areas_of(ledger, [str(ledger.area_id)], today) if each.state in TO_DO]
    if ledger.filled_by_id:
        return {ledger.filled_by_id: len(areas)} if areas else {}
    serving = ServingArea.objects.filter(
        organization__type__in=ledger.kinds, organization__is_active=True, area__within=[str(ledger.area_id)]
    )
    by_area: dict[str, list[UUID]] = {}
    for unit, area in serving.values_list("organization_id", "area_id"):
        by_area.setdefault(area, []).append(unit)
    found: Counter[UUID] = Counter()
    for code in areas:
        for length in {len(area) for area in by_area}:
            found.update(by_area.get(code[:length], ()) if length <= len(code) else ())
    return found
