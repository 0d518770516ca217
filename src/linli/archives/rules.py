"""What stands in a case's file, and what a file may be called. Plain Python: no database, no clock, no I/O."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta

KEPT_FOR = timedelta(days=1)  # a finished file waits this long to be fetched
PICTURES = "image/"


def names_in_zip(names: Iterable[str]) -> list[str]:
    """A name of its own for each attachment, in their order: 01-灯.jpg. Nothing in it leads out of the folder."""
    return [f"{number:02}-{_plain(name)}" for number, name in enumerate(names, start=1)]


def _plain(name: str) -> str:
    last = name.replace("\\", "/").split("/")[-1]
    kept = "".join(each for each in last if unicodedata.category(each)[0] != "C" and each not in '<>:"|?*')
    return kept.strip(". ")[-80:] or "file"


def checksums(files: Iterable[tuple[str, str]]) -> str:
    """The list of SHA-256 as `sha256sum -c` reads it: hash and name, a line each."""
    return "".join(f"{digest}  {name}\n" for name, digest in files)
