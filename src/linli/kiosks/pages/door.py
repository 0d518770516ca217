"""The machine's beginning, the way in, and the way out."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions as accounts
from linli.accounts.arrivals import doubt
from linli.accounts.doors import DoorRequest, public_page
from linli.accounts.models import User
from linli.accounts.queries import user_of
from linli.accounts.rules import mobile
from linli.accounts.whence import whence
from linli.base.clock import now
from linli.base.encryption import EncryptionError, decrypt, encrypt, mask_phone
from linli.base.refusals import Refused, Unavailable
from linli.base.scope import acting_as
from linli.kiosks import actions, rules, visits
from linli.kiosks.doors import COOKIE, KioskRequest, VisitRequest, kiosk_page, unkept, visit_page
from linli.kiosks.forms import CodeForm, EnrolForm, NameForm, PassForm, PhoneForm
from linli.kiosks.rules import Use
from linli.organizations.models import Organization
from linli.people import actions as people
from linli.people.models import Resident
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.language import COOKIE as LANGUAGE
from linli.web.pages import ELDER_COOKIE
from linli.web.secrets import secrets_typed

PLACE = {"table": "accounts_session", "column": "session_data", "row": "kiosk"}
YEARS = 5 * 365 * 24 * 3600
NOT_SENT = gettext_lazy("短信现在发不出去。请过几分钟再试，或者到窗口办。")
DOORS = ("menu", "ask", "look", "rate")


def going(request: HttpRequest) -> str:
    """Which of the choices was made before signing in."""
    to = request.POST.get("to") or request.GET.get("to") or ""
    return to if to in DOORS else "menu"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def enrol(request: DoorRequest) -> HttpResponse:
    """A browser becomes a machine of ours by a code of the desk; whoever was signed in on it no longer is."""
    form = EnrolForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            _device, secret = actions.enrol(code=form.cleaned_data["code"], whence=whence(request), at=now())
            request.session.flush()
            response = onward(request, reverse("kiosks:start"))
            response.set_cookie(
                COOKIE, secret, max_age=YEARS, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return unkept(response)
    return unkept(show(request, "kiosks/enrol.html", form=form))


@require_safe
@kiosk_page
def start(request: KioskRequest) -> HttpResponse:
    """Three choices; whoever stood here before is forgotten."""
    visits.end(request)
    area = request.device.area_id
    unit = Organization.objects.serving(area).belonging_to([area]).exclude(phone="").order_by("pk").first()
    return show(request, "kiosks/start.html", device=request.device, choices=_choices(), unit=unit)


def _choices() -> list[tuple[str, str, object, object]]:
    """The three, with their pictures and words."""
    return [
        ("ask", "message-square-plus", _("找人帮忙"), _("灯坏了、有困难、想问事")),
        ("look", "search-check", _("查我的事"), _("办到哪一步了，谁在办")),
        ("rate", "star", _("评一评"), _("办得好不好，您说了算")),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@kiosk_page
def sign_in(request: KioskRequest) -> HttpResponse:
    """The phone; the answer is the same whether it is known or not."""
    form, at = PhoneForm(request.POST or None), now()
    if form.is_valid():
        typed = form.cleaned_data["phone"]
        with refusals_shown_on(form):
            try:
                accounts.ask_for_code(phone=typed, at=at, whence=f"kiosk {request.device.pk}")
            except Unavailable:
                form.add_error(None, NOT_SENT)
            else:
                request.session[visits.PHONE] = encrypt(mobile(typed), **PLACE)
                request.session.set_expiry(int(rules.CODE_LASTS.total_seconds()))
                return onward(request, _with(reverse("kiosks:code"), going(request)))
    return show(request, "kiosks/sign_in.html", form=form, to=going(request))


@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@kiosk_page
def code(request: KioskRequest) -> HttpResponse:
    """The code, and in."""
    phone = _waiting(request)
    if not phone:
        return onward(request, _with(reverse("kiosks:sign_in"), going(request)))
    form, at = CodeForm(request.POST or None), now()
    if form.is_valid():
        with refusals_shown_on(form):
            user = accounts.sign_in_with_code(phone=phone, code=form.cleaned_data["code"], at=at)
            if doubt(user, phone, at):
                raise Refused("kiosks.ask_at_the_window", _("这个号码很久没用过了，要核对是不是您。请到窗口办。"))
            return _enter(request, user, at)
    return show(request, "kiosks/code.html", form=form, to=going(request), masked=mask_phone(phone))


@require_http_methods(["GET", "HEAD", "POST"])
@secrets_typed("code")
@kiosk_page
def by_paper(request: KioskRequest) -> HttpResponse:
    """What stands on a paper, scanned or typed, and in."""
    form, at = PassForm(request.POST or None), now()
    if form.is_valid():
        with refusals_shown_on(form):
            user = actions.use_pass(form.cleaned_data["code"], device=request.device, at=at)
            return _enter(request, user, at)
    return show(request, "kiosks/by_paper.html", form=form, to=going(request))


def _enter(request: KioskRequest, user: User, at: datetime) -> HttpResponse:
    """A visit begins; who is here for the first time says a name."""
    visit = visits.begin(request, request.device, user, at)
    actions.count(request.device, Use.VISIT, at)
    with acting_as(visit.actor):
        is_known = Resident.objects.filter(pk=user.pk).exists()
    if not is_known:
        return onward(request, reverse("kiosks:name", args=[going(request)]))
    return onward(request, reverse(f"kiosks:{going(request)}"))


@require_http_methods(["GET", "HEAD", "POST"])
@visit_page
def name(request: VisitRequest, to: str) -> HttpResponse:
    """Who is here for the first time says a name, and that they live where the machine stands."""
    form = NameForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            visitor = request.visitor
            people.start(
                user_of(request.visit.resident),
                name=form.cleaned_data["name"],
                home_area=request.device.area_id,
                by=visitor,
                at=now(),
            )
            return onward(request, reverse(f"kiosks:{to if to in DOORS else 'menu'}"))
    return show(request, "kiosks/name.html", form=form, device=request.device)


@require_safe
@visit_page
def menu(request: VisitRequest) -> HttpResponse:
    """The three choices again, for who is still here."""
    return show(request, "kiosks/menu.html", device=request.device, choices=_choices())


@require_POST
@kiosk_page
def out(request: KioskRequest) -> HttpResponse:
    """Back to the beginning, and nothing of this visit stays: not the language, not the size of the letters."""
    visits.end(request)
    response = onward(request, reverse("kiosks:start"))
    for cookie in (LANGUAGE, ELDER_COOKIE):
        response.delete_cookie(cookie)
    return response


@require_POST
@kiosk_page
def beat(request: KioskRequest) -> HttpResponse:
    """A sign of life: of the machine, and where somebody touches its screen, of the visit."""
    if request.POST.get("touched"):
        visits.current(request, request.device, now())
    return HttpResponse(status=204)


def _with(address: str, to: str) -> str:
    return f"{address}?{urlencode({'to': to})}"


def _waiting(request: HttpRequest) -> str:
    sealed = request.session.get(visits.PHONE, "")
    try:
        return decrypt(sealed, **PLACE) if sealed else ""
    except EncryptionError:  # the keys have changed since: begin again
        return ""
