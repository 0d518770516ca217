"""A city, at a small scale: all of the region, a year, so many cases open, and true to the journal like a small demo."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection

from conftest import own
from linli.accounts.models import HeldPost
from linli.accounts.rights import post_of
from linli.areas.region import region
from linli.base.actor import Actor, Kind
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.base.sealing import verify
from linli.cases import routing
from linli.cases.models import Case
from linli.cases.replay import standing_of
from linli.demo.build import Built, build
from linli.demo.cast import WATCHER, Cast
from linli.demo.chronicle import Chronicler
from linli.demo.errors import DemoError
from linli.demo.planning import apportioned, planned
from linli.demo.sizes import CITY
from linli.demo.tests.given import MONDAY
from linli.demo.working import working
from linli.demo.world import world_of, write_units_and_staff
from linli.indicators.recount import compare
from linli.indicators.rules import Period
from tests.owner import as_owner, connected_as_owner
from tests.template import a_name, clone, put_away

SCALE, OPEN = 1200, 180
DEFINITIONS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3
"""


@pytest.fixture(scope="module")
def city_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[tuple[str, Built]]:
    """A database with a city of few cases, to be cloned; nobody works in it."""
    name, before = a_name(), connection.settings_dict["NAME"]
    clone(template, name)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        with connected_as_owner():
            built = build("hengshui", "city", until=MONDAY, scale=SCALE, processes=2)
        connection.settings_dict["NAME"] = before
    yield name, built
    put_away(name)


@pytest.fixture
def city(city_database: tuple[str, Built], django_db_blocker) -> Iterator[Built]:
    """A city of few cases, committed in a database of this test's own."""
    with django_db_blocker.unblock(), own(city_database[0]):
        yield city_database[1]


def the_chronicler(count: int = SCALE) -> Chronicler:
    return Chronicler(world_of(region("hengshui"), count, CITY), MONDAY, {})


def one(statement: str) -> object:
    [(value,)] = as_owner(statement)
    return value


def test_as_many_cases_as_asked_for_and_as_many_open(city):
    assert city.counts["cases"] == SCALE == one("SELECT count(*) FROM cases_case")
    assert one("SELECT count(*) FROM cases_case WHERE closed_at IS NULL") == OPEN
    enrolled = one("SELECT count(DISTINCT subject_id) FROM journal WHERE verb = 'people.registered'")
    assert city.counts["residents"] == one("SELECT count(*) FROM people_resident") == SCALE * 3 // 10 + enrolled
    assert one("SELECT count(DISTINCT resident_id) FROM cases_case") > SCALE // 5


def test_a_fifth_of_a_city_has_as_many_open_as_a_whole_one():
    assert CITY.open_of(1_000_000) == CITY.open_of(200_000) == 30_000
    assert CITY.open_of(20_000) == 3_000


def test_a_year_of_history_ends_now(city):
    [(first, last)] = as_owner("SELECT min(submitted_at), max(submitted_at) FROM cases_case")
    assert first < MONDAY - timedelta(days=355)
    assert MONDAY - timedelta(days=1) < last < MONDAY
    assert one("SELECT max(happened_at) FROM journal WHERE subject_kind = 'cases.case'") <= MONDAY
    assert one("SELECT max(created_at) FROM notifications_message") <= MONDAY


def test_every_community_that_takes_cases_has_its_committee_and_every_county_its_posts(city):
    without = """
    SELECT count(*) FROM areas_area a WHERE a.code LIKE '1311%%' AND a.level = 5 AND a.valid_to IS NULL
       AND a.code NOT LIKE '%%498' AND a.code NOT LIKE '%%598' AND NOT EXISTS (
      SELECT FROM organizations_servingarea s JOIN organizations_organization o ON o.id = s.organization_id
       WHERE s.area_id = a.code AND o.type_id IN ('community_committee', 'village_committee'))"""
    assert one(without) == 0
    assert one("SELECT count(*) FROM areas_area WHERE code LIKE '1311%%' AND level = 5 AND valid_to IS NULL") == 5118
    for role in ("dispatcher", "supervisor"):
        posts = HeldPost.objects.filter(role=role).values_list("area_id", flat=True)
        assert len({area for area in posts if len(area) == 6}) == 13, role


def test_every_kind_of_ending_is_there(city):
    verbs = {verb for (verb,) in as_owner("SELECT DISTINCT verb FROM journal")}
    assert verbs >= {
        "cases.accepted", "cases.assigned", "cases.returned", "cases.extended", "cases.resolved", "cases.confirmed",
        "cases.reopened", "cases.rated", "cases.lapsed", "cases.withdrawn", "cases.reminded", "cases.escalated",
    }  # fmt: skip


def test_cases_stand_where_their_journal_says(city):
    with acting_as(WATCHER):
        cases = Case.objects.order_by("?")[:300]
        assert [case.number for case in cases if standing_of(entries(on=case)) != case.standing] == []


def test_the_journal_stands_in_the_order_in_which_things_happened(city):
    [(count, broken)] = as_owner(
        "SELECT count(*), count(*) FILTER (WHERE happened_at < before) FROM"
        " (SELECT happened_at, lag(happened_at) OVER (ORDER BY seq) AS before FROM journal"
        "   WHERE subject_kind NOT LIKE 'demo.%%' AND subject_kind <> 'indicators.watermark'"
        # What is drawn, and written, once all cases stand.
        "     AND verb NOT LIKE 'followups.%%' AND verb NOT LIKE 'reviews.%%' AND verb NOT LIKE 'catalog.%%'"
        "     AND verb NOT LIKE 'archives.%%' AND verb NOT LIKE 'ledgers.%%'"
        "     AND verb NOT IN ('cases.heard', 'cases.located', 'cases.rated_for')"
        "     AND actor_name NOT LIKE '%%load') AS entry"
    )
    assert count == city.counts["entries"]
    assert broken == 0
    with acting_as(WATCHER):
        assert verify().broken is None


def test_numbers_follow_the_asking(city):
    rows = as_owner("SELECT right(number, 4)::int, submitted_at FROM cases_case ORDER BY 1")
    assert [number for number, _at in rows] == list(range(1, SCALE + 1))
    assert [at for _number, at in rows] == sorted(at for _number, at in rows)
    assert one("SELECT nextval('cases_serial')") == SCALE + 1


def test_a_community_worker_sees_the_community_and_nothing_of_the_others(city):
    [(area, unit, user)] = as_owner(
        "SELECT c.area_id, p.organization_id, p.user_id FROM cases_case c JOIN accounts_post p ON p.area_id = c.area_id"
        " WHERE p.role = 'community_worker' AND c.area_id NOT LIKE '131102%%' ORDER BY c.number LIMIT 1"
    )
    worker = Actor(Kind.STAFF, user=user, posts=(post_of("community_worker", area, unit),))
    with acting_as(worker):
        seen = set(Case.objects.values_list("number", flat=True))
    mine = as_owner(
        "SELECT number FROM cases_case c WHERE (area_id = %s AND audience = 'ordinary') OR unit_id = %s"
        " OR EXISTS (SELECT FROM cases_party p WHERE p.case_id = c.id AND p.unit_id = %s)",
        [area, unit, unit],
    )
    assert seen == {number for (number,) in mine}
    assert 0 < len(seen) < SCALE / 10


def test_figures_equal_a_recount_from_the_journal(city):
    with acting_as(WATCHER):
        found = compare("1311", Period(date(2025, 11, 1), date(2026, 11, 30)))
    assert found.cases > SCALE * 0.8
    assert found.figures > 0
    assert found.differences == []


def test_tables_have_every_index_and_constraint_again(city_database, own_database):
    before = as_owner(DEFINITIONS)
    with own(city_database[0]):
        assert as_owner(DEFINITIONS) == before
        assert one("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0
        assert one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == 0


def test_a_build_that_is_cut_off_leaves_nothing_and_is_begun_again(own_database):
    before = as_owner(DEFINITIONS)

    def cut_off(fraction: float, _words: str) -> None:
        if fraction > 0.8:
            raise KeyboardInterrupt

    with connected_as_owner():
        with pytest.raises(KeyboardInterrupt):
            build("hengshui", "city", cut_off, until=MONDAY, scale=300, processes=2)
        assert one("SELECT count(*) FROM cases_case") == one("SELECT count(*) FROM demo_built") == 0
        assert one("SELECT count(*) FROM accounts_user") == 0
        assert as_owner(DEFINITIONS) == before
        assert build("hengshui", "city", until=MONDAY, scale=300, processes=1).counts["cases"] == 300


def test_who_has_a_small_demo_and_wants_a_city_is_told(built):
    with connected_as_owner(), pytest.raises(DemoError, match="小规模"):
        build("hengshui", "city", until=MONDAY)


def test_who_has_a_city_and_says_nothing_keeps_it(city):
    with connected_as_owner():
        assert build("hengshui").counts == city.counts


def test_any_number_of_processes_tells_the_same_lives(own_database):
    chronicler = the_chronicler(400)
    days = planned(chronicler, 400)[-9:]

    def rows(processes: int) -> list[str]:
        def told(number: int) -> list[str]:
            return [repr(vars(story.case) | {"_state": None}) for story in chronicler.day(days[number])]

        with working([partial(told, number) for number in range(len(days))], processes) as results:
            return [row for some in results for row in some]

    assert rows(1) == rows(3)
    assert len(rows(1)) == sum(day.count for day in days)


def test_a_worker_that_dies_is_noticed(own_database):
    with pytest.raises(DemoError, match="意外结束"), working([partial(os._exit, 1)] * 3, 2) as results:
        list(results)


def test_receivers_are_those_the_database_finds(own_database):
    chronicler = the_chronicler(300)
    cast: Cast = chronicler.cast
    places = chronicler.world.places.communities[::400]
    kinds = {tuple(route.type for route in item.details.routes({})): item for item in chronicler.asking.items.values()}
    with connected_as_owner():
        write_units_and_staff(chronicler.world, MONDAY)
        for place in places:
            for item in kinds.values():
                unit = cast.first_receiver(item.details, place.code, {})
                assert unit == routing.first_receiver(item.details, place.code, {}, MONDAY).unit, (place, item)
                assert cast.one_level_up(place.code, unit) == routing.one_level_up(place.code, unit), (place, item)


def test_parts_add_up_to_the_whole():
    assert apportioned(10, [1, 1, 1]) == [4, 3, 3]
    assert apportioned(0, [2, 3]) == [0, 0]
    assert sum(apportioned(29_999, [0.1, 7, 3.3, 0])) == 29_999
