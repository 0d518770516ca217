"""Asking who leads why a task is behind, answering, and the reminders that nobody has to think of."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import user_of
from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.notifications.actions import tell
from linli.tasks import rules
from linli.tasks.actions.finding import locked, unit_on
from linli.tasks.actions.listing import VERB
from linli.tasks.actions.reporting import VERB as REPORT
from linli.tasks.models import Supervision, Task


@transaction.atomic
def supervise(task: Task, *, words: str, due_on: date, by: Actor, at: datetime) -> Supervision:
    """Ask who leads; one question at a time, and a day to answer by."""
    require(by, VERB, area=task.area_id)
    task = locked(task, by)
    if by.user is None:
        raise RuntimeError("only a person supervises")
    if task.ledger.sent_at is None or task.done_at:
        raise Conflict("tasks.nothing_to_ask", _("没有下达的、已经报完成的任务，不用督办。"))
    if task.answer_due_on:
        raise Conflict("tasks.asked_already", _("已经督办了，等单位答复以后再问。"))
    if due_on < local_day(at):
        raise Refused("tasks.answer_due_past", _("答复的日子不能早于今天。"), field="due_on")
    asked = Supervision(task=task, words=words, asked_by_id=by.user, asked_at=at, due_on=due_on)
    asked.save(force_insert=True)
    task.answer_due_on = due_on
    task.save(update_fields=["answer_due_on"])
    for each in task.units.filter(is_lead=True).select_related("unit"):
        tell(each.unit, "tasks.supervised", about=task, number="", at=at, due=due_on)
    record("tasks.supervised", on=task, by=by, at=at, area=task.area_id, due=due_on)
    return asked


@transaction.atomic
def answer(task: Task, *, words: str, by: Actor, at: datetime) -> Supervision:
    """Who leads says why, and what happens now; who asked is told."""
    task = locked(task, by)
    unit = unit_on(task, by, leading=True)
    require(by, REPORT, units=[unit])
    asked = task.supervisions.filter(answered_at__isnull=True).first()
    if asked is None:
        raise Conflict("tasks.nothing_asked", _("这项任务没有等答复的督办。"))
    asked.answer, asked.answered_by_id, asked.answered_at = words, by.user, at
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    task.answer_due_on = None
    task.save(update_fields=["answer_due_on"])
    tell(user_of(asked.asked_by_id), "tasks.answered", about=task, number="", at=at)
    record("tasks.answered", on=task, by=by, at=at, area=task.area_id, unit=unit)
    return asked


def remind(*, by: Actor, at: datetime) -> int:
    """For a job: who leads hears 30 and 7 days before the due date, and once when it has passed. How many tasks."""
    today = local_day(at)
    soon = today + max(rules.REMIND_BEFORE)
    open_ones = Task.objects.open().filter(due_on__lte=soon).select_related("ledger")
    told = 0
    for task in open_ones.order_by("due_on", "pk"):
        if rules.is_late(task.standing, today) and task.overdue_told_at is None:
            _tell(task, "overdue", by, at)
        elif rules.is_to_remind(task.standing, task.reminded_on, today):
            _tell(task, "due_soon", by, at)
        else:
            continue
        told += 1
    return told


@transaction.atomic
def _tell(task: Task, what: str, by: Actor, at: datetime) -> None:
    if what == "overdue":
        task.overdue_told_at = at
    else:
        task.reminded_on = local_day(at)
    task.save(update_fields=["overdue_told_at", "reminded_on"])
    for each in task.units.filter(is_lead=True).select_related("unit"):
        tell(each.unit, f"tasks.{what}", about=task, number="", at=at, due=task.due_on)
    record(f"tasks.{what}", on=task, by=by, at=at, area=task.area_id, due=task.due_on)
