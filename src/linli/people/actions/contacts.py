"""Who answers for a resident, or is called for them. Each rests on a consent and goes with it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.phones import hash_of
from linli.accounts.rules import mobile
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.people import lists
from linli.people.actions.looking import NAME_AND_PHONE, Revealed, reveal
from linli.people.actions.writing import journal_contact, locked
from linli.people.contacting import name_of, phone_of_contact, put_person
from linli.people.models import Consent, Contact, ContactKind, Resident
from linli.people.rules import name_typed, purpose_typed

GONE = _("这个联系人已经取消了。")
RESTS_ON = {
    ContactKind.GUARDIAN: lists.GUARDIAN_CONTACT,
    ContactKind.CARER: lists.GUARDIAN_CONTACT,
    ContactKind.EMERGENCY: lists.FAMILY_CONTACT,
}


@transaction.atomic
def add_contact(
    resident: Resident, *, kind: ContactKind, relation: str, name: str, phone: str, by: Actor, at: datetime
) -> Contact:
    """A guardian, a carer or somebody to call, where the resident has agreed to it.

    Whoever stands on the actor's register under this name and phone is linked; of others, name and phone are kept
    encrypted. Nobody sees anybody's requests by it.
    """
    resident, today = locked(resident, by, "people.change"), local_day(at)
    name, phone = name_typed(name), mobile(phone)
    chosen = lists.relations().get(relation)
    if chosen is None or not chosen.contact:
        raise Refused("people.relation_unknown", _("请选是什么关系。"), field="relation")
    consent = Consent.objects.in_force(today).filter(resident=resident, purpose=RESTS_ON[kind]).first()
    if consent is None:
        raise Refused(
            "people.consent_needed",
            _("还没有“%(purpose)s”的同意。请先登记同意，再登记联系人。")
            % {"purpose": lists.purposes()[RESTS_ON[kind]].name},
            field="kind",
        )
    contact = Contact(resident=resident, kind=kind, relation=relation, consent=consent, since=today)
    contact.other = _on_the_register(name, phone, by)
    if contact.other == resident:
        raise Refused("people.contact_of_oneself", _("联系人要是另一个人。"), field="phone")
    if contact.other is None:
        put_person(contact, name, phone)
    contact.save(force_insert=True)
    journal_contact("people.contact_added", contact, resident, by, at)
    if contact.other:
        record("people.named_contact", on=contact.other, by=by, at=at, area=contact.other.home_area_id, kind=kind)
    return contact


@transaction.atomic
def end_contact(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """No longer a contact: who it was is destroyed, that there was one stays."""
    if by.is_resident and by.resident != contact.resident_id:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    if not by.is_resident:
        locked(contact.resident, by, "people.change")
    standing = (
        Contact.objects.select_related("resident")
        .select_for_update(of=("self",))
        .filter(pk=contact.pk, until=None)
        .first()
    )
    if standing is None:
        raise Refused("people.contact_ended", GONE)
    standing.until, standing.other, standing.name_cipher, standing.phone_cipher = local_day(at), None, "", ""
    standing.save(update_fields=["until", "other", "name_cipher", "phone_cipher"])
    journal_contact("people.contact_ended", standing, standing.resident, by, at)
    return standing


@transaction.atomic
def look_up_contact(contact: Contact, *, purpose: str, by: Actor, at: datetime) -> Revealed:
    """Name and phone of a contact, on record with the resident; where the contact is one too, with both."""
    resident = locked(contact.resident, by, "people.reveal")
    standing = Contact.objects.visible_to(by).allowed_on(local_day(at)).filter(pk=contact.pk).first()
    if standing is None:
        raise Refused("people.contact_ended", GONE)
    record(
        "people.revealed", on=resident, by=by, at=at, fields=["contact"], text={"purpose": purpose_typed(purpose)},
        ground_kind="people.resident", ground_id=resident.pk, number="", shown=["contact"],
    )  # fmt: skip
    if standing.other_id:
        ground = ("people.resident", resident.pk)
        return reveal(standing.other_id, purpose=purpose, ground=ground, by=by, at=at, shown=NAME_AND_PHONE)
    return Revealed(name=name_of(standing), phone=phone_of_contact(standing))


def _on_the_register(name: str, phone: str, by: Actor) -> Resident | None:
    return Resident.objects.visible_to(by).standing().filter(name=name, user__phone_hash=hash_of(phone)).first()
