"""Cases are read in the areas and units of posts whose role reads cases, and in no others.

Until now the areas and units of all posts counted here, and that an administrator reads no cases stood in the code
alone. What hangs on a case, its entries in the journal and who asked follow the case, as before.

A scope of the release before sets neither `linli.mr_cases` nor `linli.units_cases`: while it still runs beside this one,
the wider `linli.mr` and `linli.units` count for it, as before.
"""

from django.db import migrations

from linli.base.migrations_support import Statements, area_in_scope, is_me, unit_in_scope


def seen(of: str) -> str:
    """The whole rule of sight on a case `c`, for where a policy would refer to itself."""
    return f"""
  current_setting('role', true) = 'linli_system'
  OR (current_setting('role', true) = 'linli_resident' AND {is_me("c.resident_id")})
  OR (current_setting('role', true) = 'linli_staff' AND (
        ({area_in_scope("c.area_id", of)} AND c.audience = 'ordinary') OR {unit_in_scope("c.unit_id", of)}
        OR EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = c.id AND {unit_in_scope("p.unit_id", of)})))
"""


def functions(of: str) -> list[str]:
    """What goes past the policies on purpose and repeats the rule inside: parties, and search by words."""
    return [
        f"""
CREATE OR REPLACE FUNCTION cases_may_add_party(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = wanted
               AND (({seen(of)}) OR c.submitted_by_id::text = current_setting('linli.actor', true))) $$
""",
        f"""
CREATE OR REPLACE FUNCTION cases_parties_of(wanted uuid) RETURNS TABLE (unit_id uuid, name text, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT p.unit_id, o.short_name::text, p.role::text
          FROM cases_party p JOIN cases_case c ON c.id = p.case_id JOIN organizations_organization o ON o.id = p.unit_id
         WHERE c.id = wanted AND ({seen(of)}) ORDER BY p.since, p.id $$
""",
        f"""
CREATE OR REPLACE FUNCTION cases_found(wanted text, most int) RETURNS TABLE (id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS $$ SELECT c.id FROM cases_case c
         WHERE wanted <> '' AND (c.title || ' ' || c.place || ' ' || c.number)
               LIKE '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
           AND ({seen(of)})
         ORDER BY c.submitted_at DESC LIMIT least(most, 200) $$
""",
    ]


def policies(of: str) -> list[str]:
    """Which cases and parties staff see, and which cases they may write."""
    area, unit = area_in_scope("area_id", of), unit_in_scope("unit_id", of)
    on_it = f"EXISTS (SELECT 1 FROM cases_party p WHERE p.case_id = cases_case.id AND {unit_in_scope('p.unit_id', of)})"
    read = f"({area} AND audience = 'ordinary') OR {unit} OR {on_it}"
    # A clerk registers for the area, also what the clerk may not read afterwards; the clerk's unit becomes a party.
    written = f"{area} OR {unit} OR {on_it}"
    return [
        f"ALTER POLICY staff ON cases_party USING ({unit})",
        f"ALTER POLICY staff ON cases_case USING ({read}) WITH CHECK ({written})",
    ]


class Migration(migrations.Migration):
    atomic = False  # one table at a time: who holds one and waits for another is no deadlock; each statement can be run again
    dependencies = [("cases", "0007_withheld")]
    operations = [
        Statements([*functions("cases"), *policies("cases")], [*functions(""), *policies("")]),
    ]
