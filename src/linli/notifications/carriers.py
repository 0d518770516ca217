"""How each way that leaves the house takes a message: what it is given, and whom it is asked of afterwards.

An address is read in clear here and only now: never stored with the message, never logged.
"""

from collections.abc import Mapping
from typing import Protocol

from linli.accounts.mails import mail_of
from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.notifications.gateways import Receipt, Rejected, gateway
from linli.notifications.mails import postman
from linli.notifications.models import Channel, Message
from linli.notifications.sheets import Sheets
from linli.notifications.wording import letter_of, sms_of


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
        return postman().send(_known(mail_of(reader)), letter, str(message.pk))


CARRIERS: Mapping[str, Carrier] = {Channel.SMS: BySms(), Channel.MAIL: ByMail()}
"""By channel, for each that goes out."""


def _known(address: str) -> str:
    """Empty where there is none any more, or its key was given up."""
    if not address:
        raise Rejected("there is no address any more")
    return address
