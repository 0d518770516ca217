"""Where the table is in a sheet: the heading among titles and merged cells, the rows, and what is none of them.

A person finds the heading by its words and passes over title lines, blank lines, examples, totals and signatures. So
does this, and it says what was passed over.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.base.languages import in_a_row, spoken
from linli.base.refusals import Refused, Sentence
from linli.web.tables.cells import Cell, is_blank, shown
from linli.web.tables.columns import Column
from linli.web.tables.files import Sheet

HEADING_WITHIN = 40  # lines from the top
DEEPEST = 3  # lines of one heading
EXPLANATION = gettext_lazy("填写说明")
EXAMPLE = gettext_lazy("例（这一行不会读）")
NOT_READ = ""  # stands for a column that a register gives out and does not read
OF_ITS_OWN = (gettext_lazy("序号"), gettext_lazy("问题"))  # columns of ours that carry nothing
_TOTALS = ("合计", "总计", "小计", "共计", "累计", "本页合计", "本页小计")
_FOOTERS = (
    "注:", "备注:", "说明:", "填表", "填报", "制表", "审核", "负责人", "单位负责人", "联系人:", "日期:", "经办人",
    "签字", "盖章",
)  # fmt: skip
_EXAMPLES = ("例(", "例:", "[例", "【例", "示例(", "示例:", "样例(", "样例:")


@dataclass(frozen=True)
class Row:
    """One row of data: its line in the file, counted from 1, and its cells by column."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Ignored:
    """Lines that were passed over, and what they were taken for."""

    what: str
    lines: tuple[int, ...]

    def __str__(self) -> str:
        first = in_a_row(str(line) for line in self.lines[:5]) + ("…" if len(self.lines) > 5 else "")
        return _("第 %(lines)s 行%(what)s，没有读。") % {"lines": first, "what": self.what}


@dataclass(frozen=True)
class Found:
    """A table found in a sheet. `places` says in which column of the sheet a column of the register stands."""

    sheet: Sheet
    heading: int  # the heading's last line, counted from 1
    places: Mapping[str, int]
    rows: Sequence[Row]
    ignored: Sequence[Ignored] = ()
    notes: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Heading:
    """Columns found in one or several lines of a sheet."""

    sheet: int
    first: int
    depth: int
    places: Mapping[str, int]
    others: tuple[str, ...]


def find(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Found:
    """The register's table in a file, or a refusal that names the headings that are missing."""
    names = _names(columns)
    headings = [each for place, sheet in enumerate(sheets) for each in _headings(place, sheet, names)]
    best = max(headings, key=lambda each: (len(each.places), -each.sheet, -each.depth, -each.first), default=None)
    if best is None or not best.places:
        wanted = in_a_row(str(column.title) for column in columns if column.required)
        raise Refused(
            "tables.no_heading",
            _("没有找到表头。表里要有一行列名，至少包括：%(columns)s。") % {"columns": wanted},
            field="file",
        )
    wanted_columns = [column for column in columns if column.required or column.in_heading]
    missing = [str(column.title) for column in wanted_columns if column.code not in best.places]
    if missing:
        raise Refused(
            "tables.columns_missing",
            _("表里少了这些列：%(columns)s。请加上，或者用模板来填。") % {"columns": in_a_row(missing)},
            field="file",
        )
    return _table(sheets, best, columns)


def plain(words: str) -> str:
    """A heading without what people put around it: blanks, stars, colons and remarks in brackets."""
    words = re.sub(r"[(\[【<].*?[)\]】>]", "", unicodedata.normalize("NFKC", words))
    return re.sub(r"[\s*※:、,.。#]+", "", words).lower()


def _ours(*words: Sentence) -> frozenset[str]:
    """What stands in places of our own, in each language."""
    return frozenset(plain(each) for word in words for each in spoken(word))


@dataclass(frozen=True)
class _Marks:
    """By what lines are known that are no rows."""

    required: tuple[str, ...]
    heading: frozenset[Cell]  # the words of this sheet's own heading: printed pages repeat it
    examples: frozenset[str]


def _names(columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        for name in (*spoken(column.title), *column.synonyms):
            found.setdefault(plain(name), column.code if column.is_read else NOT_READ)
    return found


def _headings(place: int, sheet: Sheet, names: Mapping[str, str]) -> Iterable[_Heading]:
    top = _spread(sheet)
    for first in range(len(top)):
        for depth in range(1, min(DEEPEST, len(top) - first) + 1):
            yield _heading(place, top, first, depth, names)


def _heading(sheet: int, top: Sequence[Sequence[str]], first: int, depth: int, names: Mapping[str, str]) -> _Heading:
    places: dict[str, int] = {}
    others: list[str] = []
    silent = _ours(*OF_ITS_OWN)
    for column in range(len(top[first])):
        parts = list(dict.fromkeys(filter(None, (top[first + line][column] for line in range(depth)))))
        spoken = ["".join(parts), *reversed(parts)]
        code = next((names[plain(words)] for words in spoken if plain(words) in names), None)
        if code == NOT_READ:
            continue
        if code is not None and code not in places:
            places[code] = column
        elif parts and plain(parts[-1]) not in silent:
            others.append(" ".join(parts[-1].split()))
    return _Heading(sheet, first, depth, places, tuple(others))


def _spread(sheet: Sheet) -> list[list[str]]:
    """The first lines as words, what is merged written into each of its cells.

    A text file knows no merged cells: there a line with gaps stands for the groups above the next line's headings.
    """
    top = [["" if is_blank(cell) else shown(cell) for cell in row] for row in sheet.rows[:HEADING_WITHIN]]
    for first_row, first_column, last_row, last_column in sheet.merged:
        for row in range(first_row, min(last_row + 1, len(top))):
            for column in range(first_column, min(last_column + 1, len(top[row]))):
                top[row][column] = top[first_row][first_column]
    return top


def _table(sheets: Sequence[Sheet], heading: _Heading, columns: Sequence[Column]) -> Found:
    sheet, last, used = sheets[heading.sheet], heading.first + heading.depth, heading.places
    marks = _Marks(
        required=tuple(column.code for column in columns if column.required),
        heading=frozenset(cell for line in sheet.rows[max(last - DEEPEST, 0) : last] for cell in line if cell != ""),
        examples=frozenset(_plain_begin(each) for word in (EXPLANATION, EXAMPLE) for each in spoken(word)),
    )
    rows: list[Row] = []
    passed: dict[str, list[int]] = {}
    for place, cells in _data(sheet, last, used):
        row = Row(place + 1, cells)
        what = _passed_over(sheet.rows[place], row, marks)
        if what is None:
            rows.append(row)
        elif what:
            passed.setdefault(what, []).append(place + 1)
    if not rows:
        raise Refused("tables.no_rows", _("表头下面没有内容。请填好以后再上传。"), field="file")
    ignored = [Ignored(what, tuple(lines)) for what, lines in passed.items()]
    titles = tuple(line + 1 for line in range(heading.first) if any(not is_blank(cell) for cell in sheet.rows[line]))
    if titles:
        ignored.insert(0, Ignored(_("是标题"), titles))
    return Found(sheet, last, used, rows, ignored, _notes(sheets, heading))


def _data(sheet: Sheet, first: int, places: Mapping[str, int]) -> Iterable[tuple[int, Mapping[str, Cell]]]:
    """Each line below the heading with its cells; what is merged downwards holds for every line it covers."""
    filled: dict[tuple[int, int], Cell] = {}
    wanted = set(places.values())
    for top, left, bottom, right in sheet.merged:
        if top >= first and bottom > top:
            for column in wanted & set(range(left, right + 1)):
                filled.update({(row, column): sheet.rows[top][left] for row in range(top, bottom + 1)})
    for place in range(first, len(sheet.rows)):
        row = sheet.rows[place]
        yield place, {code: filled.get((place, column), row[column]) for code, column in places.items()}


def _passed_over(whole: Sequence[Cell], row: Row, marks: _Marks) -> str | None:
    """What a line is taken for that is no row: words, or "" for a blank line; None for a row."""
    first = next((cell for cell in whole if not is_blank(cell)), None)
    if first is None:
        return ""
    begins = _plain_begin(shown(first))
    if begins.startswith(_EXAMPLES) or begins in ("例", "示例", "样例") or begins in marks.examples:
        return _("是说明和例子")
    if sum(cell in marks.heading for cell in row.cells.values()) >= min(2, len(row.cells)):
        return _("又是表头")
    if any(is_blank(row.cells[code]) for code in marks.required):
        return _below_the_table(begins, row)
    return None


def _plain_begin(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))


def _below_the_table(begins: str, row: Row) -> str | None:
    """The same of a line that lacks what every row has."""
    if begins.rstrip(":").startswith(_TOTALS):
        return _("是合计")
    if begins.startswith(_FOOTERS):
        return _("是表尾的说明")
    return None if any(not is_blank(cell) for cell in row.cells.values()) else ""


def _notes(sheets: Sequence[Sheet], heading: _Heading) -> tuple[str, ...]:
    notes = []
    if heading.others:
        named = in_a_row(dict.fromkeys(heading.others))
        notes.append(_("这些列用不到，没有读：%(columns)s。") % {"columns": named})
    others = [sheet.name for place, sheet in enumerate(sheets) if place != heading.sheet and len(sheet.rows) > 1]
    if others:
        facts = {"sheet": sheets[heading.sheet].name, "others": in_a_row(others)}
        notes.append(_("只读了工作表“%(sheet)s”，没有读：%(others)s。") % facts)
    return tuple(notes)
