"""The code that opens a request without a name, and the ticket a form carries until it is sent.

Twelve digits: to be read out on the telephone and typed by whoever has only a keypad. Only its hash is kept, slow and
salted as a password's, so nobody can give it again.
"""

import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.accounts.rules import Throttle
from linli.base.encryption import EncryptionError, decrypt, encrypt
from linli.base.ids import new_id

DIGITS, GROUP = 12, 4
TICKET_LASTS = timedelta(days=1)
ASKED_FROM_AN_ADDRESS = (Throttle(10, timedelta(hours=1)), Throttle(40, timedelta(days=1)))
WRONG_FROM_AN_ADDRESS = (Throttle(10, timedelta(minutes=15)), Throttle(60, timedelta(days=1)))
WRONG_FOR_A_NUMBER = (Throttle(30, timedelta(hours=1)),)
_PLACE = {"table": "cases_code", "column": "ticket", "row": "form"}


@dataclass(frozen=True)
class Ticket:
    """What a request without a name will be, known before it is sent: sent twice, it is the same case and code."""

    case: UUID
    code: str
    made_at: datetime

    def in_a_form(self) -> str:
        """For a hidden field: nobody can read it, change it or make one."""
        plain = json.dumps([str(self.case), self.code, self.made_at.isoformat()])
        return encrypt(plain, **_PLACE)


def new_ticket(at: datetime) -> Ticket:
    """One that nobody has."""
    return Ticket(new_id(), new_code(), at)


def ticket_of(sent: str, at: datetime) -> Ticket | None:
    """The ticket of a form; none where it is missing, changed or older than a day."""
    try:
        case, code, made_at = json.loads(decrypt(sent, **_PLACE))
    except (EncryptionError, ValueError):
        return None
    ticket = Ticket(UUID(case), code, datetime.fromisoformat(made_at))
    return ticket if at - ticket.made_at <= TICKET_LASTS else None


def new_code() -> str:
    """Twelve digits nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def code_typed(typed: str) -> str:
    """The digits of a code, however they were typed."""
    return re.sub(r"[\s\-—–]", "", unicodedata.normalize("NFKC", typed))


def number_typed(typed: str) -> str:
    """A case's number, however it was typed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).replace("—", "-").replace("–", "-")


def in_groups(code: str) -> str:
    """As it is read out and written down: 4821 9930 1157."""
    return " ".join(code[first : first + GROUP] for first in range(0, len(code), GROUP))
