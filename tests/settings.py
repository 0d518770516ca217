"""The product's settings on a server of the tests' own: no fsync, a fast password hash, a home apart.

Where several processes share the tests, each has a home of its own with a link to the one database server.
"""

import os
from pathlib import Path

HOME_OF_TESTS = Path(os.environ.get("LINLI_TEST_HOME", Path(__file__).resolve().parents[1] / ".linli" / "tests"))
(HOME_OF_TESTS / "static").mkdir(parents=True, exist_ok=True)
os.environ["LINLI_HOME"] = str(HOME_OF_TESTS)
os.environ["LINLI_PG_FSYNC"] = "off"
os.environ["LINLI_SECRET_KEY"] = "only-for-tests"
os.environ["LINLI_REGION"] = "hengshui"
os.environ["LINLI_WECOM"] = "console"
os.environ["LINLI_QUIET_HOURS"] = ""  # tests run at night, too
os.environ["LINLI_PASSWORD_HASHER"] = "django.contrib.auth.hashers.MD5PasswordHasher"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread that also asks the database

from linli.project.postgres import ensure, locate  # noqa: E402 (the environment comes first)

SERVER = ensure(locate(HOME_OF_TESTS))
if process := os.environ.get("PYTEST_XDIST_WORKER"):
    own = HOME_OF_TESTS / process
    (own / "static").mkdir(parents=True, exist_ok=True)
    if (own / "pg").resolve() != SERVER.folder:
        (own / "pg").unlink(missing_ok=True)
        (own / "pg").symlink_to(SERVER.folder)
    os.environ["LINLI_HOME"] = str(own)

from linli.project.settings import *  # noqa: E402, F403

# Set up, so that the doors show it, and never there: a test that speaks to a provider brings its own.
NOWHERE = {"issuer": "http://127.0.0.1:9", "client": "x", "secret": "x", "called": ""}
SIGN_IN_ELSEWHERE = SIGN_IN_ELSEWHERE | {"oidc-staff": NOWHERE, "oidc-residents": NOWHERE}  # noqa: F405 (from there)
