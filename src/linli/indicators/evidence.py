"""Why a case counts as it does, in the words of the one who asks; nothing personal."""

from django.utils.translation import gettext as _

from linli.base.clock import local_day, now
from linli.cases.models import Case
from linli.cases.rules import Stage
from linli.indicators.definitions import Definition
from linli.indicators.rules import Measure, Period
from linli.web import dates
from linli.web.forms import RATING_LEVELS

COLUMNS = (
    "number", "title", "stage", "due_at", "resolved_at", "accept_due_at", "first_contact_at", "solved", "rating",
    "rating_set_aside", "merged_into",
)  # fmt: skip


def said(case: Case, definition: Definition) -> str:
    """One short sentence on a case of the denominator."""
    match definition.numerator:
        case Measure.RESPONDED:
            return _contact(case)
        case Measure.SOLVED:
            return _answer(case)
        case Measure.SATISFIED:
            return str(dict(RATING_LEVELS).get(case.rating or 0, _("居民没有评价")))
        case _:
            return _resolution(case)


def came(case: Case, definition: Definition, month: Period) -> str:
    """What has come since its month was locked, as far as the case itself tells."""
    if case.stage == Stage.WITHDRAWN.value:
        return _("并进另一件，不再算") if case.merged_into_id else _("居民撤回了，不再算")
    if not month.first <= local_day(case.due_at) <= month.last:
        return _("期限改到 %(moment)s，算在那个月") % {"moment": dates.day_time(case.due_at, now())}
    if case.rating_set_aside and definition.numerator is Measure.SATISFIED:
        return _("评价经申诉不算了")
    return said(case, definition)


def _contact(case: Case) -> str:
    limit = dates.day_time(case.accept_due_at, now())
    if case.first_contact_at is None:
        return _("应在 %(limit)s 前联系，还没有联系") % {"limit": limit}
    return _("应在 %(limit)s 前联系，%(moment)s 联系了") % {
        "limit": limit,
        "moment": dates.day_time(case.first_contact_at, now()),
    }


def _answer(case: Case) -> str:
    if case.solved is None:
        return _("居民没有回答")
    return _("居民说解决了") if case.solved else _("居民说没有解决")


def _resolution(case: Case) -> str:
    if case.resolved_at is None:
        return _("期限已过，还没有办结")
    if case.resolved_at > case.due_at:
        return _("超期 %(span)s办结") % {"span": dates.span(case.resolved_at - case.due_at)}
    return _("按期办结")
