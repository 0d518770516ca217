"""A unit says how far it is, and shows it: cases by their numbers, rows of registers, photographs and papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.cases import queries as cases
from linli.cases.attachments import Kept
from linli.cases.models import AudienceChoices, Case
from linli.tasks import rules, showing
from linli.tasks.actions.finding import locked, unit_on
from linli.tasks.models import Evidence, Report, Task

VERB = "tasks.report"
MOST_CASES = 20


@dataclass(frozen=True)
class Said:
    """How far a unit says it is."""

    percent: int
    words: str
    amount: Decimal | None = None
    is_done: bool = False
    cases: tuple[str, ...] = ()
    files: Sequence[Kept] = ()
    rows: tuple[str, ...] = ()


@transaction.atomic
def report(task: Task, said: Said, *, by: Actor, at: datetime) -> Report:
    """What was done. Of who leads, it is how far the task is; of the others, a part that stands beside it.

    Done is said with something to show.
    """
    task = locked(task, by)
    unit = unit_on(task, by)
    require(by, VERB, units=[unit])
    if by.user is None:
        raise RuntimeError("only a person reports")
    if task.ledger.sent_at is None or task.done_at:
        raise Conflict("tasks.done", _("这项任务已经报完成了。"))
    shown = _cases(said.cases, by)
    held = showing.found(said.rows, str(task.area_id), local_day(at), by)
    if said.is_done and not (shown or held or said.files or Evidence.objects.filter(report__task=task).exists()):
        sentence = _("报完成要有证明：写办件编号、登记里的记录，或者传照片、文件。")
        raise Refused("tasks.no_evidence", sentence, field="cases")
    percent = rules.ALL if said.is_done else said.percent
    made = Report(
        task=task,
        unit_id=unit,
        percent=percent,
        amount=said.amount,
        words=said.words,
        is_done=said.is_done,
        made_by_id=by.user,
        made_at=at,
    )
    made.save(force_insert=True)
    rows = [Evidence(report=made, case=case, name=case.number) for case in shown]
    rows += [Evidence(report=made, register=each.register, row=each.key, name=each.name[:200]) for each in held]
    rows += [
        Evidence(report=made, name=file.name[:120], key=file.key, content_type=file.content_type, size=file.size)
        for file in said.files
    ]
    Evidence.objects.bulk_create(rows)
    leads = task.units.filter(unit=unit, is_lead=True).exists()
    if leads:
        task.percent, task.amount, task.reported_at = percent, said.amount, at
        task.done_at = at if said.is_done else None
        task.save(update_fields=["percent", "amount", "reported_at", "done_at"])
    record(
        "tasks.reported", on=task, by=by, at=at, area=task.area_id, unit=unit, percent=percent, done=said.is_done,
        evidence=len(rows), leads=leads,
    )  # fmt: skip
    return made


def _cases(numbers: Sequence[str], by: Actor) -> list[Case]:
    """The cases behind these numbers: the unit's own to see, and no confidential ones."""
    if len(numbers) > MOST_CASES:
        raise Refused("tasks.too_many_cases", _("一次最多写 20 个办件编号。"), field="cases")
    found = []
    for number in dict.fromkeys(numbers):
        case = cases.numbered(number, by)
        if case is None or case.audience != AudienceChoices.ORDINARY:
            sentence = _("办件 %(number)s 不能当证明：没有这个编号，或者它是保密的，或者不归您看。")
            raise Refused("tasks.case_not_shown", sentence % {"number": number[:40]}, field="cases")
        found.append(case)
    return found
