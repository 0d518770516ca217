"""Samples for the style guide: invented, of one fixed Sunday, so that pictures of it can be compared."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from linli.base.clock import SHANGHAI
from linli.base.refusals import Refused
from linli.web.components import Choice, Entry
from linli.web.forms import PhotosField, RatingField, refusals_shown_on
from linli.web.navigation import Link

AT = datetime(2026, 11, 22, 11, 10, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
PLACES = (("", _("请选择")), ("3", _("3 号楼")), ("6", _("6 号楼")))
WAYS = (("phone", _("打电话给我")), ("message", _("发短信")), ("visit", _("上门说")))


class SampleForm(forms.Form):
    """Every kind of field."""

    title = forms.CharField(label=_("发生了什么"), help_text=_("一句话说清楚，比如：三楼楼道灯不亮。"), max_length=30)
    detail = forms.CharField(label=_("还想补充什么"), widget=forms.Textarea, required=False)
    phone = forms.CharField(
        label=_("联系电话"),
        help_text=_("只有经办人能看到。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("请填一个能打通的电话，我们好告诉您进展。")},
    )
    building = forms.ChoiceField(label=_("在哪栋楼"), choices=PLACES, error_messages={"required": _("请选一栋楼。")})
    day = forms.DateField(label=_("哪天方便上门"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    people = forms.IntegerField(label=_("几个人用餐"), min_value=1, max_value=9, required=False)
    reply = forms.ChoiceField(
        label=_("怎么回复您"), choices=WAYS, widget=forms.RadioSelect, error_messages={"required": _("请选一种。")}
    )
    also = forms.MultipleChoiceField(
        label=_("还要告诉谁"),
        choices=(("child", _("子女")), ("grid", _("网格员"))),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photos = PhotosField(label=_("照片"), help_text=_("最多 9 张。拍照的位置会自动去掉。"), required=False)
    rating = RatingField(label=_("您满意吗"))
    agreed = forms.BooleanField(
        label=_("我同意社区把这件事转给能办的单位"), error_messages={"required": _("要您同意，我们才能转给别的单位。")}
    )


def wrong_form() -> SampleForm:
    """The sample as it comes back: some fields missing, one refused by a rule."""
    form = SampleForm({"w-title": "楼道灯不亮", "w-building": "3", "w-detail": "晚上摸黑上楼，老人怕摔。"}, prefix="w")
    with refusals_shown_on(form):
        raise Refused("cases.same_again", _("这栋楼同样的诉求正在办，您可以跟着看进展。"), field="building")
    return form


def samples() -> dict[str, Any]:
    """What the page shows."""
    return {
        "at": AT,
        "plain": SampleForm(prefix="p"),
        "wrong": wrong_form(),
        "labels": [_("已提交"), _("已受理"), _("办理"), _("待确认"), _("评价")],
        "questions": [_("什么事"), _("在哪里"), _("怎么联系"), _("核对")],
        "moments": [AT - 2 * HOUR, AT + 6 * HOUR, AT + 30 * HOUR, AT + 72 * HOUR, AT + 400 * HOUR],
        "done": AT - HOUR,
        "page": Paginator(range(86), 10).page(3),
        "filters": [
            Choice(_("我的"), "#", 12, True),
            Choice(_("快到期"), "#", 4),
            Choice(_("已超期"), "#", 1),
            Choice(_("待回访"), "#"),
        ],
        "tiles": [
            Link(_("助餐"), "#", "soup"),
            Link(_("报修"), "#", "wrench"),
            Link(_("诉求"), "#", "hand-heart"),
            Link(_("全部事项"), "#", "list"),
        ],
        "facts": [
            (_("事项"), _("老年助餐（补贴）")),
            (_("地点"), _("3 号楼 1 单元 · 网格 03")),
            (_("需要"), _("每天午餐，少盐，送到家")),
            (_("时限"), _("1 个工作日")),
        ],
        "entries": [
            Entry(_("回复"), AT - HOUR, _("康宁社区"), _("已更换 3 楼灯泡和声控开关。")),
            Entry(_("已派给 物业维修"), AT - 43 * HOUR, _("康宁社区")),
            Entry(_("已受理，最晚 11月24日 周二 17:30 办结"), AT - 43.5 * HOUR, _("康宁社区"), note=_("用时 24 分")),
            Entry(_("您提交了诉求"), AT - 44 * HOUR),
        ],
        "measures": [(_("桃城区"), 0.98, 96, 98), (_("冀州区"), 0.95, 38, 40), (_("武强县"), 0.79, 11, 14)],
    }
