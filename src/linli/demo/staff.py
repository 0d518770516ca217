"""Who works in the units. Everybody is invented; only those of `doors` have a password."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from linli.accounts.models import HeldPost, User, UserKind
from linli.accounts.rights import Role, post_of
from linli.base.actor import Actor, Kind
from linli.demo import doors
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.places import SHOWN, Places
from linli.demo.units import Unit

COMMITTEES = ("community_committee", "village_committee")
HEADS = {
    "subdistrict_office": 3,
    "township_government": 3,
    "civil_affairs": 3,
    "urban_management": 3,
    "housing": 2,
    "property_company": 2,
    "community_committee": 3,
}
"""How many work with cases in a unit; elsewhere one does, and nobody where a unit handles none."""
BEFORE = timedelta(days=400)


@dataclass(frozen=True)
class Worker:
    """A member of staff with one post; `unit` is None for who stands above units."""

    id: UUID
    username: str
    name: str
    role: str
    area: str
    unit: UUID | None = None
    may_sign_in: bool = False

    @property
    def actor(self) -> Actor:
        """As whom this person acts."""
        return Actor(Kind.STAFF, user=self.id, posts=(post_of(self.role, self.area, self.unit),), name=self.name)


def staff_of(region: str, places: Places, units: list[Unit], at: datetime) -> list[Worker]:
    """Every member of staff, the same ones every time; who signs in stands first in their unit."""
    found = [*_above_units(region, places, at)]
    doors_left = {(post.unit_type, post.area): post for post in doors.STAFF if post.unit_type}
    for unit in units:
        door = doors_left.pop((unit.type, unit.area), None)
        found.extend(_of_unit(region, unit, door, at))
    return found


def rows(workers: list[Worker], at: datetime) -> tuple[list[User], list[HeldPost]]:
    """The staff as the tables keep them; each post shares its holder's id. One hash serves all demo passwords."""
    password, nobodys = make_password(doors.PASSWORD), make_password(None)
    users = [
        User(
            id=worker.id,
            kind=UserKind.STAFF,
            username=worker.username,
            name=worker.name,
            password=password if worker.may_sign_in else nobodys,
            created_at=at - BEFORE,
        )
        for worker in workers
    ]
    posts = [
        HeldPost(
            id=worker.id,
            user_id=worker.id,
            role=worker.role,
            area_id=worker.area,
            organization_id=worker.unit,
            starts_at=at - BEFORE,
        )
        for worker in workers
    ]
    return users, posts


def _above_units(region: str, places: Places, at: datetime) -> Iterator[Worker]:
    for post in doors.STAFF:
        if not post.unit_type:
            draw = Draw(region, "staff", post.username)
            yield _worker(draw, at, post.username, role=post.role, area=post.area, may_sign_in=True)
    taken = {(post.role, post.area) for post in doors.STAFF if not post.unit_type}
    posts = [(Role.DISPATCHER.value, "fenpai", county) for county in places.counties]
    posts += [(Role.SUPERVISOR.value, "duban", area) for area in (*places.counties, *places.townships)]
    for role, title, area in posts:
        if (role, area) not in taken:
            username = f"{title}-{area}"
            yield _worker(Draw(region, "staff", username), at, username, role=role, area=area)


def _of_unit(region: str, unit: Unit, door: doors.Post | None, at: datetime) -> Iterator[Worker]:
    if not unit.handles and unit.serves:
        return
    role = Role.COMMUNITY_WORKER if unit.type in COMMITTEES else Role.HANDLER
    heads = 5 if unit.area in SHOWN and unit.type in COMMITTEES else HEADS.get(unit.type, 1) if unit.serves else 1
    for number in range(1, heads + 1):
        signs_in = door is not None and number == 1
        username = door.username if door and signs_in else f"{unit.id.hex[-8:]}-{number}"
        draw = Draw(region, "staff", username)
        yield _worker(draw, at, username, role=role.value, area=unit.area, unit=unit.id, may_sign_in=signs_in)


def _worker(draw: Draw, at: datetime, username: str, **post: Any) -> Worker:
    return Worker(id=draw.id_at(at), username=username, name=a_name(draw), **post)
