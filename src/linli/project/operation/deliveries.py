"""The log of attempts, for whoever looks after the outbox: how each way does and what came of what, never to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q

from linli.base.actor import Actor
from linli.base.ids import id_of_moment
from linli.base.scope import acting_as
from linli.notifications.models import Channel, Delivery, Message, Outcome
from linli.project.operation.condition import READER
from linli.project.operation.undelivered import MOST, in_reach

ENDS = (Outcome.SENT, Outcome.NOT_TAKEN, Outcome.UNCLEAR, Outcome.FAILED)
WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Way:
    """How one way did: attempts, by how they ended, and how long the other side took to answer."""

    title: str
    all: int
    sent: int
    not_taken: int
    unclear: int
    failed: int
    seconds: float


@dataclass(frozen=True)
class Attempt:
    """One attempt. `number` is empty for a confidential case, and for what is about no case."""

    delivery: Delivery
    number: str


def ways_since(since: datetime) -> list[Way]:
    """Each way that was tried; counts alone, of everybody."""
    counts: dict[str, Any] = {each.value: Count("pk", filter=Q(outcome=each)) for each in ENDS}
    with acting_as(READER):
        rows: list[Any] = list(
            Delivery.objects.filter(pk__gte=_first_id(since))
            .values("channel")
            .annotate(all=Count("pk"), took=Avg(F("ended_at") - F("began_at")), **counts)
            .order_by("channel")
        )
    return [
        Way(
            title=str(Channel(row["channel"]).label),
            all=row["all"],
            seconds=row["took"].total_seconds() if row["took"] else 0.0,
            **{each.value: row[each.value] for each in ENDS},
        )
        for row in rows
    ]


def attempts_since(actor: Actor, since: datetime, outcome: Outcome | None) -> Sequence[Attempt]:
    """The newest of those about the areas of the actor's posts."""
    found = Delivery.objects.filter(pk__gte=_first_id(since)).select_related("message")
    if outcome:
        found = found.filter(outcome=outcome)
    with acting_as(READER):
        newest = list(found.order_by("-id")[: 4 * MOST])
        messages: dict[object, Message] = {each.message_id: each.message for each in newest}
        numbers = {each.message.pk: each.number for each in in_reach(actor, list(messages.values()))}
    return [Attempt(each, numbers[each.message_id]) for each in newest if each.message_id in numbers][:MOST]


def _first_id(since: datetime) -> object:
    """Ids are in the order of time."""
    return id_of_moment(int(since.timestamp() * 1000), 0)
