"""Putting a backup back into an empty database and proving that it is all there.

Rights come with the dump and with nothing else: the default rights of `database.sql` are taken away while tables are
made, or the bare login would get rights on scoped tables. The dump brings them back at its end.
"""

import os
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from linli.base import keyring
from linli.base.attachments import put_back
from linli.base.clock import now
from linli.base.encrypted import Need
from linli.base.home import home
from linli.base.models import JournalSeal
from linli.base.sealing import Verdict, verify
from linli.project import checkup, installation
from linli.project.backup import archive, programs
from linli.project.backup.archive import Archive
from linli.project.backup.errors import BackupError
from linli.project.backup.manifest import Manifest
from linli.project.backup.snapshot import TABLES
from linli.project.findings import State
from linli.project.migrating import known_migrations
from linli.project.progress import Progress
from linli.project.unfinished import MARK, is_unfinished

FASTER = "-c maintenance_work_mem=256MB -c synchronous_commit=off -c max_parallel_maintenance_workers=1"
OURS = """
SELECT count(*) FROM pg_class c
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
WITHOUT = re.compile(r"\d+; \d+ \d+ (SCHEMA|EXTENSION|COMMENT) ")
"""What the database has already, from whoever made it; its comments belong to a superuser."""
DEFAULT_RIGHTS = (
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public {} SELECT, INSERT, UPDATE, DELETE ON TABLES {} linli_common",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public {} USAGE, SELECT ON SEQUENCES {} linli_common",
)
EMPTY = """
DO $$
DECLARE
  statement text;
  found text[] := ARRAY(
    SELECT format('%s IF EXISTS %I', named.kind, c.relname)
      FROM pg_class c JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE'), ('v', 'VIEW'), ('S', 'SEQUENCE'))
        AS named (relkind, kind) ON named.relkind = c.relkind::text
     WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                          AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('i', 'a')))
    UNION ALL
    SELECT format('ROUTINE IF EXISTS %s', p.oid::regprocedure) FROM pg_proc p
     WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'MEMBER')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('TYPE IF EXISTS %I', t.typname) FROM pg_type t
     WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'r', 'd') AND pg_has_role(typowner, 'MEMBER')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e'));
BEGIN
  FOREACH statement IN ARRAY found LOOP
    EXECUTE 'DROP ' || statement || ' CASCADE';
  END LOOP;
END
$$
"""
"""Drops what the owner has made in `public`; listed first, since one thing takes others with it."""


@dataclass(frozen=True)
class Restored:
    """A finished restore, and what cannot be read with the keys that are here."""

    manifest: Manifest
    seconds: float
    verdict: Verdict
    unreadable: tuple[Need, ...]
    is_lookup_missing: bool
    files_kept: int


def restore(source: Path, words: dict[str, str], progress: Progress) -> Restored:
    """Put a backup into the empty database that `words` lead to and its files into the home.

    Django must be connected to the same database as the owner. Where anything fails the database is empty again.
    """
    begun = time.monotonic()
    with archive.opened(source) as found, psycopg.connect(make_conninfo(**words), autocommit=True) as owner:
        _refuse_what_cannot_be(found.manifest, owner)
        _begin(owner)
        try:
            files = _put_back(found, words, progress)
            progress.stage("核对")
            verdict = _proven(found.manifest, files)
            _record(found.manifest)
        except BaseException:
            connection.close()  # its transaction would hold up the emptying
            _empty(owner)
            raise
        owner.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(MARK)))
    unreadable, is_lookup_missing = missing_keys(found.manifest)
    return Restored(found.manifest, time.monotonic() - begun, verdict, unreadable, is_lookup_missing, files)


def missing_keys(found: Manifest) -> tuple[tuple[Need, ...], bool]:
    """What of a backup cannot be read with the keys here, and whether phones cannot be found."""
    held = set(keyring.held_ids())
    unreadable = tuple(need for need in found.keys if need.key_id not in held)
    return unreadable, bool(found.lookup) and found.lookup not in held


def _refuse_what_cannot_be(found: Manifest, owner: psycopg.Connection) -> None:
    if unknown := sorted(set(found.migrations) - known_migrations()):
        raise BackupError(f"这份备份来自更新的版本（{found.product}，多出 {unknown[-1]}）。请先升级邻里，再恢复。")
    if found.postgres // 10000 > owner.info.server_version // 10000:
        theirs, ours = found.postgres // 10000, owner.info.server_version // 10000
        raise BackupError(f"备份来自 PostgreSQL {theirs}，这里是 {ours}。请恢复到 {theirs} 或更高的版本。")
    extensions = owner.execute(
        "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist')"
    ).fetchone()
    if extensions != (2,):
        raise BackupError("这个数据库还没有准备好，请先以超级用户执行 bootstrap.sql 和 database.sql。")
    if is_unfinished(lambda question: owner.execute(question).fetchall()):
        return
    if owner.execute(OURS).fetchone() != (0,):
        raise BackupError("这个数据库里已经有数据，恢复只写入空的数据库。请换一个新的 LINLI_HOME，或者新建一个数据库。")


def _begin(owner: psycopg.Connection) -> None:
    """Mark the database as half restored, until all is proven: nobody starts on it meanwhile."""
    _empty(owner)
    owner.execute(sql.SQL("CREATE TABLE {} (since timestamptz NOT NULL DEFAULT now())").format(sql.Identifier(MARK)))
    for statement in DEFAULT_RIGHTS:
        owner.execute(statement.format("REVOKE", "FROM").encode())


def _empty(owner: psycopg.Connection) -> None:
    """Everything of a restore that was cut off goes; the default rights stand as `database.sql` gives them."""
    owner.execute(EMPTY)
    for statement in DEFAULT_RIGHTS:
        owner.execute(statement.format("GRANT", "TO").encode())


def _put_back(found: Archive, words: dict[str, str], progress: Progress) -> int:
    home().mkdir(mode=0o755, parents=True, exist_ok=True)
    progress.stage("读出备份")
    with tempfile.TemporaryDirectory(prefix="restore-", dir=home()) as folder:
        dump, is_loaded, files = Path(folder), False, 0
        counted = progress.counting(found.manifest.files)
        for kind, name, content in found.members():
            if kind == archive.DATABASE:
                archive.unpack(content, dump / name, found.manifest.database[name])
                continue
            if not is_loaded:
                is_loaded = _loaded(found.manifest, dump, words, progress)
                progress.stage("放回附件")
            if kind == archive.CALENDAR:
                (home() / "calendar").mkdir(exist_ok=True)
                archive.unpack(content, home() / "calendar" / name, found.manifest.calendar[name])
            else:
                _keep(name, content.read())
                files += 1
                counted()
        if not is_loaded:
            _loaded(found.manifest, dump, words, progress)
    os.sync()
    return files


def _loaded(found: Manifest, dump: Path, words: dict[str, str], progress: Progress) -> bool:
    """The dump into the database, once all of it has been unpacked and checked."""
    if absent := sorted(set(found.database) - {path.name for path in dump.iterdir()}):
        raise BackupError(f"备份不完整，缺 {len(absent)} 个文件（{absent[0]}…）。请换一份备份。")
    progress.stage("恢复数据库")
    wanted = dump.with_name(f"{dump.name}.list")
    wanted.write_text("\n".join(line for line in programs.listing(dump) if not WITHOUT.match(line)), encoding="utf-8")
    counted = progress.counting(len(found.counts))
    try:
        programs.run(
            "pg_restore",
            {**words, "options": f"{words.get('options', '')} {FASTER}".strip()},
            [
                "--format=directory",
                f"--jobs={programs.JOBS}",
                "--no-owner",
                "--exit-on-error",
                f"--use-list={wanted}",
                dump,
            ],
            lambda _table: counted(),
        )
    finally:
        wanted.unlink()
    return True


def _keep(key: str, data: bytes) -> None:
    try:
        put_back(key, data)
    except ValueError as error:
        raise BackupError(f"备份里的附件 {key[:12]}… 与校验码不符，文件坏了。请换一份备份。") from error


def _proven(found: Manifest, files: int) -> Verdict:
    """Counts, head and rights as the manifest says, or nothing is kept; and what the seals say of the journal.

    A seal that does not hold is no fault of the restore: it did not hold when the backup was taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(TABLES)
        present = {table for (table,) in cursor.fetchall()}
    for table, count in found.counts.items():
        held = _count(table) if table in present else None
        if held != count:
            raise BackupError(f"{table} 应有 {count} 行，恢复后是 {held} 行。备份没有恢复成功，请换一份备份。")
    if files != found.files:
        raise BackupError(f"应有 {found.files} 个附件，恢复了 {files} 个。备份不完整，请换一份备份。")
    finding = checkup.scoped_tables()
    if finding.state is State.FAILED:
        raise BackupError(finding.message)
    if (head := _head()) != found.journal.head:
        raise BackupError(f"最新封存码应是 {found.journal.head}，恢复后是 {head}。备份被改动过，请换一份备份。")
    return verify()


def _head() -> str:
    newest = JournalSeal.objects.order_by("-id").first()
    return bytes(newest.hash).hex() if newest else ""


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table that is there)
        return int(cursor.fetchone()[0])


def _record(found: Manifest) -> None:
    installation.record(
        "operation.restored",
        at=now(),
        backup=found.id,
        taken_at=found.taken_at,
        head=found.journal.head,
        product=found.product,
    )
