"""Reads for pages: messages with their words, and how many wait to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from linli.base.actor import Actor
from linli.notifications.models import GOES_OUT, Delivery, EventWords, Message, State
from linli.notifications.sheets import Sheets
from linli.notifications.wording import address_of, text_of


@dataclass(frozen=True)
class Line:
    """One message as a list shows it."""

    message: Message
    text: str
    url: str

    @property
    def goes_out(self) -> bool:
        """Whether a phone or a box was told too, so that the way there is worth a word."""
        return self.message.channel in GOES_OUT

    @property
    def is_on_its_way(self) -> bool:
        """Whether it is still being sent."""
        return self.message.state in (State.QUEUED, State.SENDING)


def lines(messages: Iterable[Message], *, is_staff: bool) -> list[Line]:
    """Messages in their order, with words and the page each leads to."""
    shown = list(messages)
    own = own_words(shown)
    return [Line(message, text_of(message, own), address_of(message, is_staff=is_staff)) for message in shown]


@dataclass(frozen=True)
class Sent:
    """One message on one way, as the log shows it to whom it was sent."""

    message: Message
    text: str
    attempts: Sequence[Delivery]


def sent(messages: Iterable[Message]) -> list[Sent]:
    """What went out, or waits to, with each attempt: the first one first."""
    shown = list(messages)
    own, attempts = own_words(shown), _attempts(shown)
    return [Sent(each, text_of(each, own), attempts.get(each.pk, [])) for each in shown]


def _attempts(messages: Sequence[Message]) -> dict[UUID, list[Delivery]]:
    found: dict[UUID, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(message__in=messages).order_by("id"):
        found.setdefault(delivery.message_id, []).append(delivery)
    return found


def own_words(messages: Iterable[Message]) -> Sheets:
    """What this place says in its own words of what these messages tell."""
    sheets = EventWords.objects.filter(event__in={message.event for message in messages})
    return dict(sheets.values_list("event", "words"))


@dataclass(frozen=True)
class Counts:
    """How many messages there are, and how many of them nobody has marked as read."""

    all: int
    unread: int


def counts(actor: Actor) -> Counts:
    """Both numbers of a list, in one statement."""
    unread = models.Count("pk", filter=models.Q(read_at__isnull=True))
    return Counts(**Message.objects.visible_to(actor).listed().aggregate(all=models.Count("pk"), unread=unread))


def unread_count(actor: Actor) -> int:
    """How many messages to the actor, or to the actor's units, nobody has marked as read."""
    return Message.objects.visible_to(actor).unread().count()
