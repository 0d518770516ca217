"""The edition of the published list that ships with the product: its description and its rows."""

import csv
import hashlib
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.utils.translation import gettext as _


class EditionError(Exception):
    """The files of an edition are missing or contradict each other; the sentence names the file."""


@dataclass(frozen=True)
class Edition:
    """One edition of the list of divisions."""

    name: str
    file: Path
    cut_off: date
    rows: int
    sha256: str

    def divisions(self, only: str = "") -> Iterator[tuple[str, str]]:
        """Code and name of each division in `only` and of what it lies in, in the file's order."""
        with lzma.open(self.file, "rt", encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            if next(reader, None) != ["code", "name"]:
                raise EditionError(_("%(file)s 的第一行应是 code,name。") % {"file": self.file})
            for row in reader:
                if len(row) != 2:
                    raise EditionError(
                        _("%(file)s 第 %(line)s 行不是两列。") % {"file": self.file, "line": reader.line_num}
                    )
                code, name = row
                if code.startswith(only) or only.startswith(code):
                    yield code, name


def read_edition(folder: Path) -> Edition:
    """The edition described by `edition.toml` in a folder."""
    described = folder / "edition.toml"
    try:
        facts = loads(described.read_text(encoding="utf-8"))
        file = folder / facts["file"]
        return Edition(
            name=str(facts["name"]),
            file=file,
            cut_off=facts["cut_off"],
            rows=int(facts["rows"]),
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        )
    except FileNotFoundError as error:
        raise EditionError(_("找不到区划数据文件 %(file)s。") % {"file": error.filename}) from error
    except (TOMLDecodeError, KeyError, ValueError) as error:
        raise EditionError(_("%(file)s 读不懂：%(why)s") % {"file": described, "why": error}) from error
