"""Each request runs in one transaction under the actor's role and scope."""

from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from linli.accounts.models import User
from linli.accounts.sessions import actor_and_user
from linli.accounts.tokens import actor_of_token
from linli.base.actor import NOBODY, Actor
from linli.base.scope import Plans, acting_as
from linli.web.language import speaks

Sessions = SessionMiddleware
OUTSIDE = ("/healthz", "/readyz", "/metrics", "/static/")
API = "/api/"


class Acting:
    """Sets `request.actor` and `request.user`, and holds the request inside `acting_as`.

    A middleware sees a crashed view only as a page of status 500: without the rollback its writes would be kept.
    Below 500 nothing is rolled back: counters of failed sign-ins live in 4xx.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        actor, user = _who(request)
        if user and user.language and not request.path_info.startswith(API):
            translation.activate(speaks(request, user.language))
        request.actor, request.user = actor, user  # type: ignore[attr-defined, assignment]
        with acting_as(actor, _plans(request, actor)):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _plans(request: HttpRequest, actor: Actor) -> Plans:
    """Staff's lists are planned for their areas; what is written, and what a resident reads, goes by keys."""
    return Plans.ANEW if actor.is_staff and request.method in ("GET", "HEAD") else Plans.KEPT


def _who(request: HttpRequest) -> tuple[Actor, User | None]:
    """Whom the session speaks for; in the API the token, and that alone, so that no other site can borrow a session."""
    if not request.path_info.startswith(API):
        return actor_and_user(request.session)
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    found = actor_of_token(secret.strip()) if kind.lower() == "bearer" else None
    return found or (NOBODY, None)
