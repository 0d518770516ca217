"""In which language a page speaks: the one a person chose, else Chinese; in the API the one a program asks for.

A page never follows the browser's own setting: whoever sold the phone made it, a helper and an elder must read the same
page, and the service speaks Chinese. The choice is one press away on every page.
"""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from linli.base.languages import SOURCE, active, known

COOKIE = "linli_language"
YEAR = timedelta(days=365)
API = "/api/"


class Languages:
    """Middleware: speaks the language of the request until the answer is made. Asks the database nothing.

    It stands outside everything that has words. Who is signed in has perhaps chosen another language than this browser
    had: `accounts` then speaks that one, once it knows the person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        translation.activate(_asked_by(request) if request.path_info.startswith(API) else speaks(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", active())
        patch_vary_headers(response, ["Accept-Language" if request.path_info.startswith(API) else "Cookie"])
        if not response.streaming:  # what is streamed is put into words after this
            translation.deactivate()
        return response


def language_tag(code: str) -> str:
    """What `lang` says: zh-Hans for zh-hans."""
    return translation.to_locale(code).replace("_", "-")


def remember(response: HttpResponseBase, language: str, *, secure: bool) -> None:
    """Keep a choice in this browser."""
    response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)


def chosen(request: HttpRequest) -> str:
    """What was chosen in this browser; nothing where nobody chose."""
    return known(request.COOKIES.get(COOKIE, ""))


def speaks(request: HttpRequest, theirs: str = "") -> str:
    """The language of a page: what its reader chose once, else what this browser was told, else Chinese."""
    return known(theirs) or chosen(request) or SOURCE


def _asked_by(request: HttpRequest) -> str:
    """The first of the wanted languages that is ours; another kind of Chinese is ours too."""
    return translation.get_language_from_request(request) if request.headers.get("Accept-Language") else SOURCE
