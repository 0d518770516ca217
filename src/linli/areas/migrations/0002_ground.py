"""Grids below communities, figures, classes, points and outlines; and who may write them.

Divisions of the published list stay the owner's alone. Below a community staff write where their posts are, and the
code of what is there never changes: that column is not granted.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Statements

TABLES = {  # and the column that says where a row belongs
    "areas_area": "code",
    "areas_grid": "area_id",
    "areas_areashape": "area_id",
    "areas_areafigure": "area_id",
    "areas_areatag": "area_id",
}
# For whoever acts in person: an area outside their posts is nobody's to change, whatever the code above forgot to ask.
REACH = """
CREATE FUNCTION areas_within_reach() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  code text;
  codes text[] := ARRAY[]::text[];
BEGIN
  IF TG_OP <> 'INSERT' THEN codes := codes || (to_jsonb(OLD) ->> TG_ARGV[0]); END IF;
  IF TG_OP <> 'DELETE' THEN codes := codes || (to_jsonb(NEW) ->> TG_ARGV[0]); END IF;
  FOREACH code IN ARRAY codes LOOP
    IF current_user <> 'linli_staff' OR NOT coalesce(
        code <@ nullif(current_setting('linli.mr', true), '')::area_multirange, false) THEN
      RAISE EXCEPTION 'outside the areas of who acts: %', code USING ERRCODE = 'insufficient_privilege';
    END IF;
  END LOOP;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
BELOW = """
CREATE FUNCTION areas_below_communities() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  RAISE EXCEPTION 'a division of the published list is written by its loader alone: %', NEW.code
    USING ERRCODE = 'insufficient_privilege';
END $$
"""
PUBLISHED = (
    "CREATE TRIGGER below_communities BEFORE INSERT OR UPDATE ON areas_area FOR EACH ROW"
    " WHEN (NEW.level < 6 AND current_user IN ('linli_staff', 'linli_resident', 'linli_system', 'linli_app'))"
    " EXECUTE FUNCTION areas_below_communities()"
)
GUARDED = [
    *(
        f"CREATE TRIGGER within_reach BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" WHEN (current_user IN ('linli_staff', 'linli_resident')) EXECUTE FUNCTION areas_within_reach('{column}')"
        for table, column in TABLES.items()
    ),
    PUBLISHED,
]
BELOW_RIGHTS = "INSERT, UPDATE (name, initials, kind, valid_to)"


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_areas"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grid",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="grid",
                        serialize=False,
                        to="areas.area",
                    ),
                ),
                (
                    "setting",
                    models.CharField(
                        choices=[("urban", "城市"), ("rural", "农村")], max_length=8, verbose_name="城市或农村"
                    ),
                ),
                ("villager_groups", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="村民小组数")),
            ],
        ),
        migrations.CreateModel(
            name="AreaShape",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="shape",
                        serialize=False,
                        to="areas.area",
                    ),
                ),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                (
                    "outline",
                    models.JSONField(
                        blank=True, help_text="GeoJSON, a Polygon or MultiPolygon.", null=True, verbose_name="边界"
                    ),
                ),
                ("west", models.FloatField(null=True)),
                ("south", models.FloatField(null=True)),
                ("east", models.FloatField(null=True)),
                ("north", models.FloatField(null=True)),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lon__isnull", False),
                                ("lon__range", (-180, 180)),
                            ),
                            models.Q(("lat__isnull", True), ("lon__isnull", True), ("outline__isnull", False)),
                            _connector="OR",
                        ),
                        name="area_shape_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outline__isnull", False),
                                ("south__lt", models.F("north")),
                                ("west__lt", models.F("east")),
                            ),
                            models.Q(
                                ("east", None),
                                ("north", None),
                                ("outline__isnull", True),
                                ("south", None),
                                ("west", None),
                            ),
                            _connector="OR",
                        ),
                        name="area_shape_is_framed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaFigure",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("households", "户数"),
                            ("residents", "常住人口"),
                            ("urban_residents", "城镇常住人口"),
                        ],
                        max_length=20,
                        verbose_name="项目",
                    ),
                ),
                ("day", models.DateField(verbose_name="截止日")),
                ("value", models.PositiveIntegerField(verbose_name="数")),
                ("source", models.CharField(max_length=120, verbose_name="来源")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区划",
                    ),
                ),
            ],
            options={
                "ordering": ("area_id", "kind", "-day"),
                "constraints": [models.UniqueConstraint(fields=("kind", "area", "day"), name="area_figure_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="AreaTag",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "tag",
                    models.CharField(help_text="A code of data/areas/tags.toml.", max_length=40, verbose_name="标签"),
                ),
                ("since", models.DateField(verbose_name="从哪天起")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="The first day it no longer holds.", null=True, verbose_name="到哪天"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区划",
                    ),
                ),
            ],
            options={
                "ordering": ("area_id", "tag", "since"),
                "indexes": [models.Index(fields=["tag", "area"], name="area_tag_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="area_tag_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("area", "="),
                            ("tag", "="),
                            (
                                models.Func(
                                    "since",
                                    "until",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="area_tag_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                (
                    "after",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["after"], name="succession_after")],
                "constraints": [models.UniqueConstraint(fields=("before", "after"), name="succession_said_once")],
            },
        ),
        Statements(
            [
                f"GRANT {BELOW_RIGHTS} ON areas_area TO linli_staff, linli_system",
                "REVOKE UPDATE, DELETE ON areas_succession FROM linli_common",
                "REVOKE DELETE ON areas_grid FROM linli_common",
                REACH,
                BELOW,
                *GUARDED,
                # Where a position is: which outlines frame it, and which points are near.
                "CREATE INDEX area_shape_frame ON areas_areashape USING gist (box(point(west, south), point(east, north)))",
                "CREATE INDEX area_shape_point ON areas_areashape USING gist (point(lon, lat))",
                # The history of an area is for all staff, as the area is.
                "CREATE POLICY areas_area_staff ON journal FOR SELECT TO linli_staff USING (subject_kind = 'areas.area')",
            ],
            [
                "DROP POLICY areas_area_staff ON journal",
                "DROP INDEX area_shape_point",
                "DROP INDEX area_shape_frame",
                "DROP TRIGGER below_communities ON areas_area",
                *(f"DROP TRIGGER within_reach ON {table}" for table in TABLES),
                "DROP FUNCTION areas_below_communities()",
                "DROP FUNCTION areas_within_reach()",
                "GRANT DELETE ON areas_grid TO linli_common",
                "GRANT UPDATE, DELETE ON areas_succession TO linli_common",
                f"REVOKE {BELOW_RIGHTS} ON areas_area FROM linli_staff, linli_system",
            ],
        ),
    ]
