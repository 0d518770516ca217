"""Residents who send requests over HTTP at the same time, through both doors, and note what they were told.

Whoever gets no answer sends again under the same key until there is one, as the page in a browser does.
"""

import json
import random
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
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
EVERY_FIFTH = 5  # is sent a second time although it was confirmed


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


@dataclass
class Crowd:
    """Several of them, each with as many requests; `confirmed` holds key and number of every answer received."""

    senders: Sequence[Browser | Program]
    requests_each: int
    seed: int
    confirmed: dict[UUID, str] = field(default_factory=dict)
    unanswered: int = 0
    contradictions: list[str] = field(default_factory=list)
    gave_up: list[UUID] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def total(self) -> int:
        """How many cases there must be in the end."""
        return len(self.senders) * self.requests_each

    def __enter__(self) -> "Crowd":
        chance = random.Random(self.seed)
        self._threads = [
            threading.Thread(target=self._send_all, args=(sender, [_key(chance) for _ in range(self.requests_each)]))
            for sender in self.senders
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        for thread in self._threads:
            thread.join(120)

    def wait_for(self, number: int) -> None:
        """Return as soon as so many have been confirmed."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.confirmed) >= number, 120), "the crowd has stopped sending"

    def _send_all(self, sender: Browser | Program, keys: list[UUID]) -> None:
        for place, key in enumerate(keys):
            self._send(sender, key)
            if place % EVERY_FIFTH == 0:
                self._send(sender, key)

    def _send(self, sender: Browser | Program, key: UUID) -> None:
        pause = threading.Event()
        for _try in range(400):
            if number := self._told(sender, key):
                break
            pause.wait(0.1)
        else:
            self.gave_up.append(key)
            return
        with self._changed:
            if self.confirmed.setdefault(key, number) != number:
                self.contradictions.append(f"{key}: {self.confirmed[key]} and {number}")
            self._changed.notify_all()

    def _told(self, sender: Browser | Program, key: UUID) -> str:
        """The number, or nothing where the answer was cut off or a failure."""
        number = ""
        with suppress(OSError, HTTPException):
            number = sender.send(key)
        if not number:
            with self._changed:
                self.unanswered += 1
        return number


def _key(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
