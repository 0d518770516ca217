"""A resident sends while the database is busy, reads to wait, and sends once more without typing anything again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.project.postgres import connect
from tests import world
from tests.browsing import DESKTOP, PHONE, a_person
from tests.settings import SERVER
from tests.signing_in import as_staff

PATIENCE = " -c lock_timeout=100ms"
FORM = "/apply/public-repair/"


@pytest.fixture
def impatient(monkeypatch) -> None:
    """The server waits for a lock as the deployed one does, only not as long."""
    options = settings.DATABASES["default"]["OPTIONS"]
    monkeypatch.setitem(options, "options", options.get("options", "") + PATIENCE)


@contextmanager
def cases_locked() -> Iterator[None]:
    with connect(SERVER, "linli_owner", connection.settings_dict["NAME"]) as holder, holder.transaction():
        holder.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.browser
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_who_was_told_to_wait_sends_the_same_once_more(own_database, impatient, live, chromium, screen):
    given.a_unit()
    with a_person(chromium, live, screen) as person:
        as_staff(person, given.a_resident())
        person.goes_to(FORM)
        person.chooses("楼道、单元门")
        person.types("坏成什么样", "三楼的灯坏了。")
        person.chooses("否")
        person.types("具体地点", "3 号楼")
        person.page.locator("form[method=post] button[type=submit]").last.click()
        person.reads("3 号楼")
        with cases_locked():
            person.page.locator("button[name=send]").first.click()
            person.reads("同时办事的人多")
            person.reads("您填的都还在")
        person.finds_nothing_wrong_here()
        assert [one for one in person.complaints if "status of 503" not in one] == []
        person.complaints.clear()

        person.presses("再办一次")

        person.page.wait_for_url("**/done/")
    with acting_as(world.WATCHER):
        assert [case.description for case in Case.objects.all()] == ["三楼的灯坏了。"]
