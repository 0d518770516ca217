"""What the installation stands on: a folder of its own on a small disk that can be filled. Gone when we are gone."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DISK = 3 * 1024**3  # bytes; a file with holes, so only what is written takes room
CLONE_NEWNS = 0x00020000
STEP = 64 * 1024


@dataclass
class Ground:
    """`home` lies on the small disk; logs and notes lie beside it, where there is always room.

    `disk` says what the small disk is; empty where this machine lets us have none, and the disk is never filled.
    """

    folder: Path
    home: Path
    disk: str

    def fill(self) -> None:
        """Take what room there is left, to the last block; again and again, since others give some back."""
        with self._filler.open("ab") as file:
            step = max(self.room(), STEP)
            while step >= 512:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), step)
                except OSError:
                    step //= 2

    def give_back(self) -> None:
        """Room again."""
        self._filler.unlink(missing_ok=True)

    def room(self) -> int:
        """Bytes that are left."""
        found = os.statvfs(self.home.parent)
        return found.f_bavail * found.f_frsize

    @property
    def _filler(self) -> Path:
        return self.home.parent / "filler"


@contextmanager
def ground() -> Iterator[Ground]:
    """A folder under /tmp, where the server's account can enter, and in it the small disk."""
    folder = Path(tempfile.mkdtemp(prefix="linli-faults-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        small = folder / "disk"
        small.mkdir(mode=0o755)
        disk = _mounted(small, folder / "disk.img")
        small.chmod(0o755)
        (small / "home").mkdir(mode=0o755)
        yield Ground(folder, small / "home", disk)
    finally:
        if os.path.ismount(folder / "disk"):
            subprocess.run(["umount", "--lazy", folder / "disk"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _mounted(place: Path, image: Path) -> str:
    """Mount a small file system there, seen by nobody but us and what we start; what it is, empty if not possible.

    The kernel takes it away when the last of us ends, however that comes about.
    """
    if os.geteuid() != 0 or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return ""
    if not _did("mount", "--make-rprivate", "/"):
        return ""
    with image.open("wb") as file:
        file.truncate(DISK)
    # Without blocks reserved for root: where Python lies under /root, web and worker run as root and would take those.
    if _did("mkfs.ext4", "-q", "-m", "0", image) and _did("mount", "-o", "loop", image, place):
        return "ext4 on a loop device"
    image.unlink()
    if _did("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place):
        return "tmpfs"
    return ""


def _did(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
