"""Tags of plans' pages: `{% load plans %}`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.plans.models import spaced

register = template.Library()
register.filter("spaced", spaced)


@register.simple_tag
def unit_names(names: Iterable[str], known: Mapping[str, Any]) -> SafeString:
    """Units as the plan writes them; what the register does not know is marked, in words."""
    said = [(name, "" if name in known else _("（登记里还没有）")) for name in names]
    joined = format_html_join(_("、"), "{}{}", said)
    return format_html('<span lang="zh-Hans">{}</span>', joined)
