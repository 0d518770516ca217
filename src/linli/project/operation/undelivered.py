"""Messages that may not have arrived, for whoever looks after the outbox: what happened when, never to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from linli.accounts.rights import posts_with
from linli.areas.region import root
from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.cases.models import AudienceChoices, Case
from linli.notifications.models import Message
from linli.people.models import Consent, RecordRequest, Resident
from linli.project.operation.condition import READER

VERB = "operation.manage"
MOST = 50
HOME = "resident__home_area_id"
AREAS: Mapping[str, tuple[type[Model], str]] = {
    "cases.case": (Case, "area_id"),
    "people.resident": (Resident, "home_area_id"),
    "people.recordrequest": (RecordRequest, HOME),
    "people.consent": (Consent, HOME),
}
"""Where the area stands of what a message is about, by its kind. Of any other kind only who reaches everything looks
after the message: somebody else's county must not be able to take a warning off the list."""


@dataclass(frozen=True)
class Undelivered:
    """One of them. `number` is empty for a confidential case: the number alone would tell that it exists."""

    message: Message
    number: str


def undelivered(actor: Actor) -> list[Undelivered]:
    """The newest of those about the areas of the actor's posts."""
    with acting_as(READER):
        return in_reach(actor, list(Message.objects.undelivered().order_by("-id")[: 4 * MOST]))[:MOST]


def is_in_reach(actor: Actor, message: UUID) -> bool:
    """Whether a message is about an area of the actor's posts."""
    with acting_as(READER):
        found = Message.objects.filter(pk=message).first()
        areas = _areas_of([found] if found else [])
    return found is not None and _reaches(actor, areas.get(found.about_id, ""))


def in_reach(actor: Actor, messages: Sequence[Message]) -> list[Undelivered]:
    """Those about the areas of the actor's posts, with the numbers of ordinary cases; asked as a named job."""
    areas = _areas_of(messages)
    mine = [each for each in messages if _reaches(actor, areas.get(each.about_id, ""))]
    ordinary = Case.objects.filter(pk__in=[each.about_id for each in mine], audience=AudienceChoices.ORDINARY)
    numbers = dict(ordinary.values_list("pk", "number"))
    return [Undelivered(each, numbers.get(each.about_id, "")) for each in mine]


def _areas_of(messages: Sequence[Message]) -> dict[UUID, str]:
    """The area of each thing that messages are about, where it has one; a statement for each kind."""
    found: dict[UUID, str] = {}
    for kind in {message.about_kind for message in messages} & set(AREAS):
        model, path = AREAS[kind]
        rows: Any = model._default_manager.filter(pk__in=[m.about_id for m in messages if m.about_kind == kind])
        found.update(rows.values_list("pk", path))
    return found


def _reaches(actor: Actor, area: str) -> bool:
    """Whether a post that looks after messages reaches an area; without one, everything that is served here."""
    return any((area or root()).startswith(post.area) for post in posts_with(actor, VERB))
