"""The table of service items. The application reads them; only the owner loads."""

from django.db import migrations, models

from linli.base.migrations_support import Statements

KINDS = [
    ("certificate", "开证明"),
    ("benefit", "救助补贴"),
    ("application", "帮办代办"),
    ("care", "照护关爱"),
    ("booking", "服务预约"),
    ("repair", "报修"),
    ("complaint", "投诉"),
    ("environment", "环境卫生"),
    ("question", "咨询"),
    ("employment", "就业"),
    ("legal", "法律"),
    ("counselling", "心理"),
    ("assistance", "困难帮扶"),
    ("protection", "保护"),
    ("other", "其他诉求"),
]
LIFE_EVENTS = [
    ("elders", "照顾老人"),
    ("children", "照顾孩子"),
    ("health", "身体和心情"),
    ("disability", "残疾人和无障碍"),
    ("hardship", "遇到难处"),
    ("work", "找工作"),
    ("home", "家里和小区"),
    ("environment", "环境卫生"),
    ("rights", "纠纷和法律"),
    ("papers", "证明和代办"),
    ("questions", "问一问、提意见"),
]


def rights(verb: str) -> str:
    """The role stands in every database of ours; one made only to look at the schema has none."""
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_common') THEN"
        f" {verb} linli_common; END IF; END $$"
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_journal")]
    operations = [
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=40, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="事项名称")),
                ("plain_name", models.CharField(max_length=24, verbose_name="通俗名称")),
                ("short_name", models.CharField(max_length=6, verbose_name="简称")),
                ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="类型")),
                (
                    "audience",
                    models.CharField(
                        choices=[("ordinary", "一般"), ("confidential", "保密")], max_length=12, verbose_name="谁能看"
                    ),
                ),
                ("life_event", models.CharField(choices=LIFE_EVENTS, max_length=20, verbose_name="生活场景")),
                ("icon", models.CharField(max_length=40, verbose_name="图标")),
                (
                    "common",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Its place on the home page; 0 is not there.", verbose_name="首页次序"
                    ),
                ),
                (
                    "spec",
                    models.JSONField(
                        help_text="As `spec.to_data` gives it; read it through `details`.", verbose_name="全部内容"
                    ),
                ),
                ("version", models.CharField(help_text="Hash of the content.", max_length=64, verbose_name="版本")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "loaded_at",
                    models.DateTimeField(
                        help_text="When this version came, or the item was retired.", verbose_name="载入时间"
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(code__regex="^[a-z][a-z0-9-]*$"), name="item_code_fits_an_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(version__regex="^[0-9a-f]{64}$"), name="item_version_is_a_hash"
                    ),
                ],
            },
        ),
        Statements(
            [rights("REVOKE INSERT, UPDATE, DELETE ON catalog_serviceitem FROM")],
            [rights("GRANT INSERT, UPDATE, DELETE ON catalog_serviceitem TO")],
        ),
    ]
