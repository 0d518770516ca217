"""What a look at the installation finds: a question, how bad it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """The answer to one question."""

    name: str
    state: State
    message: str
