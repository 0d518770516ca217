"""The verbs of a case: the only code that writes one. Pages, API, jobs and imports all call these."""

from linli.cases.actions.answering import confirm, lapse, rate, reopen, withdraw
from linli.cases.actions.drafting import drop_draft, drop_old_drafts, keep_draft
from linli.cases.actions.handling import accept, assign, call_in, extend, give_back, raise_audience, resolve
from linli.cases.actions.intake import Request, sent_before, submit, submit_for
from linli.cases.actions.joining import join
from linli.cases.actions.looking import reveal, reveal_all
from linli.cases.actions.voicing import hear, rate_for, set_aside
from linli.cases.actions.watching import close_unanswered, watch_deadlines
from linli.cases.actions.withholding import open_to_resident

__all__ = [
    "Request",
    "accept",
    "assign",
    "call_in",
    "close_unanswered",
    "confirm",
    "drop_draft",
    "drop_old_drafts",
    "extend",
    "give_back",
    "hear",
    "join",
    "keep_draft",
    "lapse",
    "open_to_resident",
    "raise_audience",
    "rate",
    "rate_for",
    "reopen",
    "resolve",
    "reveal",
    "reveal_all",
    "sent_before",
    "set_aside",
    "submit",
    "submit_for",
    "watch_deadlines",
    "withdraw",
]
