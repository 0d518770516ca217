"""A file comes in: checked first, written whole or not at all, once, by who may, and on record."""

import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.jobs import rescue_stalled_jobs
from linli.base.journal import entries
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.organizations.models import Organization
from linli.tables import actions, files, jobs
from linli.tables.models import FileKind, KeptFile, TableImport
from linli.tables.tests import given
from linli.tables.tests.given import COMMUNITY, NEIGHBOUR, OTHER_COMMUNITY, OTHER_COUNTY, STREET
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.usefixtures("own_database")
ROW = f"甲单位,居民委员会,{COMMUNITY},0318-1,,"


def names() -> set[str]:
    return set(Organization.objects.values_list("name", flat=True))


def test_a_file_is_only_looked_at_until_it_is_confirmed():
    by = given.an_administrator()
    of = given.checked(given.text(ROW), by)
    assert (of.stage, of.held.new, names()) == ("checked", 1, set())
    with acting_as(by):
        actions.confirm(of, by=by, at=now())
    assert names() == set()
    actions.run_write(of.pk)
    assert (given.stands(of.pk, by).stage, names()) == ("done", {"甲单位"})


def test_with_one_wrong_row_nothing_can_be_confirmed_and_nothing_is_saved():
    by = given.an_administrator()
    of = given.checked(given.text(ROW, f"乙单位,没有这种,{COMMUNITY},,,"), by)
    assert (of.held.new, of.held.wrong) == (1, 1)
    [problem] = given.problems(of, by)
    assert (problem.line, problem.column) == (3, "type")
    with acting_as(by), refused("tables.rows_wrong"):
        actions.confirm(of, by=by, at=now())
    assert names() == set()


def test_the_file_comes_back_with_its_problems():
    by = given.an_administrator()
    of = given.checked(given.text(ROW, "乙单位,没有这种,,,,"), by)
    with acting_as(by):
        assert files.opened(of, FileKind.RETURNED).startswith(b"PK")
        assert files.opened(of, FileKind.SENT) == given.text(ROW, "乙单位,没有这种,,,,")


def test_new_changed_and_same_rows_are_told_apart_and_a_blank_changes_nothing():
    by = given.an_administrator()
    second = f"乙单位,物业服务企业,{COMMUNITY},0318-2,{COMMUNITY}、{NEIGHBOUR},是"
    given.brought_in(given.text(ROW, second), by)
    of = given.checked(
        given.text(f"甲单位,居民委员会,{COMMUNITY},,,", f"乙单位,物业服务企业,{COMMUNITY},0318-9,{NEIGHBOUR},", f"丙单位,居民委员会,{STREET},,,"), by
    )  # fmt: skip
    assert (of.held.same, of.held.changed, of.held.new) == (1, 1, 1)
    with acting_as(by):
        actions.confirm(of, by=by, at=now())
    actions.run_write(of.pk)
    unit = Organization.objects.get(name="乙单位")
    assert unit.phone == "0318-9"
    assert list(unit.serving_areas.values_list("area_id", flat=True)) == [NEIGHBOUR]
    assert Organization.objects.get(name="甲单位").phone == "0318-1"
    with acting_as(by):
        verbs = [entry.verb for entry in entries(on=unit)]
    assert verbs == [
        "organizations.created", "organizations.serving_changed", "organizations.changed", "organizations.serving_changed",
    ]  # fmt: skip


def test_every_row_has_its_own_entry_in_the_name_of_who_sent_it_and_leads_back_to_the_file():
    by = given.an_administrator()
    of = given.brought_in(given.text(ROW), by)
    with acting_as(WATCHER):
        entry = JournalEntry.objects.get(verb="organizations.created")
        assert (entry.actor_user, entry.area_code, entry.facts["source"]) == (by.user, COMMUNITY, str(of.pk))
        of_file = JournalEntry.objects.filter(subject_id=of.pk).order_by("seq").values_list("verb", flat=True)
        assert list(of_file) == ["tables.uploaded", "tables.confirmed", "tables.brought_in"]


def test_a_row_beyond_the_actors_areas_is_refused_by_itself():
    by = given.an_administrator()
    of = given.checked(
        given.text(ROW, f"远单位,居民委员会,{OTHER_COMMUNITY},,,", f"乙单位,居民委员会,{COMMUNITY},,{OTHER_COUNTY},"), by
    )  # fmt: skip
    assert [(problem.line, problem.column) for problem in given.problems(of, by)] == [(3, "area"), (4, "serving")]
    assert of.held.new == 1


def test_what_a_unit_serves_already_may_stay_although_it_lies_elsewhere():
    far, near = given.an_administrator(OTHER_COUNTY, "far"), given.an_administrator()
    given.brought_in(given.text(ROW), near)
    unit = Organization.objects.get(name="甲单位")
    unit.serving_areas.create(area_id=OTHER_COMMUNITY)
    of = given.checked(given.text(f"甲单位,居民委员会,{COMMUNITY},0318-9,{COMMUNITY}、{OTHER_COMMUNITY},"), near)
    assert (of.held.changed, of.held.wrong) == (1, 0)
    assert given.checked(given.text(ROW), far).held.wrong == 1


def test_a_line_said_twice_is_passed_over_and_two_that_differ_are_refused():
    by = given.an_administrator()
    of = given.checked(given.text(ROW, ROW, f"甲单位,居民委员会,{COMMUNITY},0318-9,,"), by)
    assert of.notes == ["第 3 行与前面的一行完全相同，没有读。"]
    assert ["第 2 行" in problem.sentence for problem in given.problems(of, by)] == [True]


def test_areas_are_found_by_padded_codes_and_by_names_within_the_actors_areas():
    by = given.an_administrator()
    rows = (
        "甲,居民委员会,131102000000,,,",
        "乙,居民委员会,131102001045.0,,,",
        "丙,居民委员会,河西街道,,,",
        "丁,居民委员会,天堂,,,",
    )
    of = given.checked(given.text(*rows), by)
    [wrong] = given.problems(of, by)
    assert (wrong.line, wrong.column) == (5, "area")


def test_a_unit_of_another_kind_is_not_changed_into_this_one():
    by = given.an_administrator()
    given.brought_in(given.text(ROW), by)
    of = given.checked(given.text(f"甲单位,物业服务企业,{COMMUNITY},,,"), by)
    assert [problem.column for problem in given.problems(of, by)] == ["type"]


def test_confirming_and_writing_twice_is_once():
    by = given.an_administrator()
    of = given.brought_in(given.text(ROW), by)
    with acting_as(by):
        actions.confirm(of, by=by, at=now())
    actions.run_write(of.pk)
    actions.run_check(of.pk)
    assert Organization.objects.count() == 1
    assert given.stands(of.pk, by).held.new == 1


def test_what_changed_in_the_register_meanwhile_is_found_before_anything_is_written():
    by, other = given.an_administrator(), given.an_administrator(name="other")
    first = given.checked(given.text(ROW, f"乙单位,居民委员会,{COMMUNITY},,,"), by)
    with acting_as(by):
        actions.confirm(first, by=by, at=now())
    given.brought_in(given.text(f"甲单位,物业服务企业,{COMMUNITY},,,"), other)
    actions.run_write(first.pk)
    of = given.stands(first.pk, by)
    assert (of.stage, of.held.wrong, names()) == ("checked", 1, {"甲单位"})
    assert "重新核对" in of.notes[0]


def test_a_file_with_nothing_new_need_not_be_confirmed():
    by = given.an_administrator()
    given.brought_in(given.text(ROW), by)
    of = given.checked(given.text(ROW), by)
    with acting_as(by), refused("tables.nothing_new"):
        actions.confirm(of, by=by, at=now())


def test_who_has_lost_the_post_meanwhile_brings_nothing_in():
    by = given.an_administrator()
    of = given.checked(given.text(ROW), by)
    with acting_as(by):
        actions.confirm(of, by=by, at=now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_post SET ends_at = now() WHERE user_id = %s::uuid", [by.user])
    actions.run_write(of.pk)
    assert (given.stands(of.pk, by).stage, names()) == ("failed", set())


def test_a_file_nobody_can_read_fails_with_a_sentence():
    by = given.an_administrator()
    of = given.checked(b"PK\x03\x04 nothing", by)
    assert of.stage == "failed"
    assert "打不开" in of.sentence


def test_only_who_sent_a_file_goes_on_with_it_and_opens_it():
    by, other = given.an_administrator(), given.an_administrator(name="other")
    of = given.checked(given.text(ROW), by)
    with acting_as(other):
        seen = TableImport.objects.get(pk=of.pk)  # who oversees the area sees that it is there
        assert not KeptFile.objects.exists()
        with refused("tables.not_yours"):
            actions.confirm(seen, by=other, at=now())
        with refused("tables.not_yours"):
            actions.cancel(seen, by=other, at=now())


def test_a_file_that_is_dropped_is_thrown_away_at_once():
    by = given.an_administrator()
    of = given.checked(given.text(ROW), by)
    with acting_as(by):
        actions.cancel(of, by=by, at=now())
        assert not KeptFile.objects.exists()
    actions.run_check(of.pk)
    assert given.stands(of.pk, by).stage == "cancelled"


def test_files_are_kept_unreadable_and_for_a_week():
    by = given.an_administrator()
    of = given.checked(given.text("王秀英的单位,居民委员会,错,,,"), by)
    with acting_as(WATCHER):
        assert "王秀英" not in "".join(KeptFile.objects.values_list("cipher", flat=True))
    tidier = system_actor("tables.tidy")
    with acting_as(tidier):
        assert actions.tidy(by=tidier, at=now() + timedelta(days=6)) == (0, 0)
        assert actions.tidy(by=tidier, at=now() + timedelta(days=8)) == (3, 1)
    assert given.stands(of.pk, by).stage == "cancelled"
    with acting_as(by), refused("tables.file_gone"):
        files.opened(of, FileKind.SENT)


def test_nobody_without_the_right_sends_a_file():
    from linli.accounts.rights import Role
    from tests import world

    for role in (Role.SUPERVISOR, Role.DISPATCHER):
        by = world.staff(role.value, (role, given.COUNTY, None))
        with acting_as(by), refused("accounts.no_right"):
            actions.upload(given.units(), name="x.csv", data=given.text(ROW), by=by, at=now())


def dies_over(pk: UUID, task: str = "tables.check") -> None:
    """The file's job is under way again, its worker has been silent too long, and the rescue comes round."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')"
            " RETURNING id) UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
            " WHERE task_name = %s::text AND args ->> 'import_id' = %s::text",
            [task, str(pk)],
        )
    async_to_sync(rescue_stalled_jobs.func)(SimpleNamespace(app=app), timestamp=0)


def test_a_file_over_which_two_workers_died_is_given_up_and_its_sender_told():
    by = given.an_administrator()
    pk = given.sent(given.text(ROW), by)
    dies_over(pk)
    assert given.stands(pk, by).stage == "checking"
    dies_over(pk)
    [(task, arguments)] = waiting("tables.%")
    assert task == "tables.give_up"
    jobs.give_up.func(**arguments)
    jobs.give_up.func(**arguments)
    of = given.stands(pk, by)
    assert (of.stage, "系统几次中断" in of.sentence) == ("failed", True)
    with acting_as(by):
        assert [entry.verb for entry in entries(on=of)] == ["tables.uploaded", "tables.failed"]


def test_a_file_that_was_saved_before_its_worker_died_stays_saved():
    by = given.an_administrator()
    of = given.brought_in(given.text(ROW), by)
    jobs.give_up.func(str(of.pk))
    assert given.stands(of.pk, by).stage == "done"


def waiting(tasks: str) -> list[tuple[str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args::text FROM procrastinate_jobs WHERE task_name LIKE %s::text AND status = 'todo'",
            [tasks],
        )
        return [(task, json.loads(args)) for task, args in cursor.fetchall()]
