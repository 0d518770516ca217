"""Residents called back about the cases of the last two months, and what is put right, as `followups.actions` does it.

Drawn by the same rules, once all cases stand, from the cases as they lie in the database, and written as a COPY.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from linli.base.actor import Actor, system_actor
from linli.base.calendar import Limit, add_working, calendar
from linli.base.clock import SHANGHAI, local_day, now
from linli.base.models import JournalEntry, JournalPayload
from linli.cases.models import AudienceChoices, Case
from linli.cases.rules import Stage
from linli.demo.annals import Annals
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.doors import COUNTY
from linli.demo.draws import Draw as Chance
from linli.demo.rows import Maker
from linli.followups import course, rules
from linli.followups.actions.remedying import OPENER
from linli.followups.course import Cause, Step
from linli.followups.models import Callback, Draw, Remedy

DRAWER = system_actor("followups.draw")
MONTHS = 2
APPEALED = 0.3  # in the shown county, which has a supervisor
SLIP = "居民当面说满意，可能是点错了。（演示）"
NO_SLIP = "居民在评价里写明了哪里没有办好，不是点错。请照样整改。（演示）"
MENDED = (
    "上门重新看过，换了新的，当场试好了。",
    "和居民约了时间，重新办了一遍，说清了原因。",
    "向居民道了歉，已经补办好。",
)
a_draw, a_callback, a_remedy = Maker(Draw), Maker(Callback), Maker(Remedy)
HEARD = """
UPDATE cases_case SET solved = said.solved, version = version + said.times
FROM unnest(%s::uuid[], %s::boolean[], %s::int[]) AS said(id, solved, times) WHERE cases_case.id = said.id
"""


@dataclass(frozen=True)
class Closed:
    """A closed case as far as a caller is concerned."""

    id: UUID
    area: str
    unit: UUID | None
    closed_at: datetime
    solved: bool | None
    rating: int | None
    rated_at: datetime | None


class Caller(Annals):
    """Draws and calls, in memory."""

    def __init__(self, chronicler: Chronicler) -> None:
        chance = Chance(chronicler.world.region.key, "callbacks")
        super().__init__(chronicler.cast, chance, chronicler.until)
        self.until = chronicler.until
        self.draws: list[Draw] = []
        self.callbacks: list[Callback] = []
        self.remedies: list[Remedy] = []
        self.heard: dict[UUID, bool] = {}
        self.versions: Counter[UUID] = Counter()

    def month(self, first: date, cases: Sequence[Closed], share_done: float) -> None:
        """One month: its draw, and of the calls as many as have been made by now; bad ratings besides."""
        at = datetime.combine((first + timedelta(days=32)).replace(day=1), time(8, 23), SHANGHAI)
        drawn = set(self._drawn(first, cases, at)) if at <= self.until else set()
        for case in cases:
            if rules.is_bad(case.rating) and case.rated_at:
                self._put_right(case, first, case.rated_at)
            elif case.id in drawn:
                self._call(case, first, at, share_done)

    def _drawn(self, first: date, cases: Sequence[Closed], at: datetime) -> Iterator[UUID]:
        counties: dict[str, list[Closed]] = defaultdict(list)
        for case in cases:
            counties[case.area[:6]].append(case)
        seed, percent = rules.seed(f"{first:%Y-%m}", ""), settings.LINLI_CALLBACK_SHARE
        for county, closed in sorted(counties.items()):
            count = rules.wanted(len(closed), percent)
            facts: dict[str, Any] = {"percent": percent, "closed": len(closed), "drawn": count, "seed": seed}
            made = a_draw(id=self.draw.id_at(at), month=first, area_id=county, at=at, **facts)
            self.draws.append(made)
            on = ("followups.draw", made.id)
            self.enter("followups.drawn", DRAWER, at, on=on, area=county, month=f"{first:%Y-%m}", **facts)
            lots = sorted(closed, key=lambda case: rules.lot(seed, case.id))
            yield from (case.id for case in lots[:count])

    def _call(self, case: Closed, first: date, at: datetime, share_done: float) -> None:
        """Somebody drawn is called, or is still to be called."""
        callback, called_at = self._to_call(case, rules.Kind.DRAWN, first, at), self._some_days_after(at)
        if not self.draw.chance(share_done) or called_at > self.until or (case.rated_at and case.rated_at >= called_at):
            return
        if self.draw.chance(0.12):
            self._nobody_there(case, callback, called_at)
        else:
            known = case.solved
            self._answers(case, callback, called_at, solved=self.draw.chance(0.8) if known is None else known)

    def _put_right(self, case: Closed, first: date, at: datetime) -> None:
        """A bad rating on its way, as far as those who have a turn have come by now."""
        days = settings.LINLI_REMEDY_DAYS
        known = course.opened(Cause.RATING, at, days, calendar())
        facts = {"cause": Cause.RATING.value, "level": case.rating, "opened_at": at}
        remedy = a_remedy(id=self.draw.id_at(at), case_id=case.id, area_id=case.area, unit_id=case.unit, **facts)
        self.remedies.append(remedy)
        self._of_case(case, "followups.opened", OPENER, at, cause=Cause.RATING.value, due=known.due_at)
        known = self._appealed(case, at, known)
        for kind in (rules.Kind.BAD_RATING, rules.Kind.REVISIT):
            callback, at = self._to_call(case, kind, first, at), self._some_days_after(at)
            if at > self.until:
                break
            known = self._heard_of(case, callback, kind, at, known)
            at = self._some_days_after(at)
            if known.step is not Step.REMEDY or case.unit is None or at > self.until or self.draw.chance(0.2):
                break
            known = course.mended(known, at, calendar())
            worker, text = self.cast.worker(case.unit, self.draw), {"reply": self.draw.pick(MENDED)}
            self._of_step(case, "followups.mended", worker, at, known, text=text)
        remedy.take(known)

    def _appealed(self, case: Closed, opened_at: datetime, known: course.Course) -> course.Course:
        """Some units say at once that it was a slip; whoever decides finds after some days that it was none."""
        at = add_working(opened_at, Limit(6, "hour"), calendar())
        if case.unit is None or case.area[:6] != COUNTY or at > self.until or not self.draw.chance(APPEALED):
            return known
        known = course.appealed(known, at, calendar())
        worker, text = self.cast.worker(case.unit, self.draw), {"reason": SLIP}
        self._of_step(case, "followups.appealed", worker, at, known, text=text, due=known.appeal_due_at)
        at = add_working(at, Limit(4, "day"), calendar())
        if at > self.until:
            return known
        known, judge = course.decided(known, at, holds=False), self.cast.supervisor(case.area)
        self._of_step(case, "followups.appeal_rejected", judge, at, known, text={"reason": NO_SLIP})
        return known

    def _heard_of(
        self, case: Closed, callback: Callback, kind: rules.Kind, at: datetime, known: course.Course
    ) -> course.Course:
        """The resident was asked what is wrong, or whether it is right now."""
        is_first = kind is rules.Kind.BAD_RATING
        content = self.draw.chance(0.3 if is_first else 0.85)
        self._answers(case, callback, at, solved=content)
        moves = course.verified if is_first else course.revisited
        known = moves(known, at, settings.LINLI_REMEDY_DAYS, calendar(), content=content)
        verb = "followups.verified" if is_first else "followups.revisited"
        self._of_step(case, verb, self.cast.dispatcher(case.area), at, known, content=content)
        return known

    def _to_call(self, case: Closed, kind: rules.Kind, first: date, at: datetime) -> Callback:
        due_at = add_working(at, rules.CALL_WITHIN, calendar())
        facts = {"kind": kind.value, "month": first, "made_at": at, "due_at": due_at}
        callback = a_callback(id=self.draw.id_at(at), case_id=case.id, area_id=case.area, **facts)
        self.callbacks.append(callback)
        return callback

    def _some_days_after(self, at: datetime) -> datetime:
        day = add_working(at + timedelta(days=self.draw.whole(0, 8)), Limit(1, "hour"), calendar())
        return day + timedelta(minutes=self.draw.whole(0, 59))

    def _answers(self, case: Closed, callback: Callback, at: datetime, *, solved: bool) -> None:
        by, before = self.cast.dispatcher(case.area), self.heard.get(case.id, case.solved)
        callback.tries, callback.tried_at, callback.settled_at = 1, at, at
        callback.result, callback.solved, callback.called_by_id = rules.Result.REACHED.value, solved, by.user
        changed = ["tries", "tried_at", "result", "settled_at", "called_by", "solved", "level"]
        self.enter(
            "followups.answered", by, at, on=("followups.callback", callback.id), area=case.area, fields=changed,
            case=case.id, solved=solved, level=None,
        )  # fmt: skip
        moved = ["solved"] if solved is not before else []
        facts: dict[str, Any] = {"stage": Stage.CLOSED.value, "unit": case.unit, "solved": solved}
        self.enter("cases.heard", by, at, on=("cases.case", case.id), area=case.area, fields=moved, **facts)
        self.heard[case.id] = solved
        self.versions[case.id] += 1

    def _nobody_there(self, case: Closed, callback: Callback, at: datetime) -> None:
        by = self.cast.dispatcher(case.area)
        callback.tries, callback.tried_at = 1, at
        self.enter(
            "followups.not_reached", by, at, on=("followups.callback", callback.id), area=case.area,
            fields=["tries", "tried_at"], case=case.id, tries=1,
        )  # fmt: skip

    def _of_step(self, case: Closed, verb: str, by: Actor, at: datetime, known: course.Course, **more: Any) -> None:
        outcome = known.outcome.value if known.outcome else None
        self._of_case(case, verb, by, at, step=known.step.value, outcome=outcome, **more)

    def _of_case(self, case: Closed, verb: str, by: Actor, at: datetime, **more: Any) -> None:
        self.enter(verb, by, at, on=("cases.case", case.id), area=case.area, unit=case.unit, **more)


def call_back(chronicler: Chronicler) -> int:
    """Write the callbacks of the last two months that are over and of the present one; how many."""
    caller, this_month = Caller(chronicler), local_day(chronicler.until).replace(day=1)
    first = this_month
    months = [this_month]
    for _each in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    for month, share_done in zip(months, (1.0, 0.6, 0.4), strict=True):
        caller.month(month, list(_closed_in(month)), share_done)
    copy(Draw, caller.draws)
    copy(Callback, caller.callbacks)
    copy(Remedy, caller.remedies)
    copy(JournalPayload, caller.payloads)  # their keys are there: a reply was written under the same ones
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(caller.entries, now()).values()))
    with connection.cursor() as cursor:
        times = [caller.versions[case] for case in caller.heard]
        cursor.execute(HEARD, [list(caller.heard), list(caller.heard.values()), times])
    return len(caller.callbacks)


def _closed_in(first: date) -> Iterator[Closed]:
    start, end = (
        datetime.combine(day, time.min, SHANGHAI) for day in (first, (first + timedelta(days=32)).replace(day=1))
    )
    rows = Case.objects.filter(
        stage=Stage.CLOSED.value, audience=AudienceChoices.ORDINARY, closed_at__gte=start, closed_at__lt=end
    ).order_by("pk")
    columns = ("pk", "area", "unit", "closed_at", "solved", "rating", "given_rating__at")
    for row in rows.values_list(*columns).iterator():
        yield Closed(*row)
