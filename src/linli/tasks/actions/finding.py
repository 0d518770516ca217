"""What every verb begins with: the task, locked, within the actor's sight; and whose it is."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.tasks.models import Task, TaskList


def locked(task: Task, by: Actor) -> Task:
    """The task as it stands now, with its list."""
    found = Task.objects.visible_to(by).select_for_update(of=("self",)).select_related("ledger")
    held = found.filter(pk=task.pk).first()
    if held is None:
        raise Refused("tasks.not_visible", _("没有找到这项任务，或者它不归您管。"))
    return held


def locked_list(of: TaskList, by: Actor) -> TaskList:
    """The list as it stands now."""
    found = TaskList.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=of.pk).first()
    if found is None:
        raise Refused("tasks.not_visible", _("没有找到这项任务，或者它不归您管。"))
    return found


def unit_on(task: Task, by: Actor, *, leading: bool = False) -> UUID:
    """The unit the actor works for on this task, one that leads first."""
    units = task.units.filter(unit__in=by.units).order_by("-is_lead", "id")
    found = (units.filter(is_lead=True) if leading else units).values_list("unit", flat=True).first()
    if found is None:
        raise Refused("tasks.not_yours", _("这项任务不是您单位牵头或者负责的，不能由您来报。"))
    return found
