"""The same thing once more: no second case, but the unit that handles the first one hears of it."""

from datetime import datetime

from django.db import transaction

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.cases import rules
from linli.cases.actions.writing import locked, tell_unit, write
from linli.cases.models import Case, Channel


@transaction.atomic
def join(case: Case, *, channel: Channel, by: Actor, at: datetime, words: str = "") -> Case:
    """Somebody speaks of what is being handled already: who asked first, in more words, or another one by a clerk.

    Of another one nothing is kept, neither who it was nor what they said: the case is the first one's, who reads it.
    """
    case = locked(case, by)
    if not by.is_resident:
        require(by, "cases.submit_for", area=case.area_id)
    said = words.strip()[:2000] if by.is_resident else ""
    text = {"reason": said} if said else None
    write(case, rules.join(case.standing), "cases.joined", by=by, at=at, text=text, channel=channel, unit=case.unit_id)
    tell_unit(case, "cases.joined", at)
    return case
