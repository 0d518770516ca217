"""Where a person can go: the doors of the portal and the menu of the desk, and which of them is open now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """One way on. `count` is what waits there; `group` is the heading it stands under in the desk's menu;
    `note` says what is there."""

    title: str | Promise
    url: str
    icon: str
    count: int | None = None
    group: str | Promise = ""
    note: str | Promise = ""


class Shown(NamedTuple):
    """A link as drawn on this page."""

    link: Link
    is_current: bool


class Group(NamedTuple):
    """Links under one heading."""

    title: str | Promise
    links: list[Shown]


FIRST = ("/", "/desk/")
PORTAL_TABS = (
    Link(_("首页"), "/", "house"),
    Link(_("办事"), "/items/", "file-text"),
    Link(_("诉求"), "/cases/", "hand-heart"),
    Link(_("我的"), "/me/", "user-round"),
)


def current(links: Iterable[Link], path: str) -> Link | None:
    """The link a path belongs to: the longest address it starts with; a door's first page only when it is the path."""
    holding = [link for link in links if path == link.url or (link.url not in FIRST and path.startswith(link.url))]
    return max(holding, key=lambda link: len(link.url), default=None)


def shown(links: Sequence[Link], path: str) -> list[Shown]:
    """The links in their order, the current one marked."""
    here = current(links, path)
    return [Shown(link, link is here) for link in links]


def grouped(links: Sequence[Link], path: str) -> list[Group]:
    """The desk's menu: neighbours of one group under one heading."""
    groups: list[Group] = []
    for entry in shown(links, path):
        if not groups or groups[-1].title != entry.link.group:
            groups.append(Group(entry.link.group, []))
        groups[-1].links.append(entry)
    return groups
