"""Fixtures every test may ask for: a database as the application sees it, and a scope."""

import os
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests.template import built_template, clone, drop


@pytest.fixture(scope="session")
def template() -> str:
    """The name of a database with every migration, the types, the catalogue and one county's areas; built once."""
    return built_template()


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A clone of the template, connected to as the application: as owner every test of sight would pass vacuously."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    clone(template, name)
    before = settings.DATABASES["default"]["NAME"]
    point_at(name)
    yield
    point_at(before)
    drop(name)


@pytest.fixture
def own_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database of this test's own, for what commits. Yields its name."""
    name, before = f"t_{uuid.uuid4().hex[:12]}", settings.DATABASES["default"]["NAME"]
    clone(template, name)
    with django_db_blocker.unblock():
        point_at(name)
        yield name
        point_at(before)
    drop(name)


def point_at(name: str) -> None:
    """Let Django's one connection, and every new one, go to this database."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    os.environ["LINLI_DATABASE"] = name
