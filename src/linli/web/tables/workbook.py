"""A program of its own that opens a spreadsheet from its input and writes what stands in it to its output, as JSON.

Apart, because the file comes from anywhere: whatever it does to the reader (memory without end, an abort), this process
ends and the one that asked says so. It needs neither Django nor the database.

    python -m linli.web.tables.workbook < book.xlsx
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

MEMORY = 2 * 1024**3
SECONDS = 60
MOST_CELLS = 6_000_000
FAULT = 3  # exit code: the output names what is wrong


def main() -> int:
    """Read the sheets that can be seen."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sheets = _sheets(sys.stdin.buffer.read())
    except PasswordError:
        return _fault("password")
    except MemoryError:
        return _fault("too_large")
    except (CalamineError, OSError, ValueError):
        return _fault("unreadable")
    json.dump(sheets, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    return 0


def _sheets(data: bytes) -> list[dict[str, Any]]:
    book = load_workbook(BytesIO(data))
    found, left = [], MOST_CELLS
    for place, about in enumerate(book.sheets_metadata):
        if about.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(place)
        end = sheet.end
        if end is None:
            continue
        left -= (end[0] + 1) * (end[1] + 1)
        if left < 0:
            raise MemoryError
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        found.append({"name": about.name, "rows": rows, "merged": merged})
    return found


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
    json.dump({"fault": name}, sys.stdout)
    return FAULT


if __name__ == "__main__":
    sys.exit(main())
