"""What every page needs to know to look right."""

from django.http import HttpRequest

from linli.web.pages import ELDER_COOKIE


def looks(request: HttpRequest) -> dict[str, object]:
    """Whether this browser asked for the elder mode."""
    return {"elder": request.COOKIES.get(ELDER_COOKIE) == "1"}
