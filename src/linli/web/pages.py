"""Pages that belong to no module: the switch to the elder mode, and the style guide."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from linli.web import styleguide as guide

ELDER_COOKIE = "linli_elder"
YEAR = timedelta(days=365)


def back_to(request: HttpRequest) -> str:
    """The page a switch was pressed on; the home page where the address is not one of ours."""
    back = request.POST.get("next", "/")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if back.startswith("/") and ours else "/"


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Turn the elder mode on or off for this browser and go back to where the person was."""
    response = HttpResponseRedirect(back_to(request))
    if request.POST.get("on") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, on one page that the tests visit."""
    return render(request, "web/styleguide.html", guide.samples())
