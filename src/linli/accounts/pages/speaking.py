"""The switch between languages, on every page of both doors."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from linli.accounts import actions
from linli.accounts.doors import DoorRequest, public_page
from linli.accounts.models import User
from linli.base.clock import now
from linli.base.languages import known
from linli.web.language import remember
from linli.web.pages import back_to


@require_POST
@public_page
def choose(request: DoorRequest) -> HttpResponse:
    """Another language for this browser and, where somebody is signed in, for them; back to the same page."""
    response = HttpResponseRedirect(back_to(request))
    if language := known(request.POST.get("language", "")):
        remember(response, language, secure=request.is_secure())
        if isinstance(request.user, User):
            actions.choose_language(request.user, language, by=request.actor, at=now())
    return response
