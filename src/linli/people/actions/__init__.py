"""What is done to the record of a resident; every reading of what is masked is one of these."""

from linli.people.actions.changing import change, correct
from linli.people.actions.consents import give_consent, watch_consents, withdraw_consent
from linli.people.actions.contacts import add_contact, end_contact, look_up_contact
from linli.people.actions.entering import Enrolled, enrol, register, start
from linli.people.actions.households import (
    change_household,
    change_relation,
    create_household,
    dissolve_household,
    join_household,
    leave_household,
)
from linli.people.actions.looking import KIND, NAME_AND_PHONE, Revealed, exported, look_up, reveal

__all__ = [
    "KIND",
    "NAME_AND_PHONE",
    "Enrolled",
    "Revealed",
    "add_contact",
    "change",
    "change_household",
    "change_relation",
    "correct",
    "create_household",
    "dissolve_household",
    "end_contact",
    "enrol",
    "exported",
    "give_consent",
    "join_household",
    "leave_household",
    "look_up",
    "look_up_contact",
    "register",
    "reveal",
    "start",
    "watch_consents",
    "withdraw_consent",
]
