"""Reads a whole plan: text to blocks, blocks to an outline, and from the outline each part by its own reader."""

import re
from collections.abc import Iterator, Sequence

from linli.plans.reading.boxes import read_actions
from linli.plans.reading.figures import is_indicator_table, read_indicators
from linli.plans.reading.header import read_header
from linli.plans.reading.ledger import is_ledger, ledger_promises, read_ledger
from linli.plans.reading.lines import Paragraph, blocks_of, spanning
from linli.plans.reading.markers import PICTURE_PAGE
from linli.plans.reading.outline import Part, Piece, outline_of
from linli.plans.reading.promises import is_past, read_promises
from linli.plans.reading.repeats import contradictions, new_in_ledger
from linli.plans.reading.result import Header, Indicator, LedgerRow, PlanReading, Problem, ProblemKind, Section
from linli.plans.reading.tables import Table, tables_of
from linli.plans.reading.tasks import read_sections, read_tasks

_PICTURE_PAGE = re.compile(re.escape(PICTURE_PAGE).replace("%d", r"(\d+)"))
_ANNOUNCED = re.compile(r"附件\d*[:：].{0,40}(?:清单|分工|台账|任务表|指标表?)[^。]{0,6}$")
_LONGEST_CAPTION = 40


def read_plan(text: str) -> PlanReading:
    """Read a plan's text. Spans count the characters of `text`."""
    pieces = outline_of(blocks_of(text))
    tables = tables_of(pieces)
    header, in_header = read_header(pieces)
    sections, in_sections = read_sections(pieces)
    tasks, in_tasks = read_tasks(pieces)
    in_table, ledger_rows, in_tables = _read_tables(tables)
    actions = tuple(read_actions(pieces))
    in_body, in_sentences = read_promises(pieces)
    promised = [each for each in (*in_table, *in_body) if not _is_past(each, header)]
    in_ledgers = [
        (task, each)
        for table in tables
        if is_ledger(table)
        for task, each in ledger_promises(table)
        if not _is_past(each, header)
    ]
    problems = [
        *in_header,
        *in_sections,
        *_missing_tables(pieces),
        *_missing_attachments(pieces),
        *in_tables,
        *in_tasks,
        *in_sentences,
        *_no_body(sections),
        *_picture_pages(text),
    ]
    return PlanReading(
        header=header,
        indicators=(*promised, *new_in_ledger(in_ledgers, promised, actions)),
        sections=tuple(sections),
        tasks=tuple(tasks),
        actions=actions,
        ledger_rows=tuple(ledger_rows),
        problems=(*problems, *contradictions(promised, in_ledgers, actions)),
        pages=tuple(found.end() for found in re.finditer("\f", text)),
    )


def _is_past(indicator: Indicator, header: Header) -> bool:
    """Whether a figure is of a year before the plan begins: a fact, not a target."""
    return bool(indicator.year and header.period and indicator.year < int(header.period[:4]))


def _read_tables(tables: Sequence[Table]) -> tuple[list[Indicator], list[LedgerRow], list[Problem]]:
    indicators: list[Indicator] = []
    ledger_rows: list[LedgerRow] = []
    problems: list[Problem] = []
    for table in tables:
        if is_indicator_table(table) and is_past(table.place):
            continue
        if is_indicator_table(table):
            found, in_table = read_indicators(table)
            indicators += found
        elif is_ledger(table):
            rows, in_table = read_ledger(table)
            ledger_rows += rows
        else:
            in_table = [_unknown(table)]
        problems += in_table
    return indicators, ledger_rows, problems


def _unknown(table: Table) -> Problem:
    span = spanning(*table.header.cells, *(cell for row in table.rows for cell in row.cells))
    words = "、".join(title for title in table.titles if title)[:40]
    return Problem(ProblemKind.UNREADABLE, f"有一张表不知道是什么表，没有读取：{words}", table.place.name, span)


def _missing_tables(pieces: Sequence[Piece]) -> list[Problem]:
    """Where a title announces a table of indicators and none follows: tables are often pictures on the web."""
    problems = []
    for at, piece in enumerate(pieces):
        title = piece.opening.title if piece.part is Part.BOX and piece.opening else piece.passage
        is_caption = piece.part in {Part.BOX, Part.TEXT} and len(title) <= _LONGEST_CAPTION
        follows = at + 1 < len(pieces) and pieces[at + 1].part is Part.ROW
        if is_caption and not follows and title.text.endswith(("指标", "指标表")):
            message = f"只有标题，文件里没有表格：{title}"
            problems.append(Problem(ProblemKind.MISSING_TABLE, message, piece.place.name, title.span))
    return problems


def _missing_attachments(pieces: Sequence[Piece]) -> Iterator[Problem]:
    """A list of work announced as an attachment that is not in the file."""
    if any(piece.part is Part.ROW and piece.place.attachment for piece in pieces):
        return
    for piece in pieces:
        block = piece.block
        if isinstance(block, Paragraph) and _ANNOUNCED.match(block.passage.text):
            message = f"文件里没有这个附件：{block.passage}"
            yield Problem(ProblemKind.MISSING_TABLE, message, "附件", block.passage.span)


def _picture_pages(text: str) -> Iterator[Problem]:
    """The pages of a PDF that are pictures."""
    for page in _PICTURE_PAGE.finditer(text):
        message = f"第{page.group(1)}页是图片，没有文字，没有读取。"
        yield Problem(ProblemKind.UNREADABLE, message, f"第{page.group(1)}页", page.span())


def _no_body(sections: Sequence[Section]) -> list[Problem]:
    """Said openly where the text has no chapters and so nothing in it was read."""
    message = "没有找到“一、”或“第一章”这样的章节标题，正文没有读取。"
    return [] if sections else [Problem(ProblemKind.UNREADABLE, message, "正文")]
