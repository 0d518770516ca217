"""Messages as residents find them in the portal and staff at the desk."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import DoorRequest, ResidentRequest, StaffRequest, public_page, resident_page, staff_page
from linli.base.actor import Actor
from linli.base.clock import now
from linli.notifications import actions, previews, queries
from linli.notifications.models import Message
from linli.web.forms import show

ON_A_PAGE = 30
WORDS_VERB = "operation.manage"
DESK_VERB = actions.READING  # whoever reads cases reads what their unit is told about them

WORKER = (Path(__file__).parent / "worker.js").read_text(encoding="utf-8")


@require_safe
@public_page
def worker(request: DoorRequest) -> HttpResponse:  # noqa: ARG001 (a page takes the request)
    """The script that a browser wakes when a message comes. It fetches nothing and keeps no page."""
    answer = HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@require_safe
@resident_page
def mine(request: ResidentRequest) -> HttpResponse:
    """What the resident was told, newest first."""
    return _list(request, request.actor, "notifications/mine.html")


@require_POST
@resident_page
def read_mine(request: ResidentRequest, message: UUID | None = None) -> HttpResponse:
    """Mark one message or all as read."""
    return _read(request, request.actor, message, "notifications:mine")


@require_safe
@staff_page(DESK_VERB)
def desk(request: StaffRequest) -> HttpResponse:
    """What the member of staff or their units were told, newest first."""
    return _list(request, request.actor, "notifications/desk.html")


@require_POST
@staff_page(DESK_VERB)
def read_desk(request: StaffRequest, message: UUID | None = None) -> HttpResponse:
    """Mark one message or all as read, for the whole unit."""
    return _read(request, request.actor, message, "notifications_desk:messages")


@staff_page(WORDS_VERB)
@require_safe
def words(request: StaffRequest) -> HttpResponse:
    """What people are told of each event, and which of it is said in the place's own words."""
    return show(request, "notifications/words.html", events=previews.events(now()))


@staff_page(WORDS_VERB)
@require_safe
def words_of(request: StaffRequest, event: str) -> HttpResponse:
    """One event as an SMS, in the app and as a letter, in every language; and how to change it."""
    found = previews.previews(event, now())
    if not found:
        raise Http404
    places = previews.places(event)
    return show(request, "notifications/words_of.html", event=event, previews=found, places=places)


def _list(request: HttpRequest, actor: Actor, template: str) -> HttpResponse:
    counts = queries.counts(actor)
    paginator = Paginator(Message.objects.visible_to(actor).listed(), ON_A_PAGE)
    paginator.count = counts.all
    page = paginator.get_page(request.GET.get("page"))
    lines = queries.lines(page.object_list, is_staff=actor.is_staff)
    return show(request, template, page=page, lines=lines, unread=counts.unread)


def _read(request: HttpRequest, actor: Actor, message: UUID | None, back: str) -> HttpResponse:
    if message and not Message.objects.visible_to(actor).filter(pk=message).exists():
        raise Http404
    count = actions.mark_read(actor, at=now(), message=message)
    if count:
        said = ngettext("%(count)s 条消息标为已读。", "%(count)s 条消息标为已读。", count) % {"count": count}
    else:
        said = _("没有未读的消息了。")
    messages.success(request, said)
    return HttpResponseRedirect(reverse(back))
