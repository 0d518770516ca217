"""Residents and what hangs on them: consents, contacts, households, requests and phones of a record, merges."""

from linli.people.models.consents import Consent, ConsentQuerySet, Contact, ContactKind, ContactQuerySet, Way
from linli.people.models.households import Household, HouseholdMember, HouseholdQuerySet, MemberQuerySet
from linli.people.models.phones import PhoneChange, PhoneChangeKind, PhoneChangeState, PhoneQuerySet
from linli.people.models.requests import (
    UNSETTLED,
    AskedField,
    Merge,
    MergeQuerySet,
    RecordRequest,
    RequestKind,
    RequestQuerySet,
    RequestState,
)
from linli.people.models.residents import OfResidentQuerySet, Resident, ResidentQuerySet, areas_read

__all__ = [
    "UNSETTLED",
    "AskedField",
    "Consent",
    "ConsentQuerySet",
    "Contact",
    "ContactKind",
    "ContactQuerySet",
    "Household",
    "HouseholdMember",
    "HouseholdQuerySet",
    "MemberQuerySet",
    "Merge",
    "MergeQuerySet",
    "OfResidentQuerySet",
    "PhoneChange",
    "PhoneChangeKind",
    "PhoneChangeState",
    "PhoneQuerySet",
    "RecordRequest",
    "RequestKind",
    "RequestQuerySet",
    "RequestState",
    "Resident",
    "ResidentQuerySet",
    "Way",
    "areas_read",
]
