"""What everybody reads, and what waits to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.cases.models import LEVELS, AudienceChoices, Case, Rating
from linli.catalog import queries as catalog
from linli.indicators.rules import percent
from linli.organizations.models import Organization
from linli.reviews import rules
from linli.reviews.models import Published, Word

LOOKED_AT_WITHIN = timedelta(days=90)  # an older word is no news
MOST_WORDS = 30
WORDS = "SELECT level, said, month FROM reviews_words(%s::uuid, %s::text, %s::timestamptz, %s::int)"


@dataclass(frozen=True)
class Share:
    """A rate of a period: of so many so many."""

    name: str
    numerator: int
    denominator: int

    @property
    def value(self) -> Decimal | None:
        """In per cent, rounded once; None is 暂无数据."""
        return percent(self.numerator, self.denominator)

    @property
    def share(self) -> float | None:
        """For the length of a bar."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Spoken:
    """What somebody said, for everybody: the level, the words, the month; neither who nor on which case."""

    level: int
    said: str
    month: date

    @property
    def level_in_words(self) -> str:
        """非常满意 down to 非常不满意."""
        return str(LEVELS[self.level])


@dataclass(frozen=True)
class Line:
    """A unit or an item in the list, with its newest period."""

    key: str
    name: str
    newest: Published

    @property
    def satisfied(self) -> Decimal | None:
        """The rate of satisfaction, in per cent."""
        return percent(self.newest.satisfied, self.newest.rated)


def published(*, unit: UUID | None = None, item: str | None = None, most: int = 12) -> list[Published]:
    """The periods of a unit or an item, the newest first."""
    of: dict[str, Any] = {"unit": unit} if unit else {"item": item}
    return list(Published.objects.filter(**of).order_by("-first")[:most])


def words(at: datetime, *, unit: UUID | None = None, item: str | None = None) -> list[Spoken]:
    """What residents said that everybody may read, the newest first. Through the database's own function: no scope."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [unit, item, at, MOST_WORDS])
        return [Spoken(*row) for row in cursor.fetchall()]


def kept_back(*, unit: UUID | None = None, item: str | None = None) -> int:
    """How many words somebody has looked at and kept back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reviews_kept_back(%s::uuid, %s::text)", [unit, item])
        return int(cursor.fetchone()[0])


def units(typed: str) -> QuerySet[Organization]:
    """Units with something to read, by name."""
    some = Organization.objects.filter(Exists(Published.objects.filter(unit=OuterRef("pk"))))
    return (some.filter(name__icontains=typed) if typed else some).order_by("name", "pk")


def lines_of_units(found: Sequence[Organization]) -> list[Line]:
    """These units with their newest figures."""
    newest = _newest("unit", [each.pk for each in found])
    return [Line(str(each.pk), each.name, newest[each.pk]) for each in found if each.pk in newest]


def lines_of_items() -> list[Line]:
    """The items that are offered and have something to read, in the catalogue's order."""
    newest = _newest("item", None)
    offered = [item for shelf in catalog.catalogue().shelves() for item in shelf.items]
    seen = dict.fromkeys(item.code for item in offered)
    names = {item.code: item.plain_name for item in offered}
    return [Line(code, names[code], newest[code]) for code in seen if code in newest]


def _newest(by: str, keys: Sequence[UUID] | None) -> dict[Any, Published]:
    rows = Published.objects.filter(**{f"{by}__isnull": False} if keys is None else {f"{by}__in": keys})
    return {getattr(row, f"{by}_id"): row for row in rows.order_by(f"{by}_id", "-first").distinct(f"{by}_id")}


def undecided(actor: Actor, at: datetime) -> QuerySet[Rating]:
    """Words that nobody has looked at, in the areas of posts that look at words; the oldest first."""
    areas = sorted({post.area for post in posts_with(actor, "reviews.check")})
    cases = {"case__area__within": areas, "case__audience": AudienceChoices.ORDINARY, "case__rating__isnull": False}
    cases["case__resident__isnull"] = False  # who left no name cannot object
    found = Rating.objects.filter(at__gte=at - LOOKED_AT_WITHIN, **cases).exclude(comment="")
    waiting = found.filter(~Exists(Word.objects.filter(case=OuterRef("case"))))
    return waiting.select_related("case__item", "case__unit", "case__area").defer(
        "case__description", "case__answers", "case__item__spec"
    )


def decided(actor: Actor, state: str) -> QuerySet[Word]:
    """Words that somebody has looked at, the newest first."""
    found = Word.objects.visible_to(actor).filter(state=state).select_related("case__item", "case__unit")
    return found.defer("case__description", "case__answers", "case__item__spec").order_by("-decided_at", "pk")


def rating_of(case: Case) -> Rating | None:
    """What was said on a case; None where nothing was."""
    found = Rating.objects.filter(case=case).first()
    return found if found and found.comment.strip() else None


def own(actor: Actor) -> list[Word]:
    """A resident's words that are public or about to be, the newest first."""
    return list(Word.objects.visible_to(actor).released().select_related("case").order_by("-decided_at"))


def suggested(rating: Rating) -> str:
    """What was said, with what looks like a number hidden already."""
    return rules.suggested(rating.comment)
