"""Why a record cannot be deleted yet: modules above say what they still need it for, registered in their `apps.py`."""

from collections.abc import Callable
from uuid import UUID

from linli.base.actor import system_actor
from linli.base.refusals import Sentence
from linli.base.scope import acting_as

Reason = Callable[[UUID], "Sentence | None"]
ASKER = system_actor("people.keeping")

_reasons: list[Reason] = []


def keep_while(reason: Reason) -> None:
    """Let a module say, in a sentence the resident reads, why the record of somebody must stay for now; None if not."""
    if reason not in _reasons:
        _reasons.append(reason)


def reasons_to_keep(resident: UUID) -> list[Sentence]:
    """Everything that stands against deleting a record now, wherever it lies."""
    with acting_as(ASKER):
        return [said for reason in _reasons if (said := reason(resident)) is not None]
