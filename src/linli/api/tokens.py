"""Who calls: a program with a token. A browser's session does not open the API, so no other site can borrow it."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from linli.api.problems import TooMany
from linli.api.throttling import Limiter
from linli.base.actor import Actor, Kind


class ApiRequest(HttpRequest):
    """A request of the API; `actor` is nobody where an operation is open to everybody."""

    actor: Actor


class BearerToken(HttpBearer):
    """`Authorization: Bearer …`. Whose token it is, the middleware has found out before the transaction began."""

    def __init__(self, limiter: Limiter) -> None:
        super().__init__()
        self.limiter = limiter

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 (ninja's signature)
        """The actor, unless the token is worth nothing; raises TooMany where its owner asks too often."""
        actor: Actor = request.actor  # type: ignore[attr-defined] # set by accounts.middleware.Acting
        if actor.kind is Kind.NOBODY:
            return None
        if wait := self.limiter.wait(str(actor.user)):
            raise TooMany(wait)
        return actor
