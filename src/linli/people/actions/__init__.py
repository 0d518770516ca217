"""What is done to the record of a resident; every reading of what is masked is one of these."""

from linli.people.actions.changing import change, correct
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
    "change",
    "change_household",
    "change_relation",
    "correct",
    "create_household",
    "dissolve_household",
    "enrol",
    "exported",
    "join_household",
    "leave_household",
    "look_up",
    "register",
    "reveal",
    "start",
]
