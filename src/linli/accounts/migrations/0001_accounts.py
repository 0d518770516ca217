"""Sign-ins, posts, sessions, codes and tokens; who may read what was done to them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from linli.base.ids import new_id
from linli.base.migrations_support import Statements, area_in_scope

ROLES = [
    ("community_worker", "社区工作者"),
    ("handler", "单位经办"),
    ("dispatcher", "分派员"),
    ("supervisor", "督办领导"),
    ("administrator", "管理员"),
]
MINE = "subject_kind = 'accounts.user' AND subject_id::text = current_setting('linli.actor', true)"
POSTS = f"subject_kind = 'accounts.heldpost' AND {area_in_scope('area_code')}"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organizations", "0001_organizations")]
    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("staff", "工作人员"), ("resident", "居民")], max_length=10)),
                (
                    "username",
                    models.CharField(blank=True, max_length=60, null=True, unique=True, verbose_name="用户名"),
                ),
                ("name", models.CharField(blank=True, help_text="Of staff only.", max_length=40, verbose_name="姓名")),
                ("phone_cipher", models.TextField(blank=True)),
                ("phone_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "totp_cipher",
                    models.TextField(blank=True, help_text="The one-time-code secret, encrypted; empty while off."),
                ),
                (
                    "totp_last",
                    models.BigIntegerField(default=0, help_text="The last time step used, so that a code serves once."),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "staff"), ("phone_hash__isnull", True), ("username__isnull", False)),
                            models.Q(("kind", "resident"), ("phone_hash__isnull", False), ("username__isnull", True)),
                            _connector="OR",
                        ),
                        name="staff_have_a_name_residents_a_phone",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldPost",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="accounts.user"
                    ),
                ),
                ("role", models.CharField(choices=ROLES, max_length=30, verbose_name="角色")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="区域",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                        verbose_name="单位",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
            ],
            options={
                "db_table": "accounts_post",
                "ordering": ("area_id", "role"),
                "indexes": [models.Index(fields=["area"], name="post_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="post_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("user", "role", "area", "organization"),
                        name="post_open_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="accounts.user",
                    ),
                ),
                ("started_at", models.DateTimeField(db_default=Now())),
                (
                    "device",
                    models.CharField(
                        blank=True, help_text="The browser as it names itself, shortened.", max_length=120
                    ),
                ),
            ],
            options={"db_table": "accounts_session"},
        ),
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("phone_hash", models.CharField(db_index=True, max_length=64)),
                ("code_hash", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("door", models.CharField(max_length=30)),
                ("key_hash", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["door", "key_hash", "at"], name="attempt_door")]},
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="accounts.user"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="用途")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False},
        ),
        Statements(
            [
                f"CREATE POLICY own_sign_in_staff ON journal FOR SELECT TO linli_staff USING ({MINE})",
                f"CREATE POLICY own_sign_in_resident ON journal FOR SELECT TO linli_resident USING ({MINE})",
                f"CREATE POLICY posts_of_area ON journal FOR SELECT TO linli_staff USING ({POSTS})",
            ],
            [
                "DROP POLICY own_sign_in_staff ON journal",
                "DROP POLICY own_sign_in_resident ON journal",
                "DROP POLICY posts_of_area ON journal",
            ],
        ),
    ]
