"""Messages that may not have arrived, for whoever looks after the outbox: what happened when, never to whom."""

from dataclasses import dataclass
from uuid import UUID

from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.base.scope import acting_as
from linli.cases.models import AudienceChoices, Case
from linli.notifications.models import Message
from linli.project.operation.condition import READER

VERB = "operation.manage"
MOST = 50


@dataclass(frozen=True)
class Undelivered:
    """One of them. `number` is empty for a confidential case: the number alone would tell that it exists."""

    message: Message
    number: str


def undelivered(actor: Actor) -> list[Undelivered]:
    """The newest of those about the areas of the actor's posts, and of those about no area at all."""
    with acting_as(READER):
        messages = list(Message.objects.undelivered().order_by("-id")[: 4 * MOST])
        cases = _cases_of(messages)
    return [
        Undelivered(message, _number(cases.get(message.about_id)))
        for message in messages
        if _reaches(actor, cases.get(message.about_id))
    ][:MOST]


def is_in_reach(actor: Actor, message: UUID) -> bool:
    """Whether a message is about an area of the actor's posts, or about none."""
    with acting_as(READER):
        found = Message.objects.filter(pk=message).first()
        cases = _cases_of([found] if found else [])
    return found is not None and _reaches(actor, cases.get(found.about_id))


def _cases_of(messages: list[Message]) -> dict[UUID, Case]:
    found = Case.objects.filter(pk__in=[message.about_id for message in messages])
    return {case.pk: case for case in found.only("area_id", "audience", "number")}


def _reaches(actor: Actor, case: Case | None) -> bool:
    return case is None or case.area_id.startswith(tuple(post.area for post in posts_with(actor, VERB)))


def _number(case: Case | None) -> str:
    return case.number if case and case.audience == AudienceChoices.ORDINARY else ""
