"""A browser that is one of our machines shows the kiosk's pages and nothing else, whatever address is typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.kiosks.doors import COOKIE

OPEN = ("/kiosk/", "/static/", "/language/", "/healthz", "/readyz")


class OnlyKiosk:
    """Leads every other address back to the kiosk's beginning. Asks the database nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get(COOKIE) and not request.path_info.startswith(OPEN):
            return HttpResponseRedirect(reverse("kiosks:start"))
        return self.get_response(request)
