"""The shape of what is sent: a file, or what is to be given out."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linli.areas.forms import AreaTyped
from linli.base.actor import Actor
from linli.tables import queries
from linli.web.tables.files import LARGEST, too_large
from linli.web.tables.register import Register
from linli.web.words import WordsField

WORKBOOK, TEXT = "xlsx", "csv"
ACCEPTED = ".xlsx,.xls,.csv,.txt,.et"


class UploadForm(forms.Form):
    """One file; what it really is, its bytes say."""

    file = forms.FileField(
        label=_("选择文件"),
        help_text=_("Excel（.xlsx、.xls）或者 CSV，最多 20 MB、10 万行。"),
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"required": _("请先选一个文件。"), "empty": _("这个文件是空的。请看看是不是选错了。")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not too large to be read at all."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST:
            raise forms.ValidationError(str(too_large().sentence))
        return sent


class ExportForm(forms.Form):
    """Which part, as what, and, for personal values, what for."""

    def __init__(self, *args: Any, register: Register, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = queries.reach(by, register.right_to_read)
        self.fields["area"] = AreaTyped(
            label=_("哪个区域"), within=within, required=False, help_text=_("填区划代码或名称；不填就是全部。")
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("文件格式"),
            choices=[(WORKBOOK, _("Excel（.xlsx）")), (TEXT, "CSV")],
            initial=WORKBOOK,
            widget=forms.RadioSelect,
        )
        if queries.may_reveal(by, register):
            self.fields["purpose"] = WordsField(
                label=_("要看完整的姓名、电话吗"),
                max_length=200,
                required=False,
                help_text=_("不填，姓名电话会隐去一部分。要完整的，请写明用途：每位居民都会看到是谁、为了什么导出。"),
            )
