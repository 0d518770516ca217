"""The scope every read and write runs in: a role of the database and the actor's areas, units and self.

The rule of sight stands twice: `visible_to` in code for speed, row-level security in the database for safety.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from linli.base.actor import NOBODY, Actor, Kind, Shown


class Plans(StrEnum):
    """How the database plans the statements of a scope.

    A list of a community wants another plan than that of a prefecture: kept plans made the latter twenty times slower.
    A row asked for by its key, or written, is always planned alike, and planning it anew costs more than doing it.
    """

    ANEW = "force_custom_plan"
    KEPT = "auto"


_acting: ContextVar[Actor] = ContextVar("linli_actor", default=NOBODY)
_planning: ContextVar[Plans] = ContextVar("linli_plans", default=Plans.ANEW)

ROLES = {Kind.NOBODY: "none", Kind.STAFF: "linli_staff", Kind.RESIDENT: "linli_resident", Kind.SYSTEM: "linli_system"}
SETTINGS = (
    "role", "linli.lo", "linli.hi", "linli.mr", "linli.mr_cases", "linli.mr_people", "linli.units", "linli.units_cases",
    "linli.resident", "linli.actor",
)  # fmt: skip
TAKE = "SELECT " + ", ".join(f"set_config('{name}', %s::text, true)" for name in (*SETTINGS, "plan_cache_mode"))


class NoScope(RuntimeError):
    """A scoped table was touched while nobody acts: wrap the work in `acting_as`. Never an empty list instead."""


def current_actor() -> Actor:
    """Who acts now; NOBODY outside `acting_as`."""
    return _acting.get()


@contextmanager
def acting_as(actor: Actor, plans: Plans = Plans.ANEW) -> Iterator[None]:
    """A transaction whose role and scope are the actor's; inside another one, a savepoint."""
    nested, before, planned = connection.in_atomic_block, _acting.get(), _planning.get()
    with transaction.atomic():
        if nested or actor is not NOBODY:
            _take(actor, plans)
        tokens = _acting.set(actor), _planning.set(plans)
        try:
            yield
        finally:
            _acting.reset(tokens[0])  # before the commit: on_commit callbacks have no scope
            _planning.reset(tokens[1])
        if nested and not connection.needs_rollback:  # a rollback restores the settings by itself, a release does not
            _take(before, planned)


def ranges(prefixes: Sequence[str]) -> list[tuple[str, str]]:
    """Subtrees as half-open ranges of codes, sorted and without those inside others; ':' follows '9' in collation C.

    >>> ranges(["1311", "131102", "5323"])
    [('1311', '1311:'), ('5323', '5323:')]
    """
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return [(prefix, prefix + ":") for prefix in kept]


def settings_of(actor: Actor) -> list[str]:
    """The values of SETTINGS for an actor.

    Role, hull of all areas (lo, hi), those areas, the areas of posts that show cases and of those that show residents,
    units, those of posts that show cases, resident (or the one request of who asked without a name), user. Nothing is
    told as an empty text: what is not told at all comes from the release before, which knows one set of areas alone.
    """
    spans = ranges(actor.sight)
    return [
        ROLES[actor.kind],
        spans[0][0] if spans else "",
        spans[-1][1] if spans else "",
        _as_multirange(spans),
        _as_multirange(ranges(actor.sight_of(Shown.CASES))),
        _as_multirange(ranges(actor.sight_of(Shown.PEOPLE))),
        _as_array(actor.units),
        _as_array(actor.units_of(Shown.CASES)),
        str(actor.resident or actor.asked or ""),
        str(actor.user or actor.name or ""),
    ]


def _as_multirange(spans: Sequence[tuple[str, str]]) -> str:
    return "{" + ",".join(f"[{low},{high})" for low, high in spans) + "}" if spans else ""


def _as_array(units: Sequence[UUID]) -> str:
    return "{" + ",".join(str(unit) for unit in units) + "}" if units else ""


def _take(actor: Actor, plans: Plans) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [*settings_of(actor), plans.value])


@cache
def scoped_tables() -> frozenset[str]:
    """Tables of all models that say `is_scoped`."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "is_scoped", False)
    )


def watch(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:  # noqa: ARG001 (what Django's signal sends)
    """On a new connection of the application's login, refuse SQL on scoped tables while nobody acts."""
    if connection.settings_dict["USER"] == "linli_app" and _refuse_unscoped not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_unscoped)


def _refuse_unscoped(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _acting.get() is NOBODY:
        for table in scoped_tables():
            if f'"{table}"' in sql:
                raise NoScope(f"{table} was touched outside acting_as")
    return execute(sql, params, many, context)
