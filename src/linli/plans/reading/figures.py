"""The table of main indicators: one row a figure, with what it was and what it shall be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from linli.plans.reading.lines import Row, spanning
from linli.plans.reading.numerals import narrowed
from linli.plans.reading.passages import Passage
from linli.plans.reading.quantities import Quantity, read_quantity
from linli.plans.reading.result import Indicator, Problem, ProblemKind, Source
from linli.plans.reading.tables import Table, cell, column

_YEAR = re.compile(r"(20\d\d)年?")
_NAME_TITLES = ("项目", "名称", "内容", "指标内容")
_OF_YEAR = re.compile(r"[（(]20\d\d年?[底末]?[）)]$")
_NO_VALUE = re.compile(r"[—–―－\-/／]*|无")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column is which, and the year the targets are for."""

    at: dict[str, int | None]
    year: int | None


def is_indicator_table(table: Table) -> bool:
    """Whether the table has a column of indicators and one of targets."""
    return _columns(table.titles) is not None


def read_indicators(table: Table) -> tuple[list[Indicator], list[Problem]]:
    """The table's indicators; what a cell says beyond a plain quantity is a problem, not a guess."""
    columns = _columns(table.titles)
    indicators: list[Indicator] = []
    problems = [_broken(table, row) for row in table.broken_rows]
    if columns is None:
        return [], problems
    for row in table.whole_rows:
        if name := cell(row, columns.at, "name"):
            reader = _RowReader(table, row, columns, name)
            indicators.append(reader.indicator())
            problems += reader.problems
        else:
            problems.append(_broken(table, row))
    return indicators, problems


def _columns(titles: Sequence[str]) -> _Columns | None:
    narrow = [narrowed(title) for title in titles]
    years = [int(match.group(1)) if (match := _YEAR.search(title)) else None for title in narrow]
    attribute, name = column(titles, ["属性"]), _name_column(titles)
    target = column(titles, ["目标"])
    dated = [(year, at) for at, year in enumerate(years) if year and at not in {attribute, name}]
    if target is None and dated:
        target = max(dated)[1]
    if name is None or target is None or target == name:
        return None
    earlier = [at for year, at in sorted(dated, reverse=True) if at != target and year < (years[target] or 9999)]
    baseline = column(titles, ["基期", "现状", "基础值"])
    baseline = earlier[0] if baseline is None and earlier else baseline
    at = {"name": name, "attribute": attribute, "target": target, "baseline": baseline}
    return _Columns(at | {"unit": column(titles, ["单位"])}, years[target])


def _name_column(titles: Sequence[str]) -> int | None:
    """The column titled 指标 or 指标名称; 指标属性 is another."""
    found = [at for at, title in enumerate(titles) if "指标" in title and "属性" not in title and "值" not in title]
    named = [at for at in found if "名" in titles[at]] or found
    if named:
        return named[0] if len(named) == 1 else None
    plain = [at for at, title in enumerate(titles) if title in _NAME_TITLES]
    return plain[0] if len(plain) == 1 and "属性" in titles else None


class _RowReader:
    """Reads one row and collects what it could not read."""

    def __init__(self, table: Table, row: Row, columns: _Columns, name: Passage) -> None:
        self.table, self.row, self.columns, self.name = table, row, columns, name
        self.problems: list[Problem] = []

    def indicator(self) -> Indicator:
        target_cell = self._cell("target")
        target = self._quantity(target_cell, "目标值")
        unit = (target.unit if target else None) or self._cell("unit").text or None
        return Indicator(
            name=self.name.text,
            baseline=self._baseline(unit),
            target=_value(target),
            unit=unit,
            comparator=target.comparator if target else None,
            attribute=self._cell("attribute").text or None,
            year=self.columns.year,
            source=Source.TABLE,
            section=self.table.place.name,
            raw=target_cell.text,
            span=target_cell.span or self.name.span,
        )

    def _cell(self, name: str) -> Passage:
        return cell(self.row, self.columns.at, name)

    def _quantity(self, passage: Passage, what: str) -> Quantity | None:
        """The quantity of a cell; words without a figure are a qualitative value and no problem."""
        quantity = read_quantity(_OF_YEAR.sub("", narrowed(passage.text)))
        if quantity is None and (not passage or re.search(r"\d", narrowed(passage.text))):
            self._problem(f"“{self.name}”的{what}读不懂：{passage.text or '空白'}", passage)
        return quantity

    def _baseline(self, unit: str | None) -> Decimal | None:
        passage = self._cell("baseline")
        if _NO_VALUE.fullmatch(passage.text):
            return None
        quantity = self._quantity(passage, "基期值")
        if quantity is None:
            return None
        if quantity.high is not None or (quantity.unit and unit and quantity.unit != unit):
            self._problem(f"“{self.name}”的基期值与目标值不能直接比较：{passage}", passage)
            return None
        return quantity.low

    def _problem(self, message: str, passage: Passage) -> None:
        span = passage.span or self.name.span
        self.problems.append(Problem(ProblemKind.UNREADABLE, message, self.table.place.name, span))


def _value(quantity: Quantity | None) -> Decimal | tuple[Decimal, Decimal] | None:
    if quantity is None:
        return None
    return quantity.low if quantity.high is None else (quantity.low, quantity.high)


def _broken(table: Table, row: Row) -> Problem:
    words = "、".join(cell.text for cell in row.cells if cell)[:40]
    message = f"指标表里有一行的格子对不上表头：{words}"
    return Problem(ProblemKind.UNREADABLE, message, table.place.name, spanning(*row.cells))
