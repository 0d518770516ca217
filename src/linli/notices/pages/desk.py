"""Notices at the desk: what is shown, what was, how many read it; write one, print it for the board, take it back."""

from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import local_day, now
from linli.notices import actions, queries
from linli.notices.forms import NoticeForm, WithdrawForm
from linli.notices.models import CHANNELS, STANDINGS
from linli.notices.rules import Channel, Standing
from linli.web.components import Choice
from linli.web.forms import onward, refusals_shown_on, show

READ, ON_A_PAGE = "notices.read", 50


@require_safe
@staff_page(READ)
def notices(request: StaffRequest) -> HttpResponse:
    """The notices of one's areas by where they stand, with how many have read each."""
    today = local_day(now())
    asked = request.GET.get("which", "")
    which = Standing(asked) if asked in set(Standing) else Standing.SHOWN
    page = Paginator(queries.own(request.actor).standing(which, today), ON_A_PAGE).get_page(request.GET.get("page"))
    readers = queries.readers_of(list(page.object_list))
    here = reverse("notices_desk:notices")
    return show(
        request,
        "notices/desk/list.html",
        page=page,
        rows=[(notice, sum(readers[notice.pk].values())) for notice in page.object_list],
        filters=[Choice(words, f"{here}?which={each}", is_current=each is which) for each, words in STANDINGS.items()],
        which=which.value,
        may_publish=may(request.actor, actions.VERB),
        at=now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(actions.VERB)
def new(request: StaffRequest) -> HttpResponse:
    """Write a notice."""
    form = NoticeForm(request.POST or None, by=request.actor, today=local_day(now()))
    if form.is_valid():
        with refusals_shown_on(form):
            notice = actions.publish(form.wanted(), by=request.actor, at=now())
            messages.success(request, _("发出了。贴公告栏的话，请打印这一页。"))
            return onward(request, reverse("notices_desk:notice", args=[notice.pk]))
    return show(request, "notices/desk/new.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(READ)
def notice(request: StaffRequest, notice: UUID) -> HttpResponse:
    """One notice with its numbers; posting takes it back."""
    found = get_object_or_404(queries.own(request.actor).select_related("written_by"), pk=notice)
    standing = found.standing_on(local_day(now()))
    may_withdraw = standing in (Standing.COMING, Standing.SHOWN) and may(
        request.actor, actions.VERB, area=found.area_id
    )
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=request.actor, at=now())
            messages.success(request, _("撤回了。居民再打开，会看到撤回的原因。"))
            return onward(request, reverse("notices_desk:notice", args=[found.pk]))
    readers = queries.readers_of([found])[found.pk]
    return show(
        request,
        "notices/desk/notice.html",
        notice=found,
        standing=STANDINGS[standing],
        is_shown=standing is Standing.SHOWN,
        channels=[CHANNELS[channel] for channel in Channel if channel in found.channels],
        readers=queries.by_channel(found, readers),
        total=sum(readers.values()),
        is_printed=Channel.BOARD in found.channels and standing in (Standing.COMING, Standing.SHOWN),
        form=form if may_withdraw or form.is_bound else None,
        at=now(),
    )


@require_safe
@staff_page(READ)
def sheet(request: StaffRequest, notice: UUID) -> HttpResponse:
    """A sheet for the board, with a code that leads to the whole notice."""
    found = get_object_or_404(queries.own(request.actor), pk=notice)
    address = request.build_absolute_uri(reverse("notices:notice", args=[found.pk])) + f"?from={Channel.BOARD.value}"
    return show(
        request,
        "notices/desk/sheet.html",
        notice=found,
        code=segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        address=address,
        at=now(),
    )
