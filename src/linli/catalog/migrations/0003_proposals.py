"""What is proposed for an item and who decided it. Staff write items from here on, through what two people agreed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Statements


def rights(verb: str, privileges: str, table: str, role: str) -> str:
    """The roles stand in every database of ours; one made only to look at the schema has none."""
    preposition = "FROM" if verb == "REVOKE" else "TO"
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
        f" {verb} {privileges} ON {table} {preposition} {role}; END IF; END $$"
    )


GIVEN = [
    ("INSERT, UPDATE", "catalog_proposal"),
    ("INSERT", "catalog_itemversion"),
    ("INSERT, UPDATE", "catalog_serviceitem"),
]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_versions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(db_collation="C", max_length=40, verbose_name="代码")),
                (
                    "kind",
                    models.CharField(
                        choices=[("admit", "新增"), ("change", "修改"), ("retire", "停用"), ("restore", "恢复")],
                        max_length=8,
                        verbose_name="要做什么",
                    ),
                ),
                (
                    "spec",
                    models.JSONField(
                        help_text="Of an item to be admitted or changed.", null=True, verbose_name="全部内容"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="为什么")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "待审核"),
                            ("approved", "已通过"),
                            ("refused", "没通过"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                (
                    "base",
                    models.ForeignKey(
                        help_text="What was live when it was proposed; decided only while that still is.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.itemversion",
                        verbose_name="依据的版本",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "ordering": ("-proposed_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["code"], condition=models.Q(outcome=""), name="proposal_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                        | (~models.Q(outcome="") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                        name="proposal_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(outcome__in=["approved", "refused"])
                        | ~models.Q(decided_by=models.F("proposed_by")),
                        name="proposal_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["admit", "change"], spec__isnull=False)
                        | models.Q(kind__in=["retire", "restore"], spec__isnull=True),
                        name="proposal_says_what",
                    ),
                ],
            },
        ),
        Statements(
            [rights("REVOKE", "ALL", "catalog_proposal", "linli_common")],
            [rights("GRANT", "SELECT, INSERT, UPDATE, DELETE", "catalog_proposal", "linli_common")],
        ),
        Statements(
            [
                rights("GRANT", "SELECT", "catalog_proposal", "linli_staff"),
                *(rights("GRANT", what, table, "linli_staff") for what, table in GIVEN),
            ],
            [
                rights("REVOKE", "SELECT", "catalog_proposal", "linli_staff"),
                *(rights("REVOKE", what, table, "linli_staff") for what, table in GIVEN),
            ],
        ),
    ]
