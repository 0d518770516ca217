"""Where somebody goes first after signing in, as modules above decide: a resident without a record fills it in."""

from collections.abc import Callable

from linli.accounts.models import User

Stop = Callable[[User], str | None]

_stops: list[Stop] = []


def first_ask(stop: Stop) -> None:
    """Let a module send somebody to an address of its own first; registered in its `apps.py`."""
    if stop not in _stops:
        _stops.append(stop)


def first_stop(user: User) -> str | None:
    """The address the first module that has one sends this user to; None when nothing stands in the way."""
    return next((address for stop in _stops if (address := stop(user))), None)
