"""Readable starts: machines in front of which somebody stands. All names and numbers are invented."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.sessions import SessionStore
from linli.accounts.tests.given import LONG_AGO, MONDAY_9AM, an_actor
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COMMUNITY, a_resident, a_unit
from linli.kiosks import actions, visits
from linli.kiosks.doors import COOKIE
from linli.kiosks.models import Device

__all__ = [
    "COMMUNITY", "COUNTY", "LONG_AGO", "MONDAY_9AM", "NEIGHBOUR", "OTHER_COMMUNITY", "a_resident", "a_unit",
]  # fmt: skip
DAY = timedelta(days=1)
_numbers = count(1)


def a_worker(area: str = COMMUNITY) -> Actor:
    """Who keeps the machines of a community."""
    return an_actor(Role.COMMUNITY_WORKER, area, a_unit(area=area))


def do(action: Any, *args: Any, by: Actor, at: datetime = MONDAY_9AM, **facts: Any) -> Any:
    """Do something as its actor, in the actor's scope."""
    with acting_as(by):
        return action(*args, by=by, at=at, **facts)


def a_machine(area: str = COMMUNITY, by: Actor | None = None, at: datetime = MONDAY_9AM) -> actions.Fresh:
    """A machine just registered, with its code."""
    facts = {"label": f"ZD-{next(_numbers):02d}", "area": area, "place": "服务大厅进门左手"}
    return do(actions.register, **facts, by=by or a_worker(area), at=at)


def a_locker(
    area: str = COMMUNITY, kind: str = "parcel_locker", by: Actor | None = None, at: datetime = MONDAY_9AM
) -> actions.Fresh:
    """A machine that is no kiosk, just registered, with its token."""
    facts = {"label": f"KJ-{next(_numbers):02d}", "area": area, "place": "小区东门", "kind": kind}
    return do(actions.register, **facts, by=by or a_worker(area), at=at)


def an_enrolled(area: str = COMMUNITY, at: datetime | None = None) -> tuple[Device, str]:
    """A machine whose browser has its secret."""
    moment = at or now()
    return actions.enrol(code=a_machine(area, at=moment).code, whence="test", at=moment)


def in_front_of(secret: str, resident: Actor | None = None, at: datetime | None = None) -> Client:
    """The browser of a machine, with somebody signed in at it."""
    client = Client()
    client.cookies[COOKIE] = secret
    if resident is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = visit_of(secret, resident, at)
    return client


def visit_of(secret: str, resident: Actor, at: datetime | None = None) -> str:
    """The session of a visit begun without the code, which accounts' own tests try."""
    moment, request = at or now(), HttpRequest()
    device = actions.found_by(secret, moment)
    assert device is not None
    request.session = SessionStore()
    visits.begin(request, device, User.objects.get(pk=resident.user), moment)
    request.session.save()
    return str(request.session.session_key)
