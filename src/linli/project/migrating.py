"""Which migrations there are, and applying them while people work: one at a time, in short waits, begun again where it
ended.

A change of a table wants it alone for a moment. Waiting for that, it would hold up everybody who comes after; so it
gives up soon and tries again, and each migration is a transaction of its own.
"""

import threading
from collections.abc import Callable

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from linli.project.unfinished import NotReady

Say = Callable[[str], None]

LOCK_WAIT = 3_000  # milliseconds: as long may somebody who works be held up by us
PAUSE = 2.0  # seconds in which those go on who waited behind us
TRIES = 30
LOCK_NOT_HAD, DEADLOCK = "55P03", "40P01"  # of either, everything is taken back, and may be tried again
ONE_AT_A_TIME = 7301  # of the advisory lock, which ends with the connection


def apply_pending(say: Say) -> None:
    """Run the pending migrations; NotReady where others have not let go of a table for a minute or two."""
    pause = threading.Event()
    _execute("SELECT pg_advisory_lock(%s)", ONE_AT_A_TIME)
    try:
        for _again in range(TRIES):
            if _applied():
                return
            say("数据库表正有人使用，稍等再试…")
            pause.wait(PAUSE)
    finally:
        _execute("SELECT pg_advisory_unlock(%s)", ONE_AT_A_TIME)
    raise NotReady("有数据库操作很久没有结束，占着要更新的表。请结束它（例如备份、手工查询），再执行 linli migrate。")


def _applied() -> bool:
    _execute("SELECT set_config('lock_timeout', %s, false)", str(LOCK_WAIT))
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") not in (LOCK_NOT_HAD, DEADLOCK):
            raise
        return False
    finally:
        _execute("SELECT set_config('lock_timeout', '0', false)")
    return True


def _execute(statement: str, *parameters: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def pending_migrations() -> list[str]:
    """The names of migrations the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def known_migrations() -> set[str]:
    """The names of all migrations this release has."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
