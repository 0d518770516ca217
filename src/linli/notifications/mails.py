"""Ways to a mail box: the console's, for trying things out, and a mail server spoken to by Django's mail backend.

A mail server cannot be asked later whether it has a letter. So what counts is how far the conversation came: before the
text was begun nothing was taken, and it may be sent again; once it was begun and no answer came, nobody can tell.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from functools import partial
from socket import socket
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from linli.base.refusals import Unavailable
from linli.notifications.gateways import CannotTell, ConsoleGateway, NotTaken, Receipt, Rejected
from linli.notifications.sheets import Letter
from linli.notifications.talking import PATIENCE, hanging_up_after

TIMEOUT = 10.0  # seconds, for each step of the conversation

log = structlog.get_logger(__name__)


class Postman(Protocol):
    """What the outbox needs of a way to a mail box."""

    def send(self, mail: str, letter: Letter, key: str) -> Receipt:
        """Hand over one letter; raises NotTaken, Rejected or Unavailable as a `Gateway` does."""

    def ask(self, key: str) -> Receipt | None:
        """Whether the letter was taken; most cannot tell."""


def is_on() -> bool:
    """Whether this installation sends mail at all; where it does not, nobody is offered it."""
    return settings.LINLI_MAIL != "off"


def postman() -> Postman:
    """The way this installation has chosen (LINLI_MAIL)."""
    match settings.LINLI_MAIL:
        case "console":
            return ConsolePostman()
        case "smtp":
            return SmtpPostman()
        case "off":
            return NoPostman()
    raise ImproperlyConfigured(f"LINLI_MAIL={settings.LINLI_MAIL}: console, smtp or off")


class NoPostman:
    """Mail was switched off while letters waited."""

    def send(self, mail: str, letter: Letter, key: str) -> Receipt:  # noqa: ARG002 (as a Postman's)
        """Never."""
        raise Rejected("this installation sends no mail")

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (as a Postman's)
        """What went out before cannot be asked after."""
        raise CannotTell("this installation sends no mail")


class ConsolePostman:
    """Sends nothing: writes each letter into a file beside the SMS of the console gateway."""

    def send(self, mail: str, letter: Letter, key: str) -> Receipt:
        """Write the file whole or not at all; a second call with the key changes nothing."""
        return ConsoleGateway().write(key, f"{mail}\n{letter.subject}\n\n{letter.body}\n")

    def ask(self, key: str) -> Receipt | None:
        """Whether the file is there."""
        return ConsoleGateway().ask(key)


class SmtpPostman:
    """A mail server (LINLI_MAIL_HOST). Each letter carries its own key as Message-ID, so that a box can tell a copy."""

    def send(self, mail: str, letter: Letter, key: str) -> Receipt:
        """One conversation for one letter."""
        line = _Line(timeout=TIMEOUT)
        with hanging_up_after(PATIENCE, lambda: line.held):
            return self._send(line, mail, letter, key)

    def reach(self) -> None:
        """Greet the server, sign in where a name is set, and leave; raises NotTaken where it does not let us."""
        line = _Line(timeout=TIMEOUT)
        with hanging_up_after(PATIENCE, lambda: line.held), _before_the_text():
            try:
                line.open()
            finally:
                with suppress(smtplib.SMTPException, OSError):  # what it says to our good-bye changes nothing
                    line.close()

    def _send(self, line: "_Line", mail: str, letter: Letter, key: str) -> Receipt:
        with _before_the_text():
            line.open()
        said = EmailMessage(
            letter.subject, letter.body, settings.LINLI_MAIL_FROM, [mail], headers=_headers(key), connection=line
        )
        try:
            line.send_messages([said])
        except smtplib.SMTPRecipientsRefused as refusal:
            raise _by_code(*(code for code, _words in refusal.recipients.values())) from refusal
        except smtplib.SMTPSenderRefused as refusal:
            raise _by_code(refusal.smtp_code) from refusal
        except smtplib.SMTPDataError as refusal:
            if not 400 <= refusal.smtp_code < 600:
                raise Unavailable("the mail server answered nothing that makes sense after the text") from refusal
            raise _by_code(refusal.smtp_code) from refusal
        except (smtplib.SMTPException, OSError) as trouble:
            if line.has_begun_the_text:
                raise Unavailable("the mail server did not answer after the text") from trouble
            raise NotTaken("the mail server hung up before the text") from trouble
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what it says to our good-bye changes nothing
                line.close()
        return Receipt(key)

    def ask(self, key: str) -> Receipt | None:  # noqa: ARG002 (a Postman takes the key)
        """No mail server can say."""
        raise CannotTell("a mail server cannot be asked")


class _Line(EmailBackend):
    """Django's backend, which also knows whom it speaks to, and whether the text of the letter was begun."""

    speaking: "smtplib.SMTP | None" = None

    @property
    def connection_class(self) -> Any:
        """Django's choice, listening on the way."""
        return partial(_Secure if self.use_ssl else _Plain, line=self)

    @property
    def held(self) -> socket | None:
        """What the line runs over, from the first greeting on."""
        return self.speaking.sock if self.speaking else None

    @property
    def has_begun_the_text(self) -> bool:
        """Whether the server may have the letter."""
        return getattr(self.connection, "has_begun", False)


class _Plain(smtplib.SMTP):
    has_begun = False

    def __init__(self, *place: Any, line: _Line, **options: Any) -> None:
        line.speaking = self
        super().__init__(*place, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Note it before the first byte."""
        self.has_begun = True
        return super().data(msg)


class _Secure(smtplib.SMTP_SSL):
    has_begun = False

    def __init__(self, *place: Any, line: _Line, **options: Any) -> None:
        line.speaking = self
        super().__init__(*place, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Note it before the first byte."""
        self.has_begun = True
        return super().data(msg)


@contextmanager
def _before_the_text() -> Iterator[None]:
    """Greeting, encryption and password: whatever goes wrong here, nothing was taken."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotTaken("the mail server cannot be reached") from trouble


def _by_code(*codes: int) -> Exception:
    """A mail server's no: for ever, or for now."""
    if all(500 <= code < 600 for code in codes):
        return Rejected(f"the mail server answered {codes[0]}")
    return NotTaken(f"the mail server answered {codes[0]}")


def _headers(key: str) -> dict[str, str]:
    domain = parseaddr(settings.LINLI_MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return {"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"}
