"""Areas in forms: the community chooser (search by name, or open county and township), and fields where staff type
names or codes. The value is always the code."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.areas import choosing, queries, rules
from linli.areas.models import Area
from linli.areas.region import current_region
from linli.areas.rules import Level
from linli.base.languages import in_a_row
from linli.web.words import WordsField

MOST_NAMED, LONGEST_NAME, LONGEST_LIST = 8, 80, 5000


class CommunityInput(forms.Widget):
    """A search box and what it found, as radio buttons.

    With scripts the answers of `/areas/find` replace the list. Without, the chooser's own buttons send the form, which
    comes back with the list and with everything that was typed.
    """

    template_name = "areas/community_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.asked = self.within = ""
        self.is_looking = False  # a button of ours was pressed, so this is no submission of the form

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:  # noqa: ARG002 (Django's signature)
        """The code chosen; what was asked for beside it is kept to be shown again."""
        self.asked, self.within = data.get(f"{name}_q", ""), data.get(f"{name}_within", "")
        if opened := data.get(f"{name}_open"):
            self.asked, self.within = "", opened
        self.is_looking = bool(opened) or f"{name}_find" in data
        chosen: str | None = data.get(name)
        return chosen

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 (Django's signature)
        """An unchosen radio button sends nothing; the search box is always there."""
        return name not in data and f"{name}_q" not in data

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002 (Django's signature)
        """Never on the search box: whoever opens county and township leaves it empty."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What was asked for, what it offers, and the community chosen so far."""
        context = super().get_context(name, value, attrs)
        offer = choosing.offer(self.asked, self.within, str(value or ""))
        return {**context, "field": name, "offer": offer, "known": None if self.is_looking else offer.known}


class CommunityField(forms.Field):
    """One community or village of the region served, as its code of twelve digits."""

    widget: type[forms.Widget] | forms.Widget = CommunityInput
    default_error_messages = {
        "required": _("请查找并选出一个村或社区。"),
        "areas.looking": _("请在下面选出一个村或社区，再继续。"),
        "areas.unknown": _("没有这个村或社区。请重新查找。"),
        "areas.not_a_community": _("请选到村或社区这一级。"),
        "areas.dissolved": _("%(name)s已经撤并。请选现在的村或社区。"),
        "areas.outside_region": _("%(name)s不在%(region)s，这里办不了那边的事。"),
    }

    def to_python(self, value: Any) -> str:
        """The code chosen, or nothing; refused while the person is still looking."""
        if isinstance(self.widget, CommunityInput) and self.widget.is_looking:
            raise self._wrong("areas.looking")
        return str(value or "").strip()

    def validate(self, value: str) -> None:
        """The community exists, is one, exists today and lies in the region."""
        super().validate(value)
        if value:
            self.checked(value)

    def checked(self, code: str) -> Area:
        """The community itself; ValidationError for anything else."""
        area, served = queries.area_of(code) if rules.is_code(code) else None, current_region()
        if area is None:
            raise self._wrong("areas.unknown")
        if area.level != Level.COMMUNITY or rules.is_virtual(area.code):
            raise self._wrong("areas.not_a_community")
        if area.valid_to is not None:
            raise self._wrong("areas.dissolved", name=area.short_name)
        if served and not served.contains(area.code):
            raise self._wrong("areas.outside_region", name=area.short_name, region=served.name)
        return area

    def _wrong(self, code: str, **facts: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=facts)


class AreaTyped(WordsField):
    """An area of any level by code or name; several of one name are told apart by their codes."""

    def __init__(self, *, within: Iterable[str], **kwargs: Any) -> None:
        self.within = list(within)
        kwargs.setdefault("help_text", _("填区划代码或名称，例如 131102 或 河西街道。"))
        kwargs.setdefault("max_length", LONGEST_NAME)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The code."""
        typed = str(super().clean(value) or "")
        return self.code_of(typed) if typed else ""

    def code_of(self, typed: str) -> str:
        """The one area that is meant."""
        if len(typed) > LONGEST_NAME:
            raise ValidationError(_("“%(typed)s…”太长了，请只填区划代码或名称。"), params={"typed": typed[:20]})
        if Area.objects.current().inside(self.within).filter(code=typed).exists():
            return typed
        # A code is meant as it stands: the beginning of one would be taken for another place.
        like = [] if typed.isdecimal() else queries.find(typed, self.within, 40)
        found = [area for area in like if typed in (area.name, area.short_name)] or like[: MOST_NAMED + 1]
        if len(found) == 1:
            return str(found[0].code)
        if not found:
            raise ValidationError(_("您管的区域里没有“%(typed)s”。"), params={"typed": typed})
        listed = in_a_row(f"{queries.path_name(area.code)} {area.code}" for area in found[:MOST_NAMED])
        raise ValidationError(_("有好几个，请填代码：%(listed)s"), params={"listed": listed})


class AreasTyped(AreaTyped):
    """Several areas, one a line."""

    def __init__(self, *, within: Iterable[str], **kwargs: Any) -> None:
        super().__init__(within=within, lines=True, max_length=LONGEST_LIST, **kwargs)

    def clean(self, value: Any) -> Any:
        """Their codes, each once."""
        typed = WordsField.clean(self, value)
        return list(dict.fromkeys(self.code_of(line.strip()) for line in typed.splitlines() if line.strip()))


class NearForm(forms.Form):
    """A position, as a browser gives it: WGS-84, in degrees."""

    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)
