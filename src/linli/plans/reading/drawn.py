"""Tables drawn with characters: between bars, in boxes of lines, or in columns held apart by spaces.

A bar or a line of dashes is no text; what stands between is a cell. Where lines part the rows, a row may take several
lines of text; where none do, every line is a row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from linli.plans.reading.result import ATTRIBUTES

_BARS = "|｜│┃║"
_BAR = re.compile(f"[{_BARS}]")
_RULE = re.compile(f"[{_BARS}+:\\-=_—─━═┄┈┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪\\s]{{3,}}")
_DRAWN_LINE = re.compile("[-=_—─━═┄┈]")
_FEWEST_COLUMNS = 3
_WIDE_GAP = re.compile(r"[ \u3000]{2,}")
_GAP = re.compile(r"[ \u3000]+")

Cut = tuple[int, int]
"""Where a cell's text begins and ends in its line."""


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row: for each cell the pieces of text it consists of, as (line, start, end); `first` is its first line."""

    first: int
    cells: tuple[tuple[tuple[int, int, int], ...], ...]


def drawn_table(lines: Sequence[str], at: int) -> tuple[int, list[DrawnRow]]:
    """The table that begins at line `at`: how many lines it takes and its rows; none where no table begins."""
    for find in (_barred, _spaced):
        taken, rows = find(lines, at)
        if len(rows) > 1:
            return taken, rows
    return 0, []


def _barred(lines: Sequence[str], at: int) -> tuple[int, list[DrawnRow]]:
    block = list(takewhile(lambda number: _is_barred(lines[number]), range(at, len(lines))))
    texts = [number for number in block if not _is_rule(lines[number])]
    if len(texts) < 2 or max(len(_between_bars(lines[number])) for number in texts) < 2:
        return 0, []
    groups = [list(group) for is_rule, group in groupby(block, lambda number: _is_rule(lines[number])) if not is_rule]
    if len(groups) == 1:
        groups = [[number] for number in groups[0]]
    elif len(groups) == 2:
        groups = [groups[0], *([number] for number in groups[1])]
    return len(block), [row for group in groups for row in _rows_of(lines, group)]


def _is_barred(line: str) -> bool:
    text = line.strip()
    return len(_BAR.findall(text)) >= 2 or (bool(text) and _is_rule(line) and len(text) > len("—————"))


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line)) and bool(_DRAWN_LINE.search(line))


def _rows_of(lines: Sequence[str], group: Sequence[int]) -> Iterator[DrawnRow]:
    """One row of all the lines of a group; where they have not the same cells, a row of each."""
    cuts = [_between_bars(lines[number]) for number in group]
    if len({len(cut) for cut in cuts}) == 1:
        columns = zip(*cuts, strict=True)
        cells = tuple(tuple((number, *cut) for number, cut in zip(group, column, strict=True)) for column in columns)
        yield DrawnRow(group[0], cells)
    else:
        yield from (
            DrawnRow(number, tuple(((number, *cut),) for cut in row)) for number, row in zip(group, cuts, strict=True)
        )


def _between_bars(line: str) -> list[Cut]:
    """The cells of a line; a bar at its edge opens or closes none."""
    ends = [match.start() for match in _BAR.finditer(line)]
    cuts = list(zip([0, *(end + 1 for end in ends)], [*ends, len(line)], strict=True))
    if cuts and not line[slice(*cuts[0])].strip():
        cuts = cuts[1:]
    if cuts and not line[slice(*cuts[-1])].strip() and ends and line.rstrip().endswith(tuple(_BARS)):
        cuts = cuts[:-1]
    return cuts


def _spaced(lines: Sequence[str], at: int) -> tuple[int, list[DrawnRow]]:
    titles = _titles(lines[at])
    if not titles:
        return 0, []
    rows, end = [_spaced_row(at, titles)], at + 1
    for number in range(at + 1, len(lines)):
        if not lines[number].strip():
            continue
        cuts = _like_titles(lines[number], len(titles))
        if cuts is None:
            break
        rows.append(_spaced_row(number, cuts))
        end = number + 1
    return end - at, rows


def _titles(line: str) -> list[Cut]:
    """The titles of a table of indicators or of work, where the line is nothing else."""
    for gap in (_WIDE_GAP, _GAP):
        cuts = _held_apart(line, gap)
        words = [line[slice(*cut)] for cut in cuts]
        if len(cuts) < _FEWEST_COLUMNS or any(mark in line for mark in "。，；：“\t"):
            continue
        is_indicators = any("指标" in word for word in words) and any(
            "目标" in word or re.search(r"20\d\d", word) for word in words
        )
        is_work = any("牵头" in word for word in words) and any("任务" in word or "内容" in word for word in words)
        if is_indicators or is_work:
            return cuts
    return []


def _like_titles(line: str, columns: int) -> list[Cut] | None:
    """The cells of a row; those of a half row, too, so that somebody hears of it; None where the table has ended."""
    wide, narrow = _held_apart(line, _WIDE_GAP), _held_apart(line, _GAP)
    if len(wide) == columns or len(narrow) == columns:
        return wide if len(wide) == columns else narrow
    is_half = len(narrow) > 1 and line.rstrip().endswith(ATTRIBUTES)
    return (wide if len(wide) > 1 else narrow) if is_half else None


def _held_apart(line: str, gap: re.Pattern[str]) -> list[Cut]:
    start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    gaps = list(gap.finditer(line, start, end))
    cuts = zip([start, *(found.end() for found in gaps)], [*(found.start() for found in gaps), end], strict=True)
    return [cut for cut in cuts if cut[0] < cut[1]]


def _spaced_row(number: int, cuts: Sequence[Cut]) -> DrawnRow:
    return DrawnRow(number, tuple(((number, *cut),) for cut in cuts))
