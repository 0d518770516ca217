"""The history of an area. The journal names its subjects by ids; an area's is made of its code, always the same one."""

from uuid import UUID, uuid5

from linli.base import journal
from linli.base.journal import Entry

KIND = "areas.area"
NAMES = UUID("019abf1c-7a5e-7000-8000-617265617300")


def subject(code: str) -> tuple[str, UUID]:
    """An area as the journal names it."""
    return KIND, uuid5(NAMES, code)


def entries(code: str) -> list[Entry]:
    """What was changed about an area, oldest first."""
    return journal.entries(on=subject(code))
