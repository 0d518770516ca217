"""In which order items stand on their shelves, and which of them on the first page: plain functions over codes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from linli.catalog.spec import ItemSpec

LAST = 100  # of what a file puts nowhere on the first page
Items = Mapping[str, ItemSpec]


class Arranged(NamedTuple):
    """Codes of the first page in their order, and codes of all items in theirs."""

    front: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def data(self) -> dict[str, list[str]]:
        """As a proposal keeps it."""
        return {"front": list(self.front), "order": list(self.order)}


def as_files_say(items: Items) -> Arranged:
    """The first page as its numbers say; the others by code."""
    rows = sorted(items.values(), key=lambda item: (item.common or LAST, item.code))
    return Arranged(tuple(item.code for item in rows if item.common), tuple(item.code for item in rows))


def arranged(said: Mapping[str, Any] | None, items: Items) -> Arranged:
    """What was said about order, of the items there are; those it does not know come last, as the files have them."""
    of_files = as_files_say(items)
    if said is None:
        return of_files
    return Arranged(_each_once(said["front"], items), _each_once([*said["order"], *of_files.order], items))


def moved(codes: Sequence[str], code: str, step: int, beside: Iterable[str]) -> tuple[str, ...]:
    """The same with one of them a step up (-1) or down (1) among those `beside` it; at the end it stays."""
    among = set(beside)
    row = [each for each in codes if each in among]
    if code not in row or not 0 <= row.index(code) + step < len(row):
        return tuple(codes)
    at = row.index(code)
    row[at], row[at + step] = row[at + step], row[at]
    following = iter(row)
    return tuple(next(following) if each in among else each for each in codes)


def _each_once(codes: Iterable[str], items: Items) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code in items))
