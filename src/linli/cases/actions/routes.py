"""The desk's rules for who receives what: added or ended, never changed, so that each case can be explained."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.cases import routes
from linli.cases.actions.writing import one_sentence
from linli.cases.models import RoutingRule
from linli.cases.routes import Hours
from linli.catalog.choices import Audience
from linli.catalog.models import ServiceItem
from linli.organizations.models import Organization

VERB = "cases.route"


@dataclass(frozen=True)
class Wanted:
    """What a rule says: no item means whatever is asked for; no day means without a beginning or end."""

    area: str
    unit: Organization
    item: ServiceItem | None = None
    hours: Hours = Hours.ALWAYS
    first_on: date | None = None
    last_on: date | None = None


@transaction.atomic
def add_rule(wanted: Wanted, *, reason: str, by: Actor, at: datetime) -> RoutingRule:
    """From now on new requests go there; those that are under way stay where they are."""
    require(by, VERB, area=wanted.area)
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么这样派，以后查得到。"))[:200]
    _check_unit(wanted)
    _check_days(wanted, local_day(at))
    rule = RoutingRule(
        area_id=wanted.area, item=wanted.item, hours=wanted.hours.value, first_on=wanted.first_on,
        last_on=wanted.last_on, unit=wanted.unit, added_at=at,
    )  # fmt: skip
    _check_ties(rule)
    rule.save(force_insert=True)
    record(
        "cases.rule_added", on=rule, by=by, at=at, area=rule.area_id, text={"reason": said}, item=rule.item_id,
        hours=rule.hours, first_on=rule.first_on, last_on=rule.last_on, unit=rule.unit_id,
    )  # fmt: skip
    return rule


@transaction.atomic
def end_rule(rule: RoutingRule, *, reason: str, by: Actor, at: datetime) -> RoutingRule:
    """It holds no more; the register keeps it, with the reason."""
    require(by, VERB, area=rule.area_id)  # first: the database locks no row for whoever may not change it
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么停用。"))[:200]
    rule = RoutingRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ended_at is not None:
        raise Conflict("cases.rule_ended", _("这条规则已经停用了。"))
    rule.ended_at = at
    rule.save(update_fields=["ended_at"])
    record("cases.rule_ended", on=rule, by=by, at=at, area=rule.area_id, text={"reason": said}, unit=rule.unit_id)
    return rule


def _check_unit(wanted: Wanted) -> None:
    unit, item = wanted.unit, wanted.item
    if not unit.type.handles or not unit.is_active:
        raise Refused(
            "cases.unit_does_not_handle", _("“%(unit)s”不办件，请另选单位。") % {"unit": unit.name}, field="unit"
        )
    if not unit.serves(wanted.area):
        raise Refused(
            "cases.unit_serves_elsewhere",
            _("“%(unit)s”不服务整个这片区域，不能都派给它。请把“哪里的”改小，或者另选单位。") % {"unit": unit.name},
            field="unit",
        )
    if item and not _may_read(unit, item):
        raise Refused(
            "cases.unit_not_of_item",
            _("“%(item)s”是保密的，只能派给事项里写明的几类单位，“%(unit)s”不是。")
            % {"item": item.short_name, "unit": unit.name},
            field="unit",
        )


def _may_read(unit: Organization, item: ServiceItem) -> bool:
    """What is confidential goes to the kinds of unit that the item names, by whichever rule."""
    spec = item.details
    return spec.audience is not Audience.CONFIDENTIAL or unit.type_id in {route.type for route in spec.handled_by}


def _check_days(wanted: Wanted, today: date) -> None:
    if wanted.first_on and wanted.last_on and wanted.last_on < wanted.first_on:
        raise Refused("cases.rule_days", _("到期的日子比开始的还早，请核对。"), field="last_on")
    if wanted.last_on and wanted.last_on < today:
        raise Refused("cases.rule_over", _("到期的日子已经过了，请核对。"), field="last_on")


def _check_ties(rule: RoutingRule) -> None:
    """Two people enter at once: the second waits here, and sees what the first has entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.route ' || %s::text))", [rule.area_id])
    beside = RoutingRule.objects.filter(area=rule.area_id, item=rule.item_id, ended_at=None)
    if any(routes.ties(rule.told, other.told) for other in beside):
        raise Refused(
            "cases.rule_ties",
            _(
                "同样的事、同样的地方、同样的时段，已经有一条规则，分不出该听哪一条。请先停用那一条，或者写明不同的日期。"
            ),
            field="item",
        )
