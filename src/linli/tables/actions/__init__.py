"""The verbs of spreadsheets in and out; the only code here that writes."""

from linli.tables.actions.giving_out import GivenOut, give_out
from linli.tables.actions.running import Outcome, bring_in, fail, give_up, run_check, run_write, try_out
from linli.tables.actions.upkeep import tidy
from linli.tables.actions.uploading import cancel, confirm, upload

__all__ = [
    "GivenOut",
    "Outcome",
    "bring_in",
    "cancel",
    "confirm",
    "fail",
    "give_out",
    "give_up",
    "run_check",
    "run_write",
    "tidy",
    "try_out",
    "upload",
]
