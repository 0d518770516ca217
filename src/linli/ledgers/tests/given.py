"""Readable starts: who fills, who manages, and a ledger that is out."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linli.accounts.models import User, UserKind
from linli.accounts.rights import post_of
from linli.base.actor import Actor, Kind
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.cases.attachments import Kept
from linli.cases.tests import given as cases
from linli.ledgers import actions, queries
from linli.ledgers.actions import Said, Wanted
from linli.ledgers.models import Ledger, LedgerVersion
from linli.ledgers.rules import Field, FieldKind, Met, Spec

COUNTY, STREET, COMMUNITY, NEIGHBOUR = cases.COUNTY, cases.STREET, cases.COMMUNITY, cases.NEIGHBOUR
BEGUN = datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
MARCH = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
PHOTO = Kept("a" * 64, "光缆交接箱.jpg", "image/jpeg", 1000)
do = cases.do

LIT = Field("f1", "通了没有", FieldKind.YES_NO)
HOMES = Field("f2", "通光纤的户数", FieldKind.WHOLE, required=False, unit="户")
FIBRE = Spec((LIT, HOMES), met=Met.YES, met_field="f1", due_on=date(2026, 6, 30), goals=((2026, Decimal(80)),))


def staff(role: str, area: str, unit: Any = None) -> Actor:
    user = User.objects.create(kind=UserKind.STAFF, username=str(new_id()), name="测试员")
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of(role, area, unit.pk if unit else None),))


def manager() -> Actor:
    return staff("supervisor", COUNTY)


def worker(area: str = COMMUNITY) -> Actor:
    return staff("community_worker", area, cases.a_unit("community_committee", area=area))


def wanted(spec: Spec = FIBRE, **more: Any) -> Wanted:
    facts = {
        "name": "千兆光纤通村",
        "each": "community",
        "of": "",
        "filled_by": None,
        "kinds": ("community_committee",),
    }
    return Wanted(**{**facts, **more}, spec=spec)


def a_draft(spec: Spec = FIBRE, *, by: Actor, area: str = COUNTY, at: datetime = BEGUN, **more: Any) -> Ledger:
    return do(actions.draft, None, wanted(spec, **more), area=area, by=by, at=at)


def a_ledger(spec: Spec = FIBRE, *, by: Actor, at: datetime = BEGUN, **more: Any) -> Ledger:
    return do(actions.publish, a_draft(spec, by=by, at=at, **more), by=by, at=at)


def changed(ledger: Ledger, spec: Spec, *, by: Actor, at: datetime, **more: Any) -> Ledger:
    do(actions.draft, ledger, wanted(spec, **more), area="", by=by, at=at)
    return do(actions.publish, ledger, by=by, at=at)


def says(day: date, yes: bool = True, homes: int | None = None, files: Sequence[Kept] = (), note: str = "") -> Said:
    return Said(day, {"f1": yes, "f2": homes}, note, files)


def stood(ledger: Ledger, day: date, *, by: Actor, within: Sequence[str] = (COUNTY,)) -> dict[str, queries.Stood]:
    with acting_as(by):
        fresh = Ledger.objects.select_related("current").get(pk=ledger.pk)
        return {each.area: each for each in queries.areas_of(fresh, within, day)}


def versions(ledger: Ledger) -> list[LedgerVersion]:
    return list(LedgerVersion.objects.filter(ledger=ledger).order_by("number"))
