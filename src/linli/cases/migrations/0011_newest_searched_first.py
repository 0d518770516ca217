"""A search asks the index of words for what is rare; for a common word it looks through the newest cases first.

The index gives every case that holds a common word, by the ten thousand and of the whole city, and all of them are
sorted to show the newest two hundred in sight; those lie, as a rule, among the last few thousand cases anyway.
"""

from importlib import import_module

from django.db import migrations

from linli.base.migrations_support import Statements

before = import_module("linli.cases.migrations.0009_short_words")


def found(rare: int = 2_000, few: int = 8_000, of_area: int = 20_000, of_units: int = 5_000) -> str:
    """The function, with how many cases of a word are rare, how many of an area or unit are few, and how many of the
    newest are looked through for a word that is not rare: a thousand in a millisecond."""
    return f"""
CREATE OR REPLACE FUNCTION cases_found(wanted text, most int) RETURNS TABLE (id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $found$
DECLARE
  said CONSTANT text := '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
  is_short CONSTANT boolean := length(wanted) < 3;
  holds CONSTANT text := CASE WHEN is_short THEN $$(c.title || ' ' || c.place) LIKE $1$$
    ELSE $$(c.title || ' ' || c.place || ' ' || c.number) LIKE $1$$ END;
  by_index CONSTANT text :=
    holds || CASE WHEN is_short THEN $$ AND cases_grams(c.title || ' ' || c.place) @> ARRAY[$2]$$ ELSE '' END;
  whole CONSTANT boolean := current_setting('role', true) = 'linli_system';
  seen_here CONSTANT text := CASE WHEN whole THEN '' ELSE
    $$ c.area_id >= $4 AND c.area_id < $5 AND coalesce(c.area_id::text <@ $6, false) AND c.audience = 'ordinary' AND $$
    END;
  one_of CONSTANT text := 'SELECT coalesce(array_agg(found.id), ''{{}}'') FROM (SELECT c.id FROM ';
  newest CONSTANT text := ' ORDER BY c.submitted_at DESC LIMIT $3) found';
  so_many CONSTANT text :=
    'SELECT count(*) FROM (SELECT FROM cases_case c WHERE ' || by_index || ' LIMIT {rare} + 1) counted';
  low CONSTANT text := current_setting('linli.lo', true);
  high CONSTANT text := current_setting('linli.hi', true);
  areas CONSTANT area_multirange :=
    nullif(coalesce(current_setting('linli.mr_cases', true), current_setting('linli.mr', true)), '')::area_multirange;
  units CONSTANT uuid[] :=
    nullif(coalesce(current_setting('linli.units_cases', true), current_setting('linli.units', true)), '')::uuid[];
  looked_through int;
  few boolean;
  known int := {rare} + 1;
  hits uuid[] := '{{}}';
  seen uuid[] := '{{}}';
BEGIN
  most := least(most, 200);
  IF wanted = '' OR current_setting('role', true) NOT IN ('linli_staff', 'linli_system') THEN
    RETURN;
  END IF;
  IF NOT is_short THEN  -- a short word is seldom rare, and to ask its index dear
    EXECUTE so_many INTO known USING said, wanted;
  END IF;
  IF known = 0 THEN
    RETURN;
  END IF;
  IF whole OR areas IS NOT NULL THEN
    few := NOT whole AND (SELECT count(*) <= {few} FROM (
      SELECT FROM cases_case c WHERE c.area_id >= low AND c.area_id < high LIMIT {few} + 1) counted);
    hits := '{{}}';
    IF known > {rare} THEN
      EXECUTE one_of || CASE WHEN few THEN
          '(SELECT * FROM cases_case c WHERE c.area_id >= $4 AND c.area_id < $5 OFFSET 0)' ELSE
          '(SELECT * FROM cases_case ORDER BY submitted_at DESC LIMIT {of_area})' END
        || ' c WHERE ' || seen_here || holds || newest
        INTO hits USING said, wanted, most, low, high, areas;
    END IF;
    IF known <= {rare} OR NOT few AND cardinality(hits) < most THEN
      EXECUTE one_of || 'cases_case c WHERE ' || seen_here || by_index || newest
        INTO hits USING said, wanted, most, low, high, areas;
    END IF;
    seen := hits;
  END IF;
  IF NOT whole AND units IS NOT NULL THEN
    few := (SELECT count(*) <= {few} FROM (
      SELECT FROM cases_party p WHERE p.unit_id = ANY (units) LIMIT {few} + 1) counted);
    hits := '{{}}';
    looked_through := CASE WHEN few THEN {few} ELSE {of_units} END;
    WHILE known > {rare} LOOP
      EXECUTE one_of || '(SELECT DISTINCT p.case_id, p.submitted_at FROM cases_party p WHERE p.unit_id = ANY ($4)
                          ORDER BY p.submitted_at DESC LIMIT $5) p JOIN cases_case c ON c.id = p.case_id WHERE '
        || holds || newest
        INTO hits USING said, wanted, most, units, looked_through;
      EXIT WHEN few OR cardinality(hits) >= most OR looked_through IS NULL;
      looked_through := NULL;  -- all of them: still quicker than a common word of the whole city
      IF is_short THEN
        EXECUTE so_many INTO known USING said, wanted;
      END IF;
    END LOOP;
    IF known <= {rare} THEN
      EXECUTE one_of || 'cases_case c WHERE c.id IN (SELECT p.case_id FROM cases_party p WHERE p.unit_id = ANY ($4))
                          AND ' || by_index || newest
        INTO hits USING said, wanted, most, units;
    END IF;
    seen := seen || hits;
  END IF;
  RETURN QUERY SELECT c.id FROM cases_case c WHERE c.id = ANY (seen) ORDER BY c.submitted_at DESC LIMIT most;
END
$found$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_channels")]
    operations = [Statements([found()], [before.FOUND])]
