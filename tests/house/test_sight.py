"""The rule of sight holds in the database itself, for every scoped table, and for the login we really use."""

import pytest
from django.apps import apps
from django.db import connection

from tests.owner import as_owner

pytestmark = pytest.mark.django_db
GROUPS = ("linli_staff", "linli_resident", "linli_system")


def rows(sql: str, *parameters) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return cursor.fetchall()


def scoped() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "is_scoped", False))


def test_the_tests_themselves_run_as_the_application():
    assert rows("SELECT session_user::text, current_user::text") == [("linli_app", "linli_app")]


def test_the_application_is_no_owner_no_superuser_and_creates_nothing():
    [found] = rows(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, has_schema_privilege('public', 'CREATE'),"
        " pg_has_role('linli_owner', 'MEMBER') FROM pg_roles WHERE rolname = current_user"
    )
    assert set(found) == {False}
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = 'linli_app'::regrole") == [(0,)]


@pytest.mark.parametrize("group", GROUPS)
def test_the_login_inherits_no_group_but_may_become_it(group):
    assert rows("SELECT pg_has_role(%s::name, 'USAGE'), pg_has_role(%s::name, 'SET')", group, group) == [(False, True)]


@pytest.mark.parametrize("table", scoped())
def test_a_scoped_table_has_its_policies_and_no_rights_for_the_bare_login(table):
    [(enabled, allowed)] = rows(
        "SELECT relrowsecurity, has_table_privilege(oid, 'SELECT') OR has_table_privilege(oid, 'INSERT')"
        " OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')"
        " FROM pg_class WHERE oid = %s::regclass",
        table,
    )
    assert (enabled, allowed) == (True, False)
    named = {
        role for (roles,) in rows("SELECT roles::text[] FROM pg_policies WHERE tablename = %s", table) for role in roles
    }
    assert "linli_system" in named
    assert "public" not in named


def test_every_table_with_policies_is_a_model_that_says_so():
    behind = {name for (name,) in rows("SELECT relname::text FROM pg_class WHERE relrowsecurity")}
    assert behind == set(scoped())


def test_views_show_what_their_reader_may_see():
    loose = rows(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('v', 'm')"
        " AND nspname = 'public' AND NOT coalesce(reloptions::text LIKE '%%security_invoker=true%%', false)"
        " AND relname NOT LIKE 'pg_%%'"
    )
    assert loose == []


def test_functions_of_the_owner_have_a_fixed_search_path_and_are_not_for_everybody():
    loose = as_owner(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public' AND prosecdef"
        " AND (NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)"
        " OR EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee = 0))"
    )
    assert loose == []
