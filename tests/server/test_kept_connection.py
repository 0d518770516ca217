"""A kept connection is looked at by its socket: no round trip while all is well, and a dead one is never used."""

import pytest
from django.db import connection

from linli.project.postgres import connect
from tests.settings import SERVER


@pytest.fixture
def kept(own_database):
    """The application's connection, kept from an earlier request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    connection.health_check_enabled = True
    yield pid
    connection.health_check_enabled = False


def next_request() -> int:
    """What Django does when a request begins, and the backend that then answers."""
    connection.close_if_unusable_or_obsolete()
    connection.close_if_health_check_failed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_connection_that_lives_is_used_on_without_being_asked(kept, monkeypatch):
    assert next_request() == kept  # the first time it is asked
    monkeypatch.setattr(type(connection._connections["default"]), "is_usable", lambda _self: pytest.fail("asked"))
    assert next_request() == kept


def test_one_that_the_server_has_ended_is_noticed_and_replaced(kept):
    assert next_request() == kept
    with connect(SERVER, "postgres", "postgres") as control:
        assert control.execute("SELECT pg_terminate_backend(%s, 2000)", [kept]).fetchone() == (True,)
    assert next_request() != kept


def test_one_that_is_closed_here_is_replaced(kept):
    connection.connection.close()
    assert next_request() != kept


def test_a_long_silence_is_no_proof(kept, monkeypatch):
    assert next_request() == kept
    asked = []
    monkeypatch.setattr("linli.base.database.base.LONGEST_SILENCE", -1.0)
    real = type(connection._connections["default"]).is_usable
    monkeypatch.setattr(
        type(connection._connections["default"]), "is_usable", lambda self: asked.append(1) or real(self)
    )
    assert next_request() == kept
    assert asked == [1]
