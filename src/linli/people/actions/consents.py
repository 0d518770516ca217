"""What residents agree to: given, prolonged, withdrawn at any time, and over after its last day.

Once a consent ends, what rested on it goes with it: names and phones of contacts are destroyed here, and modules above
hear `people.consent_ended`.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.notifications.actions import tell
from linli.people import lists
from linli.people.actions.writing import journal_contact, locked
from linli.people.models import Consent, Contact, Resident, Way
from linli.people.rules import WARNED_BEFORE, months_later, span_of_consent


@transaction.atomic
def give_consent(
    resident: Resident, *, purpose: str, way: Way, ends_on: date | None = None, by: Actor, at: datetime
) -> Consent:
    """A resident agrees to one purpose: in the portal, or on paper, as staff note. One in force is prolonged.

    What staff note, the resident is told: a consent nobody gave is taken back by who reads of it.
    """
    resident, today = _theirs(resident, by), local_day(at)
    if by.is_resident != (way == Way.PORTAL):
        raise Refused("people.way_wrong", _("工作人员只能登记签了字的纸质同意书。"), field="way")
    chosen = lists.purposes().get(purpose)
    if chosen is None:
        raise Refused("people.purpose_unknown", _("请选同意什么。"), field="purpose")
    ends_on = ends_on or months_later(today, chosen.months)
    span_of_consent(today, ends_on, chosen.longest)
    standing = Consent.objects.in_force(today).select_for_update().filter(resident=resident, purpose=purpose).first()
    if standing:
        return _prolonged(standing, ends_on, way, by, at)
    consent = Consent(resident=resident, purpose=purpose, way=way, begins_on=today, ends_on=ends_on)
    consent.save(force_insert=True)
    _journal("people.consent_given", consent, by, at)
    _tell_what_staff_noted("people.consent_noted", consent, by, at)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Actor, at: datetime) -> Consent:
    """The resident no longer agrees; from this moment nothing rests on it. What staff note, the resident is told."""
    _theirs(consent.resident, by)
    found = Consent.objects.select_for_update().filter(pk=consent.pk, withdrawn_at=None, lapsed_at=None).first()
    if found is None:
        raise Refused("people.consent_ended", _("这项同意已经撤回，或者到期了。"))
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    _ended(found, by, at)
    _journal("people.consent_withdrawn", found, by, at)
    _tell_what_staff_noted("people.consent_taken_back", found, by, at)
    return found


@transaction.atomic
def watch_consents(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Tell residents a month before a consent runs out, and end what has run out; how many of each."""
    today = local_day(at)
    running = Consent.objects.filter(withdrawn_at=None, lapsed_at=None).select_for_update(
        skip_locked=True, of=("self",)
    )
    lapsed = list(running.filter(ends_on__lt=today).select_related("resident"))
    for consent in lapsed:
        consent.lapsed_at = at
        consent.save(update_fields=["lapsed_at"])
        _ended(consent, by, at)
        _journal("people.consent_lapsed", consent, by, at)
    soon = list(
        running.filter(ends_on__gte=today, ends_on__lte=today + WARNED_BEFORE, warned_at=None).select_related(
            "resident__user"
        )
    )
    for consent in soon:
        consent.warned_at = at
        consent.save(update_fields=["warned_at"])
        _tell_it_ends(consent, at)
    return len(soon), len(lapsed)


def _theirs(resident: Resident, by: Actor) -> Resident:
    """The resident themselves, or a record the staff keep."""
    if not by.is_resident:
        return locked(resident, by, "people.change")
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    return Resident.objects.select_for_update().get(pk=resident.pk)


def _prolonged(consent: Consent, ends_on: date, way: Way, by: Actor, at: datetime) -> Consent:
    if ends_on > consent.ends_on:
        consent.ends_on, consent.way, consent.warned_at = ends_on, way, None
        consent.save(update_fields=["ends_on", "way", "warned_at"])
        _journal("people.consent_prolonged", consent, by, at)
        _tell_what_staff_noted("people.consent_noted", consent, by, at)
    return consent


def _ended(consent: Consent, by: Actor, at: datetime) -> None:
    """Take away what rested on it, each contact with an entry of its own."""
    contacts = Contact.objects.filter(consent=consent)
    for contact in contacts.filter(until=None):
        journal_contact("people.contact_ended", contact, consent.resident, by, at)
    contacts.filter(until=None).update(until=local_day(at))
    contacts.update(other=None, name_cipher="", phone_cipher="")
    emit("people.consent_ended", resident=consent.resident, purpose=consent.purpose, at=at)


def _journal(verb: str, consent: Consent, by: Actor, at: datetime) -> None:
    """On the resident, who reads it."""
    record(
        verb, on=consent.resident, by=by, at=at, area=consent.resident.home_area_id, consent=consent.pk,
        purpose=consent.purpose, way=consent.way, until=consent.ends_on,
    )  # fmt: skip


def _tell_what_staff_noted(event: str, consent: Consent, by: Actor, at: datetime) -> None:
    if not by.is_resident:
        tell(consent.resident.user, event, about=consent, number="", at=at, until=consent.ends_on)


def _tell_it_ends(consent: Consent, at: datetime) -> None:
    tell(
        consent.resident.user, "people.consent_ending", about=consent, number="", at=at,
        until=consent.ends_on, agreed_to=consent.purpose,
    )  # fmt: skip
