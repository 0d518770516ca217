"""The verbs of the ledger: make a list, change and send it, report, supervise, answer, remind."""

from linli.tasks.actions.listing import Wanted, change, drop, make, send
from linli.tasks.actions.reporting import Said, report
from linli.tasks.actions.supervising import answer, remind, supervise

__all__ = ["Said", "Wanted", "answer", "change", "drop", "make", "remind", "report", "send", "supervise"]
