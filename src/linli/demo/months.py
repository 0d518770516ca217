"""Months that were locked on their day while the invented story went on, so that what came later stands beside them."""

from datetime import datetime, time

from linli.areas.region import root
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.base.inserting import insert
from linli.base.journal import record
from linli.cases.models import AudienceChoices, Case
from linli.indicators import actions, locking, recount, rules
from linli.indicators.definitions import days_to_lock, definitions
from linli.indicators.models import THE_WATERMARK, DailyMeasure, LockedCase, LockedMonth
from linli.indicators.rules import Period

AT = time(2, 13)  # when the job runs


def lock_months(until: datetime, *, by: Actor, is_bulk: bool) -> None:
    """Every month that is over. A city's are locked as they stand: telling them again from the journal takes long."""
    if is_bulk:
        actions.lock_what_is_over(by=by, at=until)
        return
    first = DailyMeasure.objects.order_by("day").values_list("day", flat=True).first()
    month = Period.month_of(first or local_day(until))
    while (at := datetime.combine(rules.locks_on(month, days_to_lock()), AT, SHANGHAI)) <= until:
        _lock(month, at, by)
        month = month.back(-1)


def _lock(month: Period, at: datetime, by: Actor) -> None:
    ordinary = set(Case.objects.filter(audience=AudienceChoices.ORDINARY).values_list("pk", flat=True))
    rows = [
        LockedCase(
            month=month.first,
            case_id=each.case,
            area_id=each.area,
            unit_id=each.unit,
            holds=rules.bits_of(each.holds),
            is_ordinary=each.case in ordinary,
        )
        for each in recount.held(root(), month, at)
    ]
    LockedCase.objects.bulk_create(rows)
    locking.add_up(month.first)
    halves = {each.id: [each.numerator.value, each.denominator.value] for each in definitions().values()}
    insert(
        LockedMonth(month=month.first, locked_at=at, rule_version=rules.VERSION, definitions=halves, cases=len(rows))
    )
    mark = ("indicators.watermark", THE_WATERMARK)
    record("indicators.locked", on=mark, by=by, at=at, month=str(month), cases=len(rows), rules=rules.VERSION)
