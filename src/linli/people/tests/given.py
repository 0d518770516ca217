"""Readable starts: residents who live somewhere. All names and numbers are invented."""

from linli.accounts.phones import user_of_phone
from linli.accounts.tests.given import COMMUNITY, LONG_AGO, SYSTEM, a_phone
from linli.base.scope import acting_as
from linli.people.models import Resident


def a_resident(name: str = "王秀英", area: str = COMMUNITY, phone: str = "") -> Resident:
    """Somebody who lives in a community and has signed in before."""
    with acting_as(SYSTEM):
        user = user_of_phone(phone or a_phone())
        resident = Resident(user=user, name=name, home_area_id=area, registered_at=LONG_AGO)
        resident.save(force_insert=True)
    return resident
