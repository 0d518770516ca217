"""Shapes that pages hand to components, so that templates find the same names everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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
