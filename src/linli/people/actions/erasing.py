"""Deleting a record: what is personal is destroyed, a row without words stays where others point to it."""

from datetime import datetime

from linli.accounts import actions as accounts
from linli.base import journal
from linli.base.clock import local_day
from linli.base.events import emit
from linli.people.identities import put_identity
from linli.people.models import (
    Consent,
    Contact,
    HouseholdMember,
    PhoneChange,
    PhoneChangeState,
    RecordRequest,
    Resident,
)


def erase(resident: Resident, *, at: datetime) -> None:
    """Part of carrying out a deletion, by a job, which journals: the database lets nobody else destroy words.

    Records merged into this one go with it. Modules above hear `people.erased` and destroy the words written to them.
    """
    for each in [resident, *Resident.objects.filter(merged_into=resident)]:
        _erase_one(each, at)
        emit("people.erased", resident=each, at=at)


def _erase_one(resident: Resident, at: datetime) -> None:
    today = local_day(at)
    Consent.objects.filter(resident=resident, withdrawn_at=None).update(withdrawn_at=at)
    for named in (Contact.objects.filter(resident=resident), Contact.objects.filter(other=resident)):
        named.filter(until=None).update(until=today)
        named.update(other=None, name_cipher="", phone_cipher="")
    HouseholdMember.objects.filter(resident=resident, until=None).update(until=today)
    RecordRequest.objects.filter(resident=resident).update(words_cipher="", reply_cipher="")
    PhoneChange.objects.unsettled().filter(resident=resident).update(
        state=PhoneChangeState.LAPSED, settled_at=at, phone_cipher=""
    )
    accounts.close_for_good(resident.user, at=at)
    put_identity(resident, "")
    resident.name, resident.erased_at = "", at
    resident.save(update_fields=["name", "erased_at", "identity_hash", "identity_cipher"])
    journal.forget(resident)
