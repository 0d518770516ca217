"""Whether a phone or an identity number is known already, and how little is said of it.

One person has one record, so a number is looked for wherever that lies. A record that the actor may not put right
stays where it is: one sentence is said of all of those, the owner reads who asked and is told, and nobody may ask so
often that numbers could be tried one after the other. Nothing here is atomic: a refusal must not undo its own count
and its trace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.phones import hash_of, user_with
from linli.accounts.rights import may, posts_with
from linli.base.actor import Actor
from linli.base.journal import Line, record_all
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.notifications.models import Message
from linli.people.actions.writing import REGISTRAR
from linli.people.identities import hash_of_identity
from linli.people.models import Resident
from linli.people.rules import ASKED_IN_VAIN, known_as_another, known_elsewhere

KEEPS = "people.change"
"""Whoever may put a record right may also bring it to another community, and reads whose it is."""
KIND = "people.resident"
TOLD = "people.asked_for"
DOOR, TOO_MANY = "asked", "people.asked_too_often"


class Asked(StrEnum):
    """Where a whole number was typed."""

    REGISTERING = "registering"
    FILE = "file"
    CORRECTING = "correcting"
    SEARCHING = "searching"


@dataclass(frozen=True)
class Hit:
    """A record that lies under a number which was typed, which of its numbers, and where it was wanted."""

    resident: UUID
    numbers: tuple[str, ...]
    area: str = ""


@dataclass(frozen=True)
class Found:
    """What lies under the numbers that were typed: all records, those beyond the actor's reach, a closed sign-in."""

    records: Sequence[Resident]
    hits: Sequence[Hit]
    beyond: Sequence[Resident]
    is_closed: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether nothing may be said but that it is registered elsewhere."""
        return bool(self.beyond) or self.is_closed


def reach(by: Actor) -> list[str]:
    """The areas whose records the actor may bring to another community of theirs; of a command all."""
    return [""] if by.is_system else sorted({post.area for post in posts_with(by, KEEPS)})


def may_ask(by: Actor, at: datetime) -> None:
    """Refuse before anything is looked for where the day is used up: a refusal after it would tell what was found."""
    if by.user:
        throttling.check(DOOR, str(by.user), [ASKED_IN_VAIN], at, code=TOO_MANY)


def looked_for(*, phone: str = "", identity: str = "", by: Actor) -> Found:
    """Every record under this phone or this number; of one merged into another, that one."""
    phone_hash = hash_of(phone) if phone else None
    identity_hash = hash_of_identity(identity) if identity else None
    wanted = models.Q(user__phone_hash=phone_hash) if phone else models.Q()
    wanted |= models.Q(identity_hash=identity_hash) if identity else models.Q()
    numbers: dict[Resident, set[str]] = {}
    with acting_as(REGISTRAR):
        for each in Resident.objects.select_related("user", "merged_into__user").filter(wanted):
            of = numbers.setdefault(each.merged_into or each, set())
            of |= {"phone"} if phone and each.user.phone_hash == phone_hash else set()
            of |= {"identity"} if identity and each.identity_hash == identity_hash else set()
    opened = user_with(phone) if phone and not any("phone" in each for each in numbers.values()) else None
    return Found(
        records=list(numbers),
        hits=[Hit(each.pk, tuple(sorted(named))) for each, named in numbers.items()],
        beyond=[each for each in numbers if not may(by, KEEPS, area=each.home_area_id)],
        is_closed=opened is not None and not opened.is_active,
    )


def refuse(found: Found, *, asked: Asked, area: str, field: str | None = None, by: Actor, at: datetime) -> Refused:
    """Put on record that somebody asked and count it; returns the sentence, for the caller to raise."""
    if by.user:
        throttling.hold(DOOR, str(by.user))
    put_on_record(found, asked=asked, area=area, by=by, at=at)
    _tell(found.beyond, at)
    if by.user:
        may_ask(by, at)  # others of theirs at the same moment have counted by now
        throttling.count(DOOR, str(by.user), at)
    return known_elsewhere() if found.is_elsewhere else known_as_another(field)


def put_on_record(found: Found, *, asked: Asked, area: str, by: Actor, at: datetime) -> None:
    """On each record that was found: who typed which of its numbers, and where. Its owner reads it."""
    beyond = {each.pk for each in found.beyond}
    for is_beyond in (True, False):
        hits = [Hit(hit.resident, hit.numbers, area) for hit in found.hits if (hit.resident in beyond) is is_beyond]
        _record(hits, asked, by, at, is_beyond=is_beyond)


def found_in_search(records: Iterable[Resident], number: str, *, by: Actor, at: datetime) -> None:
    """Somebody looked for a whole number and found whose it is, in their own register."""
    hits = [Hit(each.pk, (number,), str(each.home_area_id)) for each in records]
    _record(hits, Asked.SEARCHING, by, at, is_beyond=False)


def refuse_of_a_file(hits: Sequence[Hit], lines: int, *, source: UUID, by: Actor, at: datetime) -> Refused | None:
    """Put on record and count what a file asked for beyond the actor's reach: `lines` of it, on these records.

    More than may still be asked today is refused as a whole, so that no line says anything; that counts as one.
    """
    if by.user:
        throttling.hold(DOOR, str(by.user))
    _record(hits, Asked.FILE, by, at, is_beyond=True, source=source)
    if by.user and lines > throttling.left(DOOR, str(by.user), ASKED_IN_VAIN, at):
        throttling.count(DOOR, str(by.user), at)
        return Refused(
            "people.too_many_elsewhere",
            _(
                "文件里有太多号码在别处登记过，整个文件没有核对（一天最多 %(most)s 个）。请只放还没有登记过的居民；"
                "从别处搬来的，请本人登录后在“我的”里改所在社区。"
            )
            % {"most": ASKED_IN_VAIN.tries},
        )
    with acting_as(REGISTRAR):
        owners = list(Resident.objects.select_related("user").filter(pk__in=[hit.resident for hit in hits]))
    _tell(owners, at)
    if by.user:
        throttling.count(DOOR, str(by.user), at, times=lines)
    return None


def _record(hits: Iterable[Hit], asked: Asked, by: Actor, at: datetime, *, is_beyond: bool, **facts: Any) -> None:
    said = {"asked": asked.value, "beyond": is_beyond, **facts}
    lines = [Line(hit.resident, hit.area, hit.numbers, said) for hit in hits]
    if lines:
        record_all("people.asked_for", kind=KIND, lines=lines, by=by, at=at)


def _tell(owners: Sequence[Resident], at: datetime) -> None:
    """Each owner once a day: every time stands on their record, but nobody can have their phone ring all day long."""
    if not owners:
        return
    with acting_as(REGISTRAR):
        lately = Message.objects.filter(event=TOLD, created_at__gt=at - ASKED_IN_VAIN.within)
        know = set(lately.filter(to_user__in=[owner.pk for owner in owners]).values_list("to_user", flat=True))
    for owner in owners:
        if owner.user.is_active and owner.pk not in know:
            tell(owner.user, TOLD, about=owner, number="", at=at)
