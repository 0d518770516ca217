"""How many cases are asked for on which day, and how many of them are open at the end.

A small demo lets its cases come and end by chance. A city is asked for a number of open cases: some lives of each of
the last weeks are tried, and what they show is the share of that day's cases still open.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import accumulate

from linli.demo import moments
from linli.demo.archived import long_ago
from linli.demo.chronicle import Chronicler, Day
from linli.demo.draws import Draw
from linli.demo.scripts import Script, scripts

STILL_OPEN = 60  # days after which hardly any case is
TRIED = 24  # lives of each of these days

Named = tuple[tuple[str, Script], ...]


def planned(chronicler: Chronicler, count: int) -> list[Day]:
    """The days of the history with so many cases, the written ones among them."""
    written = _by_day(chronicler)
    plan = _of_city if chronicler.world.size.is_bulk else _by_chance
    found = plan(chronicler, count, written)
    firsts = accumulate((day.count for day in found), initial=1)
    return [replace(day, first=first) for day, first in zip(found, firsts, strict=False)]


def _by_day(chronicler: Chronicler) -> dict[date, Named]:
    found: dict[date, list[tuple[str, Script]]] = defaultdict(list)
    for number, script in enumerate(scripts(chronicler.asking, chronicler.cast, chronicler.until)):
        found[script.asked.at.date()].append((f"script {number}", script))
    if not chronicler.world.size.is_bulk:
        for number, script in enumerate(long_ago(chronicler.asking, chronicler.cast, chronicler.until)):
            found[script.asked.at.date()].append((f"long ago {number}", script))
    return {day: tuple(named) for day, named in found.items()}


def _by_chance(chronicler: Chronicler, count: int, written: dict[date, Named]) -> list[Day]:
    world = chronicler.world
    left = max(count - sum(map(len, written.values())), 0)
    asked: dict[date, list[tuple[str, datetime]]] = defaultdict(list)
    draw = Draw(world.region.key, "moments")
    for number, at in enumerate(moments.submissions(draw, left, chronicler.until, world.size.days)):
        asked[at.date()].append((str(number), at))
    return [Day(day, written.get(day, ()), tuple(asked[day])) for day in sorted({*written, *asked})]


def _of_city(chronicler: Chronicler, count: int, written: dict[date, Named]) -> list[Day]:
    world, until = chronicler.world, chronicler.until
    days = moments.days_before(until, world.size.days)
    told = [chronicler.told(name, script) for named in written.values() for name, script in named]
    are_open = sum(story.case.closed_at is None for story in told)
    busy = [moments.busyness(day, until) * Draw(world.region.key, "busy", day).between(0.9, 1.1) for day in days]
    shares = [0.0] * (len(days) - STILL_OPEN) + [_share_open(chronicler, day) for day in days[-STILL_OPEN:]]
    wanted = world.size.open_of(count)
    open_ = apportioned(max(wanted - are_open, 0), [much * share for much, share in zip(busy, shares, strict=True)])
    closed = apportioned(
        max(count - wanted - (len(told) - are_open), 0),
        [much * (1 - share) for much, share in zip(busy, shares, strict=True)],
    )
    return [Day(day, written.get(day, ()), closed=closed[place], open=open_[place]) for place, day in enumerate(days)]


def _share_open(chronicler: Chronicler, day: date) -> float:
    tried = [chronicler.by_chance(f"trial {day} {number}", day) for number in range(TRIED)]
    return sum(story.case.closed_at is None for story in tried) / TRIED


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """A total in whole parts by weight that add up to it: the largest remainders get what is left."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(each) for each in exact]
    by_rest = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts
