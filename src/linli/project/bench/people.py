"""Who acts in a bench: tokens for programs, sessions for browsers, of people who are in the demo anyway.

Runs in the process of `seeding`, as the owner.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.accounts.models import ApiToken, HeldPost, User
from linli.accounts.rights import Role
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore, actor_of, posts_of
from linli.accounts.tokens import hash_of, new_secret
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import SETTINGS, settings_of


def tokens_of(users: Iterable[UUID]) -> dict[UUID, str]:
    """A token for each."""
    secrets = {user: new_secret() for user in users}
    at = now()
    ApiToken.objects.bulk_create(
        ApiToken(user_id=user, name="bench", token_hash=hash_of(secret), created_at=at)
        for user, secret in secrets.items()
    )
    return secrets


def session_of(user: User) -> str:
    """The key of a new session."""
    session = SessionStore()
    session[USER_KEY] = str(user.pk)
    session[HASH_KEY] = user.get_session_auth_hash()
    session.set_expiry(timedelta(days=2))
    session.create()
    session.save()
    return str(session.session_key)


def actor_named(username: str) -> tuple[User, Actor]:
    """One of the demo's staff with the posts held now."""
    user = User.objects.get(username=username)
    return user, actor_of(user, posts_of(user, now()))


def taking(actor: Actor) -> str:
    """The scope of an actor, as one statement of a script."""
    values = zip(SETTINGS, settings_of(actor), strict=True)
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in values) + ";"


def teams() -> list[dict[str, Any]]:
    """A dispatcher of each county that has one, and a clerk of its urban management who resolves."""
    found = []
    for post in HeldPost.objects.held_at(now()).filter(role=Role.DISPATCHER).select_related("user").order_by("area_id"):
        handling = HeldPost.objects.held_at(now()).filter(
            role=Role.HANDLER, area_id=post.area_id, organization__type_id="urban_management"
        )
        if handler := handling.select_related("user").first():
            found.append(
                {
                    "area": post.area_id,
                    "dispatcher": post.user,
                    "handler": handler.user,
                    "unit": handler.organization_id,
                }
            )
    return found
