"""The verbs of following up: the only code that writes what this module owns."""

from linli.followups.actions.calling import answered, let_go, not_reached, number_of
from linli.followups.actions.drawing import draw, draw_last_month
from linli.followups.actions.remedying import appeal, decide, mend, on_rated, watch

__all__ = [
    "answered",
    "appeal",
    "decide",
    "draw",
    "draw_last_month",
    "let_go",
    "mend",
    "not_reached",
    "number_of",
    "on_rated",
    "watch",
]
