"""The verbs of machines and of the papers that sign somebody in at them; the only code here that writes."""

from linli.kiosks.actions.machines import (
    DOOR,
    Fresh,
    change,
    count,
    enrol,
    found_by,
    register,
    renew,
    revoke,
    withdraw,
)
from linli.kiosks.actions.passes import GivenPass, end_pass, give_pass, phone_taken, use_pass
from linli.kiosks.actions.signs import hear, whose_token
from linli.kiosks.queries import MANAGE

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
    "hear",
    "phone_taken",
    "register",
    "renew",
    "revoke",
    "use_pass",
    "whose_token",
    "withdraw",
]
