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
from linli.people.actions.merging import merge, undo_merge
from linli.people.actions.phones import disown, give_phone, recognise, release_phone
from linli.people.actions.requests import (
    accept_correction,
    accept_deletion,
    ask_correction,
    ask_deletion,
    carry_out_deletions,
    refuse_request,
    withdraw_request,
)

__all__ = [
    "KIND",
    "NAME_AND_PHONE",
    "Enrolled",
    "Revealed",
    "accept_correction",
    "accept_deletion",
    "add_contact",
    "ask_correction",
    "ask_deletion",
    "carry_out_deletions",
    "change",
    "change_household",
    "change_relation",
    "correct",
    "create_household",
    "disown",
    "dissolve_household",
    "end_contact",
    "enrol",
    "exported",
    "give_consent",
    "give_phone",
    "join_household",
    "leave_household",
    "look_up",
    "look_up_contact",
    "merge",
    "recognise",
    "refuse_request",
    "register",
    "release_phone",
    "reveal",
    "start",
    "undo_merge",
    "watch_consents",
    "withdraw_consent",
    "withdraw_request",
]
