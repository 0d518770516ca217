"""Residents' records, households, consents and contacts as `people.actions` writes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.accounts.models import User, UserKind
from linli.accounts.phones import put_phone
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.demo.cast import Cast
from linli.demo.registers.keeping import Keeper
from linli.demo.residents import Asker, Person
from linli.demo.rows import Maker
from linli.people import lists
from linli.people.actions import KIND
from linli.people.actions.contacts import RESTS_ON
from linli.people.contacting import put_person
from linli.people.models import Consent, Contact, ContactKind, Household, HouseholdMember, Resident, Way
from linli.people.rules import months_later

HOUSEHOLD, CONSENT = "people.household", Consent._meta.label_lower
WATCHER = system_actor("people.watch_consents")
a_user, a_resident, a_household = Maker(User), Maker(Resident), Maker(Household)
a_member, a_consent, a_contact = Maker(HouseholdMember), Maker(Consent), Maker(Contact)


@dataclass(frozen=True)
class Neighbour(Asker):
    """Somebody on the register, by name; who has no phone does not sign in."""

    name: str
    phone: str = ""


Somebody = Person | Neighbour


class RecordKeeper(Keeper):
    """Keeps the register of residents; `enrolled` are those it has entered."""

    def __init__(self, cast: Cast, until: datetime, told_from: datetime) -> None:
        super().__init__(cast, until, told_from)
        self.enrolled: dict[UUID, tuple[User, Resident]] = {}

    def enrol(
        self, name: str, home: str, *, phone: str = "", source: UUID | None = None, by: Actor, at: datetime
    ) -> Neighbour:
        """Somebody lives here and is put on the register; `source` is the file they came in."""
        person = Neighbour(self.draw.id_at(at), home, name, phone)
        user = a_user(id=person.id, kind=UserKind.RESIDENT, password="!", created_at=at)  # noqa: S106 (nobody types it)
        put_phone(user, phone)
        user.signed_in_at = at if phone else None  # a number that has rested would ask its owner who they are
        record = a_resident(user_id=person.id, name=name, home_area_id=home, registered_at=at)
        self.enrolled[person.id] = self.keep(user), self.keep(record)
        given, facts = ["name", "home_area", *(["phone"] if phone else [])], {"source": source} if source else {}
        self._of(person, "people.registered", by, at, fields=given, **facts)
        return person

    def create_household(
        self, area: str, address: str, members: int, *, source: UUID | None = None, by: Actor, at: datetime
    ) -> Household:
        """A door and a count."""
        household = a_household(
            id=self.draw.id_at(at), area_id=area, address=address, member_count=members, begun_on=local_day(at)
        )
        facts: dict[str, Any] = {"source": source} if source else {}
        self.enter("people.household_created", by, at, on=(HOUSEHOLD, household.pk), area=area, **facts)
        return self.keep(household)

    def join(
        self, household: Household, person: Somebody, relation: str, since: date, *, by: Actor, at: datetime
    ) -> HouseholdMember:
        """A resident belongs to a household from a day."""
        facts: dict[str, Any] = {"household": household.pk, "relation": relation}
        self.enter("people.joined_household", by, at, on=(KIND, person.id), area=household.area_id, **facts)
        return self.keep(
            a_member(
                id=self.draw.id_at(at), household_id=household.pk, resident_id=person.id, relation=relation, since=since
            )
        )

    def consent(
        self, person: Somebody, purpose: str, way: Way, *, by: Actor, at: datetime, ends_on: date | None = None
    ) -> Consent:
        """A resident agrees to one purpose."""
        begins = local_day(at)
        consent = a_consent(
            id=self.draw.id_at(at),
            resident_id=person.id,
            purpose=purpose,
            way=way.value,
            begins_on=begins,
            ends_on=ends_on or months_later(begins, lists.purposes()[purpose].months),
        )
        self._of_consent("people.consent_given", person, consent, by, at)
        if by.is_staff:
            self._told("people.consent_noted", person, (CONSENT, consent.pk), at, until=consent.ends_on)
        return self.keep(consent)

    def withdraw_consent(self, person: Somebody, consent: Consent, *, by: Actor, at: datetime) -> None:
        """They no longer agree; nothing rested on it."""
        consent.withdrawn_at = at
        self._of_consent("people.consent_withdrawn", person, consent, by, at)

    def warn(self, person: Somebody, consent: Consent, *, at: datetime) -> None:
        """The job of the night says that a consent runs out."""
        consent.warned_at = at
        about, until = (CONSENT, consent.pk), consent.ends_on
        self._told("people.consent_ending", person, about, at, until=until, agreed_to=consent.purpose)

    def lapse(self, person: Somebody, consent: Consent, *, at: datetime) -> None:
        """The job of the night ends one that has run out; nothing rested on it."""
        consent.lapsed_at = at
        self._of_consent("people.consent_lapsed", person, consent, WATCHER, at)

    def contact(
        self,
        person: Somebody,
        kind: ContactKind,
        relation: str,
        other: Somebody | tuple[str, str],
        consent: Consent,
        *,
        by: Actor,
        at: datetime,
    ) -> Contact:
        """Who answers for a resident or is called: one of the register, or a name and a phone."""
        if consent.purpose != RESTS_ON[kind]:
            raise ValueError(f"{kind} does not rest on {consent.purpose}")
        contact = a_contact(
            id=self.draw.id_at(at),
            resident_id=person.id,
            kind=kind.value,
            relation=relation,
            consent_id=consent.pk,
            since=local_day(at),
        )
        if isinstance(other, tuple):
            put_person(contact, *other)
        else:
            contact.other_id = other.id
        self._of(person, "people.contact_added", by, at, contact=contact.pk, kind=kind, relation=relation)
        if not isinstance(other, tuple):
            self._of(other, "people.named_contact", by, at, kind=kind)
        return self.keep(contact)

    def look_up(
        self, person: Somebody, purpose: str, *, shown: Collection[str] = ("name", "phone"), by: Actor, at: datetime
    ) -> None:
        """Somebody read fields in clear, for a purpose; `contact` is one of theirs who is not on the register."""
        self.enter(
            "people.revealed", by, at, on=(KIND, person.id), fields=shown, text={"purpose": purpose}, ground_kind=KIND,
            ground_id=person.id, number="", shown=sorted(shown),
        )  # fmt: skip

    def _of(self, person: Somebody, verb: str, by: Actor, at: datetime, **facts: Any) -> UUID:
        """On the resident, who reads it."""
        return self.enter(verb, by, at, on=(KIND, person.id), area=person.home, **facts)

    def _told(
        self, event: str, person: Somebody, about: tuple[str, UUID], at: datetime, *, number: str = "", **facts: Any
    ) -> None:
        tell = self.tell_resident if person.phone else self.tell_without_phone
        tell(person.id, event, at, about=about, number=number, **facts)

    def _of_consent(self, verb: str, person: Somebody, consent: Consent, by: Actor, at: datetime) -> None:
        self._of(
            person, verb, by, at, consent=consent.pk, purpose=consent.purpose, way=consent.way, until=consent.ends_on
        )
