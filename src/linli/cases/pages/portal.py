"""The resident's pages: ask, follow, answer, rate."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import ResidentRequest, resident_page
from linli.areas.queries import path_name
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.cases import actions, queries, rules
from linli.cases.forms import RateForm, ReopenForm, SeenForm, UrgeForm, seen_of
from linli.cases.models import Case, Channel
from linli.cases.pages.asking import Asking, alike_to_typed, kept_or_dropped, left_before
from linli.cases.pages.shared import found, send_file, shown
from linli.catalog import queries as catalog
from linli.catalog.forms import readable
from linli.people.models import Resident
from linli.web.forms import onward, refusals_shown_on, show


@resident_page
@require_http_methods(["GET", "POST"])
def apply(request: ResidentRequest, code: str) -> HttpResponse:
    """Ask for an item: fill in, check, send. Nothing typed or uploaded is lost on the way."""
    item = catalog.offered_item(code)
    if item is None:
        raise Http404
    resident = Resident.objects.select_related("home_area").filter(pk=request.actor.resident).first()
    if resident is None:
        return onward(request, f"{reverse('people:start')}?{urlencode({'next': request.get_full_path()})}")
    draft, words = left_before(item, request.actor, request)
    asking = Asking(request, request.actor, item, resident.home_area_id, before=words)
    if request.method == "POST":
        actions.keep_draft(item.pk, dict(request.POST.lists()), by=request.actor, at=now())
    if request.method == "POST" and asking.is_right() and "back" not in request.POST:
        if "send" not in request.POST:
            return _check(request, asking)
        with refusals_shown_on(asking.asked, asking.place, asking.where):
            case = actions.submit(asking.wanted(), by=request.actor, at=now())
            actions.drop_draft(item.pk, by=request.actor)
            return onward(request, reverse("cases:done", args=[case.number]))
    status = 200 if "back" in request.POST else None
    more: dict[str, Any] = {"draft": None if words else draft, "alike_url": reverse("cases:alike", args=[code])}
    return show(request, "cases/portal/apply.html", status=status, **asking.shown(), **more)


@resident_page
@require_POST
def alike(request: ResidentRequest, code: str) -> HttpResponse:
    """While they type: their own that is open and likely the same."""
    return show(request, "cases/alike.html", alike=alike_to_typed(request, code, request.actor), for_staff=False)


@resident_page
@require_POST
def draft(request: ResidentRequest, code: str) -> HttpResponse:
    """Kept while they type; thrown away when they say so."""
    return kept_or_dropped(request, code, request.actor, reverse("cases:apply", args=[code]))


@resident_page
@require_POST
def join(request: ResidentRequest, number: str) -> HttpResponse:
    """It is this one: what was typed is added to it, and no second case begins."""
    case = found(number, request.actor)
    words = request.POST.get("description", "")
    actions.join(case, words=words, channel=Channel.PORTAL, by=request.actor, at=now())
    actions.drop_draft(case.item_id, by=request.actor)
    return onward(request, reverse("cases:detail", args=[number]))


def _check(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Everything once more in words, before it is sent."""
    hidden = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "kept", "send", "back")
        for value in request.POST.getlist(name)
    ]
    return show(
        request,
        "cases/portal/check.html",
        item=asking.item.details,
        answers=readable(asking.item.details, asking.asked.answers()),
        place_words=asking.place.cleaned_data["place"],
        community_words=path_name(asking.where.cleaned_data["area"]),
        photos=asking.kept,
        token=asking.send["kept"].value(),
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


def _show(request: HttpRequest, case: Case, **forms_with_errors: SeenForm) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    for form in forms_with_errors.values():
        form.look_again(case.version)
    stage, initial = rules.Stage(case.stage), {"seen": case.version}
    context: dict[str, Any] = {
        "seen": SeenForm(initial=initial),
        "reopen_form": ReopenForm(initial=initial)
        if rules.can(stage, rules.Verb.REOPEN) and _in_window(case)
        else None,
        "rate_form": RateForm(initial=initial) if rules.may_rate(case.standing, now()) else None,
        "urge_form": UrgeForm(initial=initial) if rules.can(stage, rules.Verb.URGE) else None,
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
    return _show(request, found(number, request.actor), reopen_form=form)


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
    return _show(request, found(number, request.actor), rate_form=form)


@resident_page
@require_POST
def urge(request: ResidentRequest, number: str) -> HttpResponse:
    """It takes long: the unit is told."""
    case, form = found(number, request.actor), UrgeForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.urge(case, reason=form.cleaned_data["reason"], by=request.actor, at=now(), seen=seen_of(form))
            return onward(request, reverse("cases:detail", args=[number]))
    return _show(request, found(number, request.actor), urge_form=form)


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
