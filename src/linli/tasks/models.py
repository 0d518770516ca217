"""Lists of the year, tasks, the units on them, reports with evidence, supervision. `tasks.actions` alone writes."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.languages import in_a_row
from linli.base.models import ScopedRecord
from linli.cases.models import Case
from linli.organizations.models import Organization
from linli.plans.models import Plan
from linli.tasks import rules
from linli.tasks.rules import Light, Standing


class LightChoices(models.TextChoices):
    """The three lights in words."""

    RED = Light.RED.value, _("红灯")
    YELLOW = Light.YELLOW.value, _("黄灯")
    GREEN = Light.GREEN.value, _("绿灯")


class TaskListQuerySet(models.QuerySet["TaskList"]):
    """Questions about lists."""

    def visible_to(self, actor: Actor) -> "TaskListQuerySet":
        """Those of the actor's areas; those sent to the actor's units."""
        if actor.is_system:
            return self.all()
        mine = TaskUnit.objects.filter(task__ledger=models.OuterRef("pk"), unit__in=actor.units)
        return self.filter(models.Q(area__within=actor.sight) | models.Q(models.Exists(mine), sent_at__isnull=False))


class TaskList(ScopedRecord):
    """The tasks of one year of a plan; a draft until it is sent to the units."""

    area = AreaField(verbose_name=_("地区"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("哪一年"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = TaskListQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "area")
        constraints = (models.UniqueConstraint(fields=["plan", "year"], name="task_list_once_a_year"),)
        indexes = (models.Index(fields=["area", "year"], name="task_list_area"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"


class TaskQuerySet(models.QuerySet["Task"]):
    """Questions about tasks."""

    def visible_to(self, actor: Actor) -> "TaskQuerySet":
        """Those of the actor's areas; those of the actor's units, once they are sent."""
        if actor.is_system:
            return self.all()
        return self.filter(models.Q(area__within=actor.sight) | models.Q(pk__in=_of_units(actor)))

    def of_units(self, actor: Actor) -> "TaskQuerySet":
        """What the actor's units have been sent, and no more."""
        return self.filter(pk__in=_of_units(actor))

    def open(self) -> "TaskQuerySet":
        """Sent and not done; the words the index knows."""
        return self.filter(done_at__isnull=True, ledger__sent_at__isnull=False)


def _of_units(actor: Actor) -> "models.QuerySet[TaskUnit, object]":
    sent = TaskUnit.objects.filter(unit__in=actor.units, task__ledger__sent_at__isnull=False)
    return sent.values("task")


class Task(ScopedRecord):
    """One thing to do in a year, in the plan's words; how far it is says the newest report of who leads."""

    ledger = models.ForeignKey(TaskList, on_delete=models.PROTECT, related_name="tasks")
    area = AreaField()
    order = models.PositiveSmallIntegerField(_("序号"))
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("任务"))
    goal = models.TextField(_("目标"), blank=True)
    quantity = models.DecimalField(_("要做到多少"), max_digits=14, decimal_places=4, null=True)
    unit_of_measure = models.CharField(_("计量单位"), max_length=20, blank=True)
    due_on = models.DateField(_("完成期限"))
    lead_names = models.JSONField(default=list, help_text="As the plan writes them.")
    responsible_names = models.JSONField(default=list)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(_("完成百分之几"), default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    reported_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(null=True, help_text="Of a question of the supervisor that is open.")
    reminded_on = models.DateField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("ledger", "order")
        constraints = (
            models.UniqueConstraint(fields=["ledger", "order"], name="task_order"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_percent"),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=models.Q(done_at__isnull=True), name="task_due"),
            models.Index(fields=["area"], name="task_area"),
        )

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def standing(self) -> Standing:
        """What the rules know of it; needs the list."""
        return Standing(
            sent_on=local_day(self.ledger.sent_at) if self.ledger.sent_at else date.min,
            due_on=self.due_on,
            percent=self.percent,
            reported_on=local_day(self.reported_at) if self.reported_at else None,
            is_done=self.done_at is not None,
            answer_due_on=self.answer_due_on,
        )

    @property
    def leading(self) -> str:
        """Who leads, as the plan writes it."""
        return in_a_row(self.lead_names)

    @property
    def responsible(self) -> str:
        """Who else is responsible."""
        return in_a_row(self.responsible_names)

    def light_on(self, today: date) -> LightChoices:
        """Its light on a day, in words."""
        return LightChoices(rules.light(self.standing, today).value)


class TaskUnit(ScopedRecord):
    """A unit that leads a task or is responsible for a part of it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    area = AreaField()
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_lead = models.BooleanField()

    class Meta:
        ordering = ("-is_lead", "id")
        constraints = (models.UniqueConstraint(fields=["task", "unit"], name="task_unit_once"),)
        indexes = (models.Index(fields=["unit"], name="task_unit"),)


class Report(ScopedRecord):
    """What a unit says of how far it is."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    percent = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    words = models.TextField(_("做了什么"))
    is_done = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_report_percent"),)


class Evidence(ScopedRecord):
    """What shows that it was done: a case by its number, a file, or a row of a register as it was called then."""

    kept_files: ClassVar[tuple[str, ...]] = ("key",)

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    register = models.CharField(max_length=20, blank=True, default="", help_text="As `showing` calls it.")
    row = models.CharField(max_length=64, blank=True, default="", help_text="The key of the row there.")
    name = models.CharField(max_length=200, help_text="The number of the case, the name of the file, the row's.")
    key = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("key", "name")  # cases first
        constraints = (
            models.CheckConstraint(
                condition=models.Q(case__isnull=True, key__gt="", register="", row="")
                | models.Q(case__isnull=False, key="", register="", row="")
                | models.Q(case__isnull=True, key="", register__gt="", row__gt=""),
                name="task_evidence_of_one_kind",
            ),
        )

    @property
    def is_image(self) -> bool:
        """Whether it is shown in the page."""
        return self.content_type.startswith("image/")


class Supervision(ScopedRecord):
    """A question of who watches over a list to who leads a task, and the answer."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="supervisions")
    words = models.TextField(_("督办什么"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("最晚哪天答复"))
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(answered_at__isnull=True), name="task_supervision_one_at_a_time"
            ),
        )
