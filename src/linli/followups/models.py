"""Draws, callbacks and remedies. Rows are written by `followups.actions` only."""

from dataclasses import fields, replace
from operator import attrgetter
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.cases.models import Case
from linli.followups import rules
from linli.followups.course import Appeal, Cause, Course, Outcome, Step
from linli.organizations.models import Organization


class KindChoices(models.TextChoices):
    """Why a resident is called, in the reader's words."""

    DRAWN = rules.Kind.DRAWN.value, _("抽到")
    BAD_RATING = rules.Kind.BAD_RATING.value, _("差评")
    REVISIT = rules.Kind.REVISIT.value, _("整改以后再问")


class ResultChoices(models.TextChoices):
    """How a callback ended."""

    REACHED = rules.Result.REACHED.value, _("问到了")
    NOT_REACHED = rules.Result.NOT_REACHED.value, _("打了三次没人接")
    MOOT = rules.Result.MOOT.value, _("又在办理，不用问了")


class StepChoices(models.TextChoices):
    """Where a remedy stands."""

    VERIFY = Step.VERIFY.value, _("等核实")
    REMEDY = Step.REMEDY.value, _("等整改")
    REVISIT = Step.REVISIT.value, _("等再问居民")
    DONE = Step.DONE.value, _("办完了")


class OutcomeChoices(models.TextChoices):
    """How a remedy ended."""

    SETTLED = Outcome.SETTLED.value, _("问清了，居民没有意见")
    REMEDIED = Outcome.REMEDIED.value, _("居民说整改好了")
    UNCONFIRMED = Outcome.UNCONFIRMED.value, _("整改了，没有联系上居民")
    UNREMEDIED = Outcome.UNREMEDIED.value, _("整改两次，居民还是不满意")
    SET_ASIDE = Outcome.SET_ASIDE.value, _("申诉成立，评价不计")


class AppealChoices(models.TextChoices):
    """Where an appeal stands."""

    OPEN = Appeal.OPEN.value, _("申诉等决定")
    UPHELD = Appeal.UPHELD.value, _("申诉成立")
    REJECTED = Appeal.REJECTED.value, _("申诉不成立")


class Draw(ScopedRecord):
    """One county's draw of one month: what it was drawn by, from how many, and how many."""

    month = models.DateField(help_text="Its first day.")
    area = AreaField()
    seed = models.CharField(max_length=100)
    percent = models.PositiveSmallIntegerField()
    closed = models.PositiveIntegerField(help_text="Ordinary cases closed in the month, when it was drawn.")
    drawn = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["month", "area"], name="draw_once"),
            models.CheckConstraint(condition=models.Q(drawn__lte=models.F("closed")), name="draw_of_closed"),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.month:%Y-%m}"


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Questions about callbacks."""

    def visible_to(self, actor: Actor) -> "CallbackQuerySet":
        """Those in the areas of posts that read callbacks; the cases themselves follow the rule of sight for cases."""
        areas = sorted({post.area for post in posts_with(actor, "cases.read_callbacks")})
        return self.all() if actor.is_system else self.filter(area__within=areas)

    def waiting(self) -> "CallbackQuerySet":
        """Still to be made; the words the index knows."""
        return self.filter(settled_at__isnull=True)


class Callback(ScopedRecord):
    """One resident to be asked once more about one case, and what they said."""

    OPEN: ClassVar[models.Q] = models.Q(settled_at__isnull=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    area = AreaField(verbose_name=_("社区（村）"))
    kind = models.CharField(_("为什么回访"), max_length=10, choices=KindChoices.choices)
    month = models.DateField(help_text="The first day of the month whose share it counts for.")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(_("回访期限"))
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    result = models.CharField(_("结果"), max_length=12, choices=ResultChoices.choices, blank=True)
    solved = models.BooleanField(null=True)
    level = models.PositiveSmallIntegerField(null=True, help_text="What the resident said, also where it rated before.")
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(settled_at__isnull=True), name="callback_one_at_a_time"
            ),
            models.CheckConstraint(
                name="callback_settled_with_result",
                condition=models.Q(settled_at__isnull=True, result="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(result="")),
            ),
            models.CheckConstraint(
                name="callback_answer_when_reached",
                condition=models.Q(result="reached") | models.Q(solved__isnull=True),
            ),
            models.CheckConstraint(
                name="callback_level_of_five",
                condition=models.Q(level__isnull=True) | models.Q(level__range=(1, 5)),
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "due_at"], condition=models.Q(settled_at__isnull=True), name="callback_waiting"
            ),
            models.Index(fields=["month", "area"], name="callback_month"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def standing(self) -> rules.Call:
        """What the rules know of it."""
        return rules.Call(self.tries, self.tried_at, rules.Result(self.result) if self.result else None)


class RemedyQuerySet(models.QuerySet["Remedy"]):
    """Questions about remedies."""

    def visible_to(self, actor: Actor) -> "RemedyQuerySet":
        """Those of the actor's units, and those in the areas of posts that read callbacks."""
        areas = sorted({post.area for post in posts_with(actor, "cases.read_callbacks")})
        return (
            self.all()
            if actor.is_system
            else self.filter(models.Q(unit__in=actor.units) | models.Q(area__within=areas))
        )

    def unended(self) -> "RemedyQuerySet":
        """Still on its way; the words the indexes know."""
        return self.filter(closed_at__isnull=True)

    def appealed(self) -> "RemedyQuerySet":
        """With an appeal that waits, also where the remedy has ended meanwhile; the words the index knows."""
        return self.filter(appeal=Appeal.OPEN.value)


COURSE = tuple(field.name for field in fields(Course))  # columns of a remedy that the rules decide
_of_course = attrgetter(*COURSE)


class Remedy(ScopedRecord):
    """What is put right after a bad rating, or after a caller heard too late that it was not solved."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = AreaField(verbose_name=_("社区（村）"))
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Cause])
    level = models.PositiveSmallIntegerField(null=True, help_text="The rating it began with.")
    opened_at = models.DateTimeField()
    step = models.CharField(_("到哪一步"), max_length=10, choices=StepChoices.choices)
    due_at = models.DateTimeField(_("这一步的期限"))
    appeal_until = models.DateTimeField()
    rounds = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(_("结果"), max_length=12, choices=OutcomeChoices.choices, null=True)
    appeal = models.CharField(max_length=10, choices=AppealChoices.choices, null=True)
    appeal_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    appeal_late_at = models.DateTimeField(null=True, help_text="When it was told that nobody had decided the appeal.")

    objects = RemedyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(closed_at__isnull=True), name="remedy_one_at_a_time"
            ),
            models.CheckConstraint(
                name="remedy_done_with_outcome",
                condition=models.Q(step="done", outcome__isnull=False, closed_at__isnull=False)
                | (~models.Q(step="done") & models.Q(outcome__isnull=True, closed_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(fields=["area", "due_at"], condition=models.Q(closed_at__isnull=True), name="remedy_area_due"),
            models.Index(fields=["unit", "due_at"], condition=models.Q(closed_at__isnull=True), name="remedy_unit_due"),
            models.Index(fields=["case"], name="remedy_case"),
            models.Index(fields=["unit", "closed_at"], name="remedy_unit_closed"),
            models.Index(
                fields=["area", "appeal_due_at"], condition=models.Q(appeal="open"), name="remedy_appeal_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"

    @property
    def standing(self) -> Course:
        """What the rules know of it."""
        known = Course(*_of_course(self))
        return replace(
            known,
            step=Step(known.step),
            outcome=Outcome(known.outcome) if known.outcome else None,
            appeal=Appeal(known.appeal) if known.appeal else None,
        )

    def take(self, course: Course) -> list[str]:
        """Set the columns the rules have decided, and name those that changed."""
        changed = []
        for name, before, after in zip(COURSE, _of_course(self), _of_course(course), strict=True):
            plain = after.value if isinstance(after, Step | Outcome | Appeal) else after
            if before != plain:
                setattr(self, name, plain)
                changed.append(name)
        return changed
