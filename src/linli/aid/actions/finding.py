"""Somebody needs help: written down with their word, or their guardian's; or, before that, as an address alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import may, posts_with, require
from linli.aid import rules
from linli.aid.actions.writing import CLERK, clock, held, tell_resident, words_typed, write
from linli.aid.kinds import PURPOSE, kinds
from linli.aid.models import Need, SourceChoices
from linli.aid.rules import AGREED, Basis
from linli.areas.models import Area
from linli.areas.rules import Level, is_virtual
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.inserting import insert
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.people.actions import give_consent
from linli.people.models import Resident, Way
from linli.people.queries import allowed

FIND = "aid.find"


@dataclass(frozen=True)
class NewNeed:
    """What a worker writes down of somebody who needs help."""

    kind: str
    area: str
    source: SourceChoices
    basis: Basis
    words: str
    resident: UUID | None = None
    place: str = ""
    reason: str = ""  # why it could not wait for the person's word
    is_signed: bool = False  # a consent was signed on paper just now
    case: Case | None = None


@transaction.atomic
def find(new: NewNeed, *, by: Actor, at: datetime) -> Need:
    """Write a need down. The unit of who found it answers for it, and reports it within its clock."""
    unit, finder = _finder(by)
    words = words_typed(new.words, "words", _("请写明有什么困难，几个字就行。"))
    if new.kind not in kinds():
        raise Refused("aid.kind_unknown", _("请选是哪一类困难。"), field="kind")
    _check_basis(new.basis, new.resident, new.place, new.reason)
    if new.basis in AGREED and new.resident:
        _agreed(new.resident, new.basis, by, at, is_signed=new.is_signed)
    need = Need(
        number=_next_number(new.area, at),
        kind=new.kind,
        area_id=new.area,
        resident_id=new.resident,
        source=new.source,
        case=new.case,
        found_at=at,
        finder_id=finder,
    )
    need.take(rules.found(unit, new.basis, clock(at)))
    insert(need)
    text = {"words": words, "place": new.place.strip(), "reason": new.reason.strip()}
    record(
        "aid.found", on=need, by=by, at=at, area=new.area, text={key: said for key, said in text.items() if said},
        kind=need.kind, source=need.source, basis=need.basis, unit=unit, due=need.due_at, ends=need.ends_on,
    )  # fmt: skip
    tell_resident(need, "aid.found", at)
    return need


@transaction.atomic
def name(
    need: Need,
    *,
    resident: UUID,
    basis: Basis,
    is_signed: bool = False,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Need:
    """Whom an address was about: they have been asked, and agreed; or are in danger."""
    need = held(need, by)
    _check_basis(basis, resident, "", reason)
    if need.resident_id not in (None, resident):
        raise Refused("aid.another_person", _("这件事登记的是另一位居民。请核对姓名和手机号。"), field="name")
    if basis in AGREED:
        _agreed(resident, basis, by, at, is_signed=is_signed)
    standing = rules.named(need.standing, basis, clock(at))
    need.resident_id = resident
    write(
        need, standing, "aid.named", by=by, at=at, also=("resident",), basis=basis,
        text={"reason": reason.strip()} if reason.strip() else None,
    )  # fmt: skip
    tell_resident(need, "aid.found", at)
    return need


def _finder(by: Actor) -> tuple[UUID, UUID]:
    """The unit that will answer for it, and who found it."""
    require(by, FIND)
    unit = next((post.unit for post in posts_with(by, FIND) if post.unit), None)
    if unit is None or by.user is None:
        raise Refused("aid.no_unit", _("您的岗位不属于哪个单位，不能登记。请联系管理员。"))
    return unit, by.user


def _check_basis(basis: Basis, resident: UUID | None, place: str, reason: str) -> None:
    if basis in AGREED and resident is None:
        raise Refused("aid.who_missing", _("本人同意了的，请填姓名和手机号。"), field="name")
    if basis is Basis.NOBODY and resident is not None:
        raise Refused("aid.nobody_named", _("还没有问过本人的，先只写门牌，不写是谁。"), field="basis")
    if resident is None and len(place.strip()) < 2:
        raise Refused("aid.place_missing", _("请写门牌，比如“3 号楼 2 单元 301”。"), field="place")
    if basis is Basis.URGENT and len(reason.strip()) < 4:
        raise Refused("aid.reason_missing", _("请写明什么危险、为什么等不到本人同意。本人以后会看到。"), field="reason")


def _agreed(resident: UUID, basis: Basis, by: Actor, at: datetime, *, is_signed: bool) -> None:
    """The consent that stands, or the one just signed: noted by who keeps the register, else by a clerk of ours.

    The resident is told of it either way, and takes it back if it was never given.
    """
    with acting_as(CLERK):
        record = Resident.objects.standing().filter(pk=resident).first()
        has_agreed = resident in allowed([resident], PURPOSE, local_day(at))
    if record is None:
        raise Refused("aid.nobody_there", _("名册里没有这位居民。请先登记到居民名册。"), field="name")
    if is_signed:
        way = Way.GUARDIAN if basis is Basis.GUARDIAN else Way.PAPER
        who = by if may(by, "people.change", area=str(record.home_area_id)) else CLERK
        with acting_as(who):
            give_consent(record, purpose=PURPOSE, way=way, by=who, at=at)
    elif not has_agreed:
        raise Refused(
            "aid.not_agreed",
            _("没有查到本人同意“社会救助”的记录。请本人在手机上同意，或者签一份同意书再登记。"),
            field="basis",
        )


def _next_number(area: str, at: datetime) -> str:
    """`B131102-20261123-0012`: the county, the day in China, and the next value of a sequence."""
    communities = Area.objects.current().filter(pk=area, level__gte=Level.COMMUNITY)
    if not communities.exists() or is_virtual(area):
        raise Refused("aid.area_unknown", _("请选在哪个社区（村）。"), field="area")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('aid_serial')")
        return f"B{area[:6]}-{local_day(at):%Y%m%d}-{cursor.fetchone()[0]:04d}"
