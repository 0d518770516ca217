"""The resident's pages: ask, follow, answer, rate."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import ResidentRequest, resident_page
from linli.areas.forms import CommunityField
from linli.areas.queries import path_name
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.refusals import Refused
from linli.cases import actions, queries, rules
from linli.cases.attachments import Kept, keep_uploads, kept_of, token_of
from linli.cases.forms import PlaceForm, RateForm, ReopenForm, SeenForm, SendForm, seen_of
from linli.cases.models import Case
from linli.cases.pages.shared import found, send_file, shown
from linli.catalog.forms import ItemForm, item_form, readable
from linli.catalog.models import ServiceItem
from linli.people.models import Resident
from linli.web.forms import onward, refusals_shown_on, show


class CommunityForm(forms.Form):
    """In which community; known from the resident's own record."""

    area = CommunityField(label=_("在哪个社区（村）"))


@resident_page
@require_http_methods(["GET", "POST"])
def apply(request: ResidentRequest, code: str) -> HttpResponse:
    """Ask for an item: fill in, check, send. Nothing typed or uploaded is lost on the way."""
    item = ServiceItem.objects.offered().filter(pk=code).first()
    if item is None:
        raise Http404
    resident = Resident.objects.select_related("home_area").filter(pk=request.actor.resident).first()
    if resident is None:
        return onward(request, f"{reverse('people:start')}?next={request.get_full_path()}")
    asked, place, community = _forms(request, item, resident)
    send = SendForm(request.POST or None, initial={"client_key": new_id()})
    context: dict[str, Any] = {"item": item.details, "send": send}
    if request.method == "POST" and all(form.is_valid() for form in (asked, place, community, send)):
        with refusals_shown_on(asked, place, community):
            kept = (
                *kept_of(send.cleaned_data["kept"], by=request.actor),
                *keep_uploads(asked.photos(), field=photo_field(asked)),
            )
            if "send" in request.POST:
                case = actions.submit(
                    actions.Request(
                        item=item,
                        area=community.cleaned_data["area"],
                        place=place.cleaned_data["place"],
                        description=str(asked.answers().get("description", "")),
                        answers=asked.answers(),
                        attachments=kept,
                        client_key=send.cleaned_data["client_key"],
                    ),
                    by=request.actor,
                    at=now(),
                )
                return onward(request, reverse("cases:done", args=[case.number]))
            if "back" not in request.POST:
                return _check(request, item, (asked, place, community), kept)
            context["kept"] = token_of(kept, by=request.actor)
    status = 200 if "back" in request.POST else None
    context |= {"asked": asked, "place": place, "community": community}
    return show(request, "cases/portal/apply.html", status=status, **context)


def _forms(request: HttpRequest, item: ServiceItem, resident: Resident) -> tuple[ItemForm, PlaceForm, CommunityForm]:
    data, files = request.POST or None, request.FILES or None
    return (
        item_form(item.details)(data, files),
        PlaceForm(data, needs_place=item.details.needs_place),
        CommunityForm(data, initial={"area": resident.home_area_id}),
    )


def photo_field(asked: ItemForm) -> str:
    """The name of the first question that takes photos, for a refusal to stand beside."""
    return next((name for name, field in asked.fields.items() if isinstance(field, forms.FileField)), "")


def _check(
    request: HttpRequest,
    item: ServiceItem,
    filled: tuple[ItemForm, PlaceForm, CommunityForm],
    kept: tuple[Kept, ...],
) -> HttpResponse:
    """Everything once more in words, before it is sent."""
    asked, place, community = filled
    hidden = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "kept", "send", "back")
        for value in request.POST.getlist(name)
    ]
    return show(
        request,
        "cases/portal/check.html",
        item=item.details,
        answers=readable(item.details, asked.answers()),
        place_words=place.cleaned_data["place"],
        community_words=path_name(community.cleaned_data["area"]),
        photos=kept,
        token=token_of(kept, by=request.actor),  # type: ignore[attr-defined]
        hidden=hidden,
    )


@resident_page
@require_safe
def done(request: ResidentRequest, number: str) -> HttpResponse:
    """Sent: the number, who has it, and until when."""
    case = found(number, request.actor)
    return show(request, "cases/portal/done.html", case=case, at=now())


@resident_page
@require_safe
def mine(request: ResidentRequest) -> HttpResponse:
    """What I have asked for: first what waits for my answer."""
    cases = list(queries.listed(Case.objects.visible_to(request.actor)).order_by("-submitted_at")[:100])
    return show(
        request,
        "cases/portal/mine.html",
        my_turn=[case for case in cases if case.stage == rules.Stage.RESOLVED.value],
        running=[case for case in cases if case.stage in {stage.value for stage in rules.OPEN}],
        ended=[case for case in cases if case.closed_at],
        at=now(),
    )


@resident_page
@require_safe
def detail(request: ResidentRequest, number: str) -> HttpResponse:
    """One case: where it stands, what to do next, what happened, who can see it."""
    return _show(request, found(number, request.actor))


def _show(request: HttpRequest, case: Case, **forms_with_errors: forms.Form) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    stage, initial = rules.Stage(case.stage), {"seen": case.version}
    may_rate = rules.can(stage, rules.Verb.RATE) and case.rating is None
    context: dict[str, Any] = {
        "seen": SeenForm(initial=initial),
        "reopen_form": ReopenForm(initial=initial)
        if rules.can(stage, rules.Verb.REOPEN) and _in_window(case)
        else None,
        "rate_form": RateForm(initial=initial) if may_rate else None,
        "may_withdraw": rules.can(stage, rules.Verb.WITHDRAW),
    }
    return show(request, "cases/portal/case.html", **shown(case, actor), **{**context, **forms_with_errors})


def _in_window(case: Case) -> bool:
    return case.resolved_at is not None and now() <= case.resolved_at + rules.ANSWER_WINDOW and case.rating is None


@resident_page
@require_POST
def confirm(request: ResidentRequest, number: str) -> HttpResponse:
    """It is done."""
    case, form = found(number, request.actor), SeenForm(request.POST)
    if form.is_valid():
        actions.confirm(case, by=request.actor, at=now(), seen=seen_of(form))
        return onward(request, reverse("cases:detail", args=[number]) + "#rate")
    raise Refused("cases.form_incomplete", _("请回到这件事的页面，再点一次。"))


@resident_page
@require_POST
def reopen(request: ResidentRequest, number: str) -> HttpResponse:
    """It is not done."""
    case, form = found(number, request.actor), ReopenForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.reopen(case, reason=form.cleaned_data["reason"], by=request.actor, at=now(), seen=seen_of(form))
            return onward(request, reverse("cases:detail", args=[number]))
    return _show(request, case, reopen_form=form)


@resident_page
@require_POST
def rate(request: ResidentRequest, number: str) -> HttpResponse:
    """How good it was."""
    case, form = found(number, request.actor), RateForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.rate(
                case,
                level=form.cleaned_data["level"],
                comment=form.cleaned_data["comment"],
                by=request.actor,
                at=now(),
                seen=seen_of(form),
            )
            return onward(request, reverse("cases:detail", args=[number]))
    return _show(request, case, rate_form=form)


@resident_page
@require_POST
def withdraw(request: ResidentRequest, number: str) -> HttpResponse:
    """No longer wanted."""
    case, form = found(number, request.actor), SeenForm(request.POST)
    if form.is_valid():
        actions.withdraw(case, by=request.actor, at=now(), seen=seen_of(form))
        return onward(request, reverse("cases:detail", args=[number]))
    raise Refused("cases.form_incomplete", _("请回到这件事的页面，再点一次。"))


@resident_page
@require_safe
def file(request: ResidentRequest, number: str, file: UUID) -> HttpResponse:
    """A photo or paper of one's own case."""
    return send_file(found(number, request.actor), file)
