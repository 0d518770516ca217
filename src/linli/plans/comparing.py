"""The page on which two plans stand side by side, row by row, and the same as a workbook."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.plans import editions
from linli.plans.comparison import Figure, Pair, pairs
from linli.plans.editions import Edition
from linli.web.forms import show

WIDTHS = (16, 34, 40, 14, 18, 10, 10, 40, 14, 18, 10, 10)


class ChoiceForm(forms.Form):
    """Which two."""

    one = forms.ChoiceField(label=gettext_lazy("第一份"), error_messages={"required": gettext_lazy("请选第一份。")})
    other = forms.ChoiceField(label=gettext_lazy("第二份"), error_messages={"required": gettext_lazy("请选第二份。")})

    def __init__(self, found: list[Edition], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(each.of.pk): each for each in found}
        choices = [("", gettext_lazy("请选一份")), *((key, each.name) for key, each in self.found.items())]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]  # both are of choices
            wrong = gettext_lazy("没有这一份，请从列表里选。")
            field.error_messages["invalid_choice"] = wrong

    def clean(self) -> dict[str, Any]:
        """Two, not one twice."""
        said = super().clean() or {}
        if said.get("one") and said.get("one") == said.get("other"):
            self.add_error("other", gettext_lazy("请选另外一份。"))
        return said

    def chosen(self) -> tuple[Edition, Edition]:
        """The two; call after the form was found valid."""
        return self.found[self.cleaned_data["one"]], self.found[self.cleaned_data["other"]]


@staff_page("plans.read")
@require_safe
def compare(request: StaffRequest) -> HttpResponse:
    """Pick two publications; the rows of both."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "plans/compare.html", form=form, groups=[], count=len(form.found))
    one, other = form.chosen()
    found = pairs(editions.figures(one), editions.figures(other))
    return show(
        request,
        "plans/compare.html",
        form=form,
        count=len(form.found),
        one=one,
        other=other,
        groups=[(title, of) for title, of in _groups(found) if of],
        differing=sum(each.differs for each in found),
        common=sum(each.is_common for each in found),
        file=request.GET.urlencode(),
    )


@staff_page("plans.read")
@require_safe
def compare_file(request: StaffRequest) -> HttpResponse:
    """The same rows as a workbook; without two to compare, the page that asks for them."""
    form = _form(request)
    if not form.is_valid():
        return show(request, "plans/compare.html", form=form, groups=[], count=len(form.found))
    from linli.web.tables.writing import XLSX  # loads what writes workbooks, needed rarely

    response = HttpResponse(workbook(*form.chosen()), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="plans.xlsx"'
    return response


def workbook(one: Edition, other: Edition) -> bytes:
    """Both side by side; words are never a formula."""
    from linli.web.tables.writing import Book

    book = Book()
    sheet = book.book.add_worksheet(_("规划对照"))
    said = (_("指标"), _("基期值"), _("目标值"), _("哪一年"), _("属性"))
    for column, title in enumerate(("", "", one.name, "", "", "", "", other.name)):
        book.put(sheet, 0, column, title, book.text)
    for column, (title, width) in enumerate(
        zip((_("哪一份有"), _("由哪个指标计算"), *said, *said), WIDTHS, strict=True)
    ):
        sheet.set_column(column, column, width)
        book.put(sheet, 1, column, title, book.heading)
    line = 2
    for group, found in _groups(pairs(editions.figures(one), editions.figures(other))):
        for pair in found:
            row = (group, editions.measure_name(_measure(pair)), *_cells(pair.one), *_cells(pair.other))
            for column, cell in enumerate(row):
                book.put(sheet, line, column, cell)
            line += 1
    sheet.freeze_panes(2, 2)
    return book.finished()


def _form(request: StaffRequest) -> ChoiceForm:
    """Bound as soon as anything was asked for."""
    asked = request.GET if "one" in request.GET or "other" in request.GET else None
    return ChoiceForm(editions.editions(), asked)


def _groups(found: list[Pair]) -> list[tuple[str, list[Pair]]]:
    return [
        (_("两份都有"), [each for each in found if each.is_common]),
        (_("只有第一份有"), [each for each in found if each.other is None]),
        (_("只有第二份有"), [each for each in found if each.one is None]),
    ]


def _measure(pair: Pair) -> str:
    figure = pair.one or pair.other
    return figure.measure if figure else ""


def _cells(figure: Figure | None) -> tuple[str | int | None, ...]:
    if figure is None:
        return ("", "", "", None, "")
    return (figure.name, figure.stood, figure.wanted, figure.year, figure.attribute)
