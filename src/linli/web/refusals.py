"""A refusal that no form has shown: a page in plain words, or for htmx a sentence at the edge, instead of a crash."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import reswap

from linli.base.outages import Outage
from linli.base.refusals import Conflict, Refused, Unavailable
from linli.web.context import looks
from linli.web.forms import say, wants_part
from linli.web.secrets import sends_secrets

log = structlog.get_logger(__name__)
NEVER_REPEATED = ("password", "code", "totp")  # fields called so are typed again, whatever their view says
SEND = "send"  # the button of a form's last page


class RefusalPages:
    """Middleware: answers for the exceptions of `base.refusals`. The API answers for its own before they get here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence and a way back; other exceptions stay what they are."""
        if isinstance(exception, Refused):
            return _told(request, str(exception.sentence), exception.status, conflict=isinstance(exception, Conflict))
        if isinstance(exception, Unavailable):
            sentence = _("要用到的另一个系统暂时连不上。请过一会儿再试。")
            return _told(request, sentence, HTTPStatus.SERVICE_UNAVAILABLE)
        return None


def _told(request: HttpRequest, sentence: str, status: int, *, conflict: bool = False) -> HttpResponse:
    if wants_part(request):
        return say(reswap(HttpResponse(status=status), "none"), sentence)
    context = {"sentence": sentence, "conflict": conflict, "back": _back(request)}
    return render(request, "web/refused.html", context, status=status)


def outage_page(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Wait and try again, with what was typed. Asks the database nothing: it may be what is away."""
    log.warning("outage", code=outage.code)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if wants_part(request):
        response = say(reswap(HttpResponse(status=status), "none"), str(outage.sentence))
    else:
        asked = {"back": _back(request), "again": _again(request)}
        context = {"sentence": outage.sentence, "is_outage": True, **asked, **looks(request)}
        response = HttpResponse(render_to_string("web/refused.html", context), status=status)
    response["Retry-After"], response["Cache-Control"] = str(outage.wait), "no-store"
    return response


def _again(request: HttpRequest) -> dict[str, object] | None:
    """The address and what was sent to it, for a button that sends it once more; None where it cannot be repeated.

    Secrets are typed again rather than written into a page; files cannot be written into one. A form that shows
    everything once more before it is sent (`send`) is led back to there, so that nobody sends it without the photos
    unawares.
    """
    path = request.get_full_path()
    if request.method in ("GET", "HEAD"):
        return {"path": path, "sent": None}
    has_files = bool(request.FILES)
    has_secrets = sends_secrets(request) or any(name.startswith(NEVER_REPEATED) for name in request.POST)
    if has_secrets or (has_files and SEND not in request.POST):
        return None
    names = [name for name in request.POST if not (has_files and name == SEND)]
    sent = [(name, value) for name in names for value in request.POST.getlist(name)]
    return {"path": path, "sent": sent, "without_files": has_files}


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages."""
    back = request.headers.get("Referer", "/")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/"
