"""The pages where people choose how and when they are told, and see what was sent to them.

Residents in the portal, staff at the desk, each for themselves.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions as accounts
from linli.accounts.doors import ResidentRequest, StaffRequest, any_staff_page, resident_page
from linli.accounts.mails import mail_of, ways_to
from linli.accounts.rules import Way
from linli.base.clock import now
from linli.base.encryption import mask_mail
from linli.base.refusals import Refused, Unavailable
from linli.notifications import queries
from linli.notifications.forms import MailCodeForm, MailForm, QuietForm, WaysForm, said
from linli.notifications.mails import is_on
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
    return _mail(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("mail", "code")
@any_staff_page
def desk_mail(request: StaffRequest) -> HttpResponse:
    """Somebody of the staff gives an address."""
    return _mail(request, DESK)


@require_POST
@resident_page
def clear_my_mail(request: ResidentRequest) -> HttpResponse:
    """Nothing of a resident's address stays."""
    return _clear(request, PORTAL)


@require_POST
@any_staff_page
def clear_desk_mail(request: StaffRequest) -> HttpResponse:
    """Nor of a staff member's."""
    return _clear(request, DESK)


def _ways(request: Own, side: Side) -> HttpResponse:
    """Which ways; a way without an address is not offered."""
    user, mail = request.user, mail_of(request.user)
    there = ((Way.SMS, side is PORTAL and bool(user.phone_cipher)), (Way.MAIL, bool(mail) and is_on()))
    offered = tuple(way for way, has in there if has)
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
        mail=mask_mail(mail),
        is_mail_on=is_on(),
        quiet=said(user.quiet),
    )


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


def _mail(request: Own, side: Side) -> HttpResponse:
    """First the address, then the code that came to it."""
    if not is_on():
        return onward(request, side.url("ways"))
    form: MailForm = (MailCodeForm if "code" in request.POST else MailForm)(_typed(request))
    is_sent = isinstance(form, MailCodeForm)
    if form.is_valid():
        with refusals_shown_on(form):
            if is_sent:
                accounts.give_mail(request.user, **form.cleaned_data, by=request.actor, at=now())
                messages.success(request, _("邮箱记下了。以后的消息也发到这个邮箱。"))
                return onward(request, side.url("ways"))
            form, is_sent = _asked(request, form), True
    return show(request, "notifications/mail.html", frame=side.frame, side=side.names, form=form, is_sent=is_sent)


def _typed(request: Own) -> QueryDict | None:
    """What was sent, also where nothing is ticked: that is a choice."""
    return request.POST if request.method == "POST" else None


def _asked(request: Own, form: MailForm) -> MailForm:
    """The code is on its way: the form that asks for it."""
    try:
        mail = accounts.ask_for_mail_code(request.user, form.cleaned_data["mail"], by=request.actor, at=now())
    except Unavailable as trouble:
        sentence = _("现在发不出邮件。请过一会儿再试，短信照常发。")
        raise Refused("notifications.mail_down", sentence, field="mail") from trouble
    return MailCodeForm(initial={"mail": mail})


def _clear(request: Own, side: Side) -> HttpResponse:
    accounts.clear_mail(request.user, by=request.actor, at=now())
    messages.success(request, _("邮箱删掉了，不再发邮件给您。"))
    return onward(request, side.url("ways"))
