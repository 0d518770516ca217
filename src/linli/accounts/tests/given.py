"""Readable starts: staff with posts, residents with phones. All names and numbers are invented."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.test import Client

from linli.accounts.models import HeldPost, PhoneCode, User, UserKind
from linli.accounts.phones import hash_of, user_of_phone
from linli.accounts.rights import Role, post_of
from linli.accounts.rules import CodePurpose
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore
from linli.base.actor import Actor, Kind, system_actor
from linli.base.clock import SHANGHAI
from linli.base.encryption import keyed_hash
from linli.organizations.models import Organization
from linli.organizations.tests.given import COMMUNITY, COUNTY, OTHER_COMMUNITY, OTHER_COUNTY, STREET, a_unit

__all__ = ["COMMUNITY", "COUNTY", "OTHER_COMMUNITY", "OTHER_COUNTY", "STREET", "a_unit"]

MONDAY_9AM = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LONG_AGO = MONDAY_9AM - timedelta(days=400)
PASSWORD = "correct horse 42"
SYSTEM = system_actor("tests")
_numbers = count(1)


def a_phone() -> str:
    """A mobile number nobody has."""
    return f"1990001{next(_numbers):04d}"


def a_staff_user(
    role: str = Role.COMMUNITY_WORKER, area: str = COMMUNITY, unit: Organization | None = None, name: str = "李办事"
) -> User:
    """A member of staff with one post and the password PASSWORD."""
    user = User(kind=UserKind.STAFF, username=f"staff{next(_numbers)}", name=name)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    HeldPost.objects.create(user=user, role=role, area_id=area, organization=unit, starts_at=LONG_AGO)
    return user


def as_actor(user: User) -> Actor:
    """The actor of a user, with the posts held on MONDAY_9AM."""
    if user.kind == UserKind.RESIDENT:
        return Actor(Kind.RESIDENT, user=user.pk, resident=user.pk)
    held = HeldPost.objects.held_at(MONDAY_9AM).filter(user=user)
    posts = tuple(post_of(post.role, post.area_id, post.organization_id) for post in held)
    return Actor(Kind.STAFF, user=user.pk, posts=posts, name=user.name)


def an_actor(role: str = Role.COMMUNITY_WORKER, area: str = COMMUNITY, unit: Organization | None = None) -> Actor:
    """Staff with one post, ready to act."""
    return as_actor(a_staff_user(role, area, unit))


def an_administrator(area: str = COUNTY) -> Actor:
    """Who gives posts in an area."""
    return an_actor(Role.ADMINISTRATOR, area)


def a_resident_user(phone: str = "") -> User:
    """The sign-in of a phone."""
    return user_of_phone(phone or a_phone())


def a_code_read_out(phone: str, purpose: CodePurpose, about: UUID, at: datetime = MONDAY_9AM) -> str:
    """The code just sent to a phone, as its holder reads it out at the desk."""
    sent = PhoneCode(phone_hash=hash_of(phone), purpose=purpose, about=about, sent_at=at)
    sent.code_hash = keyed_hash(f"{sent.pk}:246810:{purpose}:{about}", "phone_code")
    sent.save(force_insert=True)
    return "246810"


def signed_in(client: Client, user: User) -> Client:
    """The client with a session of the user, without going through the door."""
    store = SessionStore()
    store[USER_KEY], store[HASH_KEY] = str(user.pk), user.get_session_auth_hash()
    store.create()
    client.cookies["linli_session"] = store.session_key
    return client
