"""Whoever signs in finds something to do, on whatever day the demo is built."""

from datetime import datetime, timedelta

import pytest

from linli.base.clock import SHANGHAI, local_day
from linli.cases.rules import ANSWER_WINDOW, OPEN, Stage
from linli.demo import doors
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.moments import due_day, submissions
from linli.demo.stories import Story
from linli.demo.tests.given import DAYS, MONDAY, a_story, lives, the_scripts, the_world

UNTIL = [
    MONDAY,
    datetime(2026, 11, 23, 4, 3, tzinfo=SHANGHAI),  # before anybody is at work
    datetime(2026, 11, 20, 21, 0, tzinfo=SHANGHAI),  # a Friday night
    datetime(2026, 11, 22, 15, 0, tzinfo=SHANGHAI),  # a Sunday
    datetime(2026, 10, 3, 12, 0, tzinfo=SHANGHAI),  # in the holidays
    datetime(2027, 3, 2, 9, 0, tzinfo=SHANGHAI),  # in a year whose holidays are not known yet
]


@pytest.fixture
def cast(built) -> Cast:
    return Cast(the_world())


def told(cast: Cast, until: datetime) -> list[Story]:
    return [a_story(script, cast, number, until) for number, script in enumerate(the_scripts(cast, until))]


def test_the_resident_has_one_to_answer_one_under_way_and_some_closed(cast):
    for until in UNTIL:
        mine = [story.case for story in told(cast, until) if story.case.resident_id == cast.world.people[0].id]
        stages = [case.stage for case in mine]
        assert stages.count(Stage.RESOLVED) == 1, until
        assert [case.resolved_at + ANSWER_WINDOW > until for case in mine if case.stage == Stage.RESOLVED] == [True], (
            until
        )
        assert sum(stage in OPEN for stage in stages) == 2, until  # the same twice; `demo.pairing` makes them one
        assert stages.count(Stage.CLOSED) == 3, until
        assert {case.rating for case in mine} == {None, 4, 5}, until


def test_the_shown_desk_has_ten_to_do_one_late_and_two_due_on_the_next_day(cast):
    desk = cast.committee(doors.COMMUNITY)
    for until in UNTIL:
        work = [story.case for story in told(cast, until) if story.case.unit_id == desk and story.case.stage in OPEN]
        late = [case for case in work if case.due_at < until]
        today = [case for case in work if local_day(case.due_at) == due_day(until) and case not in late]
        assert len(work) >= 10, until
        assert [case.escalated_at is not None for case in late] == [True], until
        assert len(today) >= 2, until
        assert any(until - case.submitted_at < timedelta(hours=12) for case in work), until


def test_lives_left_to_chance_give_plausible_figures(cast):
    found = [
        a_story(script, cast, number).case for number, script in lives(cast, submissions(Draw("f"), 700, MONDAY, DAYS))
    ]
    done = [case for case in found if case.resolved_at]
    rated = [case for case in done if case.rating]
    assert 0.86 <= sum(case.resolved_at <= case.due_at for case in done) / len(done) <= 0.95
    assert 0.9 <= sum(case.rating >= 3 for case in rated) / len(rated) <= 0.98
    assert 0.9 <= sum(case.first_contact_at <= case.accept_due_at for case in done) / len(done) < 1
    assert 0.03 <= sum(case.stage in OPEN for case in found) / len(found) <= 0.12
    assert {case.stage for case in found} == set(Stage)
