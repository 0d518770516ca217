"""The files of an issued report: PDF by typst, Word by python-docx, Excel by xlsxwriter, all from the same content."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import manimgx_fonts_cjk
import typst

from linli.reports import drawing
from linli.reports.laying_out import Grid, Part, in_lines, of_rates, of_targets, of_tasks, of_trends, parts
from linli.reports.models import FormatChoices
from linli.reports.templating import Shows
from linli.reports.word import document
from linli.web.tables.writing import Book

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
SHARP = 220.0  # dots an inch of a picture in Word
PICTURE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", width: 156mm)'


def written(wanted: FormatChoices, content: Mapping[str, Any], sha256: str) -> bytes:
    """One of the files; each says by which checksum its content can be told."""
    if wanted is FormatChoices.PDF:
        return pdf(content, sha256)
    if wanted is FormatChoices.EXCEL:
        return workbook(content, sha256)
    return document(content, sha256, {shows: png(svg) for shows, svg in pictures(content).items()})


def pictures(content: Mapping[str, Any]) -> dict[Shows, str]:
    """What is drawn in a report, as SVG."""
    figures = content["figures"]
    draw = {
        Shows.TARGETS: lambda: drawing.trends(figures["targets"]),
        Shows.RATES: lambda: drawing.chart(figures["rates"]),
    }
    return {shows: draw[shows]() for part in parts(content) for shows in part.pictures}


def png(svg: str) -> bytes:
    """A drawing for Word, which takes no SVG without one."""
    with TemporaryDirectory(prefix="linli-report-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(svg, encoding="utf-8")
        (folder / "picture.typ").write_text(PICTURE, encoding="utf-8")
        return typst.compile(str(folder / "picture.typ"), root=name, font_paths=fonts(), format="png", ppi=SHARP)


def checked(sha256: str) -> str:
    """What stands at the end of each file."""
    return f"内容校验（SHA-256）：{sha256}"


@cache
def fonts() -> typst.Fonts:
    """What the machine has (仿宋, 小标宋) and Noto, which comes along, for what it has not."""
    return typst.Fonts(include_system_fonts=True, font_paths=[str(Path(manimgx_fonts_cjk.__file__).parent)])


def pdf(content: Mapping[str, Any], sha256: str) -> bytes:
    """Set by typst, which reads nothing but a folder of its own."""
    told = {name: content[name] for name in ("title", "number", "opening", "area_name", "issued_on_words")}
    told["lines"] = in_lines(content["title"])
    sections = [_section(part) for part in parts(content)]
    with TemporaryDirectory(prefix="linli-report-") as name:
        folder = Path(name)
        data = {**told, "sections": sections, "checked": checked(sha256)}
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        for shows, svg in pictures(content).items():
            (folder / f"{shows}.svg").write_text(svg, encoding="utf-8")
        return typst.compile(str(folder / "report.typ"), root=name, font_paths=fonts())


def _section(part: Part) -> dict[str, Any]:
    return {**asdict(part), "pictures": [f"{shows}.svg" for shows in part.pictures]}


def workbook(content: Mapping[str, Any], sha256: str) -> bytes:
    """A sheet of words, and one for each kind of figure; the rates by month with a chart of Excel's own."""
    book, figures = Book(), content["figures"]
    sheet = book.book.add_worksheet("报告")
    sheet.set_column(0, 0, 100)
    lines = [content["title"], content["number"], content["opening"]]
    for part in parts(content):
        lines += [part.heading, *part.words, *part.notes]
    for row, line in enumerate([*lines, content["area_name"], content["issued_on_words"], checked(sha256)]):
        book.put(sheet, row, 0, line, book.heading if row == 0 else book.text)
    for name, grids in (
        ("规划指标", [*of_targets(figures), *of_trends(figures)]),
        ("办件比率", of_rates(figures)),
        ("任务清单", of_tasks(figures)),
    ):
        if grids:
            _sheet(book, name, grids)
    _by_month(book, figures["rates"])
    return book.finished()


def _sheet(book: Book, name: str, grids: list[Grid]) -> None:
    sheet, row = book.book.add_worksheet(name), 0
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 12, 20)
    for grid in grids:
        book.put(sheet, row, 0, grid.title, book.text)
        for column, head in enumerate(grid.heads):
            book.put(sheet, row + 1, column, head, book.heading)
        for line, cells in enumerate(grid.rows, row + 2):
            for column, cell in enumerate(cells):
                book.put(sheet, line, column, cell)
        row += len(grid.rows) + 3


def _by_month(book: Book, rates: list[Mapping[str, Any]]) -> None:
    """Numbers as numbers, and the lines drawn by Excel."""
    if not rates:
        return
    sheet, months = book.book.add_worksheet("逐月"), rates[0]["months"]
    sheet.set_column(0, 0, 18)
    for row, month in enumerate(months, 1):
        book.put(sheet, row, 0, month["name"])
    chart = book.book.add_chart({"type": "line"})
    for column, each in enumerate(rates, 1):
        book.put(sheet, 0, column, f"{each['name']}（{each['unit']}）", book.heading)
        for row, month in enumerate(each["months"], 1):
            book.put(sheet, row, column, float(month["value"]) if month["value"] else "")
        chart.add_series(
            {
                "name": ["逐月", 0, column],
                "categories": ["逐月", 1, 0, len(months), 0],
                "values": ["逐月", 1, column, len(months), column],
                "marker": {"type": "automatic"},
            }
        )
    chart.set_y_axis({"max": 100, "num_format": '0"%"'})
    chart.show_na_as_empty_cell()
    sheet.insert_chart(1, len(rates) + 2, chart)
