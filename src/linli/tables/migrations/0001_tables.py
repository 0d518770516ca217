"""Files brought in and rows given out: seen by who did it and by who oversees the area; the files by who sent them."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import JournalSight, Scope, area_in_scope

STAGES = [
    ("checking", "正在核对"),
    ("checked", "核对好了"),
    ("writing", "正在保存"),
    ("done", "已保存"),
    ("failed", "没有成功"),
    ("cancelled", "已取消"),
]
STEPS = [("waiting", "等待处理"), ("reading", "正在读文件"), ("working", "正在逐行处理")]
KINDS = [("sent", "上传的文件"), ("returned", "标了问题的文件"), ("problems", "问题清单")]
MINE = "by_id::text = current_setting('linli.actor', true)"
SEEN = f"({MINE} OR {area_in_scope('area_id')})"
MY_FILE = (
    "EXISTS (SELECT 1 FROM tables_import i WHERE i.id = import_id"
    " AND i.by_id::text = current_setting('linli.actor', true))"
)
USER = {
    "help_text": "None: a command.",
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "accounts.user",
}


def area(help_text: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        help_text=help_text,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="areas.area",
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_journal"), ("areas", "0001_areas"), ("accounts", "0001_accounts")]
    operations = [
        migrations.CreateModel(
            name="TableImport",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40)),
                ("by", models.ForeignKey(**USER)),
                ("area", area("Within which all areas lie where the right to bring it in is held.")),
                ("file_name", models.CharField(max_length=120)),
                ("file_size", models.PositiveIntegerField()),
                ("file_hash", models.CharField(help_text="SHA-256 of the file as it was sent.", max_length=64)),
                ("stage", models.CharField(choices=STAGES, max_length=10)),
                ("step", models.CharField(choices=STEPS, default="waiting", max_length=10)),
                ("uploaded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "changed_at",
                    models.DateTimeField(
                        help_text="When stage, step or figures last changed: a page that waits asks for it."
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                (
                    "notes",
                    models.JSONField(
                        default=list, help_text="What was passed over, in words; never the content of a cell."
                    ),
                ),
                ("sentence", models.CharField(blank=True, help_text="Why it failed.", max_length=400)),
            ],
            options={
                "db_table": "tables_import",
                "ordering": ("-uploaded_at", "-id"),
                "indexes": [
                    models.Index(fields=["by", "-uploaded_at"], name="import_by"),
                    models.Index(fields=["area", "-uploaded_at"], name="import_area"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptFile",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "of",
                    models.ForeignKey(
                        db_column="import_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="tables.tableimport",
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("cipher", models.TextField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "db_table": "tables_file",
                "constraints": [models.UniqueConstraint(fields=("of", "kind"), name="one_file_of_a_kind")],
            },
        ),
        migrations.CreateModel(
            name="TableExport",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40)),
                ("by", models.ForeignKey(**USER)),
                ("area", area("What was asked for; none: all that may be read.")),
                ("at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("in_clear", models.BooleanField(help_text="Whether personal values were given out unmasked.")),
            ],
            options={
                "db_table": "tables_export",
                "ordering": ("-at", "-id"),
                "indexes": [
                    models.Index(fields=["by", "-at"], name="export_by"),
                    models.Index(fields=["area", "-at"], name="export_area"),
                ],
            },
        ),
        Scope("tables_import", staff=SEEN, staff_check=MINE),
        Scope("tables_file", staff=MY_FILE),
        Scope("tables_export", staff=SEEN, staff_check=MINE, rights="SELECT, INSERT"),
        JournalSight("tables.tableimport", "tables_import", roles=("staff",)),
        JournalSight("tables.tableexport", "tables_export", roles=("staff",)),
    ]
