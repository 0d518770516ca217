"""Every version of an item is kept, and the first one is what it says now. Items may be decided at the desk.

Safe on a live system: the items are few, the new columns may be empty, and the release before goes on reading `spec`.
"""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.migrations_support import Statements

ORIGINS = [("file", "文件"), ("desk", "工作台")]
KEEP = """
INSERT INTO catalog_itemversion (item_id, number, spec, version, since, origin)
SELECT code, 1, spec, version, loaded_at, 'file' FROM catalog_serviceitem
"""
KEEP_WHAT_IS = [
    KEEP,
    "UPDATE catalog_serviceitem i SET live_id = v.id FROM catalog_itemversion v WHERE v.item_id = i.code",
    "SET CONSTRAINTS ALL IMMEDIATE",
]


def rights(verb: str, privileges: str) -> str:
    """The role stands in every database of ours; one made only to look at the schema has none."""
    preposition = "FROM" if verb == "REVOKE" else "TO"
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_common') THEN"
        f" {verb} {privileges} ON catalog_itemversion {preposition} linli_common; END IF; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_items")]
    operations = [
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几版")),
                (
                    "spec",
                    models.JSONField(
                        help_text="As `spec.to_data` gives it; read it through `details`.", verbose_name="全部内容"
                    ),
                ),
                ("version", models.CharField(help_text="Hash of the content.", max_length=64, verbose_name="版本")),
                ("since", models.DateTimeField(verbose_name="启用时间")),
                ("origin", models.CharField(choices=ORIGINS, max_length=4, verbose_name="来自")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalog.serviceitem",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "ordering": ("item", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="item_version_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__regex", "^[0-9a-f]{64}$")), name="version_is_a_hash"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="live",
            field=models.ForeignKey(
                help_text="The version offered now; a new case keeps it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.itemversion",
                verbose_name="现行版本",
            ),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="origin",
            field=models.CharField(
                choices=ORIGINS,
                db_default="file",
                default="file",
                help_text="Once decided at the desk, a file changes it no more.",
                max_length=4,
                verbose_name="由谁维护",
            ),
        ),
        Statements(KEEP_WHAT_IS, ["DELETE FROM catalog_itemversion WHERE false"]),
        Statements(
            [rights("REVOKE", "INSERT, UPDATE, DELETE")],
            [rights("GRANT", "INSERT, UPDATE, DELETE")],
        ),
    ]
