"""The file: a plain tar, so that it can be looked into without Linli; each member is checked when it is read.

manifest.json · database/… (a dump of pg_dump, a file a table) · files/<sha256> · calendar/<name>
"""

import hashlib
import io
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from linli.base.attachments import open_stored
from linli.project.backup import manifest as manifests
from linli.project.backup.errors import BackupError
from linli.project.backup.manifest import Manifest

MANIFEST, DATABASE, FILES, CALENDAR = "manifest.json", "database", "files", "calendar"
LARGEST_MANIFEST = 64 * 1024 * 1024
CHUNK = 1024 * 1024


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A 0700 folder next to the file to be, on the same disk; gone afterwards, whatever happened."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise BackupError(f"不能写入 {target.parent}：{error.strerror}。") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Member:
    """One file on its way into the archive."""

    name: str
    path: Path | None = None
    key: str = ""

    def opened(self) -> IO[bytes]:
        """Its content; an attachment by its key."""
        return self.path.open("rb") if self.path else open_stored(self.key)


def write(draft: Path, found: Manifest, members: Iterator[Member]) -> str:
    """Write the archive whole and on disk; returns its SHA-256."""
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        hashing = _Hashing(file)
        with tarfile.open(fileobj=hashing, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            _add(tar, MANIFEST, io.BytesIO(found.written()), len(found.written()))
            for member in members:
                with member.opened() as content:
                    _add(tar, member.name, content, os.fstat(content.fileno()).st_size)
        file.flush()
        os.fsync(file.fileno())
    return hashing.digest.hexdigest()


def publish(draft: Path, target: Path) -> None:
    """Give the finished file its name; a link, unlike a rename, never replaces what is there."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise already_there(target) from None
    except OSError:  # a file system without links: look, then rename
        if target.exists():
            raise already_there(target) from None
        draft.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def already_there(target: Path) -> BackupError:
    """Backups are never written over."""
    return BackupError(f"{target} 已经有了，备份不覆盖旧文件。请换一个文件名。")


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


class _Hashing(io.RawIOBase):
    """Hands on what is written and hashes it on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """The next bytes of the archive."""
        self.digest.update(data)
        return self.file.write(data)


class Archive:
    """A backup being read from its beginning to its end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > LARGEST_MANIFEST:
            raise BackupError("这不是邻里的备份文件。")
        self.manifest = manifests.read(self._content(first).read())

    def members(self) -> Iterator[tuple[str, str, IO[bytes]]]:
        """Kind, name and content of each; a member the manifest does not know of is refused."""
        while member := self._tar.next():
            kind, _slash, name = member.name.partition("/")
            known = {DATABASE: self.manifest.database, CALENDAR: self.manifest.calendar}
            is_known = name in known[kind] if kind in known else kind == FILES
            if not member.isreg() or not is_known or Path(name).name != name:
                raise BackupError(f"备份里有不该有的内容（{member.name}），文件被改动过。请换一份备份。")
            yield kind, name, self._content(member)

    def _content(self, member: tarfile.TarInfo) -> IO[bytes]:
        content = self._tar.extractfile(member)
        if content is None:
            raise BackupError("备份文件坏了。请换一份备份。")
        return content


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup, its manifest read."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            yield Archive(tar)
    except FileNotFoundError as error:
        raise BackupError(f"没有文件 {path}。") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} 坏了或者没有拷贝完整。请换一份备份。") from error


def unpack(content: IO[bytes], target: Path, wanted: str) -> None:
    """Write a member to disk if it is what the manifest says, and refuse it otherwise."""
    draft, digest = target.with_name(f".{target.name}.{secrets.token_hex(8)}"), hashlib.sha256()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while data := content.read(CHUNK):
            digest.update(data)
            file.write(data)
    if digest.hexdigest() != wanted:
        draft.unlink()
        raise BackupError(f"备份里的 {target.name} 与校验码不符，文件坏了。请换一份备份。")
    draft.replace(target)


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
