"""The subtree lookup, and what the database makes of it."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.writer import MigrationWriter

from linli.areas.fields import AreaField
from linli.areas.models import Area

TOWNSHIP = "131102001"


@pytest.fixture
def organizations():
    """An area-bound table, named and not imported: it belongs to a higher module."""
    return apps.get_model("organizations", "Organization").objects


@pytest.mark.django_db
@pytest.mark.parametrize("prefixes", [["131102"], [TOWNSHIP, "131123"], ["131102", TOWNSHIP], ["9"]])
def test_within_finds_the_subtrees(prefixes):
    expected = {code for code in Area.objects.values_list("code", flat=True) if code.startswith(tuple(prefixes))}
    assert set(Area.objects.inside(prefixes).values_list("code", flat=True)) == expected


@pytest.mark.django_db
def test_within_nothing_is_nothing_and_outside_nothing_is_everything():
    assert not Area.objects.filter(code__within=[]).exists()
    assert Area.objects.exclude(code__within=[]).count() == Area.objects.count()


@pytest.mark.django_db
def test_within_excludes_too():
    rest = Area.objects.exclude(code__within=["1311"]).values_list("code", flat=True)
    assert set(rest) == {"13"}


def test_a_single_code_is_refused_since_its_digits_would_be_read_as_codes():
    with pytest.raises(TypeError, match="list of codes"):
        Area.objects.filter(code__within="1311")


def test_a_key_to_an_area_is_asked_by_its_own_column(organizations):
    sql, params = organizations.filter(area__within=["1311", TOWNSHIP, "5323"]).query.sql_with_params()
    assert "JOIN" not in sql
    assert '"organizations_organization"."area_id" >= %s' in sql
    assert params == ("1311", "1311:", "5323", "5323:")


def test_areas_themselves_may_be_named(organizations):
    sql, params = organizations.filter(area__within=[Area(code="1311")]).query.sql_with_params()
    assert params == ("1311", "1311:"), sql


def test_a_migration_sees_a_plain_key():
    written, imports = MigrationWriter.serialize(AreaField())
    assert written.startswith("models.ForeignKey(db_index=False")
    assert not any("linli" in line for line in imports)


@pytest.mark.django_db
def test_the_plan_of_within_is_a_walk_along_the_index():
    plan = Area.objects.inside([TOWNSHIP, "131123100"]).order_by().explain()
    assert plan.count("Index Cond") == 2, plan
    assert "areas_area_pkey" in plan
    assert "Seq Scan" not in plan
    assert "Filter" not in plan


@pytest.mark.django_db
def test_the_key_of_an_area_bound_table_is_ordered_byte_by_byte():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'organizations_organization' AND column_name = 'area_id'"
        )
        assert cursor.fetchone() == ("C",)
