"""Who lives in the demo and asks for things: invented names, homes and phones, and nothing else of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.accounts.models import User, UserKind
from linli.accounts.phones import hash_of
from linli.base.actor import Actor, Kind
from linli.base.encryption import encrypt
from linli.demo import doors
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.places import Places
from linli.people.models import Resident


@dataclass(frozen=True)
class Person:
    """A resident, and how many days before the end of the history they first came."""

    id: UUID
    name: str
    phone: str
    home: str
    days_ago: int

    @property
    def actor(self) -> Actor:
        """As whom this person acts."""
        return Actor(Kind.RESIDENT, user=self.id, resident=self.id)


def residents_of(region: str, places: Places, count: int, at: datetime) -> list[Person]:
    """So many residents, the first of whom can be signed in as; a longer list begins with the shorter one."""
    found = []
    for number in range(count):
        draw = Draw(region, "resident", number)
        home = draw.some(places.communities, places.weights, 1)[0].code
        phone = f"1540000{number:04d}"
        if number == 0:
            home, phone = doors.COMMUNITY, doors.RESIDENT_PHONE
        found.append(Person(draw.id_at(at), a_name(draw), phone, home, draw.whole(100, 700)))
    return found


def rows(people: list[Person], at: datetime) -> tuple[list[User], list[Resident]]:
    """The residents as the tables keep them, each phone encrypted for its own row."""
    users, residents = [], []
    for person in people:
        came = at - timedelta(days=person.days_ago)
        users.append(
            User(
                id=person.id,
                kind=UserKind.RESIDENT,
                password="!",  # noqa: S106 (Django's mark of a password nobody can type)
                phone_cipher=encrypt(person.phone, table="accounts_user", column="phone_cipher", row=str(person.id)),
                phone_hash=hash_of(person.phone),
                created_at=came,
            )
        )
        residents.append(Resident(user_id=person.id, name=person.name, home_area_id=person.home, registered_at=came))
    return users, residents
