"""What pages read: which registers somebody has, and what was brought in and given out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.accounts import queries as accounts
from linli.accounts.models import User
from linli.accounts.rights import may, posts_with
from linli.areas import queries as areas
from linli.areas.region import root
from linli.areas.rules import LENGTHS
from linli.base.actor import Actor
from linli.base.languages import SOURCE, known
from linli.tables import files
from linli.tables.models import FileKind, KeptFile, TableExport, TableImport
from linli.web.tables.register import Register, entered
from linli.web.tables.staging import Problem

MOST_LISTED = 50


def reach(actor: Actor, verb: str) -> tuple[str, ...]:
    """The areas as far as a right is held; of a command all that is served here."""
    if actor.is_system:
        return (root(),)
    return tuple(sorted({post.area for post in posts_with(actor, verb)}))


def above_all(codes: Sequence[str]) -> str | None:
    """The smallest area that holds all of these; None where there is none."""
    first = min(codes, default="")
    shared = (first[:length] for length in reversed(LENGTHS) if length <= len(first))
    return next((code for code in shared if all(each.startswith(code) for each in codes)), None)


def may_bring_in(actor: Actor, register: Register) -> bool:
    """Whether the actor's posts let them bring rows into a register."""
    return register.comes_in and may(actor, register.right)


def may_take_out(actor: Actor, register: Register) -> bool:
    """Whether the actor's posts let them have rows given out."""
    return register.goes_out and may(actor, register.right_to_read)


def may_reveal(actor: Actor, register: Register) -> bool:
    """Whether the actor may have personal values in clear, for a purpose."""
    return bool(register.reveal_right) and register.holds_personal_values and may(actor, register.reveal_right)


def registers_of(actor: Actor) -> list[Register]:
    """The registers that somebody may bring rows into or take rows out of, in their order."""
    return [each for each in entered().values() if may_bring_in(actor, each) or may_take_out(actor, each)]


def one_import(actor: Actor, pk: UUID) -> TableImport | None:
    """A file brought in, if the actor may see it."""
    codes = [register.code for register in registers_of(actor)]
    return TableImport.objects.visible_to(actor, codes).select_related("by", "area").filter(pk=pk).first()


@dataclass(frozen=True)
class Happened:
    """One line of the history: a file in, or rows out."""

    at: datetime
    who: str
    register: str
    came_in: TableImport | None = None
    went_out: TableExport | None = None


def history(actor: Actor, register: str = "") -> list[Happened]:
    """What was brought in and given out lately, newest first."""
    titles = {each.code: str(each.name) for each in registers_of(actor)}
    wanted = [register] if register in titles else list(titles)
    came = TableImport.objects.visible_to(actor, wanted).select_related("by")[:MOST_LISTED]
    went = TableExport.objects.visible_to(actor, wanted).select_related("by", "area")[:MOST_LISTED]
    lines = [Happened(each.uploaded_at, _name(each.by), titles[each.register], came_in=each) for each in came]
    lines += [Happened(each.at, _name(each.by), titles[each.register], went_out=each) for each in went]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_LISTED]


def problems_of(of: TableImport) -> list[Problem]:
    """The first problems of a checked file, for whoever sent it."""
    if not KeptFile.objects.filter(of=of, kind=FileKind.PROBLEMS).exists():
        return []
    return [Problem(*each) for each in json.loads(files.opened(of, FileKind.PROBLEMS))]


def kept_kinds(of: TableImport) -> set[str]:
    """Which of its files are still there, and the actor's to open."""
    return set(KeptFile.objects.filter(of=of).values_list("kind", flat=True))


def area_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Areas to choose from, by code and name."""
    names = areas.path_names(codes)
    return [(code, names.get(code, code)) for code in codes if code]


def language_of(import_id: UUID) -> str:
    """What whoever sent a file reads."""
    found = TableImport.objects.filter(pk=import_id).values_list("by__language", flat=True).first()
    return known(found or "") or SOURCE


def actor_of(of: TableImport, at: datetime) -> Actor | None:
    """Who brings it in, with the posts held now; None where the account has been closed since."""
    return accounts.actor_now(of.by_id, at) if of.by_id else None


def _name(user: User | None) -> str:
    return user.name if user else gettext("命令行")
