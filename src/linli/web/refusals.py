"""A refusal that no form has shown: a page in plain words, or for htmx a sentence at the edge, instead of a crash."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import reswap

from linli.base.refusals import Conflict, Refused, Unavailable
from linli.web.forms import say, wants_part


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
    back = request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    context = {"sentence": sentence, "conflict": conflict, "back": back}
    return render(request, "web/refused.html", context, status=status)
