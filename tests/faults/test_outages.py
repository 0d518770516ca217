"""While the database is away, busy or out of room people are told to wait, in words, and lose nothing they typed."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.cases.tests.calling import Caller, a_repair, problem
from linli.project.postgres import connect
from tests.settings import SERVER

pytestmark = pytest.mark.usefixtures("own_database")
AWAY, FULL, BUSY = "系统正在恢复", "系统存东西的地方满了", "同时办事的人多"


@pytest.fixture
def resident() -> Client:
    given.a_unit()
    client = Client(raise_request_exception=False)
    return signed_in(client, User.objects.get(pk=given.a_resident().user))


def filled_in(**more: object) -> dict[str, object]:
    return {
        "where": "stairs", "description": "三楼的灯坏了。", "danger": "no", "place": "3 号楼",
        "area": given.COMMUNITY, "client_key": str(uuid4()), "send": "1", **more,
    }  # fmt: skip


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody answers where the database was."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "gone"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def cases_locked() -> Iterator[None]:
    """Somebody's migration holds the table, and our patience is short."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    with connect(SERVER, "linli_owner", connection.settings_dict["NAME"]) as holder, holder.transaction():
        holder.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")
        yield
    connection.close()


def cases() -> int:
    with acting_as(system_actor("tests")):
        return Case.objects.count()


def test_a_page_without_its_database_says_to_wait_and_offers_to_try_again(resident):
    with database_away():
        answer = resident.get("/cases/?from=home")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert AWAY in answer.content.decode()
    assert 'href="/cases/?from=home"' in answer.content.decode()


def test_the_api_without_its_database_answers_a_problem_that_a_program_can_wait_by():
    given.a_unit()
    program = Caller(given.a_resident())
    with database_away():
        answer = program.post("/cases", a_repair())

    assert (answer.status_code, problem(answer)["code"]) == (503, "base.database_away")
    assert int(answer["Retry-After"]) > 0


def test_htmx_without_the_database_is_told_a_sentence_and_swaps_nothing(resident):
    with database_away():
        answer = resident.get("/cases/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Reswap"]) == (503, "none")
    assert "linli:say" in answer["HX-Trigger"]


def test_what_was_typed_into_a_form_can_be_sent_once_more_when_the_database_was_busy(resident):
    sent = filled_in(description='灯坏了 <b>"三楼"</b>')
    with cases_locked():
        answer = resident.post("/apply/public-repair/", sent)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert BUSY in page
    assert 'action="/apply/public-repair/"' in page
    assert 'value="灯坏了 &lt;b&gt;&quot;三楼&quot;&lt;/b&gt;"' in page
    assert cases() == 0

    assert resident.post("/apply/public-repair/", sent).status_code == 302
    assert cases() == 1


def test_where_photos_came_along_the_words_lead_back_to_before_sending(resident):
    with cases_locked():
        answer = resident.post("/apply/public-repair/", filled_in(photos=[a_photo()]))
    page = answer.content.decode()
    assert "只有照片要重新选" in page
    assert 'name="description"' in page
    assert 'name="send"' not in page


def test_a_busy_database_answers_the_api_with_a_problem():
    given.a_unit()
    program = Caller(given.a_resident())
    with cases_locked():
        answer = program.post("/cases", a_repair())

    assert (answer.status_code, problem(answer)["code"]) == (503, "base.busy")
    assert cases() == 0


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/desk/sign-in/", {"username": "zhang.san", "password": "linli-yanshi", "totp": "314159"}),
        ("/desk/me/password/", {"old": "linli-yanshi", "new": "xin-de-mima-1", "again": "xin-de-mima-1"}),
        ("/desk/me/totp/", {"code": "314159"}),
        ("/sign-in/code/", {"code": "314159"}),
    ],
)
def test_a_secret_is_never_written_into_the_page_that_offers_to_try_again(resident, address, typed):
    with database_away():
        answer = resident.post(address, typed)

    assert answer.status_code == 503
    page = answer.content.decode()
    assert [value for value in typed.values() if value in page] == []
    assert 'type="hidden"' not in page


def test_a_photo_without_room_keeps_the_words_and_may_be_left_out(resident, monkeypatch):
    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sent = filled_in()
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        answer = resident.post("/apply/public-repair/", {**sent, "photos": [a_photo()]})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "现在没有地方存文件" in page
    assert "三楼的灯坏了。" in page
    assert cases() == 0

    assert resident.post("/apply/public-repair/", sent).status_code == 302
    assert cases() == 1


def test_a_crash_of_ours_is_said_in_words_too(resident, monkeypatch):
    monkeypatch.setattr("linli.cases.pages.portal.now", lambda: 1 / 0)
    answer = resident.get("/cases/")
    assert answer.status_code == 500
    assert "我们这边出错了" in answer.content.decode()


def a_photo() -> SimpleUploadedFile:
    written = BytesIO()
    Image.frombytes("RGB", (8, 8), os.urandom(8 * 8 * 3)).save(written, "PNG")
    return SimpleUploadedFile("灯.png", written.getvalue(), "image/png")
