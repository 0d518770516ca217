"""How a deadline came about: from what happened and the calendars it was counted by, the same deadline again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as walked
from hypothesis import settings
from hypothesis import strategies as st

from linli.base.actor import system_actor
from linli.base.calendar import Limit, calendar
from linli.base.clock import SHANGHAI
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions, clock, rules
from linli.cases.calendars import by_version, content_of, from_content
from linli.cases.clock import Event, Moved
from linli.cases.models import KeptCalendar
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from tests.refusing import refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = calendar()
# The table as a later notice corrects it: Wednesday off, Saturday worked instead.
CORRECTED = replace(
    TODAY,
    holidays=TODAY.holidays | {date(2026, 11, 25)},
    swapped=TODAY.swapped | {date(2026, 11, 28)},
    version="corrected",
)
KEPT = {each.version: each for each in (TODAY, CORRECTED)}
LIMIT, FIVE_DAYS = Limit(5, "day"), Limit(5, "day")


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def a_running_case() -> rules.Standing:
    return rules.accept(rules.submit(MONDAY_9AM, Limit(2, "hour"), LIMIT, TODAY), MONDAY_9AM)


# Pausing


def test_a_pause_moves_the_deadline_by_as_long_as_it_may_last_and_ending_it_brings_it_back():
    case = a_running_case()
    paused = rules.pause(case, moment(24, 9), most=Limit(2, "day"), times=2, calendar=TODAY)
    assert paused.paused_until == moment(26, 17, 30)
    assert paused.due_at > case.due_at
    resumed = rules.resume(paused, moment(24, 10), TODAY)
    assert resumed.due_at == datetime(2026, 12, 1, 9, 30, tzinfo=SHANGHAI)  # an hour later than Monday 17:30
    assert (resumed.paused_at, resumed.paused_left) == (None, None)


def test_a_pause_that_nobody_ends_is_over_at_its_own_end():
    paused = rules.pause(a_running_case(), moment(24, 9), most=Limit(1, "day"), times=2, calendar=TODAY)
    assert rules.is_paused(paused, moment(25, 17))
    assert not rules.is_paused(paused, moment(25, 18))
    with pytest.raises(Refused) as refusal:
        rules.resume(paused, moment(25, 18), TODAY)
    assert refusal.value.code == "cases.not_paused"
    assert rules.resolve(paused, moment(26, 9)).paused_until is None


def test_a_clock_is_not_stopped_twice_at_once_nor_late_nor_more_often_than_the_file_says():
    case, most = a_running_case(), Limit(1, "day")
    paused = rules.pause(case, moment(24, 9), most=most, times=1, calendar=TODAY)
    for start, at, code in (
        (paused, moment(24, 10), "cases.paused_already"),
        (case, case.due_at + HOUR, "cases.paused_too_late"),
        (paused, moment(26, 9), "cases.paused_often"),
    ):
        with pytest.raises(Refused) as refusal:
            rules.pause(start, at, most=most, times=1, calendar=TODAY)
        assert refusal.value.code == code


# Counting again

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["extend", "pause", "resume", "resolve", "reopen"]),
        st.integers(1, 4000),  # minutes until then
        st.integers(1, 5),
        st.sampled_from([TODAY, CORRECTED]),  # the table as it was known then
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@walked(STEPS)
def test_whatever_happens_and_however_the_table_changes_each_deadline_can_be_counted_again(steps):
    at, case = MONDAY_9AM, a_running_case()
    events = [Event(Moved.STARTED, at, TODAY.version, limit=LIMIT, due=case.due_at)]
    for verb, minutes, number, known in steps:
        at += timedelta(minutes=minutes)
        try:
            case, event = step(case, verb, at, number, known)
        except Refused:
            continue
        events.append(replace(event, at=at, calendar=known.version))
    count = clock.counted(events, at, TODAY, KEPT)
    assert not count.differs
    assert count.due_at == case.due_at
    assert all(each.seconds >= 0 for each in count.intervals)
    assert all(before.end == after.start for before, after in zip(count.intervals, count.intervals[1:], strict=False))


def step(case, verb, at, number, known):
    left = case.paused_left
    match verb:
        case "extend":
            case = rules.extend(case, at, Limit(number, "day"), known)
            return case, Event(Moved.EXTENDED, at, limit=Limit(number, "day"), due=case.due_at)
        case "pause":
            case = rules.pause(case, at, most=Limit(number, "day"), times=3, calendar=known)
            until, left = case.paused_until, case.paused_left
            return case, Event(Moved.PAUSED, at, until=until, left=left, due=case.due_at)
        case "resume":
            case = rules.resume(case, at, known)
            return case, Event(Moved.RESUMED, at, left=left, due=case.due_at)
        case "resolve":
            return rules.resolve(case, at), Event(Moved.STOPPED, at)
        case _:
            case = rules.reopen(case, at, known)
            return case, Event(Moved.REOPENED, at, due=case.due_at)


def test_a_deadline_stays_what_it_was_when_the_table_is_corrected_afterwards():
    case = a_running_case()
    event = Event(Moved.STARTED, MONDAY_9AM, TODAY.version, limit=LIMIT, due=case.due_at)
    assert clock.counted([event], MONDAY_9AM, CORRECTED, KEPT).due_at == case.due_at


def test_where_no_calendar_was_kept_what_the_journal_says_holds():
    due = moment(27, 17, 30)
    event = Event(Moved.STARTED, MONDAY_9AM, "forgotten", limit=LIMIT, due=due)
    assert clock.counted([event], MONDAY_9AM, TODAY, KEPT).due_at == due


def test_what_was_paused_or_waited_for_the_resident_does_not_count():
    events = [
        Event(Moved.STARTED, moment(23, 9), TODAY.version, limit=LIMIT),
        Event(Moved.PAUSED, moment(23, 10), TODAY.version, until=moment(24, 17, 30), left=3600),
        Event(Moved.STOPPED, moment(25, 9, 30), TODAY.version),
        Event(Moved.REOPENED, moment(26, 9), TODAY.version),
    ]
    count = clock.counted(events, moment(26, 11), TODAY, KEPT)
    counted = [(each.began, each.seconds // 3600) for each in count.intervals]
    assert counted == [
        (Moved.STARTED, 1),
        (Moved.PAUSED, 0),
        (Moved.RAN_ON, 1),
        (Moved.STOPPED, 0),
        (Moved.REOPENED, 2),
    ]


def test_a_kept_calendar_is_the_calendar_again():
    assert from_content(TODAY.version, content_of(TODAY)) == TODAY


# In the database


@pytest.mark.django_db
def test_a_unit_stops_the_clock_for_a_reason_of_the_list_and_the_resident_is_told():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    case = given.an_accepted_case(clerk, resident)
    said = {"kind": "materials", "days": 3, "reason": "等居民拿房产证来。"}
    with refused("cases.pause_days"):
        do(actions.pause, case, **{**said, "days": 11}, by=clerk, at=MONDAY_9AM + HOUR)
    with refused("cases.pause_unknown"):
        do(actions.pause, case, **{**said, "kind": "holiday"}, by=clerk, at=MONDAY_9AM + HOUR)
    paused = do(actions.pause, case, **said, by=clerk, at=MONDAY_9AM + HOUR)
    with acting_as(resident):
        assert Message.objects.filter(event="cases.paused").exists()
    done = do(actions.resolve, paused, reply="办好了证明。", by=clerk, at=MONDAY_9AM + 3 * HOUR)
    with acting_as(system_actor("tests")):
        history = entries(on=case)
        assert [entry.verb for entry in history][-2:] == ["cases.resumed", "cases.resolved"]
        assert standing_of(history) == done.standing
    events = clock.events_of(history)
    count = clock.counted(events, MONDAY_9AM + 4 * HOUR, TODAY, by_version(event.calendar for event in events))
    assert (count.differs, count.due_at) == (False, done.due_at)


@pytest.mark.django_db
def test_what_only_those_above_may_wait_for_is_not_the_units_to_say():
    clerk, dispatcher = given.a_clerk(given.a_unit()), given.a_dispatcher()
    case = given.an_accepted_case(clerk)
    said = {"kind": "larger", "days": 20, "reason": "牵涉几个小区，要一起定。"}
    with refused("accounts.no_right"):
        do(actions.pause, case, **said, by=clerk, at=MONDAY_9AM + HOUR)
    assert do(actions.pause, case, **said, by=dispatcher, at=MONDAY_9AM + HOUR).paused_until


@pytest.mark.django_db
def test_the_calendar_in_force_is_kept_once():
    for _again in range(2):
        actions.keep_calendar(at=MONDAY_9AM)
    assert from_content(TODAY.version, KeptCalendar.objects.get().content) == TODAY
