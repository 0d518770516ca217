"""Web server and database killed while people send: what was confirmed is there, once, with all that belongs to it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection

from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify
from linli.cases.tests import given
from tests.faults.crowd import Browser, Crowd, Program
from tests.faults.delivering import a_message_is_delivered
from tests.faults.installation import Installation, children_of, until

AUDITOR = system_actor("base.seal_journal")
# For every case its journal entries, its units and what they were told: exactly one of each.
BELONGINGS = """
SELECT c.client_key, c.number,
       (SELECT count(*) FROM journal j WHERE j.subject_id = c.id AND j.verb = 'cases.submitted'),
       (SELECT count(*) FROM cases_party p WHERE p.case_id = c.id AND p.role = 'lead'),
       (SELECT count(*) FROM notifications_message m WHERE m.about_id = c.id AND m.event = 'cases.submitted')
  FROM cases_case c WHERE c.resident_id = ANY (%s::uuid[])
"""
ORPHANS = """
SELECT count(*) FROM journal j
 WHERE j.subject_kind = 'cases.case' AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = j.subject_id)
"""


@contextmanager
def a_crowd(site: Installation, *, seed: int, requests_each: int) -> Iterator[Crowd]:
    """Six residents of a community with a committee, three by the pages and three by the API; checked at the end."""
    people = [given.a_resident() for _ in range(6)]
    doors = [Browser, Program]
    senders = [doors[place % 2](site.address, person) for place, person in enumerate(people)]
    with Crowd(senders, requests_each, seed) as crowd:
        yield crowd
    assert crowd.gave_up == []
    assert crowd.contradictions == []
    assert len(crowd.confirmed) == crowd.total
    nothing_is_lost_and_nothing_is_there_twice(crowd, [person.resident for person in people])


def nothing_is_lost_and_nothing_is_there_twice(crowd: Crowd, residents: list) -> None:
    with acting_as(AUDITOR), connection.cursor() as cursor:
        cursor.execute(BELONGINGS, [residents])
        rows = cursor.fetchall()
        cursor.execute(ORPHANS)
        assert cursor.fetchone() == (0,)
    assert sorted((key, number) for key, number, *_ in rows) == sorted(crowd.confirmed.items())
    assert {tuple(belongings) for _key, _number, *belongings in rows} == {(1, 1, 1)}


def the_journal_is_whole() -> None:
    with acting_as(AUDITOR):
        seal()
    with acting_as(AUDITOR):
        verdict = verify()
    assert verdict.broken is None
    assert verdict.seals


def kill(pid: int) -> None:
    assert pid > 1
    os.kill(pid, signal.SIGKILL)


def restarted(site: Installation, part: Callable[[Installation], int], what: str) -> float:
    """Kill a part with -9; the seconds until another stands in its place and everything answers."""
    old = part(site)
    kill(old)
    took = until(partial(site.is_back, old, part), f"{what} is back")
    connection.close()  # ours may have died with the old server
    return took


def test_a_killed_web_server_loses_nothing_it_confirmed_and_makes_nothing_twice(site, committee, note):
    with a_crowd(site, seed=1311, requests_each=20) as crowd:
        crowd.wait_for(15)
        kill(children_of(site.web)[0])  # one of the two that answer; granian starts another
        crowd.wait_for(40)
        back = restarted(site, lambda found: found.web, "the web server")
        crowd.wait_for(80)
        kill(children_of(site.web)[-1])

    the_journal_is_whole()
    note(
        f"web: {len(crowd.confirmed)} cases confirmed through 3 kills, {crowd.unanswered} sendings without an answer,"
        f" back after {back:.1f} s"
    )


def test_a_killed_database_loses_nothing_that_was_confirmed_and_web_recovers_by_itself(site, committee, note):
    answering, took = [site.web, *children_of(site.web)], []
    with a_crowd(site, seed=1312, requests_each=25) as crowd:
        for confirmed in (20, 70):
            crowd.wait_for(confirmed)
            took.append(restarted(site, lambda found: found.postmaster, "PostgreSQL"))
            the_journal_is_whole()

    the_journal_is_whole()
    assert [site.web, *children_of(site.web)] == answering
    delivered = a_message_is_delivered(site, committee)
    note(
        f"database: {len(crowd.confirmed)} cases confirmed through {len(took)} kills, {crowd.unanswered} sendings"
        f" without an answer, back after {' and '.join(f'{seconds:.1f}' for seconds in took)} s;"
        f" the next message delivered after {delivered:.1f} s"
    )
