"""Each request runs in one transaction under the actor's role and scope."""

from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from linli.accounts.sessions import actor_and_user
from linli.base.scope import acting_as

Sessions = SessionMiddleware
OUTSIDE = ("/healthz", "/readyz", "/static/")


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
        actor, user = actor_and_user(request.session)
        request.actor, request.user = actor, user  # type: ignore[attr-defined, assignment]
        with acting_as(actor):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
