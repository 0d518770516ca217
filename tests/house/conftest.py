"""A world that the tests of one file share: built once, and every request's writes taken back."""

from collections.abc import Iterator

import pytest

from conftest import own, served
from tests import world


@pytest.fixture(scope="module")
def shared_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database for one file of tests. They look, or take back what they write (`world.undone`)."""
    with django_db_blocker.unblock(), own(template) as name:
        yield name


@pytest.fixture(scope="module")
def open_house(house: world.World) -> Iterator[str]:
    """The world behind a real port, for browsers. Yields its address."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def house(shared_database: str) -> world.World:
    """The world, standing for all tests of a file."""
    return world.built()
