"""Operations for migrations that give a table its rule of sight in the database itself.

The texts of policies stand in the migrations that make them; a change of rule is a new migration.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

GROUPS = "linli_staff, linli_resident, linli_system"


def area_in_scope(column: str, of: str = "") -> str:
    """True where the column's area lies in the actor's: the hull for the planner's estimate, the ranges for truth.

    `of` names what is shown ("cases", "people") by some posts alone: then only the areas of those count.
    """
    return (
        f"({column} >= current_setting('linli.lo', true) AND {column} < current_setting('linli.hi', true)"
        f" AND {column}::text <@ (SELECT nullif({_told('mr', of)}, '')::area_multirange))"
    )


def unit_in_scope(column: str, of: str = "") -> str:
    """True where the column's unit is one of the actor's; of a post that shows cases, for `of="cases"`."""
    return f"({column} = ANY (nullif({_told('units', of)}, '')::uuid[]))"


def _told(setting: str, of: str) -> str:
    """What a scope says. One that was never said comes from a release that does not know it: the wider one holds."""
    wider = f"current_setting('linli.{setting}', true)"
    return f"coalesce(current_setting('linli.{setting}_{of}', true), {wider})" if of else wider


def is_me(column: str) -> str:
    """True where the column names the acting resident."""
    return f"({column} = nullif(current_setting('linli.resident', true), '')::uuid)"


class Statements(Operation):
    """SQL run one statement at a time: server-side binding refuses two in one."""

    reduces_to_sql = True

    def __init__(self, forwards: list[str], backwards: list[str]) -> None:
        self.forwards, self.backwards = forwards, backwards

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """Only with a way back."""
        return bool(self.backwards)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Changes nothing that Django keeps."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Run the statements in order."""
        for statement in self.forwards:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Undo them."""
        for statement in self.backwards:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """The first words of the first statement."""
        return self.forwards[0][:60]


class Scope(Statements):
    """Row-level security for one table: a policy for each role, and no rights for the login itself.

    `staff`, `resident` and `system` say which rows are seen; `staff_check` and `resident_check` which rows may be
    written (default: the same). `rights` are the verbs granted; a table that is never deleted from leaves DELETE out.
    """

    def __init__(
        self,
        table: str,
        *,
        staff: str,
        resident: str = "false",
        system: str = "true",
        staff_check: str | None = None,
        resident_check: str | None = None,
        rights: str = "SELECT, INSERT, UPDATE, DELETE",
    ) -> None:
        mine = resident_check or resident
        forwards = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {table} FROM linli_common",
            f"GRANT {rights} ON {table} TO {GROUPS}",
            f"CREATE POLICY staff ON {table} TO linli_staff USING ({staff}) WITH CHECK ({staff_check or staff})",
            f"CREATE POLICY resident ON {table} TO linli_resident USING ({resident}) WITH CHECK ({mine})",
            f"CREATE POLICY system ON {table} TO linli_system USING ({system}) WITH CHECK ({system})",
        ]
        backwards = [f"DROP POLICY {name} ON {table}" for name in ("staff", "resident", "system")] + [
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"REVOKE ALL ON {table} FROM {GROUPS}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO linli_common",
        ]
        super().__init__(forwards, backwards)
        self.table = table
        self._arguments: dict[str, Any] = {
            "staff": staff,
            "resident": resident,
            "system": system,
            "staff_check": staff_check,
            "resident_check": resident_check,
            "rights": rights,
        }

    def describe(self) -> str:
        """Names the table."""
        return f"Rule of sight for {self.table}"


class JournalSight(Statements):
    """Whoever sees a row of `table` may read the journal entries about it (subject kind `kind`).

    `key` is the column that entries name as their subject; `roles` are those the sight is given to.
    """

    def __init__(self, kind: str, table: str, key: str = "id", roles: tuple[str, ...] = ("staff", "resident")) -> None:
        name = kind.replace(".", "_")
        rule = f"subject_kind = '{kind}' AND EXISTS (SELECT 1 FROM {table} seen WHERE seen.{key} = subject_id)"
        super().__init__(
            [f"CREATE POLICY {name}_{role} ON journal FOR SELECT TO linli_{role} USING ({rule})" for role in roles],
            [f"DROP POLICY {name}_{role} ON journal" for role in roles],
        )
