"""Databases with a small demo in them, built as the owner does it and looked at as the application."""

from collections.abc import Iterator

import pytest
from django.db import connection

from conftest import own
from linli.demo.build import Built, build
from linli.demo.tests.given import MONDAY, SCALE, the_world, write
from linli.demo.world import World
from tests.owner import connected_as_owner
from tests.template import a_name, clone, put_away


@pytest.fixture(scope="session")
def demo_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[tuple[str, Built]]:
    """A database with a small demo, to be cloned; nobody works in it."""
    name, before = a_name(), connection.settings_dict["NAME"]
    clone(template, name)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        with connected_as_owner():
            built = build("hengshui", until=MONDAY, scale=SCALE)
        connection.settings_dict["NAME"] = before
    yield name, built
    put_away(name)


@pytest.fixture
def built(demo_database: tuple[str, Built], django_db_blocker) -> Iterator[Built]:
    """A small demo, committed in a database of this test's own."""
    with django_db_blocker.unblock(), own(demo_database[0]):
        yield demo_database[1]


@pytest.fixture
def a_world(own_database: str) -> World:
    """Units, staff and residents alone, committed in a database of this test's own."""
    with connected_as_owner():
        found = the_world()
        write(found)
        return found
