"""The shape of what is typed about the ground; whether it is right, the actions say."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.models import SETTING_CHOICES, FigureKind
from linli.areas.outlines import LONGEST
from linli.areas.tags import tags
from linli.territory.models import Part
from linli.web.words import WordsField

LONGEST_LIST, MOST_LINES = 20_000, 300
LINE = re.compile(r"^(?P<name>.*?)(?:[\s,，、\t]+(?P<households>\d{1,6})\s*户?)?$")
SOURCE = _("例如：2025 年底入户登记")


class Day(forms.DateField):
    """A day; by default today's."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("请填日期。"), "invalid": _("日期请写成 2026-11-22。")})
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class GridsForm(forms.Form):
    """New grids, one a line, each perhaps with its households: a column of names, or two copied from a table."""

    lines = WordsField(
        label=_("网格名称"),
        lines=True,
        max_length=LONGEST_LIST,
        help_text=_("一行一个，后面可以写户数，例如：第一网格 420。从表格里复制两列也行。编号由系统给。"),
        error_messages={"required": _("请至少写一个网格的名称。")},
    )
    setting = forms.ChoiceField(
        label=_("城市还是农村"), required=False, choices=[("", _("跟村、社区一样")), *SETTING_CHOICES]
    )
    counted_on = Day(label=_("户数截至哪天"), required=False, help_text=_("不填就是今天。"))
    source = WordsField(label=_("户数从哪里来"), max_length=120, required=False, help_text=SOURCE)

    def clean_lines(self) -> list[tuple[str, int | None]]:
        """Names and households."""
        found = []
        for line in filter(None, (line.strip() for line in self.cleaned_data["lines"].splitlines())):
            read = LINE.match(line)
            name = read["name"].strip() if read else ""
            if not read or not name:
                raise ValidationError(_("这一行没有名称：%(line)s"), params={"line": line})
            found.append((name, int(read["households"]) if read["households"] else None))
        if len(found) > MOST_LINES:
            raise ValidationError(_("一次最多 %(most)s 个，请分几次。"), params={"most": MOST_LINES})
        return found


class GridForm(forms.Form):
    """What can be corrected of a grid."""

    name = WordsField(label=_("名称"), max_length=40)
    setting = forms.ChoiceField(label=_("城市还是农村"), choices=SETTING_CHOICES)
    villager_groups = forms.IntegerField(
        label=_("村民小组数"), required=False, min_value=0, max_value=200, help_text=_("农村网格填；城市网格不用填。")
    )


class FigureForm(forms.Form):
    """A number about an area, as of a day; of a grid only its households."""

    kind = forms.ChoiceField(label=_("项目"), choices=FigureKind.choices)
    value = forms.IntegerField(
        label=_("数"), min_value=0, error_messages={"required": _("请填数字。"), "invalid": _("请填整数。")}
    )
    day = Day(label=_("截至哪天"))
    source = WordsField(label=_("从哪里来"), max_length=120, help_text=SOURCE)

    def __init__(self, *args: Any, of_grid: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_grid:
            del self.fields["kind"]
            self.fields["value"].label = _("户数")


class StaffChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """Staff by name, told apart by their sign-in."""

    def label_from_instance(self, obj: Any) -> str:
        """王秀英（wangxy）."""
        return f"{obj.name}（{obj.username}）"


class WorkerForm(forms.Form):
    """Who works in a grid."""

    part = forms.ChoiceField(label=_("身份"), choices=Part.choices)
    starts_on = Day(label=_("从哪天起"))

    def __init__(self, *args: Any, staff: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = User.objects.filter(pk__in=[user.pk for user in staff]).order_by("name", "username")
        self.fields["user"] = StaffChoice(
            label=_("网格员"),
            queryset=offered,
            empty_label=_("请选择"),
            help_text=_("这里列出本乡镇、街道有岗位的工作人员。没有的，请管理员先安排岗位。"),
            error_messages={"required": _("请选一个人。"), "invalid_choice": _("这个人在本乡镇、街道没有岗位。")},
        )
        self.order_fields(["user", "part", "starts_on"])


class EndForm(forms.Form):
    """The day something ends."""

    on = Day(label=_("从哪天起不再有"))


class EndGridForm(EndForm):
    """The day a grid ends, and what ends with it."""

    on = Day(
        label=_("从哪天起不再有"),
        help_text=_("里面的微网格和网格员也到这天为止。编号留在历史里，不再给别的网格。"),
    )


class SplitForm(forms.Form):
    """Into what a grid is split."""

    names = WordsField(
        label=_("新网格名称"),
        lines=True,
        max_length=2000,
        help_text=_("一行一个，至少两个。原网格今天结束，编号不再用。"),
    )

    def clean_names(self) -> list[str]:
        """The names."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class MergeForm(forms.Form):
    """Which grids become one."""

    name = WordsField(label=_("合并后的名称"), max_length=40)

    def __init__(self, *args: Any, grids: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grids"] = forms.MultipleChoiceField(
            label=_("要合并的网格"),
            choices=list(grids),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请选至少两个网格。")},
        )
        self.order_fields(["grids", "name"])


class PlaceForm(forms.Form):
    """Where an area lies: a point, an outline, or both; an outline that is known stays where none is given."""

    lon = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90)
    outline = WordsField(
        label=_("边界（GeoJSON）"),
        lines=True,
        required=False,
        max_length=LONGEST,
        help_text=_("从地图软件导出 GeoJSON，整段粘贴在这里；或者在下面选文件。"),
    )
    file = forms.FileField(
        label=_("边界文件"), required=False, widget=forms.FileInput(attrs={"accept": ".json,.geojson"})
    )
    gcj02 = forms.BooleanField(label=_("坐标取自高德或腾讯地图，请换算"), required=False)
    no_outline = forms.BooleanField(label=_("删掉已登记的边界"), required=False)
    source = WordsField(label=_("从哪里来"), max_length=120, required=False, help_text=_("例如：2025 年网格划分图"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("has_outline"):
            self.fields["outline"].help_text = _(
                "边界已经登记，不填就不变。要换，就粘贴新的 GeoJSON，或者在下面选文件。"
            )
        else:
            del self.fields["no_outline"]

    def clean(self) -> dict[str, Any]:
        """The file's text where one was sent."""
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            if upload.size > LONGEST:
                self.add_error("file", _("文件太大了，请先简化边界。"))
                return cleaned
            try:
                cleaned["outline"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("这不是文字文件。请选 GeoJSON 文件。"))
        if cleaned.get("no_outline") and cleaned.get("outline"):
            self.add_error("no_outline", _("您给了新的边界，旧的会换掉。不用勾这一项。"))
        return cleaned


class TagForm(forms.Form):
    """A class a community belongs to."""

    tag = forms.ChoiceField(label=_("标签"))
    since = Day(label=_("从哪天起"))
    source = WordsField(label=_("依据"), max_length=120, required=False, help_text=_("例如：县民政局 2025 年名单"))

    def __init__(self, *args: Any, held: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(tag.code, tag.name) for tag in tags().values() if tag.is_registered and tag.code not in set(held)]
        self.fields["tag"] = forms.ChoiceField(label=_("标签"), choices=[("", _("请选择")), *offered])
        self.order_fields(["tag", "since", "source"])


class UntilForm(forms.Form):
    """The day a class no longer holds."""

    until = Day(label=_("从哪天起不再算"))
