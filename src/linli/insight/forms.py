"""The shape of what is typed about screens, and on one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.insight.comparing import Measure
from linli.web.words import WordsField


class ScreenForm(forms.Form):
    """A screen: where it hangs, of what place, and which figures, the first of them on the map."""

    label = WordsField(label=_("放在哪里"), max_length=60, help_text=_("例如 市民服务中心一楼大厅。"))
    area = forms.ChoiceField(label=_("哪个地方的数"))
    figures = forms.MultipleChoiceField(
        label=_("显示哪些数"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("最多 6 个。选中的第一个画在地图上。"),
    )

    def __init__(self, areas: Iterable[tuple[str, str]], measures: Iterable[Measure], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]
        self.fields["figures"].choices = [(each.id, each.name) for each in measures]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """What the desk shows once."""

    code = WordsField(
        label=_("启用码"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("工作台“大屏”里登记时给的，8 位，半小时内有效。"),
    )
