"""Why a record cannot be deleted yet: modules above say what they still need it for, registered in their `apps.py`."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.actor import system_actor
from linli.base.refusals import Sentence
from linli.base.scope import acting_as, current_actor

Reason = Callable[[UUID], "Sentence | None"]
ASKER = system_actor("people.keeping")
NOT_DONE = _("还有事情没有办完")

_reasons: list[Reason] = []


def keep_while(reason: Reason) -> None:
    """Let a module say, in a sentence the resident reads, why the record of somebody must stay for now; None if not."""
    if reason not in _reasons:
        _reasons.append(reason)


def reasons_to_keep(resident: UUID) -> list[Sentence]:
    """Everything that stands against deleting a record now, wherever it lies.

    What it is and how much of it the resident alone reads: it may be confidential, or another unit's. Anybody else
    reads that there is something.
    """
    reader = current_actor()
    with acting_as(ASKER):
        found = [said for reason in _reasons if (said := reason(resident)) is not None]
    if reader.resident == resident:
        return found
    return [NOT_DONE] if found else []
