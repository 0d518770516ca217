"""A file that somebody sends, as sheets of cells: Excel old and new, or text in any of the ways it is saved here.

What a file is, its bytes say, not its name. Limits first: nothing is unpacked before it is known how large it will be,
and spreadsheets are read by a process apart (`workbook.py`).
"""

import csv
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from threading import Timer
from typing import IO, Any

from django.utils.translation import gettext as _

from linli.base.refusals import Refused
from linli.web.tables import workbook
from linli.web.tables.cells import Cell

LARGEST = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
SEPARATORS = (",", "\t", ";", "，")
MOST_TOLD = 450 * 1024 * 1024  # bytes that the reader apart may say: its most characters, and its most cells
PATIENCE = 120

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from the first on, all of one length, and ranges merged into one cell (row, column twice)."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_text: bool = False  # from a text file: every cell is words, and a leading ' may be a guard of ours


def opened(data: bytes) -> list[Sheet]:
    """The sheets of a file, or a refusal with what to do instead."""
    if len(data) > LARGEST:
        raise too_large()
    if not data.strip(b"\0 \r\n\t"):
        raise Refused("tables.file_empty", _("这个文件是空的。请看看是不是选错了。"), field="file")
    if data.startswith((_ZIP, _OLD)):
        return _workbook(data)
    return [_from_text(_decoded(data))]


def too_large() -> Refused:
    """The refusal of a file that is too large, whatever it holds."""
    return Refused(
        "tables.file_too_large",
        _("文件太大。一次最多 20 MB、10 万行，请分成几个文件上传。"),
        field="file",
    )


def guarded(words: str) -> str:
    """Words as a text file may hold them: a program that opens it must not take them for a formula."""
    return f"'{words}" if words[:1] in _TAKEN_FOR_FORMULAS else words


def unguarded(words: str) -> str:
    """What was guarded, as it was."""
    return words[1:] if words[:1] == "'" and words[1:2] in _TAKEN_FOR_FORMULAS else words


_TAKEN_FOR_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "'")


# Spreadsheets


def _workbook(data: bytes) -> list[Sheet]:
    if data.startswith(_ZIP):
        _look_into(data)
    with _reader_apart(data) as reader:
        found = list(_sheets(_told(reader)))
    if reader.returncode == 0:
        return found
    raise _fault("too_large" if reader.returncode < 0 else "unreadable")


@contextmanager
def _reader_apart(data: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """The program that reads a spreadsheet, with the file handed over; ended in any case, and where it takes too long.

    It takes the whole file before it says a word, so neither waits for the other.
    """
    program = [sys.executable, "-m", workbook.__name__]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet) as reader:
        late = Timer(PATIENCE, reader.kill)
        late.start()
        try:
            with suppress(BrokenPipeError), _pipe(reader.stdin) as sent:  # one that has ended says why by its exit code
                sent.write(data)
            yield reader
        except BaseException:
            reader.kill()
            raise
        finally:
            late.cancel()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("asked for with PIPE")
    return stream


def _told(reader: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the reader says, line by line; no more of it than the largest table needs."""
    left = MOST_TOLD
    while line := _pipe(reader.stdout).readline(left + 1):
        left -= len(line)
        if left < 0:
            raise too_large()
        if not line.endswith(b"\n"):
            return  # it died over this one
        said = json.loads(line)
        if isinstance(said, dict) and "fault" in said:
            raise _fault(said["fault"])
        yield said


def _look_into(data: bytes) -> None:
    """Refuse an archive that would unpack to far more than any table needs."""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError) as fault:
        raise _fault("unreadable") from fault
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise too_large()


def _sheets(told: Iterable[Any]) -> Iterator[Sheet]:
    """A line that is no row begins a sheet."""
    read: list[tuple[Mapping[str, Any], list[list[Cell]]]] = []
    for said in told:
        if isinstance(said, dict):
            read.append((said, []))
        else:
            read[-1][1].append([_cell(cell) for cell in said])
    for about, every in read:
        rows = _without_blank_end(every) if len(every) > MOST_ROWS + 100 else every
        _limit(len(rows), max(map(_width, rows), default=0))
        yield Sheet(about["name"], rows, tuple(_within(rows, about["merged"])))


def _within(rows: Sequence[Sequence[Cell]], merged: Iterable[Sequence[int]]) -> Iterator[tuple[int, int, int, int]]:
    """Merged ranges as far as there are cells. None overlap, so together they cover no more than a sheet has."""
    left, last_row, last_column = workbook.MOST_CELLS, len(rows) - 1, max(map(len, rows), default=0) - 1
    for top, first, bottom, last in merged:
        cut = (top, first, min(bottom, last_row), min(last, last_column))
        left -= max(cut[2] - top + 1, 0) * max(cut[3] - first + 1, 0)
        if left < 0:
            raise too_large()
        yield cut


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, list):
        return cell if isinstance(cell, str | int | float) else ""
    kind, words = cell
    if kind == "moment":
        return datetime.fromisoformat(words)  # a spreadsheet's moment has no zone
    return date.fromisoformat(words) if kind == "day" else time.fromisoformat(words)


def _without_blank_end(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Sheets often claim rows down to the last one a program knows."""
    last = next((place for place in range(len(rows) - 1, -1, -1) if any(cell != "" for cell in rows[place])), -1)
    return rows[: last + 1]


def _width(row: Sequence[Cell]) -> int:
    """How many cells a row has, not counting empty ones at its end."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1] != ""), 0)


def _limit(rows: int, width: int) -> None:
    if rows > MOST_ROWS + 100:
        raise too_large()
    if width > MOST_COLUMNS:
        raise Refused("tables.too_many_columns", _("表里超过 200 列。请删掉不用的列再上传。"), field="file")
    if rows * width > workbook.MOST_CELLS:
        raise too_large()


def _fault(name: str) -> Refused:
    if name == "too_large":
        return too_large()
    if name == "password":
        return Refused("tables.file_locked", _("文件加了密码。请去掉密码，另存以后再上传。"), field="file")
    return Refused(
        "tables.file_unreadable",
        _("文件打不开，可能已经损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
        field="file",
    )


# Text


def _decoded(data: bytes) -> str:
    """The words of a text file: by its mark, as UTF-8, as UTF-16 where every other byte is nothing, else as GBK."""
    name = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _unmarked(data)
    try:
        words = data.decode(name)
    except UnicodeDecodeError as fault:
        raise _fault("unreadable") from fault
    if "\0" in words:
        raise _fault("unreadable")
    if re.match(r"\s*<(!doctype|html|\?xml|table|meta)", words, re.IGNORECASE):
        raise Refused(
            "tables.file_is_a_page",
            _("这其实是网页，不是表格文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"),
            field="file",
        )
    return words


def _unmarked(data: bytes) -> str:
    head = data[:4096]
    if head[1::2].count(0) > len(head) // 8:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 8:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _from_text(words: str) -> Sheet:
    told = re.match(r"sep=(.)\r?\n", words)
    separator = told[1] if told else _separator(words)
    rows: list[list[str]] = []
    width = 0
    try:
        for row in csv.reader(StringIO(words[told.end() if told else 0 :], newline=""), delimiter=separator):
            rows.append(row[: _width(row)])
            width = max(width, len(rows[-1]))
            _limit(len(rows), width)  # before any row is made as long as the longest
    except csv.Error as fault:
        raise _fault("unreadable") from fault
    filled = [[unguarded(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    return Sheet("", filled, is_text=True)


def _separator(words: str) -> str:
    """The sign that splits the most lines of the beginning into the same number of parts."""
    lines = [line for line in words[:20_000].splitlines() if line.strip()][:50]

    def weight(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if sign in line]
        most = max(set(counts), key=counts.count, default=0)
        return (counts.count(most) if most else 0, most)

    return max(SEPARATORS, key=weight)
