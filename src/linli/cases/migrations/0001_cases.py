"""Cases and what hangs on them, with the rule of sight for each table."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import GROUPS, JournalSight, Scope, Statements, area_in_scope, is_me, unit_in_scope

IN_AREA = f"({area_in_scope('area_id')} AND audience = 'ordinary')"
IS_PARTY = f"EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = cases_case.id AND {unit_in_scope('p.unit_id')})"
STAFF = f"{IN_AREA} OR {unit_in_scope('unit_id')} OR {IS_PARTY}"
# A clerk registers for the area, also what the clerk may not read afterwards; the clerk's unit becomes a party.
STAFF_CHECK = f"{area_in_scope('area_id')} OR {unit_in_scope('unit_id')} OR {IS_PARTY}"
RESIDENT = is_me("resident_id")
ON_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"

# The whole rule once more, for where a policy would refer to itself: who may add a unit to a case, who may search.
SEEN = f"""
  current_setting('role', true) = 'linli_system'
  OR (current_setting('role', true) = 'linli_resident' AND {is_me("c.resident_id")})
  OR (current_setting('role', true) = 'linli_staff' AND (
        ({area_in_scope("c.area_id")} AND c.audience = 'ordinary') OR {unit_in_scope("c.unit_id")}
        OR EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = c.id AND {unit_in_scope("p.unit_id")})))
"""
OPENED = f"""
CREATE FUNCTION cases_may_add_party(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = wanted
               AND (({SEEN}) OR c.submitted_by_id::text = current_setting('linli.actor', true))) $$
"""
PARTIES = f"""
CREATE FUNCTION cases_parties_of(wanted uuid) RETURNS TABLE (unit_id uuid, name text, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT p.unit_id, o.short_name::text, p.role::text
          FROM cases_party p JOIN cases_case c ON c.id = p.case_id JOIN organizations_organization o ON o.id = p.unit_id
         WHERE c.id = wanted AND ({SEEN}) ORDER BY p.since, p.id $$
"""
FOUND = f"""
CREATE FUNCTION cases_found(wanted text, most int) RETURNS TABLE (id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT c.id FROM cases_case c
         WHERE wanted <> '' AND (c.title || ' ' || c.place || ' ' || c.number)
               LIKE '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
           AND ({SEEN})
         ORDER BY c.submitted_at DESC LIMIT least(most, 200) $$
"""
WORKS_FOR = "EXISTS (SELECT 1 FROM cases_case c WHERE c.resident_id = user_id)"
FUNCTIONS = ("cases_may_add_party(uuid)", "cases_parties_of(uuid)", "cases_found(text, int)")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_accounts"),
        ("areas", "0001_areas"),
        ("catalog", "0001_items"),
        ("organizations", "0001_organizations"),
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="详细情况")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                ("answers", models.JSONField(default=dict, verbose_name="填写内容")),
                (
                    "audience",
                    models.CharField(
                        choices=[("ordinary", "一般"), ("confidential", "保密")], max_length=12, verbose_name="公开范围"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("portal", "居民端"), ("window", "窗口"), ("phone", "电话"), ("api", "接口")],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                (
                    "client_key",
                    models.UUIDField(help_text="The sender's own key: sending twice makes one case.", null=True),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("submitted", "待受理"),
                            ("accepted", "已受理"),
                            ("assigned", "办理中"),
                            ("resolved", "待居民确认"),
                            ("closed", "已办结"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("accept_due_at", models.DateTimeField(verbose_name="受理期限")),
                ("due_at", models.DateTimeField(verbose_name="办结期限")),
                ("first_contact_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("assigned_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reopened_count", models.PositiveSmallIntegerField(default=0)),
                ("extended_count", models.PositiveSmallIntegerField(default=0)),
                ("returned_count", models.PositiveSmallIntegerField(default=0)),
                ("solved", models.BooleanField(help_text="The resident's last answer.", null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts changes, so that two clerks do not overwrite."
                    ),
                ),
                ("reminded_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.serviceitem",
                        verbose_name="事项",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.resident",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="承办单位",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseAttachment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("of_result", models.BooleanField(help_text="Shows the result, not the request.")),
                ("added_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="cases.case"
                    ),
                ),
            ],
            options={
                "db_table": "cases_attachment",
                "ordering": ("added_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="CaseParty",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("submitter", "登记"), ("lead", "主办"), ("assisting", "会办"), ("former", "曾经办")],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={"db_table": "cases_party"},
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="given_rating", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["area", "due_at"], name="case_open_area_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["due_at"], name="case_open_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["unit", "due_at"], name="case_open_unit_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area", "submitted_at"], name="case_area_submitted"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area", "due_at"], name="case_area_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["resident", "submitted_at"], name="case_resident"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("submitted_by", "client_key"), name="case_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("stage__in", ["closed", "withdrawn"])),
                    models.Q(
                        models.Q(("stage__in", ["closed", "withdrawn"]), _negated=True), ("closed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="case_closed_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "resolved"), _negated=True), ("resolved_at__isnull", False), _connector="OR"
                ),
                name="case_resolved_when_resolved",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                name="case_rating_of_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("accept_due_at__lte", models.F("due_at"))), name="case_accepted_before_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseparty",
            constraint=models.UniqueConstraint(fields=("case", "unit"), name="party_once"),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="rating_of_five"),
        ),
        Statements(
            [
                "CREATE SEQUENCE cases_serial MAXVALUE 999999 CYCLE",
                "CREATE INDEX case_words ON cases_case USING gin ((title || ' ' || place || ' ' || number) gin_trgm_ops)",
                OPENED,
                PARTIES,
                FOUND,
                *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in FUNCTIONS),
                f"GRANT EXECUTE ON FUNCTION cases_may_add_party(uuid), cases_parties_of(uuid) TO {GROUPS}",
                "GRANT EXECUTE ON FUNCTION cases_found(text, int) TO linli_staff, linli_system",
            ],
            [*(f"DROP FUNCTION {name}" for name in FUNCTIONS), "DROP INDEX case_words", "DROP SEQUENCE cases_serial"],
        ),
        Scope(
            "cases_party",
            staff=unit_in_scope("unit_id"),
            staff_check="cases_may_add_party(case_id)",
            resident=ON_CASE,
            resident_check="cases_may_add_party(case_id)",
            rights="SELECT, INSERT",
        ),
        Scope(
            "cases_case",
            staff=STAFF,
            staff_check=STAFF_CHECK,
            resident=RESIDENT,
            rights="SELECT, INSERT, UPDATE",
        ),
        Scope("cases_attachment", staff=ON_CASE, resident=ON_CASE, rights="SELECT, INSERT"),
        Scope("cases_rating", staff=ON_CASE, resident=ON_CASE, rights="SELECT, INSERT"),
        JournalSight("cases.case", "cases_case"),
        Statements(
            [
                # Whoever works on a case reads who asked, wherever that person lives.
                f"CREATE POLICY cases_staff ON people_resident FOR SELECT TO linli_staff USING ({WORKS_FOR})",
            ],
            ["DROP POLICY cases_staff ON people_resident"],
        ),
    ]
