"""A program of its own that opens a spreadsheet from its input and writes what stands in it to its output, as JSON.

Apart, because the file comes from anywhere: whatever it does to the reader (memory without end, an abort), this process
ends and the one that asked says so. It needs neither Django nor the database.

One line says what a sheet is called and what is merged in it, and a line for each row follows: the one that asked never
holds more than the cells themselves, and stops where there are more than a table has.

    python -m linli.web.tables.workbook < book.xlsx
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

MEMORY = 2 * 1024**3
SECONDS = 60
MOST_CELLS = 6_000_000
MOST_CHARACTERS = 32_000_000  # 100,000 rows of 320: a few kilobytes of file can say one long word in every cell
MOST_MERGED = 200_000  # ranges of merged cells
FAULT = 3  # exit code: the last line of the output names what is wrong


def main() -> int:
    """Read the sheets that can be seen."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        for line in _lines(sys.stdin.buffer.read()):
            _say(line)
    except PasswordError:
        return _fault("password")
    except MemoryError:
        return _fault("too_large")
    except (CalamineError, OSError, ValueError):
        return _fault("unreadable")
    return 0


def _lines(data: bytes) -> Iterator[Any]:
    """What is written, line by line, until it is too much."""
    book = load_workbook(BytesIO(data))
    cells, characters = MOST_CELLS, MOST_CHARACTERS
    for place, about in enumerate(book.sheets_metadata):
        if about.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(place)
        start, end = sheet.start, sheet.end
        if start is None or end is None:
            continue
        cells -= (end[0] + 1) * (end[1] + 1)
        if cells < 0:
            raise MemoryError
        merged = sheet.merged_cell_ranges or ()
        if len(merged) > MOST_MERGED:
            raise MemoryError
        yield {"name": about.name, "merged": [[*first, *last] for first, last in merged]}
        before = [""] * start[1]
        for row in sheet.iter_rows():
            characters -= sum(len(cell) for cell in row if isinstance(cell, str))
            if characters < 0:
                raise MemoryError
            yield [*before, *map(_plain, row)]


def _plain(cell: Any) -> Any:
    """Days and moments as a pair of their kind and words: JSON has none."""
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return cell / timedelta(days=1)
    return cell


def _fault(name: str) -> int:
    _say({"fault": name})
    return FAULT


def _say(line: Any) -> None:
    sys.stdout.write(f"{json.dumps(line, separators=(',', ':'))}\n")


if __name__ == "__main__":
    sys.exit(main())
