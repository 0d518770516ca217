"""Needs: seen by the unit that answers for one, by the one that is asked to take it on, and by whom it is about.

No area shows a need: that somebody needs help is nobody's business but theirs who help. What an area shows are counts,
by a function of the owner that gives nothing else.
"""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope, is_me, unit_in_scope

NEED = "aid_need"
SEEN = f"({unit_in_scope('unit_id', 'cases')} OR {unit_in_scope('offered_to_id', 'cases')})"
MINE = f"({is_me('resident_id')} AND told_at IS NOT NULL)"
COUNTS = f"""
CREATE FUNCTION aid_counts(low text, high text, since timestamptz, until timestamptz)
  RETURNS TABLE (area text, month date, found bigint, reported bigint, served bigint, referred bigint,
                 returned bigint, late bigint, helped bigint, lapsed bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT n.area_id::text, date_trunc('month', n.found_at AT TIME ZONE 'Asia/Shanghai')::date, count(*),
         count(n.reported_at), count(n.served_at), count(*) FILTER (WHERE n.referred_count > 0),
         count(*) FILTER (WHERE n.returned_count > 0), count(n.escalated_at),
         count(*) FILTER (WHERE n.result = 'helped'), count(*) FILTER (WHERE n.result = 'lapsed')
    FROM aid_need n
   WHERE n.area_id >= low AND n.area_id < high AND n.found_at >= since AND n.found_at < until
     AND (current_setting('role', true) = 'linli_system' OR {area_in_scope("n.area_id")})
   GROUP BY 1, 2
$$
"""
COUNTER = "aid_counts(text, text, timestamptz, timestamptz)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_codes_for_a_purpose"),
        ("areas", "0002_ground"),
        ("cases", "0016_ratings_set_aside"),
        ("organizations", "0002_contacts"),
        ("people", "0008_sight_by_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(help_text="A code of data/aid/kinds.toml.", max_length=30, verbose_name="困难"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("resident", "本人来说的"),
                            ("visit", "上门走访看到的"),
                            ("neighbour", "邻居说的"),
                            ("unit", "单位发现的"),
                            ("case", "办件里看到的"),
                        ],
                        max_length=10,
                        verbose_name="怎么发现的",
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("found", "已发现"),
                            ("reported", "已报告，等接收"),
                            ("accepted", "已接收"),
                            ("served", "正在帮"),
                            ("closed", "已结束"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "本人同意"),
                            ("guardian", "监护人同意"),
                            ("urgent", "情况紧急，先办后告知"),
                            ("nobody", "还没有问过本人"),
                        ],
                        max_length=10,
                        verbose_name="本人知道吗",
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="到哪天止")),
                ("due_at", models.DateTimeField(null=True, verbose_name="这一步的期限")),
                ("told_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("helped", "帮上了"),
                            ("not_eligible", "不符合条件"),
                            ("declined", "本人不需要了"),
                            ("moved", "搬走了"),
                            ("lapsed", "到期结束"),
                        ],
                        max_length=12,
                        null=True,
                        verbose_name="结果",
                    ),
                ),
                ("referred_count", models.PositiveSmallIntegerField(default=0)),
                ("returned_count", models.PositiveSmallIntegerField(default=0)),
                ("reviewed_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "helped",
                    models.CharField(
                        choices=[("yes", "帮上了"), ("partly", "帮上一些"), ("no", "没有帮上")], max_length=8, null=True
                    ),
                ),
                (
                    "escalated_at",
                    models.DateTimeField(help_text="When somebody was last told that it is late.", null=True),
                ),
                ("reminded_on", models.DateField(help_text="The last day of which its unit was reminded.", null=True)),
                ("forgotten_at", models.DateTimeField(help_text="When the words were destroyed.", null=True)),
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
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "finder",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "offered_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="等谁接收",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        help_text="Nobody before they were asked, and once the words are destroyed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.resident",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="现在谁负责",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["unit", "due_at"], name="need_unit_due"
                    ),
                    models.Index(
                        condition=models.Q(("offered_to__isnull", False)),
                        fields=["offered_to", "due_at"],
                        name="need_asked_due",
                    ),
                    models.Index(fields=["area", "found_at"], name="need_area_found"),
                    models.Index(
                        condition=models.Q(("forgotten_at__isnull", True)),
                        fields=["closed_at"],
                        name="need_to_be_forgotten",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("due_at", None),
                                ("offered_to", None),
                                ("result__isnull", False),
                                ("stage", "closed"),
                            ),
                            models.Q(
                                models.Q(("stage", "closed"), _negated=True),
                                ("closed_at", None),
                                ("due_at__isnull", False),
                                ("result", None),
                            ),
                            _connector="OR",
                        ),
                        name="need_closed_with_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offered_to__isnull", True),
                            models.Q(("offered_to", models.F("unit")), _negated=True),
                            _connector="OR",
                        ),
                        name="need_asks_another_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "reported"), _negated=True),
                            ("offered_to__isnull", False),
                            _connector="OR",
                        ),
                        name="need_reported_asks_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "nobody"), _negated=True), ("resident__isnull", True), _connector="OR"
                        ),
                        name="need_of_nobody_named_is_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forgotten_at__isnull", True),
                            models.Q(("case__isnull", True), ("closed_at__isnull", False), ("resident__isnull", True)),
                            _connector="OR",
                        ),
                        name="need_forgotten_names_nobody",
                    ),
                ],
            },
        ),
        Statements(["CREATE SEQUENCE aid_serial MAXVALUE 999999 CYCLE"], ["DROP SEQUENCE aid_serial"]),
        Scope(NEED, staff=SEEN, resident=MINE, rights="SELECT, UPDATE"),
        Statements(
            [f"GRANT INSERT ON {NEED} TO linli_staff, linli_system"],
            [f"REVOKE INSERT ON {NEED} FROM linli_staff, linli_system"],
        ),
        Statements(
            [
                COUNTS,
                f"REVOKE ALL ON FUNCTION {COUNTER} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION {COUNTER} TO linli_staff, linli_system",
            ],
            [f"DROP FUNCTION {COUNTER}"],
        ),
    ]
