"""The journal, its payloads, keys and seals, with what each role may do to them."""

from django.db import migrations, models

from linli.base.migrations_support import GROUPS, Statements

MINE = "coalesce(actor_user::text, actor_name) = current_setting('linli.actor', true)"

SEEN = "EXISTS (SELECT 1 FROM journal seen WHERE seen.id = entry)"

HOLD = """
CREATE FUNCTION journal_hold() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public SET lock_timeout = '2s'
  AS $$ BEGIN LOCK TABLE public.journal IN SHARE MODE; END $$
"""
KEY = """
CREATE FUNCTION journal_key_of(subject uuid, kind text, fresh text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$
  DECLARE found text;
  BEGIN
    SELECT wrapped INTO found FROM journal_key WHERE subject_id = subject;
    IF found IS NULL AND fresh IS NOT NULL THEN
      INSERT INTO journal_key (subject_id, subject_kind, wrapped) VALUES (subject, kind, fresh) ON CONFLICT DO NOTHING;
      SELECT wrapped INTO found FROM journal_key WHERE subject_id = subject;
    END IF;
    RETURN found;
  END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        Statements(
            ['CREATE TYPE area_range AS RANGE (subtype = text, collation = "C")'],
            ["DROP TYPE area_range"],
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(unique=True)),
                (
                    "recorded_at",
                    models.DateTimeField(help_text="When the server wrote it; the day of a seal is taken from this."),
                ),
                ("happened_at", models.DateTimeField(help_text="When it happened, as the action was told.")),
                ("verb", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField()),
                ("area_code", models.CharField(blank=True, db_collation="C", max_length=17)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_user", models.UUIDField(null=True)),
                ("actor_unit", models.UUIDField(null=True)),
                ("actor_name", models.CharField(blank=True, help_text="Of a job; never of a person.", max_length=60)),
                ("fields", models.JSONField(default=list)),
                ("facts", models.JSONField(default=dict)),
                ("payload_hash", models.BinaryField(help_text="SHA-256 of the payload's ciphertext.", null=True)),
            ],
            options={
                "db_table": "journal",
                "indexes": [models.Index(fields=["subject_id", "seq"], name="journal_subject")],
            },
        ),
        migrations.CreateModel(
            name="JournalPayload",
            fields=[
                ("entry", models.UUIDField(primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("cipher", models.TextField()),
            ],
            options={"db_table": "journal_payload"},
        ),
        migrations.CreateModel(
            name="JournalKey",
            fields=[
                ("subject_id", models.UUIDField(primary_key=True, serialize=False)),
                ("subject_kind", models.CharField(max_length=60)),
                ("wrapped", models.TextField()),
            ],
            options={"db_table": "journal_key"},
        ),
        migrations.CreateModel(
            name="JournalSeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("first_seq", models.BigIntegerField()),
                ("last_seq", models.BigIntegerField()),
                ("count", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("previous", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"db_table": "journal_seal"},
        ),
        Statements(
            [
                f"REVOKE ALL ON {table} FROM linli_common"
                for table in ("journal", "journal_payload", "journal_key", "journal_seal")
            ]
            + [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
                for table in ("journal", "journal_payload", "journal_key")
            ]
            + [
                f"GRANT SELECT, INSERT ON journal, journal_payload TO {GROUPS}",
                # Payloads go by retention, keys by deletion of their subject; the entries themselves never.
                "GRANT DELETE ON journal_payload TO linli_system",
                "GRANT SELECT, DELETE ON journal_key TO linli_system",
                "GRANT SELECT, INSERT ON journal_seal TO linli_system",
                "GRANT SELECT ON journal_seal TO linli_common",
                "GRANT USAGE ON SEQUENCE journal_seq_seq, journal_seal_id_seq TO linli_system",
                f"CREATE POLICY own_name ON journal FOR INSERT TO {GROUPS} WITH CHECK ({MINE})",
                "CREATE POLICY system ON journal FOR SELECT TO linli_system USING (true)",
                f"CREATE POLICY written ON journal_payload FOR INSERT TO {GROUPS} WITH CHECK (true)",
                f"CREATE POLICY seen ON journal_payload FOR SELECT TO {GROUPS} USING ({SEEN})",
                "CREATE POLICY system ON journal_payload TO linli_system USING (true)",
                "CREATE POLICY system ON journal_key TO linli_system USING (true)",
                HOLD,
                KEY,
                "REVOKE ALL ON FUNCTION journal_hold() FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION journal_hold() TO linli_system",
                "REVOKE ALL ON FUNCTION journal_key_of(uuid, text, text) FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION journal_key_of(uuid, text, text) TO {GROUPS}",
            ],
            ["DROP FUNCTION journal_hold()", "DROP FUNCTION journal_key_of(uuid, text, text)"],
        ),
    ]
