"""A worker asks for a resident: how they agreed is on record and theirs to read, and it is counted by community."""

from datetime import timedelta

import pytest

from linli.base.scope import acting_as
from linli.cases import actions, assisting, queries
from linli.cases.models import Channel, ConsentWay
from linli.cases.tests.given import (
    COMMUNITY,
    COUNTY,
    MONDAY_9AM,
    a_case,
    a_clerk,
    a_request,
    a_resident,
    a_unit,
    do,
)

pytestmark = pytest.mark.django_db


def assisted(clerk, resident):
    facts = {"channel": Channel.WINDOW, "consent": ConsentWay.PAPER}
    return do(actions.submit_for, resident.resident, a_request(), by=clerk, at=MONDAY_9AM, **facts)


def test_the_resident_reads_how_they_are_said_to_have_agreed():
    resident = a_resident()
    case = assisted(a_clerk(a_unit()), resident)
    with acting_as(resident):
        first = queries.timeline(case, resident)[-1]
    assert first.what == "替居民登记，签了委托书"


def test_a_community_counts_where_a_worker_asked_for_somebody_in_the_period():
    supervisor = a_clerk(None, role="supervisor", area=COUNTY)
    a_case()  # by the resident in person: no help
    with acting_as(supervisor):
        before, _below = assisting.coverage(COUNTY, MONDAY_9AM + timedelta(days=1))
    assisted(a_clerk(a_unit()), a_resident())
    with acting_as(supervisor):
        whole, below = assisting.coverage(COUNTY, MONDAY_9AM + timedelta(days=1))
        later, _below = assisting.coverage(COUNTY, MONDAY_9AM + timedelta(days=31))
    assert (before.covered, whole.covered, later.covered) == (0, 1, 0)
    assert below[COMMUNITY[:9]].covered == 1
    assert whole.wanted > 1
