"""What a reader's own browser keeps, and nobody else: the place a visitor chose, and which notices were read."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from linli.areas import rules as areas
from linli.areas.region import root
from linli.notices import rules
from linli.notices.models import Notice

PLACE, READ = "linli_place", "linli_read"
YEAR = timedelta(days=365)


def place_of(request: HttpRequest) -> str:
    """The code of the community chosen here; nothing where none is, or none of the region served."""
    code = request.COOKIES.get(PLACE, "")
    return code if areas.is_code(code) and areas.lies_in(code, root()) else ""


def keep_place(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Have the browser remember the community; nothing of it is written down with us."""
    _keep(request, response, PLACE, code)


def is_new(request: HttpRequest, notice: Notice) -> bool:
    """Whether the notice has not been read here."""
    return rules.mark_of(notice.pk) not in rules.marks_in(request.COOKIES.get(READ, ""))


def keep_read(request: HttpRequest, response: HttpResponse, notice: Notice) -> None:
    """Have the browser remember that the notice was read."""
    _keep(request, response, READ, rules.with_mark(request.COOKIES.get(READ, ""), notice.pk))


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
