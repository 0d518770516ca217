"""Readable starts for needs. All names are invented."""

from datetime import timedelta
from typing import Any

from linli.aid import actions
from linli.aid.actions import NewNeed
from linli.aid.models import Need, SourceChoices
from linli.aid.rules import Basis
from linli.base.actor import Actor, system_actor
from linli.base.scope import acting_as
from linli.cases.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    STREET,
    a_case,
    a_clerk,
    a_resident,
    a_unit,
    an_accepted_case,
    do,
)
from linli.people.actions import give_consent
from linli.people.models import Resident, Way

__all__ = [
    "COMMUNITY",
    "COUNTY",
    "DAY",
    "HOUR",
    "JOB",
    "MONDAY_9AM",
    "STREET",
    "a_case",
    "a_clerk",
    "a_need",
    "a_resident",
    "a_unit",
    "accepted",
    "agreeing",
    "an_accepted_case",
    "do",
    "now_of",
    "reported",
    "wanted",
]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JOB = system_actor("aid.watch")


def agreeing(resident: Actor) -> Actor:
    """The resident, who has agreed in the portal that the community may ask for help."""
    with acting_as(resident):
        record = Resident.objects.get(pk=resident.resident)
        give_consent(record, purpose="assistance", way=Way.PORTAL, by=resident, at=MONDAY_9AM)
    return resident


def wanted(resident: Actor | None = None, **more: Any) -> NewNeed:
    """What a worker writes down of somebody who has agreed; of an address, where there is nobody."""
    facts: dict[str, Any] = {
        "kind": "medical",
        "area": COMMUNITY,
        "source": SourceChoices.VISIT,
        "basis": Basis.CONSENT if resident else Basis.NOBODY,
        "words": "住院花了不少钱，药快断了。",
        "resident": resident.resident if resident else None,
        "place": "" if resident else "3 号楼 2 单元 301",
    }
    return NewNeed(**{**facts, **more})


def a_need(clerk: Actor, resident: Actor | None = None, **more: Any) -> Need:
    """A need just found."""
    return do(actions.find, wanted(resident, **more), by=clerk, at=MONDAY_9AM)


def reported(clerk: Actor, resident: Actor) -> Need:
    """One that the township's desk is asked to take on, an hour later."""
    return do(actions.report, a_need(clerk, resident), by=clerk, at=MONDAY_9AM + HOUR)


def accepted(clerk: Actor, street: Actor, resident: Actor) -> Need:
    """One that the township has taken on, two hours later."""
    return do(actions.accept, reported(clerk, resident), by=street, at=MONDAY_9AM + 2 * HOUR)


def now_of(need: Need) -> Need:
    """As it stands now."""
    with acting_as(JOB):
        return Need.objects.get(pk=need.pk)
