"""The shape of what people type about a case."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.areas.rules import Level
from linli.base.ids import new_id
from linli.base.languages import translated
from linli.cases import routing
from linli.cases.codes import Ticket
from linli.cases.limits import LONGEST_PAUSE, MayPause, PauseReason, handling
from linli.cases.models import Case, Channel, ConsentWay
from linli.cases.parts import LONGEST_PART
from linli.catalog.queries import catalogue
from linli.organizations.models import Organization
from linli.web.forms import PhotosField, RatingField, SuggestingInput
from linli.web.words import WordsField


class PlaceForm(forms.Form):
    """Where it is: asked with every item, required where the item needs a place; places told before are offered."""

    place = WordsField(label=_("具体地点"), max_length=100, help_text=_("比如：3 号楼 2 单元楼道"), required=False)

    def __init__(self, *args: Any, needs_place: bool, before: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = needs_place
        if before:
            self.fields["place"].widget = SuggestingInput(before, attrs=self.fields["place"].widget.attrs)


class ApplicantForm(forms.Form):
    """Who asks, when a worker registers for them; where the item allows it, somebody without a name."""

    field_order = ("nameless", "name", "phone", "channel", "consent")

    name = WordsField(label=_("居民姓名"), max_length=40)
    phone = WordsField(label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[(each.value, each.label) for each in (Channel.WINDOW, Channel.PHONE, Channel.GRID)],
        widget=forms.RadioSelect,
        initial=Channel.WINDOW.value,
    )
    consent = forms.ChoiceField(
        label=_("居民怎么同意的"),
        choices=ConsentWay.choices,
        widget=forms.RadioSelect,
        help_text=_("居民会看到这一条。"),
        error_messages={"required": _("请选一个。没有本人同意，不能替居民办。")},
    )

    nameless = forms.BooleanField(
        label=_("居民不留姓名和电话"),
        required=False,
        help_text=_("不发消息，也不回访。登记后把查询码抄给居民，只给这一次。"),
    )

    def __init__(self, *args: Any, takes_nameless: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_nameless:
            del self.fields["nameless"]
        elif self.is_bound and "nameless" in self.data:
            for name in ("name", "phone", "consent"):
                self.fields[name].required = False

    @property
    def is_nameless(self) -> bool:
        """Whether no name is to be written, whatever stands in the fields for one."""
        return bool(self.cleaned_data.get("nameless"))


class TicketForm(forms.Form):
    """What a request without a name will be, known before it is sent, so that sent twice it is one."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def carry(self, ticket: Ticket) -> None:
        """What the next sending brings."""
        if self.is_bound:
            data = cast("QueryDict", self.data).copy()  # the request's own cannot be changed
            data["ticket"] = ticket.in_a_form()
            self.data = data
        else:
            self.initial["ticket"] = ticket.in_a_form()


DIGITS = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}


class TrackForm(forms.Form):
    """What the receipt of a request without a name says."""

    number = WordsField(
        label=_("编号"), max_length=40, help_text=_("比如：131102-20261123-0012"), widget=forms.TextInput(DIGITS)
    )
    code = WordsField(
        label=_("查询码"), max_length=30, help_text=_("回执上的 12 位数字。"), widget=forms.TextInput(DIGITS)
    )


class CallerForm(forms.Form):
    """From which number somebody calls."""

    phone = WordsField(
        label=_("来电号码"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )


class CallerNameForm(forms.Form):
    """Who calls, where the number is not known here."""

    name = WordsField(
        label=_("居民姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
    )


class AlikeForm(forms.Form):
    """What is typed so far, as far as it says what a request is about; anything else is no reason to say no."""

    area = forms.RegexField(r"^[0-9]{12}$", required=False)
    place = forms.CharField(max_length=100, required=False)
    description = forms.CharField(max_length=4000, required=False)

    def words(self, name: str) -> str:
        """What is typed in a field; nothing where that cannot be read."""
        return str(self.cleaned_data.get(name) or "")


LOOK_AGAIN = _("请看一眼现在的情况，再提交一次。")


class SeenForm(forms.Form):
    """Every change says which version of the case the person looked at."""

    seen = forms.IntegerField(
        min_value=1,
        max_value=2_147_483_647,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), LOOK_AGAIN),
    )

    def look_again(self, version: int) -> None:
        """The page is shown again with the present state: what is sent next goes by that."""
        if self.is_bound:
            data = cast("QueryDict", self.data).copy()  # the request's own cannot be changed
            data[self.add_prefix("seen")] = str(version)
            self.data = data


class AssignForm(SeenForm):
    """To whom: units that handle and serve the place."""

    to = forms.ModelChoiceField(label=_("派给哪个单位"), queryset=Organization.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units_for(case)  # type: ignore[attr-defined]


class CallInForm(SeenForm):
    """Whom to ask for help, what for, and until when."""

    unit = forms.ModelChoiceField(
        label=_("请哪个单位一起办"), queryset=Organization.objects.none(), empty_label=_("请选择")
    )
    task = WordsField(label=_("请它做什么"), max_length=300, lines=True, help_text=_("被请的单位和居民会看到。"))
    days = forms.IntegerField(
        label=_("几个工作日以内办好"), min_value=1, max_value=LONGEST_PART, initial=2,
        help_text=_("不会晚于整件事的期限。"),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(case)  # type: ignore[attr-defined]


class FinishPartForm(forms.Form):
    """What the unit called in has done."""

    reply = WordsField(label=_("你们做了什么"), max_length=500, lines=True, help_text=_("主办单位和居民会看到。"))


class ReleasePartForm(forms.Form):
    """Why the unit is not needed any more."""

    reason = WordsField(label=_("为什么不再请它"), max_length=500, lines=True, help_text=_("那个单位和居民会看到。"))


class DecideForm(SeenForm):
    """Who does it after all: the unit that returned it, first of the list, or another one that may."""

    to = forms.ModelChoiceField(label=_("由哪个单位办"), queryset=Organization.objects.none(), empty_label=_("请选择"))
    reason = WordsField(label=_("为什么由它办"), max_length=500, lines=True, help_text=_("两边的单位和居民都会看到。"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units_for(case, with_its_own=True)  # type: ignore[attr-defined]


class ReturnForm(SeenForm):
    """Why it is not ours."""

    reason = WordsField(
        label=_("为什么退回"),
        max_length=500,
        lines=True,
        help_text=_("上级据此决定由谁办。决定以前，还由您的单位负责。"),
    )


class SplitForm(SeenForm):
    """The second matter: what it is, in which words, where, and why it is better done apart."""

    item = forms.ChoiceField(label=_("另一件是什么事"))
    description = WordsField(
        label=_("怎么回事"), max_length=2000, lines=True, help_text=_("用居民的话写，居民会看到。")
    )
    place = WordsField(label=_("具体地点"), max_length=100, required=False)
    reason = WordsField(label=_("为什么拆开"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))
    with_photos = forms.BooleanField(label=_("照片也带到另一件"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = sorted(((each.code, each.short_name) for each in catalogue().items.values()), key=itemgetter(1))
        self.fields["item"].choices = [("", _("请选择")), *items]  # type: ignore[attr-defined]
        self.fields["place"].initial = case.place


class ExtendForm(SeenForm):
    """How much longer, and why."""

    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=10, initial=3)
    reason = WordsField(label=_("为什么延期"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))


class PauseForm(SeenForm):
    """Why the clock is stopped, and for how long."""

    kind = forms.ChoiceField(label=_("为什么暂停"))
    days = forms.IntegerField(label=_("最多停几个工作日"), min_value=1, max_value=LONGEST_PAUSE, initial=5)
    reason = WordsField(label=_("在等什么"), max_length=500, lines=True, help_text=_("居民会看到这段话。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, _pause_words(each)) for each in handling().pauses.values()]
        self.fields["kind"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


def _pause_words(each: PauseReason) -> str:
    words = gettext("%(name)s（最多 %(days)s 个工作日）") % {"name": translated(each.name), "days": each.days}
    return words if each.who is MayPause.UNIT else words + gettext("，由分派员或督办领导决定")


class SuperviseForm(SeenForm):
    """What the unit is asked to answer."""

    reason = WordsField(label=_("要承办单位答复什么"), max_length=500, lines=True, help_text=_("只有工作人员看得到。"))


class FromTemplateForm(SeenForm):
    """A reply that may begin with one of the unit's answers."""

    template = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AnswerForm(FromTemplateForm):
    """How it stands."""

    reply = WordsField(
        label=_("办到哪一步，什么时候能办好"), max_length=500, lines=True, help_text=_("只有工作人员看得到。")
    )


class LocateForm(SeenForm):
    """In which grid of its community a case lies."""

    grid = forms.ChoiceField(label=_("在哪个网格"), help_text=_("指标按网格数的时候用。不知道就先不选。"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grids = Area.objects.current().filter(code__within=[str(case.area_id)], level=Level.GRID).order_by("code")
        found = list(grids.values_list("code", "name"))
        cast("forms.ChoiceField", self.fields["grid"]).choices = [("", _("请选择")), *found]
        self.initial["grid"] = case.grid_id
        self.has_choice = bool(found)


class NoteForm(SeenForm):
    """A word among staff."""

    words = WordsField(label=_("内部备注"), max_length=500, lines=True, help_text=_("只有工作人员看得到，居民看不到。"))


class UrgeForm(SeenForm):
    """What the resident adds, if anything."""

    reason = WordsField(label=_("想说点什么"), max_length=500, lines=True, required=False, help_text=_("可以不写。"))


class ResolveForm(FromTemplateForm):
    """What has been done."""

    reply = WordsField(
        label=_("办理结果"),
        max_length=2000,
        lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("居民会看到这段话。"),
    )
    photos = PhotosField(label=_("结果照片"), required=False)


class ReopenForm(SeenForm):
    """What is still wrong."""

    reason = WordsField(label=_("哪里没有办好"), max_length=500, lines=True, help_text=_("几个字就行。"))


class RateForm(SeenForm):
    """How good it was."""

    level = RatingField(label=_("您满意吗"))
    comment = WordsField(
        label=_("还想说点什么"),
        max_length=500,
        required=False,
        lines=True,
        help_text=_("有人看过、遮去个人信息以后，可能公开，不写您是谁。公开以前会告诉您，您不愿意就撤下。"),
    )


class NamelessRateForm(RateForm):
    """How good it was, from who left no name: those words are published nowhere, since nobody could object."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = _("可以不写。只有工作人员看得到，不公开。")


class RevealForm(forms.Form):
    """What the name and phone are needed for."""

    purpose = WordsField(label=_("为什么要看"), max_length=100, help_text=_("居民会看到谁在什么时候为什么看过。"))


class SendForm(forms.Form):
    """The last step of a request: the sender's own key and the files already kept."""

    client_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _("这一页打开得太久了，请再提交一次。")),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)

    def carry(self, kept: str) -> None:
        """What the next sending brings: the files kept so far, and a key that can be read."""
        data = cast("QueryDict", self.data).copy()  # the request's own cannot be changed
        data["kept"] = kept
        if "client_key" in self.errors:
            data["client_key"] = str(new_id())
        self.data = data


def units_for(case: Case, *, with_its_own: bool = False) -> Any:
    """Units that may take a case: they handle, and serve its place; not the one that has it, unless asked for."""
    left_out = [case.unit_id] if case.unit_id and not with_its_own else []
    return (
        Organization.objects.filter(serving_areas__area__in=routing.prefixes(case.area_id), type__handles=True)
        .filter(is_active=True)
        .exclude(pk__in=left_out)
        .order_by("-area", "name")
        .distinct()
    )


def seen_of(form: forms.Form) -> int:
    """The version the person looked at."""
    return int(form.cleaned_data["seen"])
