"""派单规则 at the desk: which there are, a new one, and one with who made it and why; posting there ends it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.queries import names_of
from linli.accounts.rights import may, posts_with
from linli.base import journal
from linli.base.clock import local_day, now
from linli.cases import actions, routing
from linli.cases.actions.routes import VERB
from linli.cases.forms_routing import EndRuleForm, RuleForm, TryForm
from linli.cases.models import RoutingRule
from linli.catalog.queries import catalogue
from linli.organizations.queries import unit_of
from linli.web.components import Choice, Entry
from linli.web.forms import onward, refusals_shown_on, show

ON_A_PAGE = 100
WHAT = {"cases.rule_added": gettext_lazy("定下"), "cases.rule_ended": gettext_lazy("停用")}


@require_safe
@staff_page(VERB)
def rules(request: StaffRequest) -> HttpResponse:
    """The rules of one's areas, the widest first."""
    is_ended = request.GET.get("which") == "ended"
    mine = RoutingRule.objects.filter(area__within=[post.area for post in posts_with(request.actor, VERB)])
    found = mine.filter(ended_at__isnull=not is_ended).select_related("area", "item", "unit")
    here = reverse("cases:routing")
    return show(
        request,
        "cases/desk/routing.html",
        page=Paginator(found.order_by("area", "-added_at"), ON_A_PAGE).get_page(request.GET.get("page")),
        filters=[
            Choice(_("有效"), here, is_current=not is_ended),
            Choice(_("已停用"), f"{here}?which=ended", is_current=is_ended),
        ],
        today=local_day(now()),
        **_tried(request),
    )


def _tried(request: StaffRequest) -> dict[str, Any]:
    """Who would receive it, and by which rule; where something was asked."""
    form = TryForm(request.GET if "item" in request.GET else None, by=request.actor)
    if not form.is_valid():
        return {"try_form": form}
    spec, at = catalogue().items[form.cleaned_data["item"]], form.cleaned_data["at"] or now()
    unit, rule = routing.first_receiver(spec, form.cleaned_data["area"], {}, at)
    return {
        "try_form": form,
        "tried": {
            "unit": unit_of(unit) if unit else None,
            "rule": RoutingRule.objects.select_related("area", "item", "unit").get(pk=rule) if rule else None,
            "item": spec.short_name,
            "at": at,
        },
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def new(request: StaffRequest) -> HttpResponse:
    """A rule for what is asked for from now on."""
    form = RuleForm(request.POST or None, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            rule = actions.add_rule(form.wanted(), reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("定好了。从现在起，新来的办件按它派；已经在办的不动。"))
            return onward(request, reverse("cases:rule", args=[rule.pk]))
    return show(request, "cases/desk/routing_new.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def rule(request: StaffRequest, rule: UUID) -> HttpResponse:
    """One rule and its history."""
    found = get_object_or_404(RoutingRule.objects.select_related("area", "item", "unit"), pk=rule)
    may_end = found.ended_at is None and may(request.actor, VERB, area=found.area_id)
    form = EndRuleForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.end_rule(found, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("停用了。新来的办件不再按它派。"))
            return onward(request, reverse("cases:rule", args=[found.pk]))
    return show(
        request,
        "cases/desk/routing_rule.html",
        rule=found,
        history=_history(found),
        form=form if may_end or form.is_bound else None,
        at=now(),
        today=local_day(now()),
    )


def _history(rule: RoutingRule) -> list[Entry]:
    """Who did what when and why, the newest first."""
    found = journal.entries(on=rule)
    names = names_of(entry.actor_user for entry in found if entry.actor_user)
    return [
        Entry(
            WHAT.get(entry.verb, entry.verb),
            entry.at,
            who=names.get(entry.actor_user, "") if entry.actor_user else "",
            said=(entry.text or {}).get("reason", ""),
        )
        for entry in reversed(found)
    ]
