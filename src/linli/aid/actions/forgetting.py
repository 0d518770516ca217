"""What becomes of needs when somebody no longer agrees, when records are merged or deleted, and with time."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.aid import rules
from linli.aid.actions.writing import CLERK, tell_unit, write
from linli.aid.kinds import PURPOSE, limits
from linli.aid.models import Need, NeedQuerySet
from linli.aid.rules import AGREED
from linli.base import journal
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.scope import acting_as, current_actor
from linli.people.models import Consent, Resident

BATCH = 200


def consent_ended(**facts: Any) -> None:
    """Handles `people.consent_ended`: what stood on it ends. What began in danger did not stand on it."""
    if facts["purpose"] != PURPOSE:
        return
    resident: Resident = facts["resident"]
    at: datetime = facts["at"]
    with acting_as(CLERK):
        agreed = Consent.objects.filter(resident=resident, purpose=PURPOSE).order_by("-begins_on", "-pk").first()
        is_withdrawn = agreed is None or agreed.withdrawn_at is not None
        for need in Need.objects.unended().filter(resident=resident, basis__in=[each.value for each in AGREED]):
            hands = [unit for unit in (need.unit_id, need.offered_to_id) if unit]
            standing = rules.no_longer_agreed(need.standing, at, is_withdrawn=is_withdrawn)
            write(need, standing, "aid.consent_ended", by=CLERK, at=at, result=standing.result)
            for unit in hands:
                tell_unit(need, "aid.declined", at, unit)


def forget_old(*, by: Actor, at: datetime) -> int:
    """Destroy the words of needs that ended long enough ago, and whom they were about. How many."""
    long_ago = at - timedelta(days=limits().kept)
    old = list(Need.objects.filter(forgotten_at__isnull=True, closed_at__lt=long_ago).order_by("closed_at")[:BATCH])
    _forgotten(Need.objects.filter(pk__in=[need.pk for need in old]), by, at)
    return len(old)


def forget_needs(**facts: Any) -> None:
    """Handles `people.erased`: the words go, and whose they were; that somebody was helped in a month stays a count."""
    _forgotten(Need.objects.filter(resident=facts["resident"]), current_actor(), facts["at"])


def move_needs(**facts: Any) -> None:
    """Handles `people.merging`: the needs of the record that goes are those of the one that stays."""
    mine = Need.objects.filter(resident=facts["gone"])
    facts["moved"]["aid.need"] = list(mine.values_list("pk", flat=True))
    mine.update(resident=facts["kept"])


def move_needs_back(**facts: Any) -> None:
    """Handles `people.unmerging`: those that were moved go back; what was found since stays where it is."""
    moved = facts["moved"].get("aid.need", ())
    Need.objects.filter(resident=facts["kept"], pk__in=moved).update(resident=facts["gone"])


@transaction.atomic
def _forgotten(needs: NeedQuerySet, by: Actor, at: datetime) -> None:
    for need in needs:
        journal.forget(need)
        record("aid.words_erased", on=need, by=by, at=at, area=str(need.area_id))
    needs.update(resident=None, case=None, forgotten_at=at)
