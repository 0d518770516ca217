"""Households at the desk: by door, with a count; who is named belongs from a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import local_day, now
from linli.people import actions, register
from linli.people.forms import HouseholdForm, JoinForm, LeaveForm, NewHouseholdForm, RelationForm
from linli.people.models import Household, HouseholdMember, areas_read
from linli.people.pages.residents import page_of
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

VERB = "people.households"


@never_cache
@require_safe
@staff_page("people.read")
def households(request: StaffRequest) -> HttpResponse:
    """The households of one's area by door."""
    text, area = asked(request, "q"), asked(request, "area")
    listed = Household.objects.visible_to(request.actor).standing().select_related("area").order_by("area", "address")
    if area:
        listed = listed.filter(area__within=[area])
    if text:
        listed = listed.filter(address__contains=text)
    return show(
        request,
        "people/desk/households.html",
        page=page_of(listed, request.GET.get("page", "")),
        text=text,
        area=area,
        communities=register.communities(request.actor),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def new(request: StaffRequest) -> HttpResponse:
    """A door and a count."""
    community = next((area for area in areas_read(request.actor) if len(area) == 12), None)
    form = NewHouseholdForm(request.POST or None, initial={"area": community})
    if form.is_valid():
        with refusals_shown_on(form):
            household = actions.create_household(**form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("登记好了。要登记家里的人，就在下面加。"))
            return onward(request, _address(household.pk))
    return show(request, "people/desk/new_household.html", form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("people.read")
def household(request: StaffRequest, household: UUID) -> HttpResponse:
    """One household: its door and count can be put right here."""
    home = _found(request, household)
    if request.method != "POST":
        return _shown(request, home)
    form = HouseholdForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change_household(home, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, _address(household))
    return _shown(request, home, form=form)


@require_POST
@sensitive_post_parameters("resident")
@staff_page(VERB)
def join(request: StaffRequest, household: UUID) -> HttpResponse:
    """Somebody of the register belongs to it."""
    home = _found(request, household)
    form = JoinForm(request.POST, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.join_household(home, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("加进来了。"))
            return onward(request, _address(household))
    return _shown(request, home, join_form=form)


@require_POST
@staff_page(VERB)
def leave(request: StaffRequest, member: UUID) -> HttpResponse:
    """Somebody has moved out."""
    belongs, form = _member(request, member), LeaveForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.leave_household(belongs, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("迁出了。"))
            return onward(request, _address(belongs.household_id))
    return _shown(request, belongs.household, leave_form=form, asked_member=belongs.pk)


@require_POST
@staff_page(VERB)
def relation(request: StaffRequest, member: UUID) -> HttpResponse:
    """Another relation to the head, or the head themselves."""
    belongs, form = _member(request, member), RelationForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change_relation(belongs, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, _address(belongs.household_id))
    return _shown(request, belongs.household, relation_form=form, asked_member=belongs.pk)


@require_POST
@staff_page(VERB)
def dissolve(request: StaffRequest, household: UUID) -> HttpResponse:
    """Nobody lives there any more."""
    actions.dissolve_household(_found(request, household), by=request.actor, at=now())
    messages.success(request, _("这一户注销了。登记在户里的人都迁出了。"))
    return onward(request, reverse("households:households"))


def _found(request: StaffRequest, household: UUID) -> Household:
    homes = Household.objects.visible_to(request.actor).standing().select_related("area")
    return get_object_or_404(homes, pk=household)


def _member(request: StaffRequest, member: UUID) -> HouseholdMember:
    members = HouseholdMember.objects.visible_to(request.actor).select_related("household__area")
    return get_object_or_404(members, pk=member)


@dataclass(frozen=True)
class _Line:
    """One member with the forms that can be sent about them."""

    belonging: register.Belonging
    relation_form: RelationForm
    leave_form: LeaveForm


def _shown(request: StaffRequest, home: Household, **bound: Any) -> HttpResponse:
    """The household's page; `bound` are forms that came back wrong, and the member they are about."""
    at = now()
    today = local_day(at)
    context = {
        "household": home,
        "lines": [_line(each, today, bound) for each in register.belongings(home)],
        "form": HouseholdForm(initial={"address": home.address, "member_count": home.member_count}),
        "join_form": JoinForm(by=request.actor, initial={"since": today}),
        "may_change": may(request.actor, VERB, area=home.area_id),
        "at": at,
    }
    return show(request, "people/desk/household.html", **{**context, **bound})


def _line(belonging: register.Belonging, today: date, bound: dict[str, Any]) -> _Line:
    key = belonging.member.pk
    mine = bound if bound.get("asked_member") == key else {}
    as_it_stands = {"relation": belonging.member.relation}
    return _Line(
        belonging,
        mine.get("relation_form") or RelationForm(initial=as_it_stands, auto_id=f"relation_{key}_%s"),
        mine.get("leave_form") or LeaveForm(initial={"until": today}, auto_id=f"leave_{key}_%s"),
    )


def _address(household: UUID) -> str:
    return reverse("households:household", args=[household])
