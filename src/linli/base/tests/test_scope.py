"""What the scope promises: nothing without an actor, nothing left behind, nothing inherited."""

import pytest
from django.db import connection

from linli.base.actor import NOBODY, Actor, Kind, Post, Shown, system_actor
from linli.base.ids import new_id
from linli.base.models import JournalEntry
from linli.base.scope import NoScope, acting_as, current_actor, ranges

pytestmark = pytest.mark.django_db


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s::text, true), current_user", [name])
        value, _ = cursor.fetchone()
    return value or ""


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def a_clerk(*areas: str) -> Actor:
    return Actor(Kind.STAFF, user=new_id(), posts=tuple(Post("community_worker", area) for area in areas))


def test_a_scoped_table_touched_while_nobody_acts_is_an_error_never_an_empty_list():
    with pytest.raises(NoScope):
        list(JournalEntry.objects.all())


def test_the_database_itself_refuses_a_scoped_table_to_the_bare_login():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(current_user, 'journal', 'SELECT, INSERT, UPDATE, DELETE'),"
            " pg_has_role(current_user, 'linli_staff', 'USAGE'), pg_has_role(current_user, 'linli_staff', 'SET')"
        )
        assert cursor.fetchone() == (False, False, True)


def test_acting_takes_the_role_and_the_areas_and_gives_them_back():
    with acting_as(a_clerk("131102", "131123")):
        assert role() == "linli_staff"
        assert setting("linli.mr") == "{[131102,131102:),[131123,131123:)}"
        with acting_as(system_actor("notifications.deliver")):
            assert (role(), setting("linli.mr"), current_actor().name) == ("linli_system", "", "notifications.deliver")
        assert (role(), setting("linli.lo"), setting("linli.hi")) == ("linli_staff", "131102", "131123:")
    assert current_actor() is NOBODY


def test_a_scope_tells_the_areas_and_units_of_each_thing_shown_apart():
    here, there = new_id(), new_id()
    posts = (
        Post("supervisor", "131102", here, shows=frozenset({Shown.CASES})),
        Post("community_worker", "131123", there, shows=frozenset(Shown)),
        Post("handler", "131124", sees_area=False, shows=frozenset({Shown.CASES})),
        Post("administrator", "1311", new_id()),
    )
    with acting_as(Actor(Kind.STAFF, user=new_id(), posts=posts)):
        assert (setting("linli.lo"), setting("linli.hi"), setting("linli.mr")) == ("1311", "1311:", "{[1311,1311:)}")
        assert setting("linli.mr_cases") == "{[131102,131102:),[131123,131123:)}"
        assert setting("linli.mr_people") == "{[131123,131123:)}"
        assert setting("linli.units_cases") == "{" + ",".join(map(str, sorted((here, there)))) + "}"
        with acting_as(a_clerk("5323")):
            assert [setting(f"linli.{name}") for name in ("mr_cases", "mr_people", "units_cases")] == [""] * 3
        assert setting("linli.mr_people") == "{[131123,131123:)}"


def test_nothing_shown_is_told_as_nothing_and_not_left_untold():
    """What was never told is taken for a scope of the release before, whose one set of areas counts for everything."""
    with acting_as(a_clerk("131102")), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('linli.mr_cases', true), current_setting('linli.mr_people', true)")
        assert cursor.fetchone() == ("", "")


def test_a_rolled_back_inner_scope_gives_the_outer_one_back():
    with acting_as(a_clerk("131102")):
        with pytest.raises(ZeroDivisionError), acting_as(system_actor("x.y")):
            raise ZeroDivisionError
        assert (role(), setting("linli.lo")) == ("linli_staff", "131102")


def test_an_area_inside_another_adds_no_range():
    assert ranges(["1311", "131102", "5323"]) == [("1311", "1311:"), ("5323", "5323:")]
