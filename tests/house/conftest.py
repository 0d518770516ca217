"""A world that the tests of one file share: built once, and every request's writes taken back."""

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings

from conftest import point_at, served
from tests import world
from tests.template import clone, drop


@pytest.fixture(scope="module")
def shared_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database for one file of tests. They look, or take back what they write (`world.undone`)."""
    name, before = f"t_{uuid.uuid4().hex[:12]}", settings.DATABASES["default"]["NAME"]
    clone(template, name)
    with django_db_blocker.unblock():
        point_at(name)
        yield name
        point_at(before)
    drop(name)


@pytest.fixture(scope="module")
def open_house(house: world.World) -> Iterator[str]:
    """The world behind a real port, for browsers. Yields its address."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def house(shared_database: str) -> world.World:
    """The world, standing for all tests of a file."""
    return world.built()
