"""The pages where people choose how and when they are told, and see what was sent to them.

Residents in the portal, staff at the desk, each for themselves.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions as accounts
from linli.accounts.boxes import BOXES, MAIL, WECOM, Box, ways_to
from linli.accounts.doors import ResidentRequest, StaffRequest, any_staff_page, resident_page
from linli.accounts.models import User
from linli.accounts.rules import Way
from linli.base.clock import now
from linli.base.encryption import mask_mail, mask_name
from linli.base.refusals import Refused, Unavailable
from linli.notifications import actions, push, queries
from linli.notifications.carriers import is_on
from linli.notifications.devices import devices_of
from linli.notifications.forms import WORDS, BoxCodeForm, BoxForm, PushForm, QuietForm, WaysForm, Words, said
from linli.notifications.models import Message
from linli.web.forms import onward, refusals_shown_on, show

ON_A_PAGE = 20
Own = ResidentRequest | StaffRequest


@dataclass(frozen=True)
class Side:
    """The portal or the desk: its frame, and what its addresses are called."""

    frame: str
    names: str

    def url(self, name: str) -> str:
        """An address of this side."""
        return reverse(f"{self.names}:{name}")


@dataclass(frozen=True)
class Shown:
    """One box on the page of ways; what stands in it is masked."""

    box: Box
    words: Words
    masked: str
    side: Side

    @property
    def url(self) -> str:
        """Where it is given or changed."""
        return self.side.url(self.box.way.value)

    @property
    def clear_url(self) -> str:
        """Where it is taken away."""
        return self.side.url(f"clear_{self.box.way.value}")


PORTAL, DESK = Side("web/portal.html", "notifications"), Side("web/desk.html", "notifications_desk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def my_ways(request: ResidentRequest) -> HttpResponse:
    """A resident's own ways."""
    return _ways(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@any_staff_page
def desk_ways(request: StaffRequest) -> HttpResponse:
    """The ways of somebody of the staff."""
    return _ways(request, DESK)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def my_quiet(request: ResidentRequest) -> HttpResponse:
    """When a resident is left alone."""
    return _quiet(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@any_staff_page
def desk_quiet(request: StaffRequest) -> HttpResponse:
    """When somebody of the staff is."""
    return _quiet(request, DESK)


@require_safe
@resident_page
def sent_to_me(request: ResidentRequest) -> HttpResponse:
    """What went out to a resident, and what came of each attempt."""
    return _sent(request, PORTAL)


@require_safe
@any_staff_page
def sent_to_staff(request: StaffRequest) -> HttpResponse:
    """What went out to somebody of the staff."""
    return _sent(request, DESK)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("mail", "code")
@resident_page
def my_mail(request: ResidentRequest) -> HttpResponse:
    """A resident gives an address."""
    return _box(request, PORTAL, MAIL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("mail", "code")
@any_staff_page
def desk_mail(request: StaffRequest) -> HttpResponse:
    """Somebody of the staff gives an address."""
    return _box(request, DESK, MAIL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("wecom", "code")
@any_staff_page
def desk_wecom(request: StaffRequest) -> HttpResponse:
    """Somebody of the staff gives their account of WeCom."""
    return _box(request, DESK, WECOM)


@require_POST
@resident_page
def clear_my_mail(request: ResidentRequest) -> HttpResponse:
    """Nothing of a resident's address stays."""
    return _clear(request, PORTAL, MAIL)


@require_POST
@any_staff_page
def clear_desk_mail(request: StaffRequest) -> HttpResponse:
    """Nor of a staff member's."""
    return _clear(request, DESK, MAIL)


@require_POST
@any_staff_page
def clear_desk_wecom(request: StaffRequest) -> HttpResponse:
    """Nor of their account of WeCom."""
    return _clear(request, DESK, WECOM)


@require_POST
@sensitive_post_parameters("endpoint", "p256dh", "auth")
@resident_page
def my_push(request: ResidentRequest) -> HttpResponse:
    """A resident turns messages on in this browser."""
    return _turn_on(request, PORTAL)


@require_POST
@sensitive_post_parameters("endpoint", "p256dh", "auth")
@any_staff_page
def desk_push(request: StaffRequest) -> HttpResponse:
    """Somebody of the staff does."""
    return _turn_on(request, DESK)


@require_POST
@resident_page
def end_my_push(request: ResidentRequest, device: UUID) -> HttpResponse:
    """And off again, in this one or another."""
    return _turn_off(request, PORTAL, device)


@require_POST
@any_staff_page
def end_desk_push(request: StaffRequest, device: UUID) -> HttpResponse:
    """Likewise at the desk."""
    return _turn_off(request, DESK, device)


def _ways(request: Own, side: Side) -> HttpResponse:
    """Which ways; a way without an address is not offered."""
    user = request.user
    boxes = [box for box in BOXES.values() if is_on(box.way) and (side is DESK or box is not WECOM)]
    known = {box.way for box in boxes if box.is_known_of(user)} | ({Way.SMS} if _has_phone(user, side) else set())
    known |= {Way.PUSH} if user.has_push and is_on(Way.PUSH) else set()
    offered = tuple(way for way in Way if way in known)
    form = WaysForm(_typed(request), offered=offered, initial={"ways": list(ways_to(user))})
    if form.is_valid():
        with refusals_shown_on(form):
            accounts.choose_ways(user, [Way(way) for way in form.cleaned_data["ways"]], by=request.actor, at=now())
            messages.success(request, _("记下了。"))
            return onward(request, side.url("ways"))
    return show(
        request,
        "notifications/ways.html",
        frame=side.frame,
        side=side.names,
        form=form,
        offered=offered,
        boxes=[Shown(box, WORDS[box.way], mask_mail(box.of(user)) or mask_name(box.of(user)), side) for box in boxes],
        pushing=_pushing(user, side) if is_on(Way.PUSH) else None,
        quiet=said(user.quiet),
    )


def _pushing(user: User, side: Side) -> dict[str, object]:
    """What the page needs to turn messages on in the browser it stands in."""
    return {
        "key": push.public_key(),
        "on": side.url("push"),
        "off": f"{side.names}:end_push",
        "devices": devices_of(user),
        "form": PushForm(),
    }


def _turn_on(request: Own, side: Side) -> HttpResponse:
    """The page's script has asked the browser; what is wrong with the answer is told on the page it came from."""
    if not is_on(Way.PUSH):
        return onward(request, side.url("ways"))
    agent, form = request.headers.get("User-Agent", ""), PushForm(request.POST)
    try:
        actions.turn_on(request.user, form.subscription, agent=agent, by=request.actor, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("开通了。有新消息，这台设备会弹出通知。"))
    return onward(request, side.url("ways"))


def _turn_off(request: Own, side: Side, device: UUID) -> HttpResponse:
    actions.turn_off(request.user, device, by=request.actor, at=now())
    messages.success(request, _("关掉了，那台设备不再弹出通知。"))
    return onward(request, side.url("ways"))


def _quiet(request: Own, side: Side) -> HttpResponse:
    """Which hours: as is usual here, none, or one's own."""
    form = QuietForm(_typed(request), initial=QuietForm.initial_of(request.user.quiet))
    if form.is_valid():
        with refusals_shown_on(form):
            accounts.choose_quiet(request.user, form.hours, by=request.actor, at=now())
            messages.success(request, _("记下了。"))
            return onward(request, side.url("ways"))
    return show(request, "notifications/quiet.html", frame=side.frame, side=side.names, form=form)


def _sent(request: Own, side: Side) -> HttpResponse:
    """The log of what left the house to this person; the texts are made anew and stand in no log."""
    mine = Message.objects.filter(to_user=request.user).gone_out()
    page = Paginator(mine, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = queries.sent(page.object_list)
    return show(request, "notifications/sent.html", frame=side.frame, side=side.names, page=page, lines=lines)


def _has_phone(user: User, side: Side) -> bool:
    return side is PORTAL and bool(user.phone_cipher)


def _box(request: Own, side: Side, box: Box) -> HttpResponse:
    """First the address, then the code that came to it."""
    if not is_on(box.way):
        return onward(request, side.url("ways"))
    words = WORDS[box.way]
    form: BoxForm = (BoxCodeForm if "code" in request.POST else BoxForm)(_typed(request), way=box.way)
    is_sent = isinstance(form, BoxCodeForm)
    if form.is_valid():
        with refusals_shown_on(form):
            if is_sent:
                code = form.cleaned_data["code"]
                accounts.give_box(request.user, box, form.address, code, by=request.actor, at=now())
                messages.success(request, str(words.taken))
                return onward(request, side.url("ways"))
            form, is_sent = _asked(request, form, box), True
    told = str(words.sent) % {"address": form[box.way.value].value()} if is_sent else words.why
    return show(
        request,
        "notifications/box.html",
        frame=side.frame,
        side=side.names,
        form=form,
        is_sent=is_sent,
        words=words,
        told=told,
    )


def _typed(request: Own) -> QueryDict | None:
    """What was sent, also where nothing is ticked: that is a choice."""
    return request.POST if request.method == "POST" else None


def _asked(request: Own, form: BoxForm, box: Box) -> BoxForm:
    """The code is on its way: the form that asks for it."""
    try:
        address = accounts.ask_for_box_code(request.user, box, form.address, by=request.actor, at=now())
    except Unavailable as trouble:
        raise Refused("notifications.box_down", WORDS[box.way].down, field=box.way.value) from trouble
    return BoxCodeForm(way=box.way, initial={box.way.value: address})


def _clear(request: Own, side: Side, box: Box) -> HttpResponse:
    accounts.clear_box(request.user, box, by=request.actor, at=now())
    messages.success(request, str(WORDS[box.way].cleared))
    return onward(request, side.url("ways"))
