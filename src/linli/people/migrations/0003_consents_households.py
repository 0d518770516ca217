"""Identity numbers, consents, households and contacts, each with its rule of sight.

What hangs on a resident is seen by the staff of the resident's home, not by a unit that merely works on their case.
"""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import JournalSight, Scope, Statements, area_in_scope, is_me

AT_HOME = (
    "EXISTS (SELECT 1 FROM people_resident r WHERE r.user_id = resident_id AND " + area_in_scope("r.home_area_id") + ")"
)
MINE = is_me("resident_id")
HOUSE = "EXISTS (SELECT 1 FROM people_household h WHERE h.id = household_id AND " + area_in_scope("h.area_id") + ")"
MY_HOUSE = (
    "EXISTS (SELECT 1 FROM people_householdmember m WHERE m.household_id = people_household.id AND m.until IS NULL AND "
    + is_me("m.resident_id")
    + ")"
)
KEPT = "SELECT, INSERT, UPDATE"  # history is closed by a date, never deleted


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_phones_change_hands"),
        ("areas", "0001_areas"),
        ("people", "0002_masked_names"),
    ]
    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "purpose",
                    models.CharField(
                        help_text="A code of data/types/consents.toml.", max_length=30, verbose_name="同意什么"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("portal", "本人在手机上同意"),
                            ("paper", "本人签了纸质同意书"),
                            ("guardian", "监护人签了纸质同意书"),
                        ],
                        max_length=10,
                        verbose_name="怎么同意的",
                    ),
                ),
                ("begins_on", models.DateField(verbose_name="从哪天起")),
                ("ends_on", models.DateField(verbose_name="到哪天止")),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "warned_at",
                    models.DateTimeField(help_text="When the resident was told that it runs out.", null=True),
                ),
                (
                    "lapsed_at",
                    models.DateTimeField(
                        help_text="When what it allowed was taken away after its last day.", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("guardian", "监护人"), ("carer", "委托照看人"), ("emergency", "紧急联系人")],
                        max_length=10,
                        verbose_name="是什么人",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        help_text="A code of data/types/relations.toml.", max_length=30, verbose_name="关系"
                    ),
                ),
                ("name_cipher", models.TextField(blank=True, default="")),
                ("phone_cipher", models.TextField(blank=True, default="")),
                ("since", models.DateField(verbose_name="从哪天起")),
                ("until", models.DateField(null=True, verbose_name="到哪天止")),
            ],
            options={
                "ordering": ("since", "id"),
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("address", models.CharField(max_length=100, verbose_name="门牌")),
                ("member_count", models.PositiveSmallIntegerField(verbose_name="住几口人")),
                ("begun_on", models.DateField(verbose_name="从哪天起")),
                ("ended_on", models.DateField(null=True, verbose_name="到哪天止")),
            ],
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "relation",
                    models.CharField(
                        help_text="A code of data/types/relations.toml.", max_length=30, verbose_name="与户主的关系"
                    ),
                ),
                ("since", models.DateField(verbose_name="从哪天起")),
                ("until", models.DateField(null=True, verbose_name="到哪天止")),
            ],
            options={
                "ordering": ("since", "id"),
            },
        ),
        migrations.RemoveIndex(
            model_name="resident",
            name="resident_home",
        ),
        migrations.AddField(
            model_name="resident",
            name="erased_at",
            field=models.DateTimeField(
                help_text="Deleted at the resident's request: what stays is a tombstone.", null=True
            ),
        ),
        migrations.AddField(
            model_name="resident",
            name="identity_cipher",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="resident",
            name="identity_hash",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="resident",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
            ),
        ),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(fields=["home_area", "name"], name="resident_home_name"),
        ),
        migrations.AddConstraint(
            model_name="resident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("identity_cipher", ""), ("identity_hash__isnull", True)),
                    models.Q(("identity_hash__isnull", False), models.Q(("identity_cipher", ""), _negated=True)),
                    _connector="OR",
                ),
                name="resident_identity_is_found_where_it_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="resident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at__isnull", True), models.Q(("name", ""), _negated=True)),
                    models.Q(("erased_at__isnull", False), ("identity_hash__isnull", True), ("name", "")),
                    _connector="OR",
                ),
                name="resident_erased_says_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="resident",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("user")), _negated=True),
                name="resident_is_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="resident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="consent",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.consent"),
        ),
        migrations.AddField(
            model_name="contact",
            name="other",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="resident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="area",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
                verbose_name="社区（村）",
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="people.household"
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="resident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["resident", "purpose"], name="consent_resident"),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("lapsed_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["ends_on"],
                name="consent_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("begins_on"))), name="consent_ends_after_it_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["consent"], name="contact_consent"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_cipher", ""), ("other__isnull", False), ("phone_cipher", "")),
                    models.Q(
                        ("other__isnull", True),
                        models.Q(("name_cipher", ""), _negated=True),
                        models.Q(("phone_cipher", ""), _negated=True),
                    ),
                    models.Q(
                        ("name_cipher", ""), ("other__isnull", True), ("phone_cipher", ""), ("until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="contact_is_one_person_until_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other__isnull", True), models.Q(("other", models.F("resident")), _negated=True), _connector="OR"
                ),
                name="contact_is_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="contact_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["area", "address"], name="household_area_address"),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("begun_on")), _connector="OR"
                ),
                name="household_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("resident",), name="one_current_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("relation", "head"), ("until__isnull", True)),
                fields=("household",),
                name="one_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="member_leaves_after_joining",
            ),
        ),
        Statements(
            [
                # Whoever kept the record reads what became of the one merged into it; only their own may be written.
                f"ALTER POLICY resident ON people_resident USING ({is_me('user_id')} OR {is_me('merged_into_id')}) WITH CHECK ({is_me('user_id')})"
            ],
            [f"ALTER POLICY resident ON people_resident USING ({is_me('user_id')}) WITH CHECK ({is_me('user_id')})"],
        ),
        Scope("people_consent", staff=AT_HOME, resident=MINE, rights=KEPT),
        Scope(
            "people_contact",
            staff=AT_HOME,
            resident=f"{MINE} OR {is_me('other_id')}",
            resident_check=MINE,
            rights=KEPT,
        ),
        Scope("people_householdmember", staff=HOUSE, resident=MINE, resident_check="false", rights=KEPT),
        Scope(
            "people_household",
            staff=area_in_scope("area_id"),
            resident=MY_HOUSE,
            resident_check="false",
            rights=KEPT,
        ),
        JournalSight("people.household", "people_household"),
    ]
