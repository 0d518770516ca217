"""Counts say how many have ended, and how many were told of late; a need remembers that this was told to others."""

from django.db import migrations, models

from linli.base.migrations_support import Statements, area_in_scope

COUNTER = "aid_counts(text, text, timestamptz, timestamptz)"
HEAD = """
CREATE FUNCTION aid_counts(low text, high text, since timestamptz, until timestamptz)
  RETURNS TABLE (area text, month date, found bigint, reported bigint, served bigint, referred bigint,
                 returned bigint, late bigint, helped bigint, lapsed bigint{more})
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT n.area_id::text, date_trunc('month', n.found_at AT TIME ZONE 'Asia/Shanghai')::date, count(*),
         count(n.reported_at), count(n.served_at), count(*) FILTER (WHERE n.referred_count > 0),
         count(*) FILTER (WHERE n.returned_count > 0), count(n.escalated_at),
         count(*) FILTER (WHERE n.result = 'helped'), count(*) FILTER (WHERE n.result = 'lapsed'){counted}
    FROM aid_need n
   WHERE n.area_id >= low AND n.area_id < high AND n.found_at >= since AND n.found_at < until
     AND (current_setting('role', true) = 'linli_system' OR {seen})
   GROUP BY 1, 2
$$
"""


def made(more: str = "", counted: str = "") -> list[str]:
    return [
        f"DROP FUNCTION IF EXISTS {COUNTER}",
        HEAD.format(more=more, counted=counted, seen=area_in_scope("n.area_id")),
        f"REVOKE ALL ON FUNCTION {COUNTER} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {COUNTER} TO linli_staff, linli_system",
    ]


class Migration(migrations.Migration):
    dependencies = [("aid", "0002_read_in_the_journal")]
    operations = [
        migrations.AddField(
            "need",
            "tell_late_at",
            models.DateTimeField(help_text="When it was told that the person should have been told by now.", null=True),
        ),
        Statements(
            made(", closed bigint, told_late bigint", ", count(n.closed_at), count(n.tell_late_at)"),
            made(),
        ),
    ]
