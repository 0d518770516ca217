"""A confidential case may be kept from a phone its record never had when it was asked: also who looked, and messages.

The policies for looks and messages narrow what others allow: whatever page asks, nothing speaks of such a case.
"""

from django.db import migrations, models

from linli.base.migrations_support import Statements, is_me

WITHHELD = """
CREATE FUNCTION cases_is_withheld(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$ SELECT EXISTS (SELECT 1 FROM public.cases_case WHERE id = wanted AND withheld_at IS NOT NULL) $$
"""
MESSAGE = "notifications_message"
MINE = is_me("resident_id")
SHOWN = f"{MINE} AND withheld_at IS NULL"
LOOKS = "CASE WHEN verb = 'people.revealed' THEN NOT cases_is_withheld((facts ->> 'ground_id')::uuid) ELSE true END"
TOLD = "CASE WHEN about_kind = 'cases.case' THEN NOT cases_is_withheld(about_id) ELSE true END"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_newest_first"),
        ("notifications", "0002_noted"),
        ("people", "0006_phone_changes"),
    ]
    operations = [
        migrations.AddField(
            model_name="case",
            name="withheld_at",
            field=models.DateTimeField(
                help_text="Confidential, and asked before the first phone of who asked: not shown to it yet.", null=True
            ),
        ),
        Statements(
            [
                WITHHELD,
                "REVOKE ALL ON FUNCTION cases_is_withheld(uuid) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION cases_is_withheld(uuid) TO linli_resident",
                f"ALTER POLICY resident ON cases_case USING ({SHOWN}) WITH CHECK ({SHOWN})",
                f"CREATE POLICY cases_withheld ON journal AS RESTRICTIVE FOR SELECT TO linli_resident USING ({LOOKS})",
                f"CREATE POLICY cases_withheld ON {MESSAGE} AS RESTRICTIVE FOR SELECT TO linli_resident USING ({TOLD})",
            ],
            [
                f"DROP POLICY cases_withheld ON {MESSAGE}",
                "DROP POLICY cases_withheld ON journal",
                f"ALTER POLICY resident ON cases_case USING ({MINE}) WITH CHECK ({MINE})",
                "DROP FUNCTION cases_is_withheld(uuid)",
            ],
        ),
    ]
