"""A whole day of somebody's business, mistakes and a crash included, leaves none of their words in any log or error."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg
import pytest

from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases.tests import given
from linli.organizations.models import Organization
from linli.project import postgres
from tests.faults.crowd import Browser
from tests.faults.installation import Installation, installed, until
from tests.machines import connected_to, machines
from tests.signing_in import code_sent_to

NAME, PHONE, IDENTITY = "欧阳静好", "19900007531", "110105194912310021"
WORDS = "我家漏水漏了三个星期了"
PERSONAL = (NAME, PHONE, IDENTITY, WORDS, quote(NAME), quote(WORDS), json.dumps(NAME)[1:-1], json.dumps(WORDS)[1:-1])


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str


class Visitor:
    """A browser without scripts: keeps cookies, sends forms with their token."""

    def __init__(self, site: str) -> None:
        self.site, self.jar = site, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, path: str, **more: str) -> Answer:
        return self._answered(Request(self.site + path, headers=more))  # noqa: S310 - our own site

    def send(self, path: str, **values: str) -> Answer:
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        data = urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        return self._answered(Request(self.site + path, data))  # noqa: S310 - our own site

    def _answered(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    """The product as `linli up` starts it. What one test leaves in its logs must be silent to the other, too."""
    with machines(1) as (folder,), installed(folder, LINLI_PG_FSYNC="off") as found:
        yield found


@pytest.fixture
def site(running: Installation, django_db_blocker, monkeypatch) -> Iterator[Installation]:
    """The same, with Django here looking into its database."""
    with django_db_blocker.unblock(), connected_to(running.home, monkeypatch):
        yield running


def a_clerk() -> Actor:
    """Of the one unit that serves the community, whichever test comes first."""
    return given.a_clerk(Organization.objects.filter(area=given.COMMUNITY).first() or given.a_unit())


def signs_in_and_asks(visitor: Visitor) -> None:
    visitor.get("/sign-in/")
    visitor.send("/sign-in/", phone=PHONE)
    visitor.send("/sign-in/code/", code="000000")
    visitor.send("/sign-in/code/", code=code_sent_to(PHONE))
    visitor.send("/me/start/", name=NAME, home_area="no-such-area")
    visitor.send("/me/start/", name=NAME, home_area=given.COMMUNITY)
    asked = {"where": "stairs", "description": WORDS, "danger": "no", "place": "3 号楼", "area": given.COMMUNITY}
    visitor.send("/apply/public-repair/", **asked, client_key="not a key", send="1")
    visitor.send("/apply/public-repair/", **asked, client_key="019aa111-0000-7000-8000-000000000001", send="1")


def is_looked_for_and_registered(clerk: Browser, site: Installation) -> None:
    visitor = Visitor(site.address)
    cookies = clerk.headers["Cookie"]
    for path in ("/desk/cases/", "/desk/residents/"):
        for typed in (NAME, PHONE, IDENTITY, WORDS):
            visitor.get(f"{path}?q={quote(typed)}", Cookie=cookies)
    clerk.fill_in("/desk/residents/new/", name=NAME, phone=PHONE, identity=IDENTITY, home_area=given.COMMUNITY)
    clerk.fill_in("/desk/residents/new/", name=NAME, phone="not a phone", identity=f"{IDENTITY}9", home_area="x")


def goes_astray(visitor: Visitor) -> list[Answer]:
    """Addresses that are wrong in every way, with somebody's words in them; the pages that say so."""
    typed = urlencode({"name": NAME, "phone": PHONE, "identity": IDENTITY, "q": WORDS})
    wrong = [visitor.get(f"/no/such/page/{quote(NAME)}/?{typed}"), visitor.get(f"/cases/131102-20200101-0001/?{typed}")]
    visitor.jar.clear()
    wrong += [visitor.send("/sign-in/", phone=PHONE, name=NAME), visitor.send("/items/", q=WORDS)]
    return wrong


def breaks(site: Installation, visitor: Visitor) -> Answer:
    """A fault of ours in the middle of somebody's business: a table is not as the program believes."""
    with postgres.connect(site.server, "linli_owner") as owner:
        owner.execute("ALTER TABLE people_resident RENAME COLUMN name TO gone")
        answer = visitor.get(f"/me/?name={quote(NAME)}")
        owner.execute("ALTER TABLE people_resident RENAME COLUMN gone TO name")
    return answer


def is_refused_by_the_database(site: Installation) -> None:
    """A row that breaks a constraint: PostgreSQL would quote all of it."""
    with postgres.connect(site.server, "linli_owner") as owner, pytest.raises(psycopg.errors.IntegrityError):
        owner.execute(
            "INSERT INTO people_resident (user_id, name, identity_cipher, home_area_id, registered_at)"
            " SELECT user_id, %s, %s, home_area_id, now() FROM people_resident LIMIT 1",
            [NAME, IDENTITY],
        )


def test_no_log_and_no_error_page_holds_what_somebody_typed(site):
    clerk, begun = Browser(site.address, a_clerk()), len(site.said())
    visitor = Visitor(site.address)
    signs_in_and_asks(visitor)
    is_looked_for_and_registered(clerk, site)
    crash = breaks(site, visitor)
    wrong = goes_astray(visitor)
    is_refused_by_the_database(site)
    until(lambda: '"route": "catalog:items"' in site.said()[begun:], "the last request is written down")

    logs = {"product": site.said(), "database": site.server.log.read_text(encoding="utf-8")}
    assert crash.status == 500
    errors = [answer for answer in [crash, *wrong] if answer.status >= 400]  # a sign-in page keeps where one was going
    assert {answer.status for answer in errors} >= {500, 404, 403}
    assert "ProgrammingError" in logs["product"]  # what went wrong is said,
    assert "violates check constraint" in logs["database"]
    for where, text in {**logs, "pages": "".join(answer.text for answer in errors)}.items():
        assert [words for words in PERSONAL if words in text] == [], where  # not with whose words


def test_each_request_is_one_line_with_its_page_and_its_kind_of_person(site):
    visitor, begun = Visitor(site.address), len(site.said())
    visitor.get(f"/items/?q={quote('灯')}")
    clerk = Browser(site.address, a_clerk())
    given.a_case(given.a_resident(), at=now())
    Visitor(site.address).get("/desk/", Cookie=clerk.headers["Cookie"])
    until(lambda: '"route": "desk"' in site.said()[begun:], "the desk is written down")

    lines = [json.loads(line) for line in site.said()[begun:].splitlines() if '"event": "request"' in line]
    by_route = {line["route"]: line for line in lines}

    assert by_route["catalog:items"]["actor"] == "nobody"
    assert by_route["desk"]["actor"] == "staff"
    assert set(by_route["desk"]) == {"at", "event", "request", "route", "method", "status", "ms", "statements", "actor"}
    assert not {"healthz", "readyz", "metrics", "static"} & set(by_route)
    assert re.fullmatch(r"[0-9a-f-]{36}", by_route["desk"]["request"])
