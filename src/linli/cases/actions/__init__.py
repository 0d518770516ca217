"""The verbs of a case: the only code that writes one. Pages, API, jobs and imports all call these."""

from linli.cases.actions.answering import confirm, lapse, rate, reopen, withdraw
from linli.cases.actions.answers import Words, add_answer, change_answer, end_answer
from linli.cases.actions.bulk import begin_bulk, carry_on, confirm_bulk, drop_old_bulk, stop_bulk
from linli.cases.actions.drafting import drop_draft, drop_old_drafts, keep_draft
from linli.cases.actions.forgetting import destroy
from linli.cases.actions.handling import accept, assign, extend, raise_audience, resolve
from linli.cases.actions.intake import Request, sent_before, submit, submit_for
from linli.cases.actions.joining import join
from linli.cases.actions.locating import locate
from linli.cases.actions.looking import require_in_hands, reveal, reveal_all
from linli.cases.actions.merging import merge, unmerge
from linli.cases.actions.nameless import asker, count_asking, held, holder, opened, submit_nameless
from linli.cases.actions.parts import call_in, finish_part, release_part, take_up_part, watch_parts
from linli.cases.actions.pausing import keep_calendar, pause, resume
from linli.cases.actions.returning import decide, deciding_area, give_back, watch_returns, watch_unowned
from linli.cases.actions.routes import Wanted, add_rule, end_rule
from linli.cases.actions.splitting import split
from linli.cases.actions.urging import answer_supervision, note, supervise, urge
from linli.cases.actions.views import drop_view, keep_view
from linli.cases.actions.voicing import hear, rate_for, set_aside
from linli.cases.actions.watching import close_unanswered, watch_deadlines
from linli.cases.actions.withholding import open_to_resident

__all__ = [
    "Request",
    "Wanted",
    "Words",
    "accept",
    "add_answer",
    "add_rule",
    "answer_supervision",
    "asker",
    "assign",
    "begin_bulk",
    "call_in",
    "carry_on",
    "change_answer",
    "close_unanswered",
    "confirm",
    "confirm_bulk",
    "count_asking",
    "decide",
    "deciding_area",
    "destroy",
    "drop_draft",
    "drop_old_bulk",
    "drop_old_drafts",
    "drop_view",
    "end_answer",
    "end_rule",
    "extend",
    "finish_part",
    "give_back",
    "hear",
    "held",
    "holder",
    "join",
    "keep_calendar",
    "keep_draft",
    "keep_view",
    "lapse",
    "locate",
    "merge",
    "note",
    "open_to_resident",
    "opened",
    "pause",
    "raise_audience",
    "rate",
    "rate_for",
    "release_part",
    "reopen",
    "require_in_hands",
    "resolve",
    "resume",
    "reveal",
    "reveal_all",
    "sent_before",
    "set_aside",
    "split",
    "stop_bulk",
    "submit",
    "submit_for",
    "submit_nameless",
    "supervise",
    "take_up_part",
    "unmerge",
    "urge",
    "watch_deadlines",
    "watch_parts",
    "watch_returns",
    "watch_unowned",
    "withdraw",
]
