"""自助终端 at the desk: which machines there are, how they stand, and how many urban communities one serves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.areas.queries import children, names_of
from linli.areas.rules import LENGTHS, Level, is_virtual
from linli.base.clock import local_day, now
from linli.kiosks import actions, queries
from linli.kiosks.forms import DeviceForm, MoveForm
from linli.kiosks.models import READ, Device
from linli.kiosks.rules import CODE_LASTS, PERIOD, State
from linli.territory.pages.shared import looked_at, with_query
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

MANAGE = actions.MANAGE
ON_A_PAGE, LAST_PAGE, NAMED = 50, 100, 60
WORDS = {
    State.WAITING: (gettext_lazy("等启用"), "turn"),
    State.ONLINE: (gettext_lazy("在线"), "ok"),
    State.SILENT: (gettext_lazy("没有音信"), "late"),
    State.WITHDRAWN: (gettext_lazy("已停用"), ""),
}


@require_safe
@staff_page(READ)
def devices(request: StaffRequest) -> HttpResponse:
    """The machines of an area, those in use first."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), with_query("kiosks_desk:devices"))
    gone = request.GET.get("which") == "withdrawn"
    found = Device.objects.visible_to(request.actor).filter(area__within=[place.code], withdrawn_at__isnull=not gone)
    rows = found.select_related("area")
    page = Uncounted.read(
        lambda start, end: list(rows[start:end]), request.GET.get("page", ""), size=ON_A_PAGE, last=LAST_PAGE
    )
    here, at = reverse("kiosks_desk:devices"), now()
    return show(
        request,
        "kiosks/desk/devices.html",
        place=place,
        page=page,
        rows=[(each, *WORDS[each.state_at(at)]) for each in page],
        filters=[
            Choice(_("在用的"), f"{here}?area={place.code}", None, not gone),
            Choice(_("已停用的"), f"{here}?area={place.code}&which=withdrawn", None, gone),
        ],
        may_manage=may(request.actor, MANAGE),
        share=queries.coverage(place.code, local_day(at))[0],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def new(request: StaffRequest) -> HttpResponse:
    """A machine comes; the code to be typed on it is shown once, on the page that answers."""
    home = next((area for area in request.actor.areas if len(area) == LENGTHS[Level.COMMUNITY - 1]), None)
    form = DeviceForm(request.POST or None, initial={"area": home})
    if form.is_valid():
        with refusals_shown_on(form):
            return _fresh(request, actions.register(**form.cleaned_data, by=request.actor, at=now()))
    return show(request, "kiosks/desk/new.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def device(request: StaffRequest, device: UUID) -> HttpResponse:
    """One machine: how it stands, its last days, and where it is."""
    found = _found(request, device)
    is_mine = may(request.actor, MANAGE, area=found.area_id) and found.withdrawn_at is None
    if request.method == "POST" and not is_mine:
        raise Http404
    form = MoveForm(request.POST or None, initial={"place": found.place})
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change(found, place=form.cleaned_data["place"], by=request.actor, at=now())
            messages.success(request, _("存好了。"))
            return onward(request, reverse("kiosks_desk:device", args=[device]))
    words, tone = WORDS[found.state_at(now())]
    context: dict[str, Any] = {
        "device": found,
        "words": words,
        "tone": tone,
        "period": queries.period(found, local_day(now())),
        "length": PERIOD,
        "form": form if is_mine else None,
        "at": now(),
    }
    return show(request, "kiosks/desk/device.html", **context)


@require_POST
@staff_page(MANAGE)
def renew_code(request: StaffRequest, device: UUID) -> HttpResponse:
    """Another code, for another browser; the one before is cut off."""
    return _fresh(request, actions.renew_code(_mine(request, device), by=request.actor, at=now()))


@require_POST
@staff_page(MANAGE)
def withdraw(request: StaffRequest, device: UUID) -> HttpResponse:
    """Lost or taken away."""
    actions.withdraw(_mine(request, device), by=request.actor, at=now())
    messages.success(request, _("停用了。从现在起，这台机器什么也打不开。"))
    return onward(request, reverse("kiosks_desk:device", args=[device]))


@require_safe
@staff_page(READ)
def coverage(request: StaffRequest) -> HttpResponse:
    """城市社区自助服务覆盖率: numerator, denominator, place by place, and who has none."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), with_query("kiosks_desk:coverage"))
    day = local_day(now())
    whole, below = queries.coverage(place.code, day)
    without = queries.uncovered(place.code, day, NAMED) if len(place.code) >= LENGTHS[Level.COUNTY - 1] else []
    names = names_of(without)
    way = with_query("kiosks_desk:coverage")
    areas = [] if len(place.code) >= LENGTHS[Level.TOWNSHIP - 1] else children(place.code)
    rows = [(each.short_name, way(each.code), below.get(each.code)) for each in areas if not is_virtual(each.code)]
    return show(
        request,
        "kiosks/desk/coverage.html",
        place=place,
        share=whole,
        below=sorted(rows, key=lambda row: (row[2] is None, row[2].part if row[2] else 0.0, row[0])),
        without=[names[code] for code in without if code in names],
        has_more=len(without) == NAMED,
        length=PERIOD,
    )


def _fresh(request: StaffRequest, fresh: actions.Fresh) -> HttpResponse:
    minutes = int(CODE_LASTS.total_seconds() // 60)
    shown = f"{fresh.code[:4]} {fresh.code[4:]}"
    address = request.build_absolute_uri(reverse("kiosks:enrol"))
    response = show(request, "kiosks/desk/code.html", device=fresh.device, code=shown, minutes=minutes, address=address)
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(request: StaffRequest, device: UUID) -> Device:
    found = Device.objects.visible_to(request.actor).select_related("area").filter(pk=device).first()
    if found is None:
        raise Http404
    return found


def _mine(request: StaffRequest, device: UUID) -> Device:
    found = _found(request, device)
    if not may(request.actor, MANAGE, area=found.area_id):
        raise Http404
    return found
