"""What modules above decide about who arrives: where they go first, and whether they are asked who they are.

A resident without a record fills it in. Whoever holds the phone of a record that has rested long says a name first: the
number may have come to somebody else.
"""

from collections.abc import Callable
from datetime import datetime

from linli.accounts.models import User
from linli.accounts.phones import holder_of
from linli.accounts.rules import may_have_changed_hands

Stop = Callable[[User], str | None]

_stops: list[Stop] = []
_askers: list[Stop] = []


def first_ask(stop: Stop) -> None:
    """Let a module send somebody to an address of its own first; registered in its `apps.py`."""
    if stop not in _stops:
        _stops.append(stop)


def first_stop(user: User) -> str | None:
    """The address the first module that has one sends this user to; None when nothing stands in the way."""
    return next((address for stop in _stops if (address := stop(user))), None)


def ask_who(asker: Stop) -> None:
    """Let a module have somebody asked who they are, where it holds a record of this sign-in: the page's address."""
    if asker not in _askers:
        _askers.append(asker)


def doubt(user: User, phone: str, at: datetime) -> str | None:
    """The address of the page that asks who holds the phone now; None where it opens the sign-in at once."""
    holder = holder_of(phone)
    if holder is None or not may_have_changed_hands(holder.signed_in_at, at):
        return None
    return next((address for asker in _askers if (address := asker(user))), None)
