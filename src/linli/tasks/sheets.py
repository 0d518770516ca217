"""A list as a workbook and as a document: what is to be done, by whom, until when, how far it is."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _

from linli.base.languages import in_a_row
from linli.plans.models import plain, spaced
from linli.tasks.models import Task, TaskList

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (6, 22, 60, 24, 30, 30, 14, 14, 10, 10)


def titles() -> tuple[str, ...]:
    """The headings of both."""
    return (
        _("序号"), _("属于哪一部分"), _("任务"), _("目标"), _("牵头单位"), _("责任单位"), _("完成期限"),
        _("做到了多少"), _("完成百分之几"), _("亮灯"),
    )  # fmt: skip


def heading(of: TaskList) -> str:
    """What stands above it."""
    return _("%(area)s %(year)s 年任务清单") % {"area": of.area.name, "year": of.year}


def rows(tasks: Iterable[Task], today: date) -> Iterator[tuple[int | str | date, ...]]:
    """One line a task."""
    for task in tasks:
        amount = f"{plain(task.amount)}{spaced(task.unit_of_measure)}" if task.amount is not None else ""
        yield (
            task.order,
            task.heading,
            task.text,
            task.goal,
            in_a_row(task.lead_names),
            in_a_row(task.responsible_names),
            task.due_on,
            amount,
            task.percent,
            str(task.light_on(today).label),
        )


def workbook(of: TaskList, tasks: Iterable[Task], today: date) -> bytes:
    """The list in Excel; words are never a formula."""
    from linli.web.tables.writing import Book  # loads what writes workbooks, needed rarely

    book = Book()
    sheet = book.book.add_worksheet(_("任务清单"))
    book.put(sheet, 0, 0, heading(of), book.text)
    for column, (title, width) in enumerate(zip(titles(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        book.put(sheet, 1, column, title, book.heading)
    for line, row in enumerate(rows(tasks, today), 2):
        for column, cell in enumerate(row):
            book.put(sheet, line, column, cell)
    sheet.freeze_panes(2, 0)
    return book.finished()


def document(of: TaskList, tasks: Iterable[Task], today: date) -> bytes:
    """The list in Word, on paper laid across."""
    from docx import Document  # a tenth of a second of every start, needed rarely
    from docx.enum.section import WD_ORIENT

    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    paper.add_heading(heading(of), level=1)
    table = paper.add_table(rows=1, cols=len(WIDTHS))
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, titles(), strict=True):
        cell.text = title
    for row in rows(tasks, today):
        for place, said in zip(table.add_row().cells, row, strict=True):
            place.text = said.isoformat() if isinstance(said, date) else str(said)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()
