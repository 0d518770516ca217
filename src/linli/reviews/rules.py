"""What of residents' ratings is public. Plain Python: no database, no clock, no input or output.

Figures are published in periods of whole months that do not overlap, each with at least five ratings: a month with
fewer waits for the next one. Nobody can be told from a sum, nor from the difference of two. Each January begins anew.

Words are public after somebody who did not do the work has looked at them. Who looks may hide parts behind ＊ and
change nothing else, and may keep a word back for three reasons alone: a complaint is none of them.

With the bad ratings of a period stands what became of them, as it is on the day: also that nothing was put right.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Conflict, Refused
from linli.followups.course import Outcome
from linli.followups.rules import BAD_UP_TO

FEWEST = 5
LEVELS = 5
ENDS = (Outcome.REMEDIED, Outcome.UNCONFIRMED, Outcome.UNREMEDIED)
OBJECT_WITHIN = timedelta(days=3)
HIDDEN = "＊"
STAR = str.maketrans("*", HIDDEN)
NUMBERS = re.compile(r"[0-9０-９][0-9０-９\s-]{4,}[0-9０-９xX]")
ADDRESS = re.compile(r"[0-9０-９一二三四五六七八九十]+\s*(?:号楼|号院|栋|幢|单元|室|弄|组)")


class State(StrEnum):
    """Where a word stands. What nobody has looked at yet has none."""

    RELEASED = "released"
    KEPT_BACK = "kept_back"
    TAKEN_BACK = "taken_back"


class Why(StrEnum):
    """Why a word is not public, or no longer."""

    PERSONAL = "personal"
    ABUSIVE = "abusive"
    OFF_TOPIC = "off_topic"
    OBJECTED = "objected"  # by who said it
    MISTAKE = "mistake"  # released by mistake
    SET_ASIDE = "set_aside"  # its rating counts no more, or its case has become confidential
    ERASED = "erased"  # its record was deleted
    EXPIRED = "expired"  # the keeping time of its case was over


KEPT_BACK_FOR = (Why.PERSONAL, Why.ABUSIVE, Why.OFF_TOPIC)


@dataclass(frozen=True, slots=True)
class Sums:
    """Cases of some months that count, and for what; `levels` from 非常满意 down to 非常不满意.

    `remedies`: of the bad ratings, how many remedies have ended in each of `ENDS`; the others are on their way.
    """

    first: date
    last: date
    closed: int = 0
    counted: int = 0
    responded: int = 0
    answered: int = 0
    solved: int = 0
    rated: int = 0
    satisfied: int = 0
    levels: tuple[int, ...] = field(default=(0,) * LEVELS)
    remedies: tuple[int, ...] = field(default=(0,) * len(ENDS))

    def __add__(self, later: "Sums") -> "Sums":
        numbers = {name: getattr(self, name) + getattr(later, name) for name in COUNTS}
        return Sums(
            min(self.first, later.first),
            max(self.last, later.last),
            levels=_together(self.levels, later.levels),
            remedies=_together(self.remedies, later.remedies),
            **numbers,
        )


def _together(some: Sequence[int], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(some, more, strict=True))


COUNTS = ("closed", "counted", "responded", "answered", "solved", "rated", "satisfied")


def periods(months: Iterable[Sums]) -> list[Sums]:
    """The months put together until each period has enough ratings; what is left over waits.

    A period begins the day after the one before ends, or in January.
    """
    found: list[Sums] = []
    waiting: Sums | None = None
    for month in sorted(months, key=lambda each: each.first):
        if waiting is not None and waiting.first.year != month.first.year:
            waiting = None
        waiting = month if waiting is None else waiting + month
        if waiting.rated >= FEWEST:
            found.append(waiting)
            waiting = None
    return found


def check_public(said: str, public: str) -> str:
    """What may be shown of what was said: the same words, parts hidden behind ＊, nothing that leads to somebody."""
    shown = public.strip().translate(STAR)
    original = said.strip().translate(STAR)
    same = len(shown) == len(original) and all(
        there in (meant, HIDDEN) for meant, there in zip(original, shown, strict=True)
    )
    if not same:
        raise Refused("reviews.words_changed", _("居民的话不能改，只能把个人信息一个字一个字换成＊。"), field="public")
    if not shown.strip(f"{HIDDEN} \n"):
        raise Refused("reviews.nothing_left", _("都遮住了，就没有可看的了。请选“不公开”。"), field="public")
    if leads_to_somebody(shown):
        raise Refused(
            "reviews.leads_to_somebody", _("里面好像有电话、证件号或门牌号，请换成＊再公开。"), field="public"
        )
    return shown


def leads_to_somebody(text: str) -> bool:
    """Whether a text has a number long enough for a telephone, or looks like an address. Names are for who reads it."""
    return bool(NUMBERS.search(text) or ADDRESS.search(text))


def suggested(said: str) -> str:
    """What was said, with what looks like a number or an address hidden already."""
    return ADDRESS.sub(_stars, NUMBERS.sub(_stars, said.strip().translate(STAR)))


def _stars(found: "re.Match[str]") -> str:
    return HIDDEN * len(found.group())


def check_undecided(state: str | None) -> None:
    """Each word is decided once; a second clerk is told that it has been."""
    if state is not None:
        raise Conflict("reviews.decided_already", _("这条话已经有人看过了。请刷新后再看。"))


def check_released(state: str) -> None:
    """Only what is public, or about to be, is taken back."""
    if state != State.RELEASED:
        raise Conflict("reviews.not_public", _("这条话现在没有公开，不用撤。"))


def check_why(why: str) -> Why:
    """A reason for which a word may be kept back."""
    if why not in {each.value for each in KEPT_BACK_FOR}:
        raise Refused("reviews.no_such_reason", _("不公开只有三种理由，请选一种。批评不是理由。"), field="why")
    return Why(why)


def end_of(outcome: str | None) -> Outcome | None:
    """As what a remedy is counted: content when first asked is worth as much as content afterwards."""
    if outcome is None:
        return None
    ended = Outcome(outcome)
    return Outcome.REMEDIED if ended is Outcome.SETTLED else ended if ended in ENDS else None


def bad_of(levels: Sequence[int]) -> int:
    """How many of the ratings had to be looked into."""
    return sum(levels[LEVELS - BAD_UP_TO :])


def percent_of(levels: Sequence[int]) -> list[int]:
    """Each level's share in whole per cent, for the length of its bar."""
    total = sum(levels)
    return [round(100 * each / total) if total else 0 for each in levels]
