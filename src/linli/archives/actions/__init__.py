"""The verbs of archives: the only code that writes them."""

from linli.archives.actions.exporting import ask, drop_old, fail, fetch, make

__all__ = ["ask", "drop_old", "fail", "fetch", "make"]
