"""Who stands at a machine: kept in its browser's session, apart from any sign-in, for as long as its pages are touched.

A visit opens the pages of this door and no others: for the rest of the product nobody is signed in here.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from linli.accounts.models import User, UserKind
from linli.base.actor import Actor, Kind
from linli.kiosks import rules
from linli.kiosks.models import Device

VISIT, PHONE = "kiosk_visit", "kiosk_phone"


@dataclass(frozen=True)
class Visit:
    """Somebody signed in at this machine."""

    resident: UUID
    began_at: datetime
    touched_at: datetime

    @property
    def actor(self) -> Actor:
        """Whom the pages act for."""
        return Actor(Kind.RESIDENT, user=self.resident, resident=self.resident)


def begin(request: HttpRequest, device: Device, user: User, at: datetime) -> Visit:
    """Whoever has shown who they are; a new session, so that nothing of the one before is in it."""
    request.session.flush()
    visit = Visit(user.pk, at, at)
    _keep(request, device, visit)
    request.session.cycle_key()
    return visit


def current(request: HttpRequest, device: Device, at: datetime) -> Visit | None:
    """Who is signed in at this machine now; the visit goes on from here. Once it has ended nothing of it is left."""
    kept = request.session.get(VISIT)
    if not kept:
        return None
    key, resident, *moments = kept
    began_at, touched_at = map(datetime.fromisoformat, moments)
    known = User.objects.filter(pk=resident, kind=UserKind.RESIDENT, is_active=True)
    if key != str(device.pk) or rules.is_over(began_at, touched_at, at) or not known.exists():
        end(request)
        return None
    visit = Visit(UUID(resident), began_at, at)
    _keep(request, device, visit)
    return visit


def end(request: HttpRequest) -> None:
    """Nothing of whoever stood here stays, neither here nor in the database."""
    if VISIT in request.session or PHONE in request.session:
        request.session.flush()


def _keep(request: HttpRequest, device: Device, visit: Visit) -> None:
    moments = (visit.began_at.isoformat(), visit.touched_at.isoformat())
    request.session[VISIT] = [str(device.pk), str(visit.resident), *moments]
    request.session.set_expiry(int(rules.VISIT_LASTS.total_seconds()))
