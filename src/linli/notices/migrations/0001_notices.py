"""Notices and their numbers of readers, with who sees them.

Staff see and write for the areas of their posts. Everybody else reads through `notices_open`, which shows what is open
to them on a day; `notices_count_reader` adds one to a number that nobody else may write, and knows no reader.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import JournalSight, Scope, Statements, area_in_scope

# One notice by its id, or all for a place; for a resident their home, where no place is given.
OPEN = """
CREATE FUNCTION notices_open(wanted uuid, place text, today date) RETURNS SETOF notices_notice
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH me AS (
    SELECT (SELECT r.home_area_id FROM people_resident r
             WHERE r.user_id = nullif(current_setting('linli.resident', true), '')::uuid) AS home),
  here AS (SELECT coalesce(nullif(place, ''), home)::text AS code, home::text AS home FROM me)
  SELECT n.* FROM notices_notice n, here
   WHERE today BETWEEN n.shows_from AND n.shows_until
     AND CASE WHEN wanted IS NULL
              THEN n.area_id = ANY (ARRAY(SELECT left(here.code, size) FROM unnest(ARRAY[2, 4, 6, 9, 12, 15, 17]) size))
              ELSE n.id = wanted END
     AND ('portal' = ANY (n.channels) OR (wanted IS NOT NULL AND 'board' = ANY (n.channels))
          OR ('app' = ANY (n.channels) AND coalesce(starts_with(here.home, n.area_id::text), false)))
$$
"""
COUNT = """
CREATE FUNCTION notices_count_reader(wanted uuid, way text, today date) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO notices_noticereaders (id, notice_id, channel, readers)
  SELECT gen_random_uuid(), n.id, way, 1 FROM notices_open(wanted, '', today) n
   WHERE n.withdrawn_at IS NULL AND way = ANY (n.channels)
  ON CONFLICT (notice_id, channel) DO UPDATE SET readers = notices_noticereaders.readers + 1
$$
"""
FUNCTIONS = ("notices_open(uuid, text, date)", "notices_count_reader(uuid, text, date)")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("areas", "0002_ground"),
        ("organizations", "0001_organizations"),
        ("people", "0003_consents_households"),
        ("base", "0001_journal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=40, verbose_name="标题")),
                ("body", models.TextField(verbose_name="内容")),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None, verbose_name="怎么让居民看到"
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False, verbose_name="要紧")),
                ("shows_from", models.DateField(verbose_name="从哪天起")),
                ("shows_until", models.DateField(verbose_name="到哪天止")),
                ("written_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=200, verbose_name="为什么撤回")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="发给哪里",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["area", "-id"], name="notice_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shows_until__gte", models.F("shows_from"))),
                        name="notice_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channels__contained_by", ["portal", "app", "board"]), ("channels__len__gte", 1)
                        ),
                        name="notice_has_known_channels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="notice_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeReaders",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("channel", models.CharField(max_length=10)),
                ("readers", models.PositiveIntegerField()),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="notices.notice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "channel"), name="notice_readers_once"),
                ],
            },
        ),
        Scope("notices_notice", staff=area_in_scope("area_id"), rights="SELECT, INSERT, UPDATE"),
        Scope(
            "notices_noticereaders",
            staff="EXISTS (SELECT 1 FROM notices_notice n WHERE n.id = notice_id)",
            staff_check="false",
            rights="SELECT",
        ),
        JournalSight("notices.notice", "notices_notice", roles=("staff",)),
        Statements(
            [
                OPEN,
                COUNT,
                *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in FUNCTIONS),
                *(f"GRANT EXECUTE ON FUNCTION {name} TO linli_common" for name in FUNCTIONS),
            ],
            [f"DROP FUNCTION {name}" for name in reversed(FUNCTIONS)],
        ),
    ]
