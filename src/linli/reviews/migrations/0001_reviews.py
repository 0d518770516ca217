"""Published figures, which hold only what everybody may read; and which words are public, with who sees that.

Staff see a decision where they see its case. Everybody reads words through `reviews_words`: the level, the words and
the month, of a unit or an item whose figures are published, never of both at once.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements

WORD, PUBLISHED = "reviews_word", "reviews_published"
ON_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
WORDS = """
CREATE FUNCTION reviews_words(of_unit uuid, of_item text, at timestamptz, most int)
  RETURNS TABLE (level smallint, said text, month date)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT w.level, w.said, date_trunc('month', w.rated_at AT TIME ZONE 'Asia/Shanghai')::date
    FROM reviews_word w
   WHERE w.state = 'released' AND w.shows_from <= at
     AND ((of_item IS NULL AND w.unit_id = of_unit) OR (of_unit IS NULL AND w.item_id = of_item))
     AND EXISTS (SELECT 1 FROM reviews_published p WHERE p.unit_id = of_unit OR p.item_id = of_item)
   ORDER BY w.rated_at DESC LIMIT most
$$
"""
KEPT_BACK = """
CREATE FUNCTION reviews_kept_back(of_unit uuid, of_item text) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) FROM reviews_word w
   WHERE w.state = 'kept_back'
     AND ((of_item IS NULL AND w.unit_id = of_unit) OR (of_unit IS NULL AND w.item_id = of_item))
$$
"""
FUNCTIONS = ("reviews_words(uuid, text, timestamptz, int)", "reviews_kept_back(uuid, text)")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_codes_for_a_purpose"),
        ("areas", "0002_ground"),
        ("cases", "0018_rating_with_words"),
        ("catalog", "0004_read_by_jobs"),
        ("organizations", "0002_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("first", models.DateField(help_text="The first day of its first month.")),
                ("last", models.DateField(help_text="The first day of its last month.")),
                ("closed", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("responded", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField()),
                ("solved", models.PositiveIntegerField()),
                ("rated", models.PositiveIntegerField()),
                ("satisfied", models.PositiveIntegerField()),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), help_text="The best level first.", size=5
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.serviceitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit__isnull", True), ("item__isnull", True), _connector="XOR"),
                        name="published_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("levels__len", 5), ("rated__gte", 5)), name="published_of_enough"
                    ),
                    models.UniqueConstraint(fields=("unit", "first"), name="published_unit_once"),
                    models.UniqueConstraint(fields=("item", "first"), name="published_item_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "said",
                    models.CharField(
                        blank=True, help_text="As everybody reads it; empty unless released.", max_length=500
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("released", "公开"), ("kept_back", "没有公开"), ("taken_back", "撤下了")],
                        max_length=10,
                        verbose_name="公开没有",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal", "遮不掉的个人信息"),
                            ("abusive", "骂人、侮辱人"),
                            ("off_topic", "说的不是这项服务"),
                            ("objected", "本人不想公开"),
                            ("mistake", "公开错了"),
                            ("set_aside", "评价不再计入，或者事情改为保密"),
                            ("erased", "本人删除了资料"),
                        ],
                        max_length=10,
                        verbose_name="为什么",
                    ),
                ),
                ("rated_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField()),
                (
                    "shows_from",
                    models.DateTimeField(help_text="Until then whoever said it can object first.", null=True),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.serviceitem",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "-rated_at"], name="word_of_unit"),
                    models.Index(fields=["item", "-rated_at"], name="word_of_item"),
                    models.Index(fields=["area", "-decided_at"], name="word_area_decided"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="word_level_of_five"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("shows_from__isnull", False),
                                ("state", "released"),
                                ("why", ""),
                                models.Q(("said", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "released"), _negated=True),
                                ("said", ""),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="word_shown_when_released",
                    ),
                ],
            },
        ),
        Scope(WORD, staff=ON_CASE, resident=ON_CASE, rights="SELECT"),
        Statements(
            [
                f"GRANT INSERT, UPDATE ON {WORD} TO linli_staff, linli_system",
                f"REVOKE INSERT, UPDATE, DELETE ON {PUBLISHED} FROM linli_common",
                f"GRANT INSERT, DELETE ON {PUBLISHED} TO linli_system",
                WORDS,
                KEPT_BACK,
                *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in FUNCTIONS),
                *(f"GRANT EXECUTE ON FUNCTION {name} TO linli_common" for name in FUNCTIONS),
            ],
            [
                *(f"DROP FUNCTION {name}" for name in reversed(FUNCTIONS)),
                f"REVOKE ALL ON {PUBLISHED} FROM linli_system",
                f"GRANT INSERT, UPDATE, DELETE ON {PUBLISHED} TO linli_common",
                f"REVOKE INSERT, UPDATE ON {WORD} FROM linli_staff, linli_system",
            ],
        ),
    ]
