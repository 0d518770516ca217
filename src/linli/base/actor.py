"""Who acts: read once per request, asked by every action, known to the database as role and scope."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from uuid import UUID


class Kind(StrEnum):
    """The four ways to be somebody; each but NOBODY is a role of the database."""

    NOBODY = "nobody"
    STAFF = "staff"
    RESIDENT = "resident"
    SYSTEM = "system"


class Shown(StrEnum):
    """What only some posts show, beside the ground that all show; the database is told the areas of each."""

    CASES = "cases"
    PEOPLE = "people"


@dataclass(frozen=True)
class Post:
    """A role held in an area, within a unit (or above units: None)."""

    role: str
    area: str
    unit: UUID | None = None
    sees_area: bool = True  # False: the post shows the work of its unit, not of its area
    shows: frozenset[Shown] = frozenset()  # by the rights of its role: `accounts.rights.post_of`


@dataclass(frozen=True)
class Actor:
    """A person with the posts held now, a resident, or a named job.

    `asked` is the one request of somebody who asked without a name and has shown its code: a resident in nothing else.
    """

    kind: Kind
    user: UUID | None = None
    posts: tuple[Post, ...] = ()
    resident: UUID | None = None
    name: str = ""
    asked: UUID | None = None

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Where the actor's posts are held."""
        return tuple(sorted({post.area for post in self.posts}))

    @cached_property
    def sight(self) -> tuple[str, ...]:
        """Prefixes whose ground and figures this actor may see."""
        return tuple(sorted({post.area for post in self.posts if post.sees_area}))

    def sight_of(self, shown: Shown) -> tuple[str, ...]:
        """Prefixes whose ordinary cases, or whose residents, this actor may see: of the posts that show such."""
        return tuple(sorted({post.area for post in self.posts if post.sees_area and shown in post.shows}))

    @cached_property
    def units(self) -> tuple[UUID, ...]:
        """Units this actor works in."""
        return tuple(sorted({post.unit for post in self.posts if post.unit}))

    def units_of(self, shown: Shown) -> tuple[UUID, ...]:
        """Those of the posts that show such: whose work this actor may see, beside its messages and figures."""
        return tuple(sorted({post.unit for post in self.posts if post.unit and shown in post.shows}))

    @property
    def is_staff(self) -> bool:
        """Holds a sign-in of staff, whatever the posts."""
        return self.kind is Kind.STAFF

    @property
    def is_resident(self) -> bool:
        """Acts for themselves."""
        return self.kind is Kind.RESIDENT

    @property
    def is_system(self) -> bool:
        """A named job."""
        return self.kind is Kind.SYSTEM


NOBODY = Actor(Kind.NOBODY)


def system_actor(name: str) -> Actor:
    """The actor of a named job, such as `notifications.deliver`; it sees every area and every run is journalled."""
    return Actor(Kind.SYSTEM, name=name)
