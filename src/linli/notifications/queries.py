"""Reads for pages: messages with their words, and how many wait to be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.base.actor import Actor
from linli.notifications.models import Channel, Message, State
from linli.notifications.wording import address_of, text_of


@dataclass(frozen=True)
class Line:
    """One message as a list shows it."""

    message: Message
    text: str
    url: str

    @property
    def is_sms(self) -> bool:
        """Whether the phone was told too, so that the way there is worth a word."""
        return self.message.channel == Channel.SMS

    @property
    def is_on_its_way(self) -> bool:
        """Whether it is still being sent."""
        return self.message.state in (State.QUEUED, State.SENDING)


def lines(messages: Iterable[Message], *, is_staff: bool) -> list[Line]:
    """Messages in their order, with words and the page each leads to."""
    return [Line(message, text_of(message), address_of(message, is_staff=is_staff)) for message in messages]


def unread_count(actor: Actor) -> int:
    """How many messages to the actor, or to the actor's units, nobody has marked as read."""
    return Message.objects.visible_to(actor).unread().count()
