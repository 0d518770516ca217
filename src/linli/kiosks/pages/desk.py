"""自助设备 at the desk: which machines there are of which kind, how they stand, how many communities have one."""

from collections.abc import Callable
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
from linli.base.languages import in_a_row
from linli.kiosks import actions, queries
from linli.kiosks.forms import DeviceForm, MoveForm
from linli.kiosks.kinds import kinds
from linli.kiosks.models import READ, Device
from linli.kiosks.rules import CODE_LASTS, PERIOD, State
from linli.territory.pages.shared import asked_of, looked_at, with_query
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

MANAGE = actions.MANAGE
SIGNS = "/api/v1/machines/signs"
ON_A_PAGE, LAST_PAGE, NAMED = 50, 100, 60
WORDS = {
    State.WAITING: (gettext_lazy("还没有过音信"), "turn"),
    State.ONLINE: (gettext_lazy("在线"), "ok"),
    State.SILENT: (gettext_lazy("没有音信"), "late"),
    State.WITHDRAWN: (gettext_lazy("已停用"), ""),
}


@require_safe
@staff_page(READ)
def devices(request: StaffRequest) -> HttpResponse:
    """The machines of an area by kind and by how they stand; without a choice all that are in use."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), with_query("kiosks_desk:devices"))
    kind, state, at = _kind(request), _state(request), now()
    all_here = Device.objects.visible_to(request.actor).filter(area__within=[place.code])
    found = all_here.filter(kind=kind) if kind else all_here
    rows = (found.standing(state, at) if state else found.filter(withdrawn_at=None)).select_related("area")
    page = Uncounted.read(
        lambda start, end: list(rows[start:end]), request.GET.get("page", ""), size=ON_A_PAGE, last=LAST_PAGE
    )
    counted = queries.by_kind(all_here, at)
    way = _ways(place.code)
    return show(
        request,
        "kiosks/desk/devices.html",
        place=place,
        page=page,
        rows=[(each, *WORDS[each.state_at(at)]) for each in page],
        kinds=[
            (each, way(each.code, None), [(WORDS[one][0], count, way(each.code, one)) for one, count in counts.items()])
            for each, counts in counted
        ],
        states=[WORDS[one][0] for one in State],
        chosen=kinds()[kind] if kind else None,
        filters=[
            Choice(_("在用的"), way(kind, None), None, state is None),
            *(Choice(WORDS[each][0], way(kind, each), None, state is each) for each in State),
        ],
        may_manage=may(request.actor, MANAGE),
        share=queries.coverage(place.code, local_day(at))[0],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def new(request: StaffRequest) -> HttpResponse:
    """A machine comes; its code or its token is shown once, on the page that answers."""
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
        "kind": found.is_a,
        "silent_after": round(found.is_a.patience.total_seconds() / 60),
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
def renew(request: StaffRequest, device: UUID) -> HttpResponse:
    """Another code, for another browser, or another token; what the machine had is cut off."""
    return _fresh(request, actions.renew(_mine(request, device), by=request.actor, at=now()))


@require_POST
@staff_page(MANAGE)
def revoke(request: StaffRequest, device: UUID) -> HttpResponse:
    """The token is in wrong hands, and the machine gets none for now."""
    actions.revoke(_mine(request, device), by=request.actor, at=now())
    messages.success(request, _("收回了。从现在起，拿着旧令牌的什么也报不了。"))
    return onward(request, reverse("kiosks_desk:device", args=[device]))


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
    """城市社区自助服务覆盖率, or how many communities have a machine of one kind: place by place, and who has none."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), with_query("kiosks_desk:coverage"))
    day, kind = local_day(now()), _kind(request)
    whole, below = queries.coverage(place.code, day, kind)
    without = queries.uncovered(place.code, day, NAMED, kind) if len(place.code) >= LENGTHS[Level.COUNTY - 1] else []
    names = names_of(without)
    here = with_query("kiosks_desk:coverage")

    def way(code: str, asked: str = kind) -> str:
        return here(code) + (f"&kind={asked}" if asked else "")

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
        kind=kinds()[kind] if kind else None,
        counting=in_a_row(each.name for each in kinds().values() if each.is_self_service),
        filters=[
            Choice(_("自助服务（城市社区）"), way(place.code, ""), None, not kind),
            *(Choice(each.name, way(place.code, code), None, code == kind) for code, each in kinds().items()),
        ],
    )


def _kind(request: StaffRequest) -> str:
    """The kind asked for; none where the address names no kind of ours."""
    return asked_of(request.GET, "kind", kinds(), "")


def _state(request: StaffRequest) -> State | None:
    asked = asked_of(request.GET, "state", dict.fromkeys(State), "")
    return State(asked) if asked else None


def _ways(area: str) -> Callable[[str, State | None], str]:
    """The address of the list for a kind and a state."""
    here = with_query("kiosks_desk:devices")(area)

    def way(kind: str, state: State | None) -> str:
        return here + (f"&kind={kind}" if kind else "") + (f"&state={state}" if state else "")

    return way


def _fresh(request: StaffRequest, fresh: actions.Fresh) -> HttpResponse:
    if fresh.token:
        address = request.build_absolute_uri(SIGNS)
        response = show(request, "kiosks/desk/token.html", device=fresh.device, token=fresh.token, address=address)
        response.headers["Cache-Control"] = "no-store"
        return response
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
