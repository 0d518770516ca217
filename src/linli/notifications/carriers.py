"""How each way that leaves the house takes a message: what it is given, and whom it is asked of afterwards.

An address is read in clear here and only now: never stored with the message, never logged.
"""

from collections.abc import Mapping
from typing import Protocol

from linli.accounts.boxes import MAIL, WECOM
from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.accounts.rules import Way
from linli.notifications import mails, push, wecom
from linli.notifications.devices import subscription_of
from linli.notifications.gateways import Receipt, Rejected, gateway
from linli.notifications.mails import postman
from linli.notifications.models import Channel, Message
from linli.notifications.sheets import Sheets
from linli.notifications.wording import letter_of, link_of, note_of, sms_of, text_of


class Carrier(Protocol):
    """What the outbox needs of a way. Both raise as a `Gateway` does."""

    def ask(self, key: str) -> Receipt | None:
        """Whether the message of this key was taken."""

    def carry(self, message: Message, reader: User, own: Sheets) -> Receipt:
        """Hand it over, in the language of the moment."""


class BySms:
    """To a phone, through the SMS gateway."""

    def ask(self, key: str) -> Receipt | None:
        """The gateway may say."""
        return gateway().ask(key)

    def carry(self, message: Message, reader: User, own: Sheets) -> Receipt:
        """One SMS."""
        return gateway().send(_known(phone_of(reader)), sms_of(message, own), str(message.pk))


class ByMail:
    """To a mail box."""

    def ask(self, key: str) -> Receipt | None:
        """A mail server never says; the console does."""
        return postman().ask(key)

    def carry(self, message: Message, reader: User, own: Sheets) -> Receipt:
        """One letter."""
        letter = letter_of(message, own, is_staff=reader.is_staff_member)
        return postman().send(_known(MAIL.of(reader)), letter, str(message.pk))


class ByWecom:
    """To somebody of the staff in WeCom."""

    def ask(self, key: str) -> Receipt | None:
        """WeCom never says; the console does."""
        return wecom.herald().ask(key)

    def carry(self, message: Message, reader: User, own: Sheets) -> Receipt:
        """The line, and the way to the page."""
        link = link_of(message, is_staff=reader.is_staff_member)
        text = "\n".join(part for part in (text_of(message, own), link) if part)
        return wecom.herald().send(_known(WECOM.of(reader)), text, str(message.pk))


class ByPush:
    """Into one browser; the row says which."""

    def ask(self, key: str) -> Receipt | None:
        """A push service never says; the console does."""
        return push.pusher().ask(key)

    def carry(self, message: Message, reader: User, own: Sheets) -> Receipt:  # noqa: ARG002 (it says what no place words)
        """That there is news, and where."""
        to = subscription_of(message.device, reader)
        if to is None:
            raise push.Gone("there is no such browser any more")
        return push.pusher().send(to, note_of(message, is_staff=reader.is_staff_member), str(message.pk))


CARRIERS: Mapping[str, Carrier] = {
    Channel.SMS: BySms(),
    Channel.MAIL: ByMail(),
    Channel.WECOM: ByWecom(),
    Channel.PUSH: ByPush(),
}
"""By channel, for each that goes out."""


def is_on(way: Way) -> bool:
    """Whether this installation offers a way at all."""
    match way:
        case Way.MAIL:
            return mails.is_on()
        case Way.WECOM:
            return wecom.is_on()
        case Way.PUSH:
            return push.is_on()
    return True


def _known(address: str) -> str:
    """Empty where there is none any more, or its key was given up."""
    if not address:
        raise Rejected("there is no address any more")
    return address
