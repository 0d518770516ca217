"""Tags and filters of the design system: `{% load web %}`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from linli.base import languages
from linli.base.clock import now
from linli.web import dates, navigation
from linli.web.components import Uncounted
from linli.web.language import language_tag

register = template.Library()

SOON = timedelta(hours=24)
BADGE = '<span class="badge {}">{}<time datetime="{}" title="{}">{}</time></span>'
ONWARD = {"arrow-left", "chevron-left", "chevron-right", "log-in", "log-out"}  # point along the line of writing
SHORT = {"en": "EN"}  # a phone's head has room for little


@register.simple_tag
@cache
def icon(name: str, look: str = "") -> SafeString:
    """An icon of the set, drawn inline and silent to screen readers: words always stand beside it."""
    look = f"icon {look} {'onward' if name in ONWARD else ''}"
    drawn = lucide(str(name), size=24, aria_hidden="true", stroke_width="1.75", **{"class": " ".join(look.split())})
    return mark_safe(" ".join(drawn.split()))  # noqa: S308 (the package's own drawings, under names of ours)


# Dates: each takes the moment it is read at; without one, that is now.


@register.filter
def day(moment: date | datetime | None, at: date | datetime | None = None) -> str:
    """11月22日 周日."""
    return dates.day(moment, at or now()) if moment else ""


@register.filter
def day_time(moment: datetime | None, at: date | datetime | None = None) -> str:
    """11月22日 周日 15:30."""
    return dates.day_time(moment, at or now()) if moment else ""


@register.filter
def near(moment: date | datetime | None, at: datetime | None = None) -> str:
    """明天 12:00; of a day without a time, 明天."""
    if not moment:
        return ""
    return dates.near(moment, at or now()) if isinstance(moment, datetime) else dates.near_day(moment, at or now())


@register.filter
def time_left(due: datetime | None, at: datetime | None = None) -> str:
    """还剩 6 小时 20 分, 超期 2 小时."""
    return dates.time_left(due, at or now()) if due else ""


@register.filter
def span(length: timedelta | None) -> str:
    """2 天 3 小时."""
    return dates.span(length) if length else ""


@register.simple_tag
def deadline(
    due: datetime | None, at: datetime | None = None, done_at: datetime | None = None, left: bool = False
) -> SafeString:
    """The badge that says until when: amber within a day, red once late; `left` counts down, else it names the moment.

    With `done_at` it says whether the work was in time. Without a template of its own: a list shows a hundred.
    """
    at = at or now()
    if due is None:
        return format_html('<span class="badge">{}</span>', _("没有时限"))
    if done_at is not None:
        late = done_at > due
        words = _("超期 %(span)s办结") % {"span": dates.span(done_at - due)} if late else _("按期办结")
        tone, picture = "late" if late else "ok", "check"
    else:
        late = at > due
        words = dates.time_left(due, at) if late or left else dates.near(due, at)
        tone, picture = "late" if late else "turn" if due - at <= SOON else "", "triangle-alert" if late else "clock"
    latest = _("最晚 %(moment)s") % {"moment": dates.day_time(due, at)}
    return format_html(BADGE, tone, icon(picture), localtime(due).isoformat(), latest, words)


@register.inclusion_tag("web/components/stage_line.html")
def stage_line(labels: Sequence[object], current: int, stopped: bool = False) -> dict[str, Any]:
    """Where something stands: stages before `current` are done, later ones to come; past the last, all are done.

    `stopped` marks an end before the end, such as 已撤回.
    """
    names = {"done": _("已完成"), "now": _("当前"), "stopped": _("到此为止"), "": _("还没到")}
    here = "stopped" if stopped else "now"
    states = ["done" if each < current else here if each == current else "" for each in range(len(labels))]
    return {"stages": [(label, state, names[state]) for label, state in zip(labels, states, strict=True)]}


@dataclass(frozen=True)
class _Together:
    """Several forms of one page, as the error summary reads a form."""

    forms: tuple[BaseForm, ...]

    @property
    def errors(self) -> list[str]:
        """Where something is wrong."""
        return [name for form in self.forms for name in form.errors]

    @property
    def non_field_errors(self) -> list[str]:
        """What is wrong with none of the fields alone."""
        return [str(error) for form in self.forms for error in form.non_field_errors()]

    @property
    def visible_fields(self) -> list[BoundField]:
        """The fields that can be led to."""
        return [field for form in self.forms for field in form.visible_fields()]

    @property
    def hidden_fields(self) -> list[BoundField]:
        """The others."""
        return [field for form in self.forms for field in form.hidden_fields()]


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong on a page of several forms, said once, in their order."""
    return {"form": _Together(forms)}


@register.inclusion_tag("web/components/steps.html")
def steps(labels: Sequence[object], current: int) -> dict[str, Any]:
    """Which question of how many: `current` counts from 1."""
    return {"labels": labels, "current": current, "count": len(labels), "label": labels[current - 1]}


@register.simple_tag
def bar(share: float, mark: float | None = None, tone: str = "") -> SafeString:
    """A bar filled to `share` of 1, with a stroke at `mark`: the figure stands beside it in words, so it is silent."""
    line: SafeString | str = ""
    if mark is not None:
        line = format_html('<line class="mark" x1="{0}" x2="{0}" y1="0" y2="16"/>', _percent(mark))
    return format_html(
        '<svg class="bar {}" aria-hidden="true" focusable="false">'
        '<rect class="track" y="4" width="100%" height="8" rx="4"/>'
        '<rect class="fill" y="4" width="{}" height="8" rx="4"/>{}</svg>',
        tone,
        _percent(share),
        line,
    )


def _percent(share: float) -> str:
    return f"{min(max(float(share), 0), 1) * 100:.1f}%"


@register.inclusion_tag("web/components/figure.html")
def figure(value: object, unit: object = "", **more: Any) -> dict[str, Any]:
    """A number first: `target` and `note` in words, `share`, `mark` and `tone` of the bar; `why` there is none."""
    return {"value": value, "unit": unit, **more}


@register.filter
def in_thousands(value: object) -> object:
    """A whole number of five digits or more in groups of three, so that it can be read; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else value


@register.inclusion_tag("web/components/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any] | Uncounted[Any]", name: str = "page") -> dict[str, Any]:
    """Earlier and later pages of a list; the other choices in the address stay."""
    query = context["request"].GET.copy() if "request" in context else None

    def address(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    earlier = address(page.previous_page_number()) if page.has_previous() else ""
    return {"page": page, "earlier": earlier, "later": address(page.next_page_number()) if page.has_next() else ""}


# Frames of the doors.


def _path(context: Context) -> str:
    return str(context["request"].path) if "request" in context else ""


@register.inclusion_tag("web/components/tabs.html", takes_context=True)
def portal_tabs(context: Context) -> dict[str, Any]:
    """The four doors of the portal: below on a phone, in the head on a wide screen."""
    return {"tabs": navigation.shown(navigation.PORTAL_TABS, _path(context))}


@register.inclusion_tag("web/components/menu.html", takes_context=True)
def desk_menu(context: Context) -> dict[str, Any]:
    """The desk's menu from the links in `desk_navigation`."""
    return {"groups": navigation.grouped(context.get("desk_navigation") or (), _path(context))}


@register.inclusion_tag("web/components/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """The other languages, each in its own words: a form that works without scripts and comes back to this page."""
    others = [
        {"code": code, "lang": language_tag(code), "name": name, "short": SHORT.get(code, name)}
        for code, name in settings.LANGUAGES
        if code != languages.active()
    ]
    return {
        "others": others,
        "back": _back(context),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def html_language() -> str:
    """What `lang` says of a page."""
    return language_tag(languages.active())


@register.simple_tag
def html_direction() -> str:
    """What `dir` says of a page."""
    return languages.direction(languages.active())


@register.filter
def ltr(figures: str) -> str:
    """A phone number within a line of any direction: figures with stars between them would turn round in Uyghur."""
    return f"\u2066{figures}\u2069" if figures and languages.direction(languages.active()) == "rtl" else figures


@register.filter
def translated(text: str) -> str:
    """What a data file says, in the reader's language."""
    return languages.translated(text)


@register.inclusion_tag("web/components/elder_switch.html", takes_context=True)
def elder_switch(context: Context) -> dict[str, Any]:
    """长辈版 or 标准版: a form that works without scripts and comes back to this page."""
    return {"elder": context.get("elder"), "back": _back(context)}


def _back(context: Context) -> str:
    """This page; of one that does not exist the home, since there is nothing to come back to but what was typed."""
    request = context.get("request")
    return "/" if request is None or "request_path" in context else str(request.get_full_path())
