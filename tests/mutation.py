"""Do the tests bite? Each policy of each scoped table is broken in a copy of the template, and some test must notice.

`make mutation`, nightly. The faults: `off`, a table without row-level security; `open`, a policy that shows every row;
`write`, one that lets every row be written; `gone`, one that is missing. The tests that read the catalogue of policies
are left out: a fault must be felt in what somebody sees or may write. Ends with 1 where a fault was felt by nobody.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import click
from psycopg import sql

from linli.project.postgres import connect
from tests.settings import SERVER
from tests.template import ROOT, built_template, clone, drop

FELT_BY = (
    "tests/house/test_rows_in_sight.py",
    "src/linli/cases/tests/test_sight.py",
    "src/linli/notifications/tests/test_permissions.py",
    "src/linli/people/tests/test_people.py",
    "src/linli/people/tests/test_requests.py",
    "src/linli/people/tests/test_merging.py",
    "src/linli/people/tests/test_giving.py",
    "src/linli/cases/tests/test_forgetting.py",
    "src/linli/cases/tests/test_withholding.py",
    "src/linli/base/tests/test_journal.py",
    "src/linli/accounts/tests/test_posts.py",
    "src/linli/indicators/tests/test_counting.py",
    "src/linli/indicators/tests/test_locking.py",
    "tests/house/test_sight.py",
    "tests/house/test_trespassing.py",
)
READS_THE_CATALOGUE = ("test_a_scoped_table_has_its_policies", "test_every_table_with_policies")
OPEN_BY_DESIGN = {("journal_payload", "written")}  # anybody writes beside an entry; the entry itself is checked
# No role but the jobs' has any right to this: the policy stands behind a grant that is not there.
BEHIND_A_GRANT = {
    ("journal_key", "off"), ("indicators_staleday", "off"), ("indicators_staleday", "open"),
    ("indicators_dailymeasure", "write"), ("indicators_monthlymeasure", "write"),
    ("indicators_lockedcase", "write"), ("indicators_lockedmeasure", "write"),
}  # fmt: skip
POLICIES = """
SELECT tablename::text, policyname::text, qual IS NOT NULL, with_check IS NOT NULL, with_check = 'true',
       coalesce(qual, 'false') = 'false' AND coalesce(with_check, 'false') = 'false'
  FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Fault:
    """One thing broken in one database."""

    table: str
    policy: str
    kind: str
    statement: sql.Composed


def faults(template: str) -> Iterator[Fault]:
    """Every fault the database of this template can have."""
    with connect(SERVER, "linli_owner", template) as owner:
        policies = owner.execute(POLICIES).fetchall()
    for table in sorted({row[0] for row in policies}):
        off = sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table))
        if (table, "off") not in BEHIND_A_GRANT:
            yield Fault(table, "", "off", off)
    for table, policy, reads, writes, takes_all, shuts in policies:
        on = {"policy": sql.Identifier(policy), "table": sql.Identifier(table)}
        clauses = [clause for clause, is_there in (("USING (true)", reads), ("WITH CHECK (true)", writes)) if is_there]
        opened = sql.SQL("ALTER POLICY {policy} ON {table} " + " ".join(clauses)).format(**on)
        if policy != "system" and (table, policy) not in OPEN_BY_DESIGN and (table, "open") not in BEHIND_A_GRANT:
            yield Fault(table, policy, "open", opened)
        if policy != "system" and reads and writes and not takes_all and (table, "write") not in BEHIND_A_GRANT:
            check = sql.SQL("ALTER POLICY {policy} ON {table} WITH CHECK (true)").format(**on)
            yield Fault(table, policy, "write", check)
        if not shuts:  # without any policy the door is shut as well
            yield Fault(table, policy, "gone", sql.SQL("DROP POLICY {policy} ON {table}").format(**on))


def felt(template: str, fault: Fault) -> tuple[str, float]:
    """The first test that fails with this fault, or nothing; and how long it took."""
    name = f"mut_{os.getpid()}"
    drop(name)
    clone(template, name)
    with connect(SERVER, "linli_owner", name) as owner:
        owner.execute(fault.statement)
    begun = time.monotonic()
    command = [
        sys.executable, "-m", "pytest", *FELT_BY, "-x", "-q", "--no-header", "-p", "no:randomly", "-p", "no:cacheprovider",
        "-k", " and ".join(f"not {each}" for each in READS_THE_CATALOGUE),
    ]  # fmt: skip
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "LINLI_TEST_TEMPLATE": name}, capture_output=True, text=True, check=False
    )
    drop(name)
    lines = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ran.returncode not in (0, 1):
        raise click.ClickException(ran.stdout[-2000:] + ran.stderr[-2000:])
    first = lines[0].split(" - ")[0].split("::")[-1] if lines else ""
    return first, time.monotonic() - begun


@click.command()
@click.option("--only", default="", help="Faults whose table begins with this.")
@click.option("--kind", default="", help="Faults of one kind: off, open, write, gone.")
def main(only: str, kind: str) -> None:
    """Break, test, print a line for each; fail where nothing was felt."""
    template = built_template()
    unfelt = 0
    for fault in faults(template):
        if not fault.table.startswith(only) or (kind and fault.kind != kind):
            continue
        test, seconds = felt(template, fault)
        unfelt += not test
        click.echo(f"{fault.table:26} {fault.policy:32} {fault.kind:5} {seconds:5.1f} s  {test or '— felt by nobody'}")
    click.echo(f"{unfelt} felt by nobody")
    sys.exit(1 if unfelt else 0)


if __name__ == "__main__":
    main()
