"""Residents, and what hangs on them, are read in the areas of posts whose role reads the register, and in no others.

Until now the areas of all posts counted here, and that a supervisor, a dispatcher or an administrator keeps no register
stood in the code alone. And of the journal of a resident staff read no look at it any more but what was looked up from
the record itself, or by themselves: a look on a case told the clerks of the home that there is such a case.

A scope of the release before does not set `linli.mr_people`: while it still runs beside this one, the wider `linli.mr`
counts for it, as before.
"""

from django.db import migrations

from linli.base.migrations_support import Statements, area_in_scope

SEEN = "EXISTS (SELECT 1 FROM people_resident seen WHERE seen.user_id = subject_id)"
MINE = "coalesce(actor_user::text, actor_name) = current_setting('linli.actor', true)"
# An export is of the register itself, and names no ground.
OF_THE_RECORD = """
  (facts ->> 'ground_kind' = 'people.resident' AND facts ->> 'ground_id' = subject_id::text)
  OR (verb = 'people.exported' AND facts ->> 'ground_kind' IS NULL)
"""
TOLD = f"(verb NOT IN ('people.revealed', 'people.exported') OR {OF_THE_RECORD} OR {MINE})"


def at_home(column: str, of: str) -> str:
    """True where the resident of this column lives where the actor reads the register."""
    lives = area_in_scope("r.home_area_id", of)
    return f"EXISTS (SELECT 1 FROM people_resident r WHERE r.user_id = {column} AND {lives})"


def rules(of: str) -> list[str]:
    """What staff see and write of each table, by the areas that show this."""
    house = f"EXISTS (SELECT 1 FROM people_household h WHERE h.id = household_id AND {area_in_scope('h.area_id', of)})"
    sight = {
        "people_household": area_in_scope("area_id", of),
        "people_householdmember": house,
        "people_consent": at_home("resident_id", of),
        "people_contact": at_home("resident_id", of),
        "people_request": at_home("resident_id", of),
        "people_merge": at_home("kept_id", of),
        "people_phone_change": at_home("resident_id", of),
    }
    return [
        # Who may be entered stays as it was: a clerk may register somebody whose home is elsewhere.
        f"ALTER POLICY staff ON people_resident USING ({area_in_scope('home_area_id', of)})",
        *(f"ALTER POLICY staff ON {table} USING ({rule}) WITH CHECK ({rule})" for table, rule in sight.items()),
    ]


def journal(rule: str) -> str:
    """Which entries about residents staff read."""
    return f"ALTER POLICY people_resident_staff ON journal USING (subject_kind = 'people.resident' AND {rule})"


class Migration(migrations.Migration):
    atomic = False  # one table at a time: who holds one and waits for another is no deadlock; each statement can be run again
    dependencies = [("people", "0007_one_household_a_door")]
    operations = [
        Statements(
            [*rules("people"), journal(f"{TOLD} AND {at_home('subject_id', 'people')}")],
            [*rules(""), journal(SEEN)],
        ),
    ]
