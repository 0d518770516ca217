"""What the desk reads of the register: rows with names and numbers masked, and one record with all that hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.accounts.phones import phone_of, user_with
from linli.accounts.rules import MOBILE
from linli.areas.models import Area
from linli.base.actor import Actor, system_actor
from linli.base.encryption import mask_phone
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people import lists
from linli.people.contacting import masked_person
from linli.people.identities import hash_of_identity, masked_identity
from linli.people.models import Consent, Contact, Household, HouseholdMember, Resident, ResidentQuerySet, areas_read
from linli.people.queries import masked_names
from linli.people.rules import identity_typed, one_line

MOST_COMMUNITIES = 200
NAMER = system_actor("people.contact_names")  # a contact reads for whom they stand, by a masked name alone


@dataclass(frozen=True)
class Row:
    """One resident as a list shows them."""

    id: UUID
    name: str
    phone: str
    identity: str
    community: str
    registered_at: datetime


@dataclass(frozen=True)
class Agreed:
    """One consent in words, and whether it allows anything today."""

    consent: Consent
    name: str
    allows: str
    is_in_force: bool

    @property
    def ends_soon(self) -> bool:
        """Whether the resident has been told that it runs out."""
        return self.is_in_force and self.consent.warned_at is not None


@dataclass(frozen=True)
class Called:
    """One contact, masked."""

    contact: Contact
    relation: str
    name: str
    phone: str


@dataclass(frozen=True)
class Belonging:
    """One member of a household, masked."""

    member: HouseholdMember
    name: str
    relation: str


def residents(actor: Actor, area: str = "") -> ResidentQuerySet:
    """The register the actor keeps, community by community, by name."""
    found = Resident.objects.visible_to(actor).standing().select_related("user", "home_area")
    if area:
        found = found.filter(home_area__within=[area])
    return found.order_by("home_area", "name", "pk")


def number_typed(text: str) -> str:
    """ "phone" or "identity" where that is what was typed, in full; otherwise nothing."""
    digits = _digits(text)
    if MOBILE.fullmatch(digits):
        return "phone"
    return "identity" if len(digits) == 18 and digits[:17].isdecimal() else ""


def found(text: str, actor: Actor) -> ResidentQuerySet:
    """Those of a phone or an identity number typed in full, otherwise those whose name begins so.

    For `actions.search`, which counts and puts on record that somebody looked.
    """
    typed, listed = one_line(text), residents(actor)
    match number_typed(typed):
        case "phone":
            user = user_with(_digits(typed))
            return listed.filter(pk=user.pk) if user else listed.none()
        case "identity":
            try:
                return listed.filter(identity_hash=hash_of_identity(identity_typed(_digits(typed))))
            except Refused:
                return listed.none()
    return listed.called(typed) if typed else listed.none()


def _digits(text: str) -> str:
    return one_line(text).replace(" ", "").replace("-", "")


def rows(found: Iterable[Resident]) -> list[Row]:
    """Residents as a list shows them; each with its sign-in and its community."""
    return [
        Row(
            id=each.pk,
            name=each.masked_name,
            phone=mask_phone(phone_of(each.user)),
            identity=masked_identity(each),
            community=each.home_area.short_name,
            registered_at=each.registered_at,
        )
        for each in found
    ]


def communities(actor: Actor) -> list[Area]:
    """Where the actor keeps the register, to narrow a list by; a county's are too many to choose from."""
    areas = Area.objects.current().inside(areas_read(actor)).communities().order_by("code")
    return list(areas[:MOST_COMMUNITIES])


def agreed(resident: Resident, day: date) -> list[Agreed]:
    """What a resident agreed to, in force first, then the newest."""
    given = Consent.objects.filter(resident=resident).order_by("-ends_on", "-id")
    rows = [_agreed(consent, day) for consent in given]
    return sorted(rows, key=lambda each: not each.is_in_force)


def withdrawal_of(consent: Consent) -> dict[str, Any]:
    """What somebody reads before a consent is withdrawn: `contacts` lose name and phone at that moment."""
    contacts = Contact.objects.filter(consent=consent, until=None).count()
    return {"given": consent, "name": _name_of(consent), "contacts": contacts}


def _agreed(consent: Consent, day: date) -> Agreed:
    purpose = lists.purposes().get(consent.purpose)
    allows = purpose.allows if purpose else ""
    return Agreed(consent, _name_of(consent), allows, consent.is_in_force(day))


def _name_of(consent: Consent) -> str:
    purpose = lists.purposes().get(consent.purpose)
    return purpose.name if purpose else consent.purpose


def called(resident: Resident, day: date) -> list[Called]:
    """Whom to call for a resident, as far as a consent in force allows; of those on the register the masked name."""
    contacts = list(Contact.objects.filter(resident=resident).allowed_on(day))
    with acting_as(NAMER):  # the resident reads whom they named, too
        names = masked_names(contact.other_id for contact in contacts if contact.other_id)
    return [_called(contact, names.get(contact.other_id, "") if contact.other_id else "") for contact in contacts]


def _called(contact: Contact, name: str) -> Called:
    shown, phone = (name, "") if contact.other_id else masked_person(contact)
    return Called(contact, relation_name(contact.relation), shown, phone)


def relation_name(code: str) -> str:
    """What a relation is called; its code where the list no longer has it."""
    known = lists.relations().get(code)
    return known.name if known else code


def belongings(household: Household) -> list[Belonging]:
    """Who belongs to a household now, the head first; names masked, wherever their home is registered."""
    members = sorted(household.members.current(), key=lambda each: (each.relation != lists.HEAD, each.since))
    names = masked_names(member.resident_id for member in members)
    return [Belonging(each, names.get(each.resident_id, ""), relation_name(each.relation)) for each in members]


def household_of(resident: Resident) -> HouseholdMember | None:
    """Where a resident belongs now, as far as the actor sees that household."""
    return HouseholdMember.objects.current().select_related("household").filter(resident=resident).first()


def stands_as(resident: Resident) -> list[tuple[Contact, str]]:
    """Of whom this resident is on record as a contact: the kind, and a masked name of whom it is for."""
    contacts = list(Contact.objects.filter(other=resident, until=None))
    with acting_as(NAMER):
        names = masked_names(contact.resident_id for contact in contacts)
    return [(contact, names.get(contact.resident_id, "")) for contact in contacts]
