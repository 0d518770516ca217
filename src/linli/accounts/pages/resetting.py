"""管理: a one-time code dropped for somebody who has lost phone and paper, by two administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.accounts import actions, queries
from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.forms import ResetForm
from linli.accounts.models import TotpReset, User, UserKind, WhyReset
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.web.forms import onward, refusals_shown_on, show

VERB = "accounts.manage_posts"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def ask(request: StaffRequest, user: UUID) -> HttpResponse:
    """The first administrator asks."""
    person, at = get_object_or_404(User, pk=user, kind=UserKind.STAFF), now()
    if not queries.is_in_charge_of(request.actor, person, at):
        raise Http404
    form = ResetForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            reason = WhyReset(form.cleaned_data["reason"])
            reset = actions.ask_totp_reset(person, reason=reason, by=request.actor, at=at)
            messages.success(request, _("申请好了。另一位管理员和他本人都收到了消息。"))
            return onward(request, reverse("accounts_desk:reset", args=[reset.pk]))
    return show(request, "accounts/ask_reset.html", form=form, person=person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def reset(request: StaffRequest, reset: UUID) -> HttpResponse:
    """One request: the second administrator decides, the first one may take it back."""
    found = get_object_or_404(TotpReset.objects.select_related("user", "asked_by", "decided_by"), pk=reset)
    at = now()
    if not queries.is_in_charge_of(request.actor, found.user, at):
        raise Http404
    if request.method == "POST":
        try:
            _do(request, found)
        except Refused as refusal:
            messages.error(request, str(refusal.sentence))
        return onward(request, reverse("accounts_desk:reset", args=[found.pk]))
    is_open = queries.open_reset_of(found.user, at) == found
    is_mine = found.asked_by_id == request.actor.user
    return show(request, "accounts/reset.html", reset=found, is_open=is_open, is_mine=is_mine, at=at)


def _do(request: StaffRequest, reset: TotpReset) -> None:
    match request.POST.get("do"):
        case "agree":
            actions.decide_totp_reset(reset, agrees=True, by=request.actor, at=now())
            messages.success(request, _("动态码关掉了，他所有的登录都已退出。下次登录要重新开通。"))
        case "refuse":
            actions.decide_totp_reset(reset, agrees=False, by=request.actor, at=now())
            messages.success(request, _("没有同意，动态码照旧。"))
        case "withdraw":
            actions.withdraw_totp_reset(reset, by=request.actor, at=now())
            messages.success(request, _("申请撤回了。"))
