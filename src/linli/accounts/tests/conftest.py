"""A provider of OpenID Connect in a process of its own, for all tests of this module."""

from collections.abc import Iterator

import pytest

from linli.accounts.providers import asking, oidc
from tests.standing_in import a_real_provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """Where the provider is."""
    with a_real_provider() as address:
        yield address


@pytest.fixture
def doors(issuer, settings) -> None:
    """Both doors offer it."""
    oidc.forget()
    asking.ask_again()
    facts = {"issuer": issuer, "client": "linli", "secret": "s3cret"}
    named = {"oidc-staff": "政务统一认证", "oidc-residents": "冀时办"}
    settings.SIGN_IN_ELSEWHERE = settings.SIGN_IN_ELSEWHERE | {
        key: {**facts, "called": called} for key, called in named.items()
    }
