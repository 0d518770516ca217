"""The verbs of ledgers: define, publish, discard, end; fill and take back; bring in; remind."""

from linli.ledgers.actions.bringing_in import bring_in
from linli.ledgers.actions.defining import Wanted, discard, draft, end, publish
from linli.ledgers.actions.filling import Said, fill, take_back
from linli.ledgers.actions.reminding import remind

__all__ = ["Said", "Wanted", "bring_in", "discard", "draft", "end", "fill", "publish", "remind", "take_back"]
