"""The verbs of archives: the only code that writes them."""

from linli.archives.actions.disposing import approve, destroy, propose, refuse
from linli.archives.actions.exporting import ask, drop_old, fail, fetch, make
from linli.archives.actions.holding import hold, lift

__all__ = ["approve", "ask", "destroy", "drop_old", "fail", "fetch", "hold", "lift", "make", "propose", "refuse"]
