"""How many were found, served, passed on and ended, by community and month: counts, and nothing of anybody.

Few are not said: of four in a village everybody knows who they are. Communities with few are counted together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, time

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import posts_with
from linli.aid import rules
from linli.aid.models import Need, NeedQuerySet
from linli.areas.queries import names_of
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day

MONTHS = 6


@dataclass(frozen=True)
class Counts:
    """Of the needs found in a month: how many came how far."""

    found: int = 0
    reported: int = 0
    served: int = 0
    referred: int = 0
    returned: int = 0
    late: int = 0
    told_late: int = 0
    closed: int = 0
    helped: int = 0
    lapsed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


NAMES = tuple(field.name for field in fields(Counts))
COUNTS = f"SELECT area, month, {', '.join(NAMES)} FROM aid_counts(%s, %s, %s, %s)"  # noqa: S608 (names of ours)
FIGURES = {  # what each is called, and which needs that have not ended it is of; None: ended ones stand on no list
    "found": (_("发现"), Q()),
    "reported": (_("报告过"), Q(reported_at__isnull=False)),
    "served": (_("帮过"), Q(served_at__isnull=False)),
    "referred": (_("转介过"), Q(referred_count__gt=0)),
    "returned": (_("被退回过"), Q(returned_count__gt=0)),
    "late": (_("超过期"), Q(escalated_at__isnull=False)),
    "told_late": (_("该告诉本人时没有告诉"), Q(tell_late_at__isnull=False)),
    "closed": (_("结束了"), None),
    "helped": (_("帮上了"), None),
    "lapsed": (_("到期没有人看"), None),
}


@dataclass(frozen=True)
class Places:
    """Communities by name with how many were found there; `together` are those with few, counted as one."""

    each: list[tuple[str, int]]
    together: int
    counted_together: int | None


def months_until(at: datetime) -> list[date]:
    """The first days of the newest months, this one first."""
    found = [local_day(at).replace(day=1)]
    while len(found) < MONTHS:
        last = found[-1]
        found.append(date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1))
    return found


def counted(actor: Actor, month: date, at: datetime) -> dict[str, Counts]:
    """By community, in the areas of the actor's posts, of the needs found in a month; none where nothing was found."""
    found: dict[str, Counts] = {}
    since = datetime.combine(month, time(), SHANGHAI)
    for area in areas_of(actor):
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, [area, f"{area}:", since, at])
            for code, first, *rest in cursor.fetchall():
                if first == month:
                    found[code[:12]] = found.get(code[:12], Counts()) + Counts(*rest)
    return found


def areas_of(actor: Actor) -> list[str]:
    """Where the actor counts, the widest alone."""
    areas = sorted({post.area for post in posts_with(actor, "aid.count")})
    return [area for area in areas if not any(area != other and area.startswith(other) for other in areas)]


def whole(found: Iterable[Counts]) -> Counts:
    """All communities together."""
    return sum(found, Counts())


def places(found: dict[str, Counts]) -> Places:
    """Where they were found, as far as may be said."""
    enough, few = rules.pooled((area, each.found) for area, each in found.items())
    names = names_of(area for area, _count in enough)
    return Places(
        [(names.get(area, area), count) for area, count in enough],
        len(few),
        rules.shown(sum(found[area].found for area in few)),
    )


def lines(total: Counts, own: Sequence[int]) -> list[tuple[str, str, int | None, int]]:
    """Each figure: its name, what it is called, how many as far as may be said, and how many of them are ours."""
    return [
        (name, str(title), rules.shown(getattr(total, name)), mine)
        for (name, (title, _which)), mine in zip(FIGURES.items(), own, strict=True)
    ]


def of_ours(actor: Actor, month: date) -> list[int]:
    """Of each figure, how many have not ended and are read by the actor's units."""
    ours = _ours(actor, month)
    return [ours.filter(which).count() if which is not None else 0 for _title, which in FIGURES.values()]


def behind(actor: Actor, month: date, figure: str) -> NeedQuerySet:
    """The needs behind a figure that the actor's units read. What has ended stands on no list."""
    which = FIGURES[figure][1]
    return _ours(actor, month).filter(which) if which is not None else Need.objects.none()


def _ours(actor: Actor, month: date) -> NeedQuerySet:
    start = datetime.combine(month, time(), SHANGHAI)
    end = datetime.combine(date(month.year + month.month // 12, month.month % 12 + 1, 1), time(), SHANGHAI)
    inside = Need.objects.visible_to(actor).unended().filter(area__within=areas_of(actor))
    return inside.filter(found_at__gte=start, found_at__lt=end)
