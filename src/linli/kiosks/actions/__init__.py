"""The verbs of machines and of the papers that sign somebody in at them; the only code here that writes."""

from linli.kiosks.actions.machines import (
    DOOR,
    MANAGE,
    Fresh,
    change,
    count,
    enrol,
    found_by,
    register,
    renew_code,
    withdraw,
)
from linli.kiosks.actions.passes import GivenPass, end_pass, give_pass, phone_taken, use_pass

__all__ = [
    "DOOR",
    "MANAGE",
    "Fresh",
    "GivenPass",
    "change",
    "count",
    "end_pass",
    "enrol",
    "found_by",
    "give_pass",
    "phone_taken",
    "register",
    "renew_code",
    "use_pass",
    "withdraw",
]
