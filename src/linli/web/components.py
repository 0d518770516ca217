"""Shapes that pages hand to components, so that templates find the same names everywhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Photo:
    """One file shown with an entry; `name` is read out for a picture."""

    url: str
    name: object
    is_image: bool = True


@dataclass(frozen=True)
class Entry:
    """One line of `timeline.html`: who did what, in their own words, and when."""

    what: object
    at: datetime
    who: object = ""
    said: object = ""
    note: object = ""
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Choice:
    """One chip of `filters.html`."""

    title: object
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Uncounted(Generic[Row]):
    """One page of a list that is never counted: on a million rows the count would cost more than the page.

    Answers to what the `pages` tag asks of Django's page.
    """

    rows: Sequence[Row]
    number: int
    has_more: bool

    @classmethod
    def read(cls, some: Callable[[int, int], Sequence[Row]], asked: str, *, size: int, last: int) -> "Uncounted[Row]":
        """The page that the address asks for; `some` reads the rows from one place up to another.

        Who needs to go back further than the last page narrows the list instead; what is no number is the first.
        """
        number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1
        rows = some((number - 1) * size, number * size + 1)
        return cls(rows[:size], number, has_more=len(rows) > size and number < last)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def has_previous(self) -> bool:
        """Whether there is a page before."""
        return self.number > 1

    def has_next(self) -> bool:
        """Whether there is a page after."""
        return self.has_more

    def has_other_pages(self) -> bool:
        """Whether there is anything to turn to."""
        return self.has_previous() or self.has_next()

    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1
