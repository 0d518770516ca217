"""One installation for all fault tests, and a view into its database."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from linli.cases.tests import given
from linli.organizations.models import Organization
from linli.project.postgres import parameters
from tests.faults.installation import SECRET, Installation, installed
from tests.sharing import FIGURE


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """`linli up` with everything real and fsync on; under /tmp, where the server's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="linli-faults-", dir="/tmp"))
    folder.chmod(0o755)
    with installed(folder) as found:
        yield found
        place = found.server.folder
    if not place.is_relative_to(folder):
        shutil.rmtree(place)
    shutil.rmtree(folder)


@pytest.fixture
def site(installation: Installation, django_db_blocker, monkeypatch, settings) -> Iterator[Installation]:
    """The installation, with Django here connected to its database as the application and using its keys."""
    found, before = parameters("linli_app", installation.home), dict(connection.settings_dict)
    monkeypatch.setenv("LINLI_HOME", str(installation.home))
    settings.SECRET_KEY = SECRET
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            HOST=found["host"], PORT=found["port"], PASSWORD=found["password"], NAME=found["dbname"]
        )
        yield installation
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@pytest.fixture
def committee(site: Installation) -> Organization:
    """The one unit that serves the community, so that every case goes to it whatever test it belongs to."""
    return Organization.objects.filter(area=given.COMMUNITY).first() or given.a_unit()


@pytest.fixture
def note(request: pytest.FixtureRequest):
    """Takes a sentence with figures; all are said at the end of the run."""
    return lambda sentence: request.node.user_properties.append((FIGURE, sentence))
