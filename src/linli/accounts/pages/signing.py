"""The doors: residents by phone and code, staff by name and password; and out again."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import actions
from linli.accounts.arrivals import doubt, first_stop
from linli.accounts.away import carried, carry, named_before
from linli.accounts.doors import DoorRequest, public_page
from linli.accounts.forms import CodeForm, OneTimeForm, OwnCodeForm, PhoneForm, StaffSignInForm
from linli.accounts.models import User, UserKind
from linli.accounts.onetime import recovery_codes_left
from linli.accounts.providers.offered import title_of, ways_for
from linli.accounts.rights import may
from linli.accounts.rules import is_recovery_code, mobile
from linli.accounts.sessions import actor_of, hold, let_set_up, posts_of, proving, setting_up, sign_in, sign_out
from linli.accounts.whence import whence
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.encryption import EncryptionError, decrypt, encrypt, mask_phone
from linli.base.refusals import Refused, Unavailable
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.language import chosen
from linli.web.secrets import secrets_typed

PHONE, NEXT, TOTP, DOOR = "sign_in_phone", "sign_in_next", "totp_begun", "sign_in_door"
PLACE = {"table": "accounts_session", "column": "session_data", "row": "sign_in"}
NOT_SENT = gettext_lazy("短信现在发不出去。请过几分钟再试，或者打电话给社区。")


def local(request: HttpRequest, address: str | None) -> str:
    """The address where it is one of ours, otherwise nothing: a link must not send people elsewhere."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and address.startswith("/") and ours else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def phone(request: DoorRequest) -> HttpResponse:
    """A resident's first step: the phone. The answer is the same whether it is known or not."""
    if request.actor.is_resident:
        return onward(request, local(request, request.GET.get("next")) or "/")
    going = local(request, request.POST.get("next") or request.GET.get("next"))
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data["phone"]
        with refusals_shown_on(form):
            try:
                actions.ask_for_code(phone=typed, at=now(), whence=whence(request))
            except Unavailable:
                form.add_error(None, NOT_SENT)
            else:
                request.session[PHONE], request.session[NEXT] = encrypt(mobile(typed), **PLACE), going
                return onward(request, reverse("accounts:code"))
    named = named_before(request, now())
    ways = ways_for(UserKind.RESIDENT)
    return show(request, "accounts/phone.html", form=form, next=going, ways=ways, named=named and title_of(named.way))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@public_page
def code(request: DoorRequest) -> HttpResponse:
    """The second step: the code, and in."""
    waiting = _phone_waiting(request)
    if not waiting:
        return onward(request, reverse("accounts:sign_in"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            user = actions.sign_in_with_code(phone=waiting, code=form.cleaned_data["code"], at=now())
            if asking := doubt(user, waiting, now()):
                hold(request, waiting, now())
                return onward(request, asking)
            return enter(request, user)
    return show(request, "accounts/code.html", form=form, masked=mask_phone(waiting))


def enter(request: DoorRequest, user: User) -> HttpResponse:
    """In, as this resident, and on to where they were going, past what they are asked first.

    Whoever was named elsewhere before they typed their code is asked whether that was them, to be bound.
    """
    going, named = request.session.get(NEXT) or "/", carried(request)
    actions.bring_language(user, chosen(request), at=now())
    sign_in(request, user)
    carry(request, named)
    past = _past_first_stop(user, going)
    if named_before(request, now()):
        return onward(request, f"{reverse('accounts:ways')}?{urlencode({'next': past})}")
    return onward(request, past)


@require_POST
@public_page
def again(request: DoorRequest) -> HttpResponse:
    """The message did not come: another code to the same phone."""
    waiting = _phone_waiting(request)
    if not waiting:
        return onward(request, reverse("accounts:sign_in"))
    try:
        actions.ask_for_code(phone=waiting, at=now(), whence=whence(request))
        messages.success(request, _("又发了一次。以新收到的为准。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    except Unavailable:
        messages.error(request, NOT_SENT)
    return onward(request, reverse("accounts:code"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("password", "totp")
@public_page
def staff(request: DoorRequest) -> HttpResponse:
    """The door of the desk."""
    going = local(request, request.POST.get("next") or request.GET.get("next"))
    if request.actor.is_staff:
        return onward(request, going or _desk_of(request.actor))
    form = StaffSignInForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            try:
                user = actions.sign_in_with_password(**form.cleaned_data, at=now(), whence=whence(request))
            except actions.TotpMissing as missing:
                let_set_up(request, missing.user, now())
                request.session[NEXT] = going
                return onward(request, reverse("accounts:set_up"))
            if is_recovery_code(form.cleaned_data["totp"]):
                _say_how_many_are_left(request, user)
            return _enter_desk(request, user, going)
    return show(request, "accounts/staff_sign_in.html", form=form, next=going, ways=ways_for(UserKind.STAFF))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@public_page
def set_up(request: DoorRequest) -> HttpResponse:
    """Where nobody gets in without a one-time code: who has shown their password sets theirs up, and is in."""
    user = setting_up(request, now())
    if user is None:
        return onward(request, reverse("accounts:staff_sign_in"))
    begun = actions.begin_totp(user, request.session.get(TOTP, ""))
    request.session[TOTP] = begun.cipher
    form = OneTimeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            typed = form.cleaned_data["code"]
            door = request.session.get(DOOR, "password")
            codes = actions.enrol_at_the_door(user, cipher=begun.cipher, code=typed, at=now(), door=door)
            onward_to = signed_in_to(request, user, request.session.get(NEXT, ""))
            return show(request, "accounts/set_up_codes.html", codes=codes, going=onward_to, staff=user)
    return show(request, "accounts/set_up.html", form=form, begun=begun)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@public_page
def second(request: DoorRequest) -> HttpResponse:
    """Who has been named elsewhere types their one-time code, and is in."""
    user = proving(request, now())
    if user is None:
        return onward(request, reverse("accounts:staff_sign_in"))
    form = OwnCodeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            typed, door = form.cleaned_data["code"], request.session.get(DOOR, "")
            actions.prove_at_the_door(user, code=typed, door=door, at=now())
            if is_recovery_code(typed):
                _say_how_many_are_left(request, user)
            return _enter_desk(request, user, request.session.get(NEXT, ""))
    return show(request, "accounts/second.html", form=form)


def _enter_desk(request: DoorRequest, user: User, going: str) -> HttpResponse:
    return onward(request, signed_in_to(request, user, going))


def signed_in_to(request: DoorRequest, user: User, going: str) -> str:
    """In at the desk, and the address to go on to."""
    actions.bring_language(user, chosen(request), at=now())
    sign_in(request, user)
    return going or _desk_of(actor_of(user, posts_of(user, now())))


def _say_how_many_are_left(request: DoorRequest, user: User) -> None:
    left = recovery_codes_left(user)
    said = ngettext("备用码还剩 %(left)s 个。", "备用码还剩 %(left)s 个。", left) % {"left": left}
    messages.warning(request, said + _("用过的那个请划掉。手机丢了，请到“我的账号”换手机。"))


@require_POST
@public_page
def out(request: DoorRequest) -> HttpResponse:
    """Sign out, from either side."""
    actor = request.actor
    if isinstance(request.user, User):
        actions.signed_out(request.user, by=actor, at=now())
    sign_out(request)
    return onward(request, reverse("accounts:staff_sign_in") if actor.is_staff else "/")


def _desk_of(actor: Actor) -> str:
    """Where the desk opens: administrators have no cases to look at."""
    return "/desk/" if may(actor, "cases.read") else reverse("accounts_desk:me")


def _past_first_stop(user: User, going: str) -> str:
    stop = first_stop(user)
    if stop is None:
        return going
    return f"{stop}?{urlencode({'next': going})}" if going != "/" else stop


def _phone_waiting(request: HttpRequest) -> str:
    sealed = request.session.get(PHONE, "")
    try:
        return decrypt(sealed, **PLACE) if sealed else ""
    except EncryptionError:  # the keys have changed since: begin again
        return ""
