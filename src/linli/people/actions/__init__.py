"""What is done to the record of a resident; every reading of what is masked is one of these."""

from linli.people.actions.changing import ask_for_identity, change, correct
from linli.people.actions.consents import give_consent, watch_consents, withdraw_consent
from linli.people.actions.contacts import add_contact, end_contact, look_up_contact
from linli.people.actions.entering import Enrolled, enrol, register, start
from linli.people.actions.giving import (
    ask_old_phone,
    ask_phone,
    cancel_phone,
    carry_out_phone_changes,
    confirm_phone,
    prove_phone,
    refuse_phone,
    release_phone,
)
from linli.people.actions.households import (
    change_household,
    change_relation,
    create_household,
    dissolve_household,
    join_household,
    leave_household,
)
from linli.people.actions.known import KIND
from linli.people.actions.looking import (
    NAME_AND_PHONE,
    Ground,
    Revealed,
    exported,
    look_up,
    open_request,
    reveal,
    reveal_all,
    search,
)
from linli.people.actions.merging import ask_merge_code, field_of_code, merge, undo_merge
from linli.people.actions.phones import disown, recognise
from linli.people.actions.reminding import postpone_deletions, watch_requests
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
    "Ground",
    "Revealed",
    "accept_correction",
    "accept_deletion",
    "add_contact",
    "ask_correction",
    "ask_deletion",
    "ask_for_identity",
    "ask_merge_code",
    "ask_old_phone",
    "ask_phone",
    "cancel_phone",
    "carry_out_deletions",
    "carry_out_phone_changes",
    "change",
    "change_household",
    "change_relation",
    "confirm_phone",
    "correct",
    "create_household",
    "disown",
    "dissolve_household",
    "end_contact",
    "enrol",
    "exported",
    "field_of_code",
    "give_consent",
    "join_household",
    "leave_household",
    "look_up",
    "look_up_contact",
    "merge",
    "open_request",
    "postpone_deletions",
    "prove_phone",
    "recognise",
    "refuse_phone",
    "refuse_request",
    "register",
    "release_phone",
    "reveal",
    "reveal_all",
    "search",
    "start",
    "undo_merge",
    "watch_consents",
    "watch_requests",
    "withdraw_consent",
    "withdraw_request",
]
