"""Screens: their register at the desk, and the wall itself, which a browser opens that has typed a code once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import DoorRequest, StaffRequest, public_page, staff_page
from linli.accounts.rights import posts_with
from linli.accounts.whence import whence
from linli.areas.models import Area
from linli.areas.rules import LENGTHS, Level
from linli.base.clock import now
from linli.insight import actions, comparing, walls
from linli.insight.forms import CodeForm, ScreenForm
from linli.insight.models import MANAGE, Screen
from linli.kiosks.rules import CODE_LASTS, State
from linli.web.forms import onward, refusals_shown_on, show

COOKIE, PATH = "linli_screen", "/screen/"
YEARS = 5 * 365 * 24 * 3600
MOST_AREAS = 300
WORDS = {
    State.WAITING: (gettext_lazy("等启用"), "turn"),
    State.ONLINE: (gettext_lazy("在线"), "ok"),
    State.SILENT: (gettext_lazy("没有音信"), "late"),
    State.WITHDRAWN: (gettext_lazy("已停用"), ""),
}


@staff_page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def screens(request: StaffRequest) -> HttpResponse:
    """The screens of one's areas, and another one; its code is shown once, on the page that answers."""
    areas = _areas(request)
    sent = request.POST if request.method == "POST" else None
    form = ScreenForm(areas, comparing.measures(areas[0][0]), sent)
    fresh = None
    if form.is_valid():
        with refusals_shown_on(form):
            fresh = actions.register(**form.cleaned_data, by=request.actor, at=now())
    at = now()
    rows = Screen.objects.visible_to(request.actor).filter(withdrawn_at=None).select_related("area")
    response = show(
        request,
        "insight/screens.html",
        form=form,
        fresh=fresh,
        minutes=int(CODE_LASTS.total_seconds() // 60),
        rows=[(each, *WORDS[each.state_at(at)]) for each in rows],
        address=request.build_absolute_uri(reverse("screen:enrol")),
        at=at,
    )
    return _unkept(response) if fresh else response


@staff_page(MANAGE)
@require_POST
def withdraw(request: StaffRequest, screen: UUID) -> HttpResponse:
    """Taken down."""
    found = get_object_or_404(Screen.objects.visible_to(request.actor).filter(withdrawn_at=None), pk=screen)
    actions.withdraw(found, by=request.actor, at=now())
    messages.success(request, _("停用了。从现在起，这块大屏什么也不显示。"))
    return onward(request, reverse("insight:screens"))


@public_page
@require_safe
def wall(request: DoorRequest) -> HttpResponse:
    """The wall; asked again every half a minute, its one part alone. Any other browser is asked to become a screen."""
    secret = request.COOKIES.get(COOKIE, "")
    screen = actions.found_by(secret, now()) if secret else None
    if screen is None:
        response = onward(request, reverse("screen:enrol"))
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return _unkept(response)
    return _unkept(show(request, "insight/wall.html", part="wall", wall=walls.wall(screen, now())))


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: DoorRequest) -> HttpResponse:
    """A browser becomes a screen by a code of the desk; whoever was signed in on it no longer is."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            secret = actions.enrol(code=form.cleaned_data["code"], whence=whence(request), at=now())
            request.session.flush()
            response = onward(request, reverse("screen:wall"))
            response.set_cookie(
                COOKIE, secret, max_age=YEARS, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return _unkept(response)
    return _unkept(show(request, "insight/enrol.html", form=form))


def _areas(request: StaffRequest) -> list[tuple[str, str]]:
    """The areas of one's posts down to townships, with those directly below: what a screen can be of."""
    mine = sorted({post.area for post in posts_with(request.actor, MANAGE)}, key=lambda code: (len(code), code))
    codes = set(mine)
    for code in mine:
        if len(code) < LENGTHS[Level.COUNTY - 1]:
            codes |= set(Area.objects.current().below(code).values_list("code", flat=True))
    found = Area.objects.filter(code__in=codes).order_by("code")[:MOST_AREAS]
    return sorted(((each.code, each.short_name) for each in found), key=lambda each: (len(each[0]), each[0]))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response
