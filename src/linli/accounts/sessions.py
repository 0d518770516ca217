"""Sessions that bring the user and the posts with them: one statement a request.

Through the ORM the same cost 2 ms of compiling for each request; this is one SQL constant.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from linli.accounts.models import HeldPost, Session, User, UserKind
from linli.accounts.rights import post_of
from linli.accounts.rules import CODE_LASTS, SETTING_UP_LASTS
from linli.base.actor import NOBODY, Actor, Kind, Post
from linli.base.clock import now
from linli.base.encryption import EncryptionError, decrypt, encrypt

USER_KEY, HASH_KEY, HELD, SETTING_UP, PROVING = "_user", "_password", "_held", "_setting_up", "_proving"
PLACE = {"table": "accounts_session", "column": "session_data", "row": "held"}
# In the model's order; the other columns stay deferred, so that saving such a user cannot empty them.
USER_COLUMNS = ("password", "id", "kind", "username", "name", "is_active", "totp_cipher", "language")

LOAD = """
SELECT s.session_data,
       u.password, u.id, u.kind, u.username, u.name, u.is_active, u.totp_cipher, u.language,
       (SELECT coalesce(json_agg(json_build_object('role', p.role, 'area', p.area_id, 'unit', p.organization_id)), '[]')
          FROM accounts_post p
         WHERE p.user_id = s.user_id AND p.starts_at <= now() AND (p.ends_at IS NULL OR p.ends_at > now()))::text
  FROM accounts_session s LEFT JOIN accounts_user u ON u.id = s.user_id
 WHERE s.session_key = %s AND s.expire_date > now()
"""


@dataclass
class Bearer:
    """The user a session belongs to, with the posts held now."""

    user: User | None = None
    posts: tuple[Post, ...] = field(default_factory=tuple)


class SessionStore(DatabaseStore):
    """Django's database session with our model and the one-statement load."""

    bearer: Bearer

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.bearer = Bearer()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our session table."""
        return Session

    def load(self) -> dict[str, Any]:
        """The session's data; fills `bearer` on the way."""
        if self.session_key is None:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(LOAD, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.bearer = _bearer(row[1:])
        return self.decode(row[0])

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Write the user beside the data, so that a person can list their own sessions."""
        session = super().create_model_instance(data)
        assert isinstance(session, Session)  # noqa: S101 (narrows the type for the reader and mypy)
        session.user_id = UUID(data[USER_KEY]) if data.get(USER_KEY) else None
        session.device = str(data.get("device", ""))[:120]
        if started := data.get("started"):
            session.started_at = datetime.fromisoformat(started)  # otherwise every later save would begin it anew
        return session


def _bearer(columns: tuple[Any, ...]) -> Bearer:
    if columns[1] is None:
        return Bearer()
    count = len(USER_COLUMNS)
    return Bearer(User.from_db("default", USER_COLUMNS, columns[:count]), read_posts(columns[count]))


def read_posts(told: str) -> tuple[Post, ...]:
    """Posts from the JSON that LOAD makes of them."""
    return tuple(post_of(p["role"], p["area"], UUID(p["unit"]) if p["unit"] else None) for p in json.loads(told))


def sign_in(request: HttpRequest, user: User) -> None:
    """Begin a session for a user whose identity has been shown; a new key, so that an old one is worth nothing."""
    request.session.flush()
    request.session[USER_KEY] = str(user.pk)
    request.session[HASH_KEY] = user.get_session_auth_hash()
    request.session["device"] = request.headers.get("User-Agent", "")[:120]
    request.session["started"] = now().isoformat()
    request.session.cycle_key()


def hold(request: HttpRequest, phone: str, at: datetime) -> None:
    """Whoever asks has shown that they hold this phone, and is nobody yet: they are to say who they are."""
    request.session[HELD] = encrypt(f"{phone} {at.isoformat()}", **PLACE)


def held_phone(request: HttpRequest, at: datetime) -> str:
    """The phone that was shown to be held, for as long as its code would have lasted; else nothing."""
    try:
        phone, since = decrypt(request.session[HELD], **PLACE).split(" ")
    except (KeyError, EncryptionError):
        return ""
    return phone if at < datetime.fromisoformat(since) + CODE_LASTS else ""


def let_set_up(request: HttpRequest, user: User, at: datetime) -> None:
    """Somebody of the staff has shown their password, and is nobody until their one-time code is set up; a new key."""
    _let(request, SETTING_UP, user, at)


def setting_up(request: HttpRequest, at: datetime) -> User | None:
    """Who may set their one-time code up and do nothing else; None once it is set up, or the time is over."""
    user = _let_in(request, SETTING_UP, at, SETTING_UP_LASTS)
    return user if user and not user.totp_cipher else None


def let_prove(request: HttpRequest, user: User, at: datetime) -> None:
    """Somebody of the staff was named elsewhere, and is nobody until their one-time code is typed; a new key."""
    _let(request, PROVING, user, at)


def proving(request: HttpRequest, at: datetime) -> User | None:
    """Who may type their one-time code and do nothing else; None once the time is over."""
    user = _let_in(request, PROVING, at, CODE_LASTS)
    return user if user and user.totp_cipher else None


def _let(request: HttpRequest, what: str, user: User, at: datetime) -> None:
    request.session.flush()
    request.session[what] = [str(user.pk), user.get_session_auth_hash(), at.isoformat()]
    request.session.cycle_key()


def _let_in(request: HttpRequest, what: str, at: datetime, lasts: timedelta) -> User | None:
    key, password, since = request.session.get(what) or ("", "", "")
    if not key or at >= datetime.fromisoformat(since) + lasts:
        return None
    user = User.objects.filter(pk=key, kind=UserKind.STAFF, is_active=True).first()
    return user if user and constant_time_compare(password, user.get_session_auth_hash()) else None


def renew(request: HttpRequest, user: User) -> None:
    """Keep this session alive after the user's password has changed; all others end by it."""
    request.session[HASH_KEY] = user.get_session_auth_hash()


def posts_of(user: User, at: datetime) -> tuple[Post, ...]:
    """The posts a user holds at a moment, as an actor carries them."""
    held = HeldPost.objects.held_at(at).filter(user=user)
    return tuple(post_of(post.role, post.area_id, post.organization_id) for post in held)


def sign_out(request: HttpRequest) -> None:
    """End the session here and in the database."""
    request.session.flush()


def actor_and_user(session: Any) -> tuple[Actor, User | None]:
    """Who the session speaks for: nobody where the account is closed or its password has changed since."""
    if not session.session_key or not session.get(USER_KEY):
        return NOBODY, None
    bearer: Bearer = session.bearer
    user = bearer.user
    if user is None or not user.is_active or str(user.pk) != session[USER_KEY]:
        return NOBODY, None
    if not constant_time_compare(session.get(HASH_KEY, ""), user.get_session_auth_hash()):
        return NOBODY, None
    return actor_of(user, bearer.posts), user


def actor_of(user: User, posts: tuple[Post, ...]) -> Actor:
    """The actor of a user; a resident's record carries the id of the sign-in."""
    if user.kind == UserKind.RESIDENT:
        return Actor(Kind.RESIDENT, user=user.pk, resident=user.pk)
    return Actor(Kind.STAFF, user=user.pk, posts=posts, name=user.name)
