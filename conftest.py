"""Fixtures every test may ask for: a database as the application sees it, and a scope."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import sharing
from tests.template import a_name, built_template, clone, drop_put_away, put_away

pytest.register_assert_rewrite("tests.browsing", "tests.refusing")
# Scripts run for a moment on each page: what compiles them for long use costs more than it saves.
BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--js-flags=--no-turbofan --no-maglev",
]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Shuffled as they are, files with a browser come last: its event loop stays in this thread until the end."""
    sharing.put_in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Where several processes share the tests, a whole file goes to one of them."""
    from tests.sharing_out import InFiles  # needs pytest-xdist, which one process does without

    return InFiles(config, log)


def pytest_terminal_summary(terminalreporter) -> None:
    """What the faults confirmed, killed and how long it took to come back, whichever process ran them."""
    if figures := list(sharing.figures_of(terminalreporter.stats)):
        terminalreporter.section("faults")
        for figure in figures:
            terminalreporter.line(figure)


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each `Client()` makes the middleware anew, and whitenoise then looks at all static files: a third of all time."""
    found, find = {}, WhiteNoiseMiddleware.add_files_from_finders

    def remember(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remember)
        yield


@pytest.fixture(scope="session")
def template() -> str:
    """The name of a database with every migration, the types, the catalogue and one county's areas; built once."""
    return os.environ.get("LINLI_TEST_TEMPLATE") or built_template()  # tests.mutation names one with a fault


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A clone of the template, connected to as the application: as owner every test of sight would pass vacuously."""
    with own(template):
        yield
    drop_put_away()


@pytest.fixture
def own_database(template: str, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database of this test's own, for what commits. Yields its name."""
    with django_db_blocker.unblock(), own(template) as name:
        yield name


@pytest.fixture
def live(own_database: str) -> Iterator[str]:
    """The product behind a real port, on a database of this test's own. Yields its address."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests; each opens windows of its own."""
    with sync_playwright() as playwright:
        path = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER)
        yield browser
        browser.close()


@contextmanager
def own(template: str) -> Iterator[str]:
    """A clone, where Django goes meanwhile. Gives its name."""
    name, before = a_name(), settings.DATABASES["default"]["NAME"]
    clone(template, name)
    point_at(name)
    yield name
    point_at(before)
    put_away(name)


def point_at(name: str) -> None:
    """Let Django's one connection, and every new one, go to this database."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    os.environ["LINLI_DATABASE"] = name


@contextmanager
def served() -> Iterator[str]:
    """The product behind a real port, on the database Django points at. Gives its address."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
