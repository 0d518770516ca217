"""Asking for a right to many areas at once."""

from collections.abc import Iterable

from linli.accounts.rights import require
from linli.base.actor import Actor


def require_for(by: Actor, verb: str, areas: Iterable[str]) -> None:
    """The right to every one of these areas; also to something where there is none."""
    require(by, verb)
    for area in set(areas):
        require(by, verb, area=area)
