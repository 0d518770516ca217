"""The verbs of helping: the only code that writes what this module owns."""

from linli.aid.actions.finding import NewNeed, find, name
from linli.aid.actions.forgetting import consent_ended, forget_needs, forget_old, move_needs, move_needs_back
from linli.aid.actions.looking import look
from linli.aid.actions.moving import accept, give_back, keep, recall, refer, report
from linli.aid.actions.saying import add_word, decline, rate
from linli.aid.actions.serving import close, review, serve, tell_person
from linli.aid.actions.watching import end_by_date, watch, watch_telling

__all__ = [
    "NewNeed",
    "accept",
    "add_word",
    "close",
    "consent_ended",
    "decline",
    "end_by_date",
    "find",
    "forget_needs",
    "forget_old",
    "give_back",
    "keep",
    "look",
    "move_needs",
    "move_needs_back",
    "name",
    "rate",
    "recall",
    "refer",
    "report",
    "review",
    "serve",
    "tell_person",
    "watch",
    "watch_telling",
]
