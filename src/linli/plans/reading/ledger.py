"""The attachments that hand out the work: theme, task, what is to be done, who leads, who helps, by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from linli.plans.reading.alignment import aligned
from linli.plans.reading.lines import Row, spanning
from linli.plans.reading.numerals import leading_number
from linli.plans.reading.passages import Passage
from linli.plans.reading.promises import indicators_of
from linli.plans.reading.result import Indicator, LedgerRow, Problem, ProblemKind, Source
from linli.plans.reading.tables import Table, cell, column
from linli.plans.reading.targets import targets_in
from linli.plans.reading.units import UnitCell, units_of

_TITLES = {
    "theme": ("主题", "专项行动", "重点项目", "类别", "领域"),
    "task": ("任务", "任务要求", "工作任务", "重点任务", "主要任务", "目标任务", "任务名称", "项目名称", "事项"),
    "number": ("序号", "编号"),
    "text": (
        "具体工作内容", "工作内容", "工作要求", "主要内容", "任务内容", "具体内容", "具体任务", "具体措施", "主要措施",
        "工作措施", "工作举措", "具体举措", "主要举措", "内容",
    ),
    "lead": ("牵头单位", "牵头部门", "牵头责任单位", "责任领导单位", "主责单位", "牵头"),
    "responsible": ("责任单位", "责任部门", "配合单位", "配合部门", "参与单位", "协同单位", "参加单位", "责任主体"),
    "goal": ("工作目标", "目标", "目标要求", "完成时限", "完成时间", "时限", "时间安排", "进度安排", "年度目标"),
}  # fmt: skip
_MID_SENTENCE = re.compile("[\u4e00-\u9fff，、]")


def is_ledger(table: Table) -> bool:
    """Whether the table says what is to be done and who leads it."""
    columns = _columns(table.titles)
    return columns["text"] is not None and (columns["lead"] is not None or columns["responsible"] is not None)


def read_ledger(table: Table) -> tuple[list[LedgerRow], list[Problem]]:
    """The ledger's rows. Empty theme and task cells are merged with those above; an empty unit cell names no unit."""
    columns = _columns(table.titles)
    whole, broken = aligned(table, columns)
    reader = _LedgerReader(table, columns)
    rows = [reader.row(row) for row in whole]
    return rows, reader.problems + [_broken(table, row) for row in broken]


def ledger_promises(table: Table) -> Iterator[tuple[str, Indicator]]:
    """The figures the ledger's goals and contents promise, each with the task it belongs to."""
    columns = _columns(table.titles)
    reader = _LedgerReader(table, columns)
    for row in aligned(table, columns)[0]:
        task = reader.row(row).task
        for name in ("goal", "text"):
            for target in targets_in(cell(row, reader.columns, name)):
                for indicator in indicators_of(target, Source.LEDGER, table.place.name):
                    yield task, indicator


def _columns(titles: Sequence[str]) -> dict[str, int | None]:
    exact = {name: [at for at, title in enumerate(titles) if title in words] for name, words in _TITLES.items()}
    columns = {
        name: found[0] if len(found) == 1 else column(titles, _TITLES[name][:1]) for name, found in exact.items()
    }
    if columns["text"] is None:
        # A table of two columns says the work in the column of tasks.
        return columns | {"text": columns["task"], "task": None}
    return columns


@dataclass(slots=True)
class _LedgerReader:
    table: Table
    columns: dict[str, int | None]
    theme: str = ""
    task: str = ""
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def row(self, row: Row) -> LedgerRow:
        self.count += 1
        self._carry_down(row)
        goal = cell(row, self.columns, "goal").text
        number = self._number(row)
        text = cell(row, self.columns, "text")
        if text and _MID_SENTENCE.match(text[-1]):
            self._problem(f"文字在“{text.text[-5:]}”处断开", text, row)
        attachment = self.table.place.attachment
        return LedgerRow(
            attachment=(attachment.number or 1) if attachment else None,
            number=number,
            theme=self.theme,
            task=self.task,
            text=text.text,
            lead_units=self._units(row, "lead").units,
            responsible_units=self._units(row, "responsible").units,
            goal=goal or None,
            span=spanning(*row.cells),
        )

    def _carry_down(self, row: Row) -> None:
        if theme := cell(row, self.columns, "theme").text:
            self.theme, self.task = theme, self.task if theme == self.theme else ""
        self.task = cell(row, self.columns, "task").text or self.task

    def _number(self, row: Row) -> int | None:
        """The row's own number; a ledger without a column of numbers is counted."""
        if self.columns["number"] is None:
            return self.count
        written = cell(row, self.columns, "number")
        number = leading_number(written.text)
        if number is None or number[1] or number[0] != int(number[0]):
            self._problem("序号读不懂", written, row)
            return None
        if int(number[0]) != self.count:
            self._problem(f"序号是 {int(number[0])}，按顺序应是 {self.count}", written, row)
            self.count = int(number[0])
        return int(number[0])

    def _units(self, row: Row, name: str) -> UnitCell:
        passage = cell(row, self.columns, name)
        units = units_of(passage.text)
        if units.standing_note:
            self._problem(f"“{units.standing_note}”写给以下各行，没有逐行补上", passage, row)
        return units

    def _problem(self, what: str, passage: Passage, row: Row) -> None:
        where = f"{self.table.place.name}第{self.count}行"
        self.problems.append(Problem(ProblemKind.UNREADABLE, f"{what}。", where, passage.span or spanning(*row.cells)))


def _broken(table: Table, row: Row) -> Problem:
    words = "、".join(cell.text for cell in row.cells if cell)[:40]
    message = f"有一行的格子对不上表头，没有读取：{words}"
    return Problem(ProblemKind.UNREADABLE, message, table.place.name, spanning(*row.cells))
