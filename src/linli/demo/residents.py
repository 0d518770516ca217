"""Who lives in the demo and asks for things: invented names, homes and phones, and nothing else of anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import overload
from uuid import UUID

from linli.accounts.models import User, UserKind
from linli.accounts.phones import hash_of
from linli.base.actor import Actor, Kind
from linli.base.encryption import encrypt
from linli.demo import doors
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.places import Places
from linli.demo.rows import Maker
from linli.people.models import Resident


@dataclass(frozen=True)
class Asker:
    """As much of a resident as is needed to ask for something."""

    id: UUID
    home: str

    @cached_property
    def actor(self) -> Actor:
        """As whom this person acts."""
        return Actor(Kind.RESIDENT, user=self.id, resident=self.id)


@dataclass(frozen=True)
class Person(Asker):
    """A resident, and how many days before the end of the history they first came."""

    name: str
    phone: str
    days_ago: int


class Residents(Sequence[Person]):
    """So many residents, the first of whom can be signed in as; more of them begin with the same ones.

    Nobody is kept: each is invented again whenever asked for, since those of a city would fill the memory.
    """

    def __init__(self, region: str, places: Places, count: int, at: datetime, *, days: int) -> None:
        self._region, self._places, self._count, self._at, self._days = region, places, count, at, days
        self._summed = places.summed_weights

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Person: ...
    @overload
    def __getitem__(self, number: slice) -> list[Person]: ...
    def __getitem__(self, number: int | slice) -> Person | list[Person]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(self._count))]
        if not 0 <= number < self._count:
            raise IndexError(number)
        draw, asker = self._begun(number)
        phone = f"154{number:08d}" if number else doors.RESIDENT_PHONE
        return Person(asker.id, asker.home, a_name(draw), phone, self._days + draw.whole(8, 608))

    def asker(self, number: int) -> Asker:
        """The same person, without the trouble of a name."""
        return self._begun(number)[1]

    def _begun(self, number: int) -> tuple[Draw, Asker]:
        draw = Draw(self._region, "resident", number)
        home = draw.among(self._places.communities, self._summed).code
        return draw, Asker(draw.id_at(self._at), home if number else doors.COMMUNITY)


def rows(people: Iterable[Person], at: datetime) -> tuple[list[User], list[Resident]]:
    """The residents as the tables keep them, each phone encrypted for its own row."""
    users, residents = [], []
    a_user, a_resident = Maker(User), Maker(Resident)
    for person in people:
        came = at - timedelta(days=person.days_ago)
        users.append(
            a_user(
                id=person.id,
                kind=UserKind.RESIDENT,
                password="!",  # noqa: S106 (Django's mark of a password nobody can type)
                phone_cipher=encrypt(person.phone, table="accounts_user", column="phone_cipher", row=str(person.id)),
                phone_hash=hash_of(person.phone),
                created_at=came,
                signed_in_at=at,  # or the portal would ask them who they are: their number might be another's by now
            )
        )
        residents.append(a_resident(user_id=person.id, name=person.name, home_area_id=person.home, registered_at=came))
    return users, residents
