"""Who works with the installation: residents and staff of the demo, with a session and a token each."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from linli.accounts.actions import issue_token
from linli.accounts.models import HeldPost, User
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore, actor_of, posts_of
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.demo import doors
from linli.organizations.models import Organization
from linli.people.models import Resident
from tests.faults.harness.client import CSRF

RESIDENTS, CLERKS = 8, 3
HARNESS = system_actor("tests.faults")


def cast(address: str, folder: Path) -> list[Path]:
    """Four processes' worth of people: two of residents, one of the committee's clerks, one of the property company's."""
    committee = Organization.objects.get(type="community_committee", area=doors.COMMUNITY)
    company = Organization.objects.get(type="property_company", area=doors.COMMUNITY)
    with acting_as(HARNESS):
        mine = Resident.objects.filter(home_area=doors.COMMUNITY).order_by("pk")[:RESIDENTS]
        residents = [person(address, user, area=doors.COMMUNITY) for user in _users(mine.values_list("pk", flat=True))]
    clerks = [_clerk(address, user, committee, [str(company.pk)]) for user in _staff_of(committee)]
    fitters = [_clerk(address, user, company, []) for user in _staff_of(company)]
    groups = [residents[::2], residents[1::2], clerks, fitters]
    return [_written(folder / f"{number}.people", group) for number, group in enumerate(groups)]


def person(address: str, user: User, **more: Any) -> dict[str, Any]:
    """Signed in at both doors."""
    session = SessionStore()
    session[USER_KEY], session[HASH_KEY] = str(user.pk), user.get_session_auth_hash()
    session.set_expiry(30 * 24 * 3600)
    session.create()
    actor = actor_of(user, posts_of(user, now()))
    with acting_as(actor):
        _token, secret = issue_token(user, name="故障试验", by=actor, at=now())
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF}"
    return {"address": address, "user": str(user.pk), "token": secret, "cookie": cookie, **more}


def _clerk(address: str, user: User, unit: Organization, to: list[str]) -> dict[str, Any]:
    return person(address, user, unit=str(unit.pk), may_assign_to=to)


def _staff_of(unit: Organization) -> list[User]:
    posts = HeldPost.objects.filter(organization=unit).order_by("pk")[:CLERKS]
    return _users(posts.values_list("user_id", flat=True))


def _users(keys: Any) -> list[User]:
    return list(User.objects.filter(pk__in=list(keys)).order_by("pk"))


def _written(path: Path, people: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps(people), encoding="utf-8")
    return path
