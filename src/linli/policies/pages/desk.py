"""The register of policies at the desk: what is in force and what was, who changed it when; add, change, retire."""

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
from linli.accounts.rights import may
from linli.base import journal
from linli.base.clock import local_day, now
from linli.policies import actions
from linli.policies.forms import PolicyForm, RetireForm
from linli.policies.models import Policy
from linli.policies.reading import questions
from linli.web.components import Choice, Entry
from linli.web.forms import onward, refusals_shown_on, show

READ, ON_A_PAGE = "policies.read", 100
WHAT = {
    "policies.added": gettext_lazy("登记"),
    "policies.changed": gettext_lazy("修改"),
    "policies.retired": gettext_lazy("停用"),
}


@require_safe
@staff_page(READ)
def policies(request: StaffRequest) -> HttpResponse:
    """Every policy, in force or retired."""
    is_retired = request.GET.get("which") == "retired"
    found = Policy.objects.filter(retired_at__isnull=not is_retired).select_related("area", "item")
    here = reverse("policies_desk:policies")
    return show(
        request,
        "policies/desk/list.html",
        page=Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        filters=[
            Choice(_("有效"), here, is_current=not is_retired),
            Choice(_("已停用"), f"{here}?which=retired", is_current=is_retired),
        ],
        may_manage=may(request.actor, actions.VERB),
        today=local_day(now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(actions.VERB)
def new(request: StaffRequest) -> HttpResponse:
    """Put a policy on the register."""
    form = PolicyForm(request.POST or None, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            policy = actions.add(form.wording(), by=request.actor, at=now())
            messages.success(request, _("登记好了，居民现在就能查到。"))
            return onward(request, reverse("policies_desk:policy", args=[policy.pk]))
    return show(request, "policies/desk/form.html", form=form, policy=None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(actions.VERB)
def change(request: StaffRequest, policy: UUID) -> HttpResponse:
    """Put a policy right."""
    found = get_object_or_404(Policy, pk=policy)
    form = PolicyForm(request.POST or None, by=request.actor, policy=found)
    if form.is_valid():
        with refusals_shown_on(form):
            seen = request.POST.get("seen", "")
            actions.change(
                found,
                form.wording(),
                seen=int(seen) if seen.isascii() and seen.isdecimal() else 0,
                by=request.actor,
                at=now(),
            )
            messages.success(request, _("改好了。"))
            return onward(request, reverse("policies_desk:policy", args=[found.pk]))
    return show(request, "policies/desk/form.html", form=form, policy=found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def policy(request: StaffRequest, policy: UUID) -> HttpResponse:
    """One policy with its history; posting retires it."""
    found = get_object_or_404(Policy.objects.select_related("area", "item"), pk=policy)
    may_manage = found.retired_at is None and may(request.actor, actions.VERB, area=found.area_id)
    form = RetireForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.retire(found, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("停用了，居民查不到了。"))
            return onward(request, reverse("policies_desk:policy", args=[found.pk]))
    return show(
        request,
        "policies/desk/policy.html",
        policy=found,
        conditions=_conditions(found),
        history=_history(found),
        may_manage=may_manage,
        form=form if may_manage or form.is_bound else None,
        at=now(),
    )


def _conditions(policy: Policy) -> list[tuple[str, list[str]]]:
    """For whom it is, in the words of the questions."""
    return [
        (each.label, [label for value, label in each.choices if value in policy.for_whom[each.code]])
        for each in questions()
        if each.code in policy.for_whom
    ]


def _history(policy: Policy) -> list[Entry]:
    """Who did what when, the newest first."""
    found = journal.entries(on=policy)
    names = names_of(entry.actor_user for entry in found if entry.actor_user)
    return [
        Entry(
            WHAT.get(entry.verb, entry.verb),
            entry.at,
            who=names.get(entry.actor_user, "") if entry.actor_user else _("随软件带来"),
            said=(entry.text or {}).get("reason", ""),
        )
        for entry in reversed(found)
    ]
