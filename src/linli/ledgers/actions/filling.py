"""Filling an area's line, and taking a day back: always one line more, never a change of one that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.cases.attachments import Kept
from linli.ledgers import queries, rules
from linli.ledgers.models import FILL, Evidence, Ledger, Line

FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Said:
    """What is so on a day, by the codes of the fields, with what shows it."""

    day: date
    values: Mapping[str, Any]
    note: str = ""
    files: Sequence[Kept] = ()


@transaction.atomic
def fill(ledger: Ledger, area: str, said: Said, *, by: Actor, at: datetime) -> Line:
    """One more line of an area. Of the same day it puts the earlier one right, whose evidence still shows it."""
    ledger = _asked(ledger, area, by, at)
    _check_day(said.day, at)
    if rules.tells_of_a_person(said.note):
        sentence = _("说明里像有身份证号或者手机号。台账不登记个人信息，请删掉。")
        raise Refused("ledgers.personal_words", sentence, field="note")
    spec = ledger.in_force.read
    values = rules.kept(spec, said.values)
    if spec.needs_evidence and not said.files and not _shown_before(ledger, area, said.day):
        raise Refused("ledgers.no_evidence", _("这本台账要有证明：请传照片或者 PDF。"), field="shown")
    line = _line(ledger, area, said.day, by, at)
    line.values, line.note = values, said.note
    line.is_met, line.valid_until = rules.meets(spec, values), rules.runs_out(spec, said.day)
    line.save(force_insert=True)
    Evidence.objects.bulk_create(
        Evidence(line=line, name=file.name[:120], key=file.key, content_type=file.content_type, size=file.size)
        for file in said.files
    )
    record(
        "ledgers.filled", on=line, by=by, at=at, area=area, ledger=ledger.pk, day=said.day, evidence=len(said.files),
        is_met=line.is_met,
    )  # fmt: skip
    return line


@transaction.atomic
def take_back(ledger: Ledger, area: str, day: date, *, note: str, by: Actor, at: datetime) -> Line:
    """What was written of a day is not so: the line of the day before it stands again. Why is said."""
    ledger = _asked(ledger, area, by, at)
    if rules.tells_of_a_person(note):
        sentence = _("说明里像有身份证号或者手机号。台账不登记个人信息，请删掉。")
        raise Refused("ledgers.personal_words", sentence, field="note")
    last = Line.objects.visible_to(by).filter(ledger=ledger, area=area, day=day).order_by("-written_at", "-id").first()
    if last is None or last.is_void:
        raise Conflict("ledgers.nothing_there", _("这一天没有可以作废的记录。"))
    line = _line(ledger, area, day, by, at)
    line.is_void, line.is_met, line.note = True, False, note
    line.save(force_insert=True)
    record("ledgers.taken_back", on=line, by=by, at=at, area=area, ledger=ledger.pk, day=day)
    return line


def _asked(ledger: Ledger, area: str, by: Actor, at: datetime) -> Ledger:
    """The ledger in use, where the actor fills this area and the ledger asks for it."""
    require(by, FILL)
    found = Ledger.objects.visible_to(by).in_use().filter(pk=ledger.pk).first()
    if found is None:
        raise Conflict("ledgers.not_in_use", _("这本台账没有在用。"))
    if not any(area.startswith(each) for each in queries.filler(by).may(found)):
        raise Refused("ledgers.not_yours", _("这个区划的这本台账不由您填。"))
    if not queries.is_of(found, area, local_day(at)):
        raise Refused("ledgers.not_of_it", _("这本台账不要这个区划填。"))
    return found


def _check_day(day: date, at: datetime) -> None:
    if day > local_day(at):
        raise Refused("ledgers.day_ahead", _("不能填以后的日子。"), field="day")
    if day < FIRST_DAY:
        raise Refused("ledgers.day_too_early", _("请填 2000 年以后的日子。"), field="day")


def _shown_before(ledger: Ledger, area: str, day: date) -> bool:
    """Whether something of this day was shown already that a correction need not show again."""
    last = Line.objects.filter(ledger=ledger, area=area, day=day).order_by("-written_at", "-id").first()
    if last is None or last.is_void:
        return False
    return Evidence.objects.filter(line__ledger=ledger, line__area=area, line__day=day).exists()


def _line(ledger: Ledger, area: str, day: date, by: Actor, at: datetime) -> Line:
    if by.user is None:
        raise RuntimeError("only a person fills a ledger")
    return Line(
        ledger=ledger,
        version=ledger.in_force,
        area_id=area,
        day=day,
        unit_id=queries.filler(by).unit_for(ledger),
        written_by_id=by.user,
        written_at=at,
    )
