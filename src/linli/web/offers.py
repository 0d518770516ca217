"""Ways on that modules above put on a page of one below: at a case, at a record of the register.

Named in their `apps.py`; each answers with what it offers this person about this thing, or with nothing.
"""

from collections.abc import Callable
from typing import Any

from linli.base.actor import Actor
from linli.web.navigation import Link

Source = Callable[[Actor, Any], list[Link]]
_sources: dict[str, list[Source]] = {}


def offer(at: str, source: Source) -> None:
    """Ask this one too, on the page of such a thing (`module.model`)."""
    if source not in _sources.setdefault(at, []):
        _sources[at].append(source)


def offered(at: str, actor: Actor, about: Any) -> list[Link]:
    """All of it."""
    return [link for source in _sources.get(at, ()) for link in source(actor, about)]
