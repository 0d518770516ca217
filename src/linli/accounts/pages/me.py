"""One's own sign-in at the desk: where it is open, the password, the one-time code, tokens."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions, queries
from linli.accounts.doors import StaffRequest, any_staff_page
from linli.accounts.forms import OneTimeForm, OwnCodeForm, PasswordForm, TokenForm
from linli.accounts.models import ApiToken
from linli.accounts.onetime import recovery_codes_left
from linli.accounts.pages.signing import TOTP
from linli.accounts.sessions import let_set_up, renew
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.secrets import secrets_typed

RECENT = 12


@never_cache
@require_safe
@any_staff_page
def me(request: StaffRequest) -> HttpResponse:
    """Posts, open sessions and what happened to the sign-in lately."""
    at = now()
    return show(
        request,
        "accounts/me.html",
        at=at,
        posts=queries.posts_of(request.user, at),
        sessions=queries.sessions_of(request.user, request.session.session_key, at),
        tokens=queries.tokens_of(request.user),
        events=queries.sign_in_events(request.user, RECENT),
        has_totp=bool(request.user.totp_cipher),
        codes_left=recovery_codes_left(request.user) if request.user.totp_cipher else 0,
        reset=queries.open_reset_of(request.user, at),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed()
@any_staff_page
def password(request: StaffRequest) -> HttpResponse:
    """A new password; every other session ends."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change_password(
                request.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                keep=request.session.session_key,
                by=request.actor,
                at=now(),
            )
            renew(request, request.user)
            messages.success(request, _("密码改好了。别处的登录都已退出。"))
            return onward(request, reverse("accounts_desk:me"))
    return show(request, "accounts/password.html", form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@any_staff_page
def totp(request: StaffRequest) -> HttpResponse:
    """Set up one-time codes, or drop them."""
    return _drop(request) if request.user.totp_cipher else _set_up(request)


def _set_up(request: StaffRequest) -> HttpResponse:
    form = OneTimeForm(request.POST or None)
    begun = actions.begin_totp(request.user, request.session.get(TOTP, ""))
    request.session[TOTP] = begun.cipher
    if form.is_valid():
        with refusals_shown_on(form):
            typed = form.cleaned_data["code"]
            codes = actions.enrol_totp(request.user, cipher=begun.cipher, code=typed, by=request.actor, at=now())
            del request.session[TOTP]
            return show(request, "accounts/recovery_codes.html", codes=codes, is_new=True, at=now())
    return show(request, "accounts/totp.html", form=form, begun=begun, has_totp=False)


def _drop(request: StaffRequest) -> HttpResponse:
    """Where nobody gets in without a code, whoever drops theirs goes straight on to set up the next one."""
    form, required = OwnCodeForm(request.POST or None), bool(settings.LINLI_REQUIRE_TOTP)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.drop_totp(request.user, code=form.cleaned_data["code"], by=request.actor, at=now())
            if required:
                let_set_up(request, request.user, now())
                return onward(request, reverse("accounts:set_up"))
            messages.success(request, _("动态码关了。"))
            return onward(request, reverse("accounts_desk:me"))
    return show(request, "accounts/totp.html", form=form, has_totp=True, required=required)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@any_staff_page
def recovery(request: StaffRequest) -> HttpResponse:
    """Ten new codes on paper, shown on this answer alone."""
    if not request.user.totp_cipher:
        return onward(request, reverse("accounts_desk:totp"))
    form = OwnCodeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            typed = form.cleaned_data["code"]
            codes = actions.renew_recovery_codes(request.user, code=typed, by=request.actor, at=now())
            return show(request, "accounts/recovery_codes.html", codes=codes, at=now())
    left = recovery_codes_left(request.user)
    return show(request, "accounts/recovery.html", form=form, left=left)


@require_POST
@any_staff_page
def stop_reset(request: StaffRequest) -> HttpResponse:
    """I have not lost anything: stop what was asked about my one-time code."""
    at = now()
    if reset := queries.open_reset_of(request.user, at):
        actions.withdraw_totp_reset(reset, by=request.actor, at=at)
        messages.success(request, _("已叫停，动态码照旧。"))
    return onward(request, reverse("accounts_desk:me"))


@require_POST
@any_staff_page
def end_session(request: StaffRequest) -> HttpResponse:
    """Sign out one other browser, or all others."""
    at, reference = now(), request.POST.get("session", "")
    if reference:
        try:
            actions.end_session(request.user, reference, by=request.actor, at=at)
            messages.success(request, _("那一处已退出。"))
        except Refused as refusal:
            messages.error(request, str(refusal.sentence))
    else:
        keep = request.session.session_key or ""
        count = actions.end_other_sessions(request.user, keep=keep, by=request.actor, at=at)
        said = ngettext("退出了 %(count)s 处登录。", "退出了 %(count)s 处登录。", count) % {"count": count}
        messages.success(request, said if count else _("没有别处的登录。"))
    return onward(request, reverse("accounts_desk:me"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@any_staff_page
def tokens(request: StaffRequest) -> HttpResponse:
    """Tokens for programs; the secret of a new one is shown on this answer alone."""
    form, secret = TokenForm(request.POST or None), ""
    if form.is_valid():
        with refusals_shown_on(form):
            at = now()
            _token, secret = actions.issue_token(
                request.user,
                name=form.cleaned_data["name"],
                ends_at=at + timedelta(days=form.cleaned_data["days"]),
                by=request.actor,
                at=at,
            )
            form = TokenForm()
    mine = queries.tokens_of(request.user)
    return show(request, "accounts/tokens.html", form=form, secret=secret, tokens=mine, at=now())


@require_POST
@any_staff_page
def revoke(request: StaffRequest, token: UUID) -> HttpResponse:
    """Take a token back."""
    own = get_object_or_404(ApiToken.objects.select_related("user"), pk=token, user=request.user)
    actions.revoke_token(own, by=request.actor, at=now())
    messages.success(request, _("令牌已收回，用它的程序不能再用了。"))
    return onward(request, reverse("accounts_desk:tokens"))
