"""A number that has rested may be somebody else's by now: who holds it says a name, or that it never was theirs."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import actions as accounts
from linli.accounts.doors import DoorRequest, public_page
from linli.accounts.pages.signing import enter
from linli.accounts.phones import user_of_phone
from linli.accounts.sessions import held_phone, sign_out
from linli.base.clock import now
from linli.people import actions
from linli.people.doors import KnownRequest, known_resident_page
from linli.people.forms import NotMeForm, WhoForm
from linli.web.forms import onward, refusals_shown_on, show


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name")
@public_page
def who(request: DoorRequest) -> HttpResponse:
    """A name, before anything is shown. The page says nothing of the record."""
    phone = held_phone(request, now())
    if not phone:
        return onward(request, reverse("accounts:sign_in"))
    form = WhoForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            return enter(request, actions.recognise(phone, name=form.cleaned_data["name"], at=now()))
    return show(request, "people/who.html", form=form)


@require_POST
@public_page
def other(request: DoorRequest) -> HttpResponse:
    """“以前的不是我”: the number opens that record no more, and a record of one's own begins."""
    phone = held_phone(request, now())
    if not phone:
        return onward(request, reverse("accounts:sign_in"))
    actions.disown(phone, at=now())
    user = user_of_phone(phone)
    accounts.arrive(user, phone, at=now())
    return enter(request, user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("phone")
@known_resident_page
def not_me(request: KnownRequest) -> HttpResponse:
    """“这不是我”: somebody sees another person's things, since the number was theirs before."""
    form = NotMeForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.disown(form.cleaned_data["phone"], at=now())
        sign_out(request)
        messages.success(request, _("这个号码和那份资料分开了。请重新登录，从头填自己的。"))
        return onward(request, reverse("accounts:sign_in"))
    return show(request, "people/not_me.html", form=form)
