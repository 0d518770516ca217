"""What the desk reads of lists and tasks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import may
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.cases.beside import Waiting
from linli.plans.queries import register_of
from linli.tasks.models import Evidence, LightChoices, Report, Task, TaskList, TaskQuerySet, TaskUnit

MOST_BESIDE = 10
MOST_SAID = 36  # characters of a task on 今天
MOST_OF_A_UNIT = 200  # looked at for 今天; what falls due later waits


@dataclass(frozen=True)
class Counted:
    """A list with how many of its tasks show each light."""

    list: TaskList
    tasks: int
    lights: Sequence[tuple[LightChoices, int]]


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are evidence."""
    return set(Evidence.objects.filter(key__in=keys).values_list("key", flat=True))


def with_units(tasks: TaskQuerySet) -> TaskQuerySet:
    """With what a line of a list shows."""
    units = TaskUnit.objects.select_related("unit")
    return tasks.select_related("ledger").prefetch_related(Prefetch("units", queryset=units))


def lists_for(actor: Actor, today: date) -> list[Counted]:
    """The lists the actor sees, newest first, with their lights."""
    found = list(TaskList.objects.visible_to(actor).select_related("plan", "area").defer("plan__text", "plan__reading"))
    tasks = Task.objects.visible_to(actor).filter(ledger__in=found).select_related("ledger")
    lights: dict[object, Counter[LightChoices]] = {}
    for task in tasks:
        lights.setdefault(task.ledger_id, Counter())[task.light_on(today)] += 1
    return [
        Counted(
            each,
            sum(lights.get(each.pk, Counter()).values()),
            [(light, lights.get(each.pk, Counter())[light]) for light in LightChoices] if each.sent_at else [],
        )
        for each in found
    ]


def mine(actor: Actor) -> list[Task]:
    """What the actor's units have been sent and have not done, what falls due first."""
    return list(with_units(Task.objects.of_units(actor).open()).order_by("due_on", "ledger", "order"))


def reports_of(task: Task) -> list[Report]:
    """What was said of a task, newest first, with the evidence."""
    found = task.reports.select_related("unit", "made_by").prefetch_related("evidence")
    return list(found)


def without_lead(draft: TaskList, tasks: Iterable[Task]) -> set[UUID]:
    """The tasks of a draft of whose leading units the register knows none as it stands now."""
    tasks = list(tasks)
    known = register_of(draft.plan, {name for task in tasks for name in task.lead_names})
    return {task.pk for task in tasks if not known.keys() & set(task.lead_names)}


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: what my unit's tasks want now: an answer, a report of what is behind or soon due."""
    if not actor.units or not may(actor, "tasks.report"):
        return []
    today = local_day(at)
    found = []
    for task in Task.objects.of_units(actor).open().select_related("ledger").order_by("due_on")[:MOST_OF_A_UNIT]:
        light = task.light_on(today)
        if task.answer_due_on:
            found.append((task, _("督办，等你们答复"), task.answer_due_on))
        elif light is not LightChoices.GREEN or task.reported_at is None:
            found.append((task, _("工作任务，请报进展"), task.due_on))
    return [
        Waiting(
            Truncator(task.text).chars(MOST_SAID),
            reverse("tasks:task", args=[task.pk]),
            kind,
            datetime.combine(due, time(18), SHANGHAI),
        )
        for task, kind, due in sorted(found, key=lambda each: each[2])[:MOST_BESIDE]
    ]
