"""Numbers of grids: the community's twelve digits and a serial of three; of micro-grids, two more.

A number is given once. The next one follows the highest ever given, whether or not that grid still exists, so that
whatever carries a grid's code always means the same piece of ground.
"""

from collections.abc import Iterable

from linli.areas.rules import LENGTHS, Level, level_of, parent_of

HIGHEST = {Level.GRID: 999, Level.MICRO_GRID: 99}


class NumbersUsedUp(Exception):
    """A parent has no serial left for as many as are wanted; `left` says for how many."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def level_below(parent: str) -> Level:
    """What lies below a community or a grid; ValueError for any other area.

    >>> level_below("131102001045")
    <Level.GRID: 6>
    """
    level = level_of(parent)
    if level not in (Level.COMMUNITY, Level.GRID):
        raise ValueError(f"{parent!r} is neither a community nor a grid")
    return Level(level + 1)


def serial_of(code: str) -> int:
    """A grid's number within its community, a micro-grid's within its grid.

    >>> serial_of("131102001045007"), serial_of("13110200104500712")
    (7, 12)
    """
    parent = parent_of(code)
    if parent is None or level_of(code) not in HIGHEST:
        raise ValueError(f"{code!r} is no grid")
    return int(code[len(parent) :])


def next_codes(parent: str, issued: Iterable[str], count: int) -> list[str]:
    """So many new codes below a parent, after all that were ever issued there; NumbersUsedUp where there are too few.

    >>> next_codes("131102001045", ["131102001045002"], 2)
    ['131102001045003', '131102001045004']
    """
    level = level_below(parent)
    last = max((serial_of(code) for code in issued), default=0)
    if last + count > HIGHEST[level]:
        raise NumbersUsedUp(HIGHEST[level] - last)
    width = LENGTHS[level - 1] - len(parent)
    return [f"{parent}{serial:0{width}d}" for serial in range(last + 1, last + count + 1)]
