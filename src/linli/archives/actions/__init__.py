"""The verbs of archives: the only code that writes them."""

from linli.archives.actions.disposing import approve, destroy, propose, refuse
from linli.archives.actions.exporting import ask, drop_old, fail, fetch, make

__all__ = ["approve", "ask", "destroy", "drop_old", "fail", "fetch", "make", "propose", "refuse"]
