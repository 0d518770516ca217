"""The form an item asks, made from its description.

What comes out is clean: of the right type, within bounds, free of control characters. The place, the person and the
item itself are asked by whoever takes the case.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.catalog.choices import FieldKind
from linli.catalog.spec import LONGEST, FieldSpec, ItemSpec
from linli.web import dates
from linli.web.forms import PhotosField
from linli.web.words import WordsField

Answer = str | int | bool
YES, NO = "yes", "no"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MOST = 1_000_000


class ItemForm(forms.Form):
    """The questions of one item, in its order."""

    item: ClassVar[ItemSpec]

    def answers(self) -> dict[str, Answer]:
        """What was answered, as plain values to be stored; photos and unanswered questions are left out."""
        found = {field.name: self.cleaned_data.get(field.name) for field in self.item.form}
        kept = {name: value for name, value in found.items() if value not in (None, "", [])}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in kept.items()
            if not isinstance(value, list)
        }

    def photos(self) -> "list[UploadedFile[bytes]]":
        """The files given to all photo questions; what they really are, `base.attachments` examines."""
        names = [field.name for field in self.item.form if field.kind is FieldKind.PHOTO]
        return [photo for name in names for photo in self.cleaned_data.get(name) or []]


_made: dict[int, type[ItemForm]] = {}
"""By the specification itself, which the catalogue keeps as long as it stands; each form copies its fields anyway."""
MOST_MADE = 1000


def item_form(item: ItemSpec) -> type[ItemForm]:
    """Make the form of an item; `answers()` of a stored case may be its `initial`."""
    made = _made.get(id(item))
    if made is None or made.item is not item:
        fields = {field.name: MAKERS[field.kind](field, _common(field)) for field in item.form}
        made = type("ItemForm", (ItemForm,), {"item": item, **fields})
        if len(_made) >= MOST_MADE:
            _made.clear()
        _made[id(item)] = made
    return made


def readable(item: ItemSpec, answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """Questions and answers in words, in the item's order; a question the item no longer asks is left out."""
    asked = [field for field in item.form if answers.get(field.name) not in (None, "")]
    return [(field.label, _in_words(field, answers[field.name])) for field in asked]


class YesNoField(forms.TypedChoiceField):
    """是 or 否 as a boolean, never chosen beforehand; takes a boolean too, as an API sends it."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [(YES, _("是")), (NO, _("否"))]
        super().__init__(choices=choices, coerce=lambda value: value == YES, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored boolean as the option it came from."""
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value

    def to_python(self, value: Any) -> str:
        """The option meant."""
        return str(super().to_python(self.prepare_value(value)))


def _common(field: FieldSpec) -> dict[str, Any]:
    required = _("请选一个。") if field.kind in (FieldKind.CHOICE, FieldKind.YES_NO) else _("请填一下这里。")
    return {
        "label": field.label,
        "help_text": field.hint,
        "required": field.required,
        "error_messages": {"required": required},
    }


def _text(field: FieldSpec, common: dict[str, Any]) -> forms.Field:
    return _words(field, common, forms.TextInput(), lines=False)


def _long_text(field: FieldSpec, common: dict[str, Any]) -> forms.Field:
    return _words(field, common, forms.Textarea(attrs={"rows": 4}), lines=True)


def _words(field: FieldSpec, common: dict[str, Any], widget: forms.Widget, *, lines: bool) -> forms.Field:
    longest = field.longest or LONGEST[field.kind]
    return WordsField(lines=lines, max_length=longest, widget=widget, **common)


def _choice(field: FieldSpec, common: dict[str, Any]) -> forms.Field:
    messages = {**common["error_messages"], "invalid_choice": _("没有这个选项，请重新选。")}
    return forms.ChoiceField(
        choices=list(field.choices), widget=forms.RadioSelect(), **{**common, "error_messages": messages}
    )


def _yes_no(field: FieldSpec, common: dict[str, Any]) -> forms.Field:  # noqa: ARG001 - all makers are called alike
    messages = {**common["error_messages"], "invalid_choice": _("请选“是”或“否”。")}
    return YesNoField(**{**common, "error_messages": messages})


def _date(field: FieldSpec, common: dict[str, Any]) -> forms.Field:  # noqa: ARG001 - all makers are called alike
    out_of_bounds = _("请看一下年份，好像不对。")
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        validators=[MinValueValidator(EARLIEST, out_of_bounds), MaxValueValidator(LATEST, out_of_bounds)],
        **{**common, "error_messages": {**common["error_messages"], "invalid": _("请写成 2026-11-22 这样的日期。")}},
    )


def _number(field: FieldSpec, common: dict[str, Any]) -> forms.Field:
    messages = {
        **common["error_messages"],
        "invalid": _("请只填整数，比如 3。"),
        "min_value": _("不能小于 %(limit_value)s。"),
        "max_value": _("不能大于 %(limit_value)s。"),
    }
    return forms.IntegerField(
        min_value=0 if field.least is None else field.least,
        max_value=MOST if field.most is None else field.most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        **{**common, "error_messages": messages},
    )


def _photo(field: FieldSpec, common: dict[str, Any]) -> forms.Field:  # noqa: ARG001 - all makers are called alike
    return PhotosField(**common)


MAKERS: dict[FieldKind, Callable[[FieldSpec, dict[str, Any]], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _date,
    FieldKind.NUMBER: _number,
    FieldKind.PHOTO: _photo,
}


def _in_words(field: FieldSpec, answer: object) -> str:
    if isinstance(answer, bool):
        return gettext("是") if answer else gettext("否")
    if field.kind is FieldKind.DATE and (day := _day(str(answer))):  # an older form may have asked for words
        return dates.whole_day(day)
    return dict(field.choices).get(str(answer), str(answer))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
