"""“我的” in the portal: who I am here, who looked at it, and the first questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions as accounts
from linli.accounts.doors import ResidentRequest, resident_page
from linli.accounts.pages.signing import local
from linli.accounts.phones import phone_of
from linli.accounts.queries import sessions_of
from linli.areas.queries import path_name
from linli.base.clock import now
from linli.base.encryption import mask_phone
from linli.people import actions, queries
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.forms import ResidentForm
from linli.people.models import PhoneChange, Resident
from linli.people.numbers import number_of
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.offers import offered


@never_cache
@require_safe
@known_resident_page
def me(request: KnownRequest) -> HttpResponse:
    """Name, phone (masked, since others may look over the shoulder), community, and the ways on."""
    change = PhoneChange.objects.waiting().filter(resident=request.resident).first()
    return show(
        request,
        "people/me.html",
        elsewhere=offered("people.me", request.actor, request.resident),
        change=change,
        number=mask_phone(number_of(change)) if change else "",
        at=now(),
        resident=request.resident,
        phone=mask_phone(phone_of(request.user)),
        community=path_name(request.resident.home_area_id),
        sessions=len(sessions_of(request.user, request.session.session_key, now())),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def start(request: ResidentRequest) -> HttpResponse:
    """The first time: what shall we call you, and where do you live?"""
    going = local(request, request.POST.get("next") or request.GET.get("next")) or "/"
    if Resident.objects.filter(pk=request.user.pk).exists():
        return onward(request, going)
    form = ResidentForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.start(request.user, **form.cleaned_data, by=request.actor, at=now())
            return onward(request, going)
    return show(request, "people/start.html", form=form, next=going)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@known_resident_page
def change(request: KnownRequest) -> HttpResponse:
    """Correct one's own name or community."""
    stands = {"name": request.resident.name, "home_area": request.resident.home_area_id}
    form = ResidentForm(request.POST or None, initial=stands)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change(request.resident, **form.cleaned_data, by=request.actor, at=now())
            messages.success(request, _("改好了。"))
            return onward(request, reverse("people:me"))
    return show(request, "people/change.html", form=form)


@never_cache
@require_safe
@known_resident_page
def who_looked(request: KnownRequest) -> HttpResponse:
    """Who read my name and phone, when and why."""
    return show(request, "people/who_looked.html", looks=queries.who_looked(request.resident), at=now())


@require_POST
@resident_page
def end_sessions(request: ResidentRequest) -> HttpResponse:
    """Sign out everywhere else: the phone was lost, or somebody helped on theirs."""
    keep = request.session.session_key or ""
    count = accounts.end_other_sessions(request.user, keep=keep, by=request.actor, at=now())
    said = ngettext("退出了 %(count)s 处登录。", "退出了 %(count)s 处登录。", count) % {"count": count}
    messages.success(request, said if count else _("没有别处的登录。"))
    return onward(request, reverse("people:me"))
