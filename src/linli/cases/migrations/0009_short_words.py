"""Search by one or two characters, as most Chinese words are, by index; and each way of seeing by its own.

Trigrams need three characters: a search for 楼道 read every case there is. And no index holds an order across sight by
area or by unit, so each is asked for its own newest ones, as `cases.queries.first_seen` does for lists.
"""

from importlib import import_module

from django.db import migrations

from linli.base.migrations_support import GROUPS, Statements

before = import_module("linli.cases.migrations.0008_sight_by_right")

GRAMS = """
CREATE FUNCTION cases_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  SET search_path = pg_catalog
  AS $$ SELECT coalesce(array_agg(DISTINCT substr(words, place, size)), '{}')
          FROM generate_series(1, length(words)) place, generate_series(1, 2) size $$
"""
INDEX = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS case_short_words ON cases_case USING gin (cases_grams(title || ' ' || place))
"""
# The hull of the areas stands for the planner's estimate; that of the exact ranges it would guess a thousandfold too low.
FOUND = """
CREATE OR REPLACE FUNCTION cases_found(wanted text, most int) RETURNS TABLE (id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $found$
DECLARE
  said CONSTANT text := '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
  holds CONSTANT text := CASE
    WHEN length(wanted) < 3
    THEN $$(c.title || ' ' || c.place) LIKE $1 AND cases_grams(c.title || ' ' || c.place) @> ARRAY[$2]$$
    ELSE $$(c.title || ' ' || c.place || ' ' || c.number) LIKE $1$$ END;
  low CONSTANT text := current_setting('linli.lo', true);
  high CONSTANT text := current_setting('linli.hi', true);
  areas CONSTANT area_multirange :=
    nullif(coalesce(current_setting('linli.mr_cases', true), current_setting('linli.mr', true)), '')::area_multirange;
  units CONSTANT uuid[] :=
    nullif(coalesce(current_setting('linli.units_cases', true), current_setting('linli.units', true)), '')::uuid[];
BEGIN
  IF wanted = '' THEN
    RETURN;
  ELSIF current_setting('role', true) = 'linli_system' THEN
    RETURN QUERY EXECUTE 'SELECT c.id FROM cases_case c WHERE ' || holds || ' ORDER BY c.submitted_at DESC LIMIT $3'
      USING said, wanted, least(most, 200);
  ELSIF current_setting('role', true) = 'linli_staff' THEN
    RETURN QUERY EXECUTE '
      SELECT found.id FROM (
        (SELECT c.id, c.submitted_at FROM cases_case c
          WHERE c.area_id >= $4 AND c.area_id < $5 AND coalesce(c.area_id::text <@ $6, false)
            AND c.audience = ''ordinary'' AND ' || holds || '
          ORDER BY c.submitted_at DESC LIMIT $3)
        UNION
        (SELECT c.id, c.submitted_at FROM cases_party p JOIN cases_case c ON c.id = p.case_id
          WHERE p.unit_id = ANY ($7) AND ' || holds || '
          ORDER BY c.submitted_at DESC LIMIT $3)
      ) found ORDER BY found.submitted_at DESC LIMIT $3'
      USING said, wanted, least(most, 200), low, high, areas, units;
  END IF;
END
$found$
"""


class Migration(migrations.Migration):
    atomic = False  # the index is made while others go on writing
    dependencies = [("cases", "0008_sight_by_right")]
    operations = [
        Statements(
            [
                GRAMS,
                "REVOKE ALL ON FUNCTION cases_grams(text) FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION cases_grams(text) TO {GROUPS}",  # whoever writes a case writes the index
                INDEX,
                FOUND,
            ],
            [*before.functions("cases"), "DROP INDEX case_short_words", "DROP FUNCTION cases_grams(text)"],
        ),
    ]
