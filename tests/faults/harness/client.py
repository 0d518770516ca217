"""One process of people who work with Linli over HTTP, and write down what the server has confirmed to them.

It knows nothing of the product's insides. Who gets no answer sends the same again under the same key until there is
one, as the page in a browser does. Run as `python -m tests.faults.harness.client PEOPLE.json NOTES SEED`.
"""

import json
import os
import random
import re
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from PIL import Image

CSRF = "c" * 32
PATIENCE = 15  # seconds for an answer
PAUSE = 0.1  # seconds a person thinks, on average
BETWEEN_TRIES = 0.15
MOST_OPEN = 12  # cases a resident has in hand at a time
SECONDS_TO_FINISH = 90
PLACE = "3 号楼 2 单元楼道"
BOUNDARY = "--------linli-faults"
SUBMITTED, ANSWER = "submitted", "answer"
PAST = {
    "accept": "accepted", "assign": "assigned", "extend": "extended", "resolve": "resolved", "confirm": "confirmed",
    "reopen": "reopened", "rate": "rated", "withdraw": "withdrawn",
}  # fmt: skip


@dataclass
class Notes:
    """What was confirmed, on disk before anything else is done; and what the other answers were."""

    path: Path

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def confirmed(self, **facts: Any) -> None:
        """The server has said yes."""
        self._write({"confirmed": True, **facts})
        os.fsync(self._file)

    def otherwise(self, **facts: Any) -> None:
        """It said no, something else, or nothing."""
        self._write({"confirmed": False, **facts})

    def _write(self, facts: Mapping[str, Any]) -> None:
        line = json.dumps({"t": round(time.time(), 3), **facts}, ensure_ascii=False)
        os.write(self._file, line.encode() + b"\n")


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    to: str = ""
    text: str = ""
    why: str = ""

    @property
    def is_final(self) -> bool:
        """Whether asking again would be of no use: it was done, or refused for a reason."""
        return 200 <= self.status < 500

    @property
    def value(self) -> Any:
        """The JSON."""
        return json.loads(self.text)


@dataclass
class Person:
    """Somebody at both doors: a session for the pages, a token for the API."""

    address: str
    user: str
    token: str
    cookie: str
    area: str = ""
    unit: str = ""
    may_assign_to: list[str] = field(default_factory=list)
    connection: HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Read from the API."""
        return self._ask("GET", f"/api/v1{path}", None, {"Authorization": f"Bearer {self.token}"})

    def call(self, path: str, **values: Any) -> Answer:
        """Act through the API."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self._ask("POST", f"/api/v1{path}", json.dumps(values).encode(), headers)

    def fill_in(self, path: str, photos: tuple[bytes, ...] = (), **values: Any) -> Answer:
        """Act through a page's form."""
        values = {"csrfmiddlewaretoken": CSRF, **values}
        kind, body = multipart(values, photos) if photos else ("application/x-www-form-urlencoded", urlencode(values))
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        return self._ask("POST", path, body.encode() if isinstance(body, str) else body, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """One question on a connection that is kept while it lasts."""
        if self.connection is None:
            self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        except (OSError, HTTPException, UnicodeDecodeError) as error:
            self.connection.close()
            self.connection = None
            return Answer(0, why=type(error).__name__)


def multipart(values: Mapping[str, Any], photos: tuple[bytes, ...]) -> tuple[str, bytes]:
    """A form with files, as a browser sends it."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in values.items()]
    for number, photo in enumerate(photos):
        told = f'{head}"photos"; filename="{number}.png"\r\nContent-Type: image/png\r\n\r\n'
        parts.append(told.encode() + photo + b"\r\n")
    return f"multipart/form-data; boundary={BOUNDARY}", b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def a_photo(chance: random.Random) -> bytes:
    """A picture nobody else has."""
    written = BytesIO()
    Image.frombytes("RGB", (24, 24), chance.randbytes(24 * 24 * 3)).save(written, "PNG")
    return written.getvalue()


@dataclass
class Client:
    """A process: its people, what they note, and whether they have been told to finish."""

    people: list[Person]
    notes: Notes
    chance: random.Random
    finishing: threading.Event = field(default_factory=threading.Event)
    deadline: float = float("inf")

    def work(self) -> int:
        """In turn, until told to finish; what has been begun is finished first."""
        while not self.finishing.is_set():
            person = self.chance.choice(self.people)
            for doing in self._turn(person):
                self._carry_through(person, *doing)
            self.finishing.wait(self.chance.uniform(0.2, 1.8) * PAUSE)
        return 0

    def finish(self, *_signal: Any) -> None:
        """Told by a signal."""
        self.deadline = time.monotonic() + SECONDS_TO_FINISH
        self.finishing.set()

    def _turn(self, person: Person) -> Iterator[tuple[dict[str, Any], Callable[[], Answer]]]:
        if person.unit:
            yield from self._at_the_desk(person)
            return
        mine = self._listed(person, "stage=submitted&stage=accepted&stage=assigned&stage=resolved&stage=closed")
        waiting = [case for case in mine if case["stage"] == "resolved"]
        unrated = [case for case in mine if case["stage"] == "closed" and case["rating"] is None and _may_rate(case)]
        running = [case for case in mine if case["stage"] in ("submitted", "accepted", "assigned")]
        if len(running) < MOST_OPEN:
            yield self._asks(person)
        if waiting:
            yield self._answers(person, self.chance.choice(waiting))
        if unrated:
            yield self._does(person, self.chance.choice(unrated), "rate", level=self.chance.randint(1, 5))
        if running and self.chance.random() < 0.03:
            yield self._does(person, self.chance.choice(running), "withdraw")

    def _at_the_desk(self, person: Person) -> Iterator[tuple[dict[str, Any], Callable[[], Answer]]]:
        work = self._listed(person, f"stage=submitted&stage=accepted&stage=assigned&unit={person.unit}")
        for case in self.chance.sample(work, min(3, len(work))):
            if case["stage"] == "submitted":
                yield self._does(person, case, "accept")
            elif case["stage"] == "accepted" and person.may_assign_to and self.chance.random() < 0.4:
                yield self._does(person, case, "assign", to=self.chance.choice(person.may_assign_to))
            elif not case["is_overdue"] and case["extended_count"] < 2 and self.chance.random() < 0.05:
                yield self._does(person, case, "extend", days=2, reason="等零件到货，晚两天。")
            else:
                yield self._does(person, case, "resolve", reply="换了灯泡和开关，现在亮了。")

    def _answers(self, person: Person, case: Mapping[str, Any]) -> tuple[dict[str, Any], Callable[[], Answer]]:
        luck = self.chance.random()
        if luck < 0.12 and case["reopened_count"] < 2:
            return self._does(person, case, "reopen", reason="又不亮了，麻烦再来看看。")
        return self._does(person, case, "confirm") if luck < 0.55 else self._does(person, case, "rate", level=5)

    def _asks(self, person: Person) -> tuple[dict[str, Any], Callable[[], Answer]]:
        """A new request, by the page or by the API; the key stays the same however often it must be sent."""
        key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        facts = {"verb": SUBMITTED, "who": person.user, "key": key, "version": 1}
        said = {"where": "unsure", "description": "三楼的灯坏了，晚上看不见。"}
        if self.chance.random() < 0.5:
            body = {"item": "public-repair", "area": person.area, "place": PLACE, "client_key": key}
            return {**facts, "door": "api"}, lambda: person.call("/cases", answers={**said, "danger": False}, **body)
        photos = tuple(a_photo(self.chance) for _ in range(self.chance.choice((0, 0, 1, 2))))
        form = {**said, "danger": "no", "place": PLACE, "area": person.area, "client_key": key, "send": "1"}
        return {**facts, "door": "page", "photos": len(photos)}, lambda: person.fill_in(
            "/apply/public-repair/", photos, **form
        )

    def _does(
        self, person: Person, case: Mapping[str, Any], verb: str, **values: Any
    ) -> tuple[dict[str, Any], Callable[[], Answer]]:
        """One step on a case as it was seen, by the page or by the API."""
        number, seen = case["number"], case["version"]
        facts = {"verb": PAST[verb], "who": person.user, "number": number, "version": seen + 1}
        if self.chance.random() < 0.5:
            return {**facts, "door": "api"}, lambda: person.call(f"/cases/{number}/{verb}", seen=seen, **values)
        photos = (a_photo(self.chance),) if verb == "resolve" and self.chance.random() < 0.5 else ()
        path = f"/desk/cases/{number}/{verb}/" if person.unit else f"/cases/{number}/{verb}/"
        return {**facts, "door": "page", "photos": len(photos)}, lambda: person.fill_in(
            path, photos, seen=seen, **values
        )

    def _carry_through(self, person: Person, facts: dict[str, Any], doing: Callable[[], Answer]) -> None:
        """Until there is an answer that settles it."""
        tries, pause = 0, threading.Event()
        while time.monotonic() < self.deadline:
            answer, tries = doing(), tries + 1
            if number := _done(facts, answer):
                self.notes.confirmed(**{**facts, "number": number}, tries=tries)
                return
            self._note(person, facts, answer, tries)
            if answer.is_final:
                return
            pause.wait(BETWEEN_TRIES)
        self.notes.otherwise(**facts, gave_up=True, tries=tries)

    def _listed(self, person: Person, query: str) -> list[dict[str, Any]]:
        """Cases as the API lists them; none while it does not answer."""
        answer = person.get(f"/cases?{query}&limit=60")
        if answer.status == 200:
            items: list[dict[str, Any]] = answer.value["items"]
            return items
        self._note(person, {"verb": "listed", "who": person.user, "door": "api"}, answer, 1)
        return []

    def _note(self, person: Person, facts: Mapping[str, Any], answer: Answer, tries: int) -> None:
        what = {"status": answer.status, "why": answer.why, "said": _said(answer), "to": answer.to}
        self.notes.otherwise(**{**facts, "who": person.user}, **what, tries=tries)


def _may_rate(case: Mapping[str, Any]) -> bool:
    """Whether it was resolved in the last days; the demo's old ones are past rating."""
    since = time.time() - datetime.fromisoformat(case["resolved_at"]).timestamp()
    return since < 20 * 24 * 3600


def _done(facts: Mapping[str, Any], answer: Answer) -> str:
    """The number of the case if the answer says that it was done, as it was meant; else empty."""
    if facts["door"] == "api":
        is_done = answer.status in (200, 201) and (
            facts["verb"] == SUBMITTED or answer.value["version"] == facts["version"]
        )
        return str(answer.value["number"]) if is_done else ""
    found = re.fullmatch(r"/(?:desk/)?cases/([0-9-]+)/(?:done/)?(?:#rate)?", answer.to)
    return found[1] if answer.status == 302 and found else ""


def _said(answer: Answer) -> str:
    """The sentence an answer tells: of a problem its detail, of a form what is wrong, of a page its first paragraph."""
    if answer.status < 400:
        return ""
    if answer.text.startswith("{"):
        return str(answer.value.get("detail", ""))
    _head, _main, page = answer.text.partition("<main")
    found = re.search(r'<p[^>]* class="error"[^>]*>(.*?)</p>', page, re.DOTALL) or re.search(
        "<p>(.*?)</p>", page, re.DOTALL
    )
    return " ".join(re.sub("<[^>]*>", "", found[1]).split()) if found else answer.text[:80]


def main(people: str, notes: str, seed: str) -> int:
    """Work until told to finish."""
    told = json.loads(Path(people).read_text(encoding="utf-8"))
    client = Client([Person(**one) for one in told], Notes(Path(notes)), random.Random(seed))
    signal.signal(signal.SIGTERM, client.finish)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the harness, which tells us
    return client.work()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
