"""Taking a backup while the product runs."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg

from linli.base import keyring
from linli.base.attachments import size_stored
from linli.base.clock import now
from linli.base.home import home
from linli.base.ids import new_id
from linli.project.backup import archive, programs
from linli.project.backup.archive import Member
from linli.project.backup.errors import BackupError
from linli.project.backup.manifest import Manifest
from linli.project.backup.snapshot import LEFT_OUT, Snapshot, snapshot
from linli.project.progress import Progress

COMPRESSION = "gzip:1"


@dataclass(frozen=True)
class Taken:
    """A finished backup."""

    path: Path
    bytes: int
    sha256: str
    seconds: float
    manifest: Manifest


def take(target: Path, words: dict[str, str], progress: Progress) -> Taken:
    """Write the database of one moment and the files its rows name into one new file, or nothing at all.

    `words` is how the owner connects. The moment is the begin; whatever is written later waits for the next backup.
    """
    begun = time.monotonic()
    if target.exists():
        raise archive.already_there(target)
    with archive.beside(target) as folder:
        try:
            found, sha256 = _written(folder, words, progress)
            archive.publish(folder / "archive", target)
        except OSError as error:
            raise BackupError(_trouble(error, target)) from error
        except psycopg.Error as error:
            raise BackupError(f"数据库没有应答完：{str(error).strip()}") from error
    return Taken(target, target.stat().st_size, sha256, time.monotonic() - begun, found)


def _written(folder: Path, words: dict[str, str], progress: Progress) -> tuple[Manifest, str]:
    with snapshot(words) as seen:
        progress.stage("导出数据库")
        dump = _dumped(seen, folder / "database", words, progress)
        progress.stage("清点")
        present, missing = _files(seen.files())
        found = _manifest(seen, dump, present, missing)
    progress.stage("写入备份文件")
    return found, archive.write(folder / "archive", found, _members(dump, list(present), progress))


def _dumped(seen: Snapshot, dump: Path, words: dict[str, str], progress: Progress) -> Path:
    total = seen.rows("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")[0][
        0
    ]
    counted = progress.counting(total)
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    programs.run(
        "pg_dump",
        words,
        [
            "--format=directory",
            f"--jobs={programs.JOBS}",
            f"--compress={COMPRESSION}",
            "--schema=public",
            "--no-sync",  # the archive is brought to disk, this folder goes away
            "--lock-wait-timeout=60s",
            f"--snapshot={seen.name}",
            f"--file={dump}",
            *left_out,
        ],
        lambda _table: counted(),
    )
    return dump


def _manifest(seen: Snapshot, dump: Path, present: dict[str, int], missing: list[str]) -> Manifest:
    return Manifest(
        id=str(new_id()),
        taken_at=now().isoformat(timespec="seconds"),
        product=version("linli"),
        postgres=seen.connection.info.server_version,
        migrations=seen.migrations(),
        counts=seen.counts(),
        journal=seen.journal(),
        keys=seen.keys(),
        lookup=next((key for key in keyring.held_ids() if key.startswith("lookup-")), ""),
        files=len(present),
        files_bytes=sum(present.values()),
        files_missing=tuple(missing),
        database={path.name: archive.checksum(path) for path in sorted(dump.iterdir())},
        calendar={path.name: archive.checksum(path) for path in _calendar()},
    )


def _files(keys: list[str]) -> tuple[dict[str, int], list[str]]:
    """The size of each file that is there, and the names of those that are not."""
    sizes = {key: size_stored(key) for key in keys}
    return {key: size for key, size in sizes.items() if size is not None}, [
        key for key, size in sizes.items() if size is None
    ]


def _members(dump: Path, files: list[str], progress: Progress) -> Iterator[Member]:
    for path in sorted(dump.iterdir()):
        yield Member(f"{archive.DATABASE}/{path.name}", path)
        path.unlink()  # written already: the disk need not hold it twice
    for path in _calendar():
        yield Member(f"{archive.CALENDAR}/{path.name}", path)
    counted = progress.counting(len(files))
    for key in files:
        yield Member(f"{archive.FILES}/{key}", key=key)
        counted()


def _calendar() -> list[Path]:
    """The calendar files of this place alone: deadlines depend on them."""
    folder = home() / "calendar"
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def _trouble(error: OSError, target: Path) -> str:
    if isinstance(error, FileNotFoundError) and error.filename and "files" in str(error.filename):
        return "备份的时候有附件被删除了。请再做一次。"
    free = shutil.disk_usage(target.parent).free // 1_000_000
    return f"写不了备份：{error.strerror}（{target.parent} 还剩 {free} MB）。腾出空间，或换个地方再做。"
