"""What may stand in a notice, when it is shown, and whether a browser has read it. No database, no clock."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Conflict, Refused

LONGEST_TITLE, LONGEST_BODY, SHORTEST_REASON, LONGEST_REASON = 40, 2000, 4, 200
LONGEST_SHOWN = timedelta(days=366)
REMEMBERED = 100  # notices a browser remembers having read
_MARK = re.compile(r"[0-9a-f]{12}")


class Channel(StrEnum):
    """Ways a notice reaches people."""

    PORTAL = "portal"
    APP = "app"
    BOARD = "board"


class Standing(StrEnum):
    """Where a notice stands on a day."""

    COMING = "coming"
    SHOWN = "shown"
    OVER = "over"
    WITHDRAWN = "withdrawn"


def standing(begins: date, ends: date, *, is_withdrawn: bool, today: date) -> Standing:
    """Withdrawn stays withdrawn; else the days decide, both ends included."""
    if is_withdrawn:
        return Standing.WITHDRAWN
    if today < begins:
        return Standing.COMING
    return Standing.SHOWN if today <= ends else Standing.OVER


def check_days(begins: date, ends: date, *, today: date) -> None:
    """Shown from today or later, to the same day or later, for a year at most."""
    if begins < today:
        raise Refused("notices.begins_in_the_past", _("开始的日子已经过了，请选今天或以后。"), field="shows_from")
    if ends < begins:
        raise Refused("notices.ends_before_it_begins", _("结束的日子要在开始之后，请改一下。"), field="shows_until")
    if ends - begins > LONGEST_SHOWN:
        raise Refused("notices.shown_too_long", _("一条通知最多显示一年，请把结束的日子提前。"), field="shows_until")


def check_channels(channels: Iterable[str]) -> tuple[Channel, ...]:
    """At least one way, each once, in the order of the list."""
    wanted = set(channels)
    if not wanted or not wanted <= set(Channel):
        raise Refused("notices.no_channel", _("请至少选一种让居民看到的办法。"), field="channels")
    return tuple(channel for channel in Channel if channel in wanted)


def check_withdrawal(now: Standing, reason: str) -> str:
    """The reason in one line; refused where nobody sees the notice any more."""
    if now is Standing.WITHDRAWN:
        raise Conflict("notices.withdrawn_already", _("这条通知已经撤回了。"))
    if now is Standing.OVER:
        raise Refused("notices.over_already", _("这条通知已经过期，居民看不到了，不用撤回。"))
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Refused(
            "notices.reason_missing", _("请写明为什么撤回，4 到 200 个字。居民会看到这句话。"), field="reason"
        )
    return said


def mark_of(notice: UUID) -> str:
    """What a browser remembers of a notice it has read: the end of its id, which is drawn at random."""
    return notice.hex[-12:]


def marks_in(cookie: str) -> list[str]:
    """What a browser sent back; anything else in it is dropped."""
    return [mark for mark in cookie.split(".") if _MARK.fullmatch(mark)][-REMEMBERED:]


def with_mark(cookie: str, notice: UUID) -> str:
    """The cookie after this notice was read too: the newest kept, each once."""
    others = [mark for mark in dict.fromkeys(marks_in(cookie)) if mark != mark_of(notice)]
    return ".".join([*others, mark_of(notice)][-REMEMBERED:])
