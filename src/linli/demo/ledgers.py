"""Ledgers of areas, filled by most communities over the last months: some are late, some have run out, one holds a slip
of the pen, and one is so new that nobody has filled it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from linli.areas.rules import LENGTHS, Level
from linli.base.clock import SHANGHAI, local_day
from linli.base.journal import Line as Entry
from linli.base.journal import record_all
from linli.cases.attachments import Kept
from linli.demo.chronicle import Chronicler
from linli.demo.draws import Draw
from linli.demo.pictures import pictures
from linli.demo.places import SHOWN, Place
from linli.demo.staff import Worker
from linli.ledgers import actions, rules
from linli.ledgers.actions import Wanted
from linli.ledgers.models import Evidence, Ledger, Line
from linli.ledgers.rules import Field, FieldKind, Figure, Met, Spec

COMMITTEES = ("community_committee", "village_committee")
LAID_OPEN = timedelta(days=230)  # so long ago most were published
NEW = timedelta(days=2)
COUNTY = LENGTHS[Level.COUNTY - 1]
MISSING, NOT_YET, AGAIN, OUTDATED = 0.12, 0.14, 0.2, 0.06
AT_ONCE = 2000


@dataclass(frozen=True)
class Told:
    """A ledger of the demo."""

    name: str
    of: str
    spec: Spec
    opened: timedelta = LAID_OPEN


def keep_ledgers(chronicler: Chronicler) -> int:
    """Define, publish and fill them; how many lines there are."""
    world, until = chronicler.world, chronicler.until
    by = next(worker for worker in world.workers if worker.username == "guanli")
    workers: dict[UUID | None, Worker] = {worker.unit: worker for worker in reversed(world.workers) if worker.unit}
    count = 0
    for told in _told(local_day(until)):
        at = until - told.opened
        wanted = Wanted(told.name, "community", told.of, None, COMMITTEES, told.spec)
        made = actions.draft(None, wanted, area=world.places.root, by=by.actor, at=at)
        ledger = actions.publish(made, by=by.actor, at=at + timedelta(hours=1))
        places = [each for each in world.places.communities if not told.of or not each.is_urban]
        if told.opened > NEW:
            count += _fill(chronicler, ledger, told.spec, places, workers)
    return count


def _told(today: date) -> Iterator[Told]:
    year = today.year
    lit, homes, passed = "通了千兆光纤没有", "通光纤的户数", "全部户数"
    yield Told(
        "千兆光纤通村（社区）",
        "",
        Spec(
            (
                Field("f1", lit, FieldKind.YES_NO),
                Field("f2", homes, FieldKind.WHOLE, required=False, unit="户"),
                Field("f3", passed, FieldKind.WHOLE, required=False, unit="户"),
            ),
            about="光缆到村、能办千兆宽带，就填“是”。",
            met=Met.YES,
            met_field="f1",
            due_on=today - timedelta(days=12),
            goals=((year, Decimal(90)), (year + 1, Decimal(100))),
        ),
    )
    yield Told(
        "村庄规划编制",
        "rural",
        Spec(
            (
                Field("f1", "规划批复没有", FieldKind.YES_NO),
                Field("f2", "做到哪一步", FieldKind.CHOICE, choices=("还没开始", "正在编", "已公示", "已批复")),
                Field("f3", "批复日期", FieldKind.DAY, required=False),
            ),
            about="批复文件拍照上传。批复了才算做到，每年核对一次。",
            needs_evidence=True,
            met=Met.YES,
            met_field="f1",
            renew_months=12,
            due_on=today + timedelta(days=25),
            goals=((year, Decimal(60)), (year + 1, Decimal(80)), (year + 2, Decimal(100))),
        ),
    )
    yield Told("光纤入户", "", _share(homes, passed, "户", today - timedelta(days=40), (year + 1, Decimal(85))))
    hydrants = ("能用的室外消火栓", "全部室外消火栓", "个", today + timedelta(days=40), (year + 1, Decimal(95)))
    yield Told("室外消火栓完好", "", _share(*hydrants), NEW)


def _share(part: str, whole: str, unit: str, due: date, goal: tuple[int, Decimal]) -> Spec:
    return Spec(
        (Field("f2", part, FieldKind.WHOLE, unit=unit), Field("f3", whole, FieldKind.WHOLE, unit=unit)),
        about="没有就填 0。",
        due_on=due,
        figure=Figure.SHARE,
        figure_field="f2",
        figure_of="f3",
        goals=(goal,),
    )


def _fill(
    chronicler: Chronicler, ledger: Ledger, spec: Spec, places: Sequence[Place], workers: dict[UUID | None, Worker]
) -> int:
    today = local_day(chronicler.until)
    committees = {unit.serves: unit.id for unit in chronicler.world.units if unit.type in COMMITTEES}
    paper = next(iter(pictures().values()))[0]
    lines: list[Line] = []
    for place in places:
        unit = committees.get(place.code)
        draw = Draw(chronicler.world.region.key, "ledger", ledger.name, place.code)
        if unit in workers and place.code not in SHOWN and not draw.chance(MISSING):
            lines += _lines(ledger, spec, place, workers[unit], today)
    lines.sort(key=lambda each: each.written_at)
    if spec.figure is Figure.SHARE:
        _slip(lines)
    Line.objects.bulk_create(lines, batch_size=AT_ONCE)
    if spec.needs_evidence:
        Evidence.objects.bulk_create([_shown(each, paper) for each in lines], batch_size=AT_ONCE)
    _enter(ledger, lines, workers, len(lines) if spec.needs_evidence else 0)
    return len(lines)


def _slip(lines: Sequence[Line]) -> None:
    """Lately, and of the last county, somebody wrote three noughts too many: part and whole contradict each other."""
    last = max(lines, key=lambda each: (each.area_id[:COUNTY], each.day, each.area_id))
    last.values = {**last.values, "f2": last.values["f2"] * 1000}


def _lines(ledger: Ledger, spec: Spec, place: Place, by: Worker, today: date) -> Iterator[Line]:
    """One line, and of some a later one: what was not done yet has been done since."""
    draw = Draw("line", ledger.name, place.code)
    outdated = spec.renew_months is not None and draw.chance(OUTDATED)
    # What runs out has just done so, and nothing of its ledger is newer than a month: the figure has fallen.
    newest = 50 if spec.renew_months else 20
    first = today - timedelta(days=draw.whole(366, 372) if outdated else draw.whole(newest, 215))
    done = not draw.chance(NOT_YET)
    again = not outdated and draw.chance(AGAIN)
    days = [(first, done and not again)] + ([(first + timedelta(days=draw.whole(1, 18)), True)] if again else [])
    homes = draw.whole(900, 3000) if place.is_urban else draw.whole(120, 520)
    for day, is_done in days:
        values = rules.kept(spec, _said(spec, is_done, homes, day, draw))
        # Of a day before the ledger was opened, it was written when the ledger was.
        wrote = max(day, today - LAID_OPEN + timedelta(days=2))
        at = datetime.combine(wrote, time(9, draw.whole(0, 59), draw.whole(0, 59)), SHANGHAI)
        yield Line(
            id=draw.id_at(at), ledger=ledger, version_id=ledger.in_force.pk, area_id=place.code, day=day, values=values,
            is_met=rules.meets(spec, values), valid_until=rules.runs_out(spec, day), unit_id=by.unit,
            written_by_id=by.id, written_at=at,
        )  # fmt: skip


def _said(spec: Spec, is_done: bool, homes: int, day: date, draw: Draw) -> dict[str, object]:
    if spec.needs_evidence:
        step = "已批复" if is_done else draw.pick(("还没开始", "正在编", "已公示"))
        return {"f1": is_done, "f2": step, "f3": day - timedelta(days=draw.whole(1, 12)) if is_done else None}
    if spec.figure is Figure.SHARE:
        return {"f2": int(homes * draw.between(0.4, 0.98)), "f3": homes}
    return {"f1": is_done, "f2": int(homes * draw.between(0.4, 0.98)) if is_done else 0, "f3": homes}


def _shown(line: Line, paper: Kept) -> Evidence:
    name = "批复文件.jpg" if line.is_met else "编制现场.jpg"
    return Evidence(line=line, name=name, key=paper.key, content_type=paper.content_type, size=paper.size)


def _enter(ledger: Ledger, lines: Sequence[Line], workers: dict[UUID | None, Worker], evidence: int) -> None:
    """In the journal as `fill` enters it, by who filled it."""
    written: dict[tuple[UUID | None, datetime], list[Line]] = defaultdict(list)
    for line in lines:
        written[line.unit_id, line.written_at].append(line)
    for (unit, at), some in written.items():
        entries = [
            Entry(
                each.pk, each.area_id,
                facts={"ledger": ledger.pk, "day": each.day, "evidence": int(evidence > 0), "is_met": each.is_met},
            )
            for each in some
        ]  # fmt: skip
        record_all("ledgers.filled", kind=Line._meta.label_lower, lines=entries, by=workers[unit].actor, at=at)
