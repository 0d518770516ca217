"""How a lower module tells a higher one: the higher one registers a handler, called in the same transaction.

Handlers are registered in `apps.py` only, so that all of them can be read in a few places. An error in a handler is
an error of the action: nothing is swallowed.
"""

from collections import defaultdict
from typing import Any, Protocol


class Handler(Protocol):
    """Takes the event's facts by name."""

    def __call__(self, **facts: Any) -> None: ...


_handlers: dict[str, list[Handler]] = defaultdict(list)


def on(event: str, handler: Handler) -> None:
    """Call `handler` whenever `event` is emitted; registering the same handler twice changes nothing."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def emit(event: str, **facts: Any) -> None:
    """Run the handlers of `event` in order, inside the caller's transaction."""
    for handler in _handlers[event]:
        handler(**facts)


def registered() -> dict[str, tuple[Handler, ...]]:
    """All events with their handlers, for the documentation's test."""
    return {event: tuple(handlers) for event, handlers in _handlers.items() if handlers}
