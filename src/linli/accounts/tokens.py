"""Secrets for programs that act as a user: only their hash is kept, and one statement tells whose they are."""

import secrets

from django.db import connection

from linli.accounts.models import User
from linli.accounts.sessions import USER_COLUMNS, actor_of, read_posts
from linli.base.actor import Actor
from linli.base.encryption import keyed_hash

PREFIX = "linli_"  # so that a secret left in some file is recognised as one

OWNER = """
SELECT u.password, u.id, u.kind, u.username, u.name, u.is_active, u.totp_cipher, u.language,
       (SELECT coalesce(json_agg(json_build_object('role', p.role, 'area', p.area_id, 'unit', p.organization_id)), '[]')
          FROM accounts_post p
         WHERE p.user_id = u.id AND p.starts_at <= now() AND (p.ends_at IS NULL OR p.ends_at > now()))::text
  FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
 WHERE t.token_hash = %s::text AND t.revoked_at IS NULL AND (t.ends_at IS NULL OR t.ends_at > now()) AND u.is_active
"""


def new_secret() -> str:
    """A secret nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What a secret is found by."""
    return keyed_hash(secret, "api_token")


def actor_of_token(secret: str) -> tuple[Actor, User] | None:
    """Whom a secret speaks for and their posts; None where it is unknown, revoked or past, or its owner closed."""
    if not secret.startswith(PREFIX):
        return None
    with connection.cursor() as cursor:
        cursor.execute(OWNER, [hash_of(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    user = User.from_db("default", USER_COLUMNS, row[: len(USER_COLUMNS)])
    return actor_of(user, read_posts(row[len(USER_COLUMNS)])), user


def user_of_token(secret: str) -> User | None:
    """The user a secret speaks for."""
    found = actor_of_token(secret)
    return found[1] if found else None
