"""Tokens speak for their owner until they are revoked, past, or the owner is closed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions
from linli.accounts.models import ApiToken, User
from linli.accounts.tests import given
from linli.accounts.tokens import actor_of_token, user_of_token
from linli.base.clock import now
from linli.base.refusals import Refused
from linli.base.scope import acting_as

pytestmark = pytest.mark.django_db


def issued(user, ends_at: datetime | None = None):
    by = given.as_actor(user)
    with acting_as(by):
        return actions.issue_token(user, name="报表", by=by, at=now(), ends_at=ends_at)


def test_a_token_speaks_for_its_owner_with_the_posts_held_now_in_one_query():
    user = given.a_staff_user(area="131102")
    _token, secret = issued(user)
    with CaptureQueriesContext(connection) as queries:
        actor, owner = actor_of_token(secret)
    assert len(queries) == 1
    assert (actor.user, actor.areas, owner) == (user.pk, ("131102",), user)


def test_the_secret_itself_is_not_stored():
    token, secret = issued(given.a_staff_user())
    assert secret not in [str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list().get()]


@pytest.mark.parametrize("secret", ["", "linli_", "linli_guess", "Bearer x"])
def test_an_unknown_secret_is_nobodys(secret):
    assert user_of_token(secret) is None


def test_a_token_past_its_end_revoked_or_of_a_closed_owner_is_nobodys():
    user = given.a_staff_user()
    _past, past = issued(user, ends_at=now() - timedelta(seconds=1))
    token, revoked = issued(user)
    with acting_as(given.as_actor(user)):
        actions.revoke_token(token, by=given.as_actor(user), at=now())
    _good, good = issued(user)
    assert [user_of_token(secret) for secret in (past, revoked, good)] == [None, None, user]
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert user_of_token(good) is None


def test_a_token_is_given_and_taken_back_by_its_owner_alone():
    user, other = given.a_staff_user(), given.an_administrator()
    token, _secret = issued(user)
    with acting_as(other), pytest.raises(Refused, match=r"accounts\.token_of_another"):
        actions.revoke_token(token, by=other, at=now())
    with acting_as(other), pytest.raises(Refused, match=r"accounts\.token_of_another"):
        actions.issue_token(user, name="x", by=other, at=now())
