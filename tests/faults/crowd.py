"""People at both doors over HTTP: by the pages with a session, by the API with a token."""

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings

from linli.accounts.models import User
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore
from linli.base.actor import Actor
from linli.cases.tests import given
from linli.cases.tests.calling import a_repair, a_token

CSRF = "c" * 32
PATIENCE = 15  # seconds for an answer


@dataclass
class Client:
    """Somebody signed in, at one of the doors."""

    address: str
    headers: dict[str, str]

    def post(self, path: str, body: str) -> tuple[int, str, str]:
        """Status, Location and text of the answer; OSError or HTTPException where there is none."""
        host = urlsplit(self.address).netloc
        connection = HTTPConnection(host, timeout=PATIENCE)
        try:
            connection.request("POST", path, body, self.headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()


class Browser(Client):
    """Comes by the pages, with a session and a form's token."""

    def __init__(self, address: str, actor: Actor) -> None:
        user, session = User.objects.get(pk=actor.user), SessionStore()
        session[USER_KEY], session[HASH_KEY] = str(user.pk), user.get_session_auth_hash()
        session.create()
        cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF}"
        super().__init__(address, {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"})

    def fill_in(self, path: str, **values: object) -> tuple[int, str, str]:
        """Send a form."""
        return self.post(path, urlencode({"csrfmiddlewaretoken": CSRF, **values}))

    def send(self, key: UUID) -> str:
        """The number told for a request under this key; empty where it was not confirmed."""
        status, to, _text = self.fill_in(
            "/apply/public-repair/", where="stairs", description="三楼的灯坏了。", danger="no", place="3 号楼",
            area=given.COMMUNITY, client_key=key, send="1",
        )  # fmt: skip
        found = re.fullmatch(r"/cases/([0-9-]+)/done/", to)
        return found[1] if status == 302 and found else ""


class Program(Client):
    """Comes by the API, with a token."""

    def __init__(self, address: str, actor: Actor) -> None:
        bearer = {"Authorization": f"Bearer {a_token(actor)}", "Content-Type": "application/json"}
        super().__init__(address, bearer)

    def call(self, path: str, **values: object) -> tuple[int, str, str]:
        """Send JSON."""
        return self.post(f"/api/v1{path}", json.dumps(values))

    def send(self, key: UUID) -> str:
        """As above."""
        status, _to, text = self.call("/cases", **a_repair(client_key=str(key)))
        return json.loads(text)["number"] if status in (200, 201) else ""
