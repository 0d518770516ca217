"""Making the year's list from a published plan, putting it right, and sending it to the units."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.notifications.actions import tell
from linli.organizations.models import Organization
from linli.plans.models import ItemKind, Plan, PlanItem, PlanStatus
from linli.plans.queries import register_of
from linli.tasks import rules
from linli.tasks.actions.finding import locked, locked_list
from linli.tasks.models import Task, TaskList, TaskUnit

VERB = "tasks.manage"


@dataclass(frozen=True)
class Wanted:
    """What a task of the list says."""

    text: str
    goal: str
    quantity: Decimal | None
    unit_of_measure: str
    due_on: date
    lead_names: tuple[str, ...]
    responsible_names: tuple[str, ...]


@transaction.atomic
def make(plan: Plan, year: int, *, by: Actor, at: datetime) -> TaskList:
    """A draft of the year's list: each row of the plan's division of work a task, or where it has none, each task."""
    require(by, VERB, area=plan.area_id)
    if by.user is None:
        raise RuntimeError("only a person makes a list")
    if plan.status != PlanStatus.PUBLISHED:
        raise Refused("tasks.plan_not_published", _("规划还没有确认发布，请管理员先发布。"), field="plan")
    if TaskList.objects.filter(plan=plan, year=year).exists():
        raise Conflict("tasks.list_there", _("这一年的清单已经有了，请在“工作台账”里打开。"))
    items = list(plan.items.filter(kind=ItemKind.ROW)) or list(plan.items.all())
    if not items:
        raise Refused("tasks.nothing_to_do", _("这份规划里没有读到任务，请管理员先加上。"), field="plan")
    made = TaskList(area_id=plan.area_id, plan=plan, year=year, made_by_id=by.user, made_at=at)
    made.save(force_insert=True)
    tasks = [_task(made, order, item) for order, item in enumerate(items, 1)]
    Task.objects.bulk_create(tasks)
    _set_units(plan, tasks)
    record("tasks.list_made", on=made, by=by, at=at, area=plan.area_id, year=year, tasks=len(tasks))
    return made


@transaction.atomic
def change(task: Task, wanted: Wanted, *, by: Actor, at: datetime) -> Task:
    """What is to be done, until when and by whom; of a list that was sent, a unit that is new to the task is told."""
    require(by, VERB, area=task.area_id)
    task = locked(task, by)
    if task.done_at:
        raise Conflict("tasks.done", _("这项任务已经报完成了。"))
    names = (*wanted.lead_names, *wanted.responsible_names)
    plan = Plan.objects.select_related("area").get(pk=task.ledger.plan_id)
    known = register_of(plan, names)
    if unknown := [name for name in names if name not in known]:
        sentence = _("单位登记里没有“%(name)s”。请改成登记的名称，或者请管理员在规划的“对照单位”里指定。")
        raise Refused("tasks.unit_unknown", sentence % {"name": unknown[0]}, field="lead_names")
    if not wanted.lead_names:
        raise Refused("tasks.no_lead", _("请写明哪个单位牵头。"), field="lead_names")
    if wanted.due_on.year != task.ledger.year:
        raise Refused("tasks.due_outside", _("期限要在清单的这一年里。"), field="due_on")
    changed = [name for name in Wanted.__dataclass_fields__ if _plain(wanted, name) != getattr(task, name)]
    for name in changed:
        setattr(task, name, _plain(wanted, name))
    if "due_on" in changed:
        task.reminded_on, task.overdue_told_at = None, None
    task.save()
    before = set(task.units.values_list("unit", flat=True))
    _set_units(plan, [task])
    if task.ledger.sent_at:
        for each in task.units.exclude(unit__in=before).select_related("unit"):
            tell(each.unit, "tasks.assigned", about=task, number="", at=at)
    record("tasks.changed", on=task, by=by, at=at, area=task.area_id, fields=changed)
    return task


@transaction.atomic
def drop(task: Task, *, by: Actor, at: datetime) -> None:
    """Not of this year: taken off a list that has not been sent."""
    require(by, VERB, area=task.area_id)
    task = locked(task, by)
    if task.ledger.sent_at:
        raise Conflict("tasks.sent_already", _("清单已经下达，不能再去掉任务。"))
    record("tasks.dropped", on=task.ledger, by=by, at=at, area=task.area_id, order=task.order)
    task.delete()


@transaction.atomic
def send(tasks: TaskList, *, by: Actor, at: datetime) -> TaskList:
    """The list is everybody's who is on it: each unit is told how many are its own, and the time begins to run.

    Names are held against the register once more: units may have been entered, or named by a person, since it was made.
    """
    require(by, VERB, area=tasks.area_id)
    tasks = locked_list(tasks, by)
    if tasks.sent_at:
        raise Conflict("tasks.sent_already", _("清单已经下达了。"))
    _set_units(Plan.objects.select_related("area").get(pk=tasks.plan_id), tasks.tasks.all())
    on = TaskUnit.objects.filter(task__ledger=tasks)
    without = tasks.tasks.exclude(pk__in=on.filter(is_lead=True).values("task")).count()
    if not tasks.tasks.exists():
        raise Refused("tasks.list_empty", _("清单里没有任务，不能下达。"))
    if without:
        sentence = _("还有 %(count)d 项没有认得的牵头单位。请先写明，或者这一年不列。")
        raise Refused("tasks.without_lead", sentence % {"count": without})
    tasks.sent_at = at
    tasks.save(update_fields=["sent_at"])
    counts = Counter(on.values_list("unit", flat=True))
    for unit in Organization.objects.filter(pk__in=counts):
        tell(unit, "tasks.sent", about=tasks, number="", at=at, count=counts[unit.pk])
    record("tasks.list_sent", on=tasks, by=by, at=at, area=tasks.area_id, year=tasks.year, units=len(counts))
    return tasks


def _task(of: TaskList, order: int, item: PlanItem) -> Task:
    quantity, unit = rules.quantified(item.goal)
    return Task(
        ledger=of,
        area_id=of.area_id,
        order=order,
        heading=item.heading,
        text=item.says,
        goal=item.goal,
        quantity=quantity,
        unit_of_measure=unit,
        due_on=date(of.year, 12, 31),
        lead_names=item.lead_units,
        responsible_names=item.responsible_units,
        span_start=item.span_start,
        span_end=item.span_end,
    )


def _plain(wanted: Wanted, name: str) -> object:
    value = getattr(wanted, name)
    return list(value) if isinstance(value, tuple) else value


def _set_units(plan: Plan, tasks: Iterable[Task]) -> None:
    """The units of the register that the names mean; who leads and is responsible, too, leads."""
    tasks = list(tasks)
    known = register_of(plan, {name for task in tasks for name in (*task.lead_names, *task.responsible_names)})
    TaskUnit.objects.filter(task__in=tasks).delete()
    rows = []
    for task in tasks:
        units: dict[UUID, bool] = {}
        for names, is_lead in ((task.lead_names, True), (task.responsible_names, False)):
            for name in names:
                if name in known:
                    units.setdefault(known[name][1].pk, is_lead)
        rows += [TaskUnit(task=task, area_id=task.area_id, unit_id=unit, is_lead=lead) for unit, lead in units.items()]
    TaskUnit.objects.bulk_create(rows)
