"""What only shows once it is committed: a count whose connection is killed, two counts at once, a forged figure."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app

from linli.base.scope import acting_as
from linli.indicators import actions, jobs, recount
from linli.indicators.models import DailyMeasure, StaleDay, Watermark
from linli.indicators.rules import Period
from linli.indicators.tests import given
from linli.indicators.tests.given import DAY, MONDAY_9AM, SYSTEM
from tests.owner import as_owner


@pytest.fixture
def case(own_database):
    """A resolved case, marked and not yet counted."""
    given.counted(MONDAY_9AM)
    return given.a_resolved_case(given.a_clerk(given.a_unit()), given.a_resident())


def values():
    with acting_as(SYSTEM):
        return sorted(DailyMeasure.objects.values_list("measure", "value"))


def test_the_job_counts_what_has_changed_and_comes_round_by_seconds(case):
    jobs.refresh(0)
    assert values() == ONCE
    (periodic,) = [each for each in app.periodic_registry.periodic_tasks.values() if each.task.name == jobs.REFRESH]
    first = periodic.croniter.get_next(start_time=0)
    assert [first, periodic.croniter.get_next()] == [15, 30]


ONCE = [("counted", 1), ("on_time", 1), ("responded", 1)]


def test_a_count_whose_connection_is_killed_before_its_end_leaves_nothing_and_the_next_does_it_once(case):
    def counted_but_not_committed():
        with acting_as(SYSTEM):
            assert actions.refresh(by=SYSTEM, at=MONDAY_9AM + DAY) == 1
            connection.connection.close()  # what the server sees of a killed process
            Watermark.objects.get()

    with pytest.raises((OperationalError, InterfaceError)):
        counted_but_not_committed()
    connection.close()
    assert values() == []
    given.counted(MONDAY_9AM + DAY)
    assert values() == ONCE
    with acting_as(SYSTEM):
        assert not StaleDay.objects.exists()


def test_a_second_count_waits_for_the_first(case):
    with acting_as(SYSTEM):
        actions.refresh(by=SYSTEM, at=MONDAY_9AM + DAY)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            as_owner("SELECT 1 FROM indicators_watermark FOR UPDATE NOWAIT")
    assert values() == ONCE


def test_a_figure_that_was_forged_is_found(case):
    given.counted(MONDAY_9AM + DAY)
    as_owner("UPDATE indicators_dailymeasure SET value = 7 WHERE measure = 'on_time'")
    with acting_as(SYSTEM):
        (difference,) = recount.compare(
            given.COUNTY, Period(MONDAY_9AM.date(), (MONDAY_9AM + 60 * DAY).date())
        ).differences
    assert (difference.leaf.measure, difference.stored, difference.recounted) == ("on_time", 7, 1)
