"""Needs. Rows are written by `aid.actions` only.

What was said, by whom it is known to be about and what was given stands in the need's journal, encrypted with its own
key: a row alone says that in this community there is a need of this kind, with this unit, until this day.
"""

from dataclasses import fields, replace
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.aid.kinds import name_of
from linli.aid.rules import Basis, Helped, Result, Stage, Standing
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.cases.models import Case
from linli.organizations.models import Organization
from linli.people.models import Resident


class StageChoices(models.TextChoices):
    """How far a need has come, in the reader's words."""

    FOUND = Stage.FOUND.value, _("已发现")
    REPORTED = Stage.REPORTED.value, _("已报告，等接收")
    ACCEPTED = Stage.ACCEPTED.value, _("已接收")
    SERVED = Stage.SERVED.value, _("正在帮")
    CLOSED = Stage.CLOSED.value, _("已结束")


class BasisChoices(models.TextChoices):
    """On whose word it stands."""

    CONSENT = Basis.CONSENT.value, _("本人同意")
    GUARDIAN = Basis.GUARDIAN.value, _("监护人同意")
    URGENT = Basis.URGENT.value, _("情况紧急，先办后告知")
    NOBODY = Basis.NOBODY.value, _("还没有问过本人")


class ResultChoices(models.TextChoices):
    """How it ended."""

    HELPED = Result.HELPED.value, _("帮上了")
    NOT_ELIGIBLE = Result.NOT_ELIGIBLE.value, _("不符合条件")
    DECLINED = Result.DECLINED.value, _("本人不需要了")
    MOVED = Result.MOVED.value, _("搬走了")
    LAPSED = Result.LAPSED.value, _("到期结束")


class SourceChoices(models.TextChoices):
    """Who noticed."""

    RESIDENT = "resident", _("本人来说的")
    VISIT = "visit", _("上门走访看到的")
    NEIGHBOUR = "neighbour", _("邻居说的")
    UNIT = "unit", _("单位发现的")
    CASE = "case", _("办件里看到的")


class HelpedChoices(models.TextChoices):
    """What the person says afterwards."""

    YES = Helped.YES.value, _("帮上了")
    PARTLY = Helped.PARTLY.value, _("帮上一些")
    NO = Helped.NO.value, _("没有帮上")


STANDING = tuple(field.name for field in fields(Standing))  # what the rules decide
IDS = {"unit": "unit_id", "offered_to": "offered_to_id"}  # columns that are called otherwise
_of_standing = attrgetter(*(IDS.get(name, name) for name in STANDING))


def units_reading(actor: Actor) -> list[UUID]:
    """The units for which the actor reads needs: an area alone shows none."""
    return [post.unit for post in posts_with(actor, "aid.read") if post.unit]


class NeedQuerySet(models.QuerySet["Need"]):
    """Questions about needs, in the field's words."""

    def visible_to(self, actor: Actor) -> "NeedQuerySet":
        """The rule of sight, for speed: the unit that answers, the one asked, and whom it is about, once told."""
        if actor.is_system:
            return self.all()
        if actor.is_resident:
            return self.filter(resident=actor.resident, told_at__isnull=False)
        units = units_reading(actor)
        return self.filter(models.Q(unit__in=units) | models.Q(offered_to__in=units))

    def unended(self) -> "NeedQuerySet":
        """Open in any way; the words the indexes know. What has ended stands on no list."""
        return self.filter(closed_at__isnull=True)

    def awaiting(self, units: list[UUID]) -> "NeedQuerySet":
        """Whose turn is one of these units'."""
        mine = models.Q(unit__in=units, offered_to__isnull=True) | models.Q(offered_to__in=units)
        return self.unended().filter(mine)


class Need(ScopedRecord):
    """That somebody needs help, from its being found to its end by a day."""

    number = models.CharField(_("编号"), max_length=24, unique=True)
    kind = models.CharField(_("困难"), max_length=30, help_text="A code of data/aid/kinds.toml.")
    area = AreaField(verbose_name=_("社区（村）"))
    resident = models.ForeignKey(
        Resident,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody before they were asked, and once the words are destroyed.",
    )
    source = models.CharField(_("怎么发现的"), max_length=10, choices=SourceChoices.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    found_at = models.DateTimeField()
    finder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    stage = models.CharField(_("状态"), max_length=10, choices=StageChoices.choices)
    basis = models.CharField(_("本人知道吗"), max_length=10, choices=BasisChoices.choices)
    unit = models.ForeignKey(
        Organization, verbose_name=_("现在谁负责"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    offered_to = models.ForeignKey(
        Organization,
        verbose_name=_("等谁接收"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    ends_on = models.DateField(_("到哪天止"))
    due_at = models.DateTimeField(_("这一步的期限"), null=True)
    told_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(_("结果"), max_length=12, choices=ResultChoices.choices, null=True)
    referred_count = models.PositiveSmallIntegerField(default=0)
    returned_count = models.PositiveSmallIntegerField(default=0)
    reviewed_count = models.PositiveSmallIntegerField(default=0)

    helped = models.CharField(max_length=8, choices=HelpedChoices.choices, null=True)
    escalated_at = models.DateTimeField(null=True, help_text="When somebody was last told that it is late.")
    tell_late_at = models.DateTimeField(
        null=True, help_text="When it was told that the person should have been told by now."
    )
    reminded_on = models.DateField(null=True, help_text="The last day of which its unit was reminded.")
    forgotten_at = models.DateTimeField(null=True, help_text="When the words were destroyed.")

    objects = NeedQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["unit", "due_at"], condition=models.Q(closed_at__isnull=True), name="need_unit_due"),
            models.Index(
                fields=["offered_to", "due_at"], condition=models.Q(offered_to__isnull=False), name="need_asked_due"
            ),
            models.Index(fields=["area", "found_at"], name="need_area_found"),
            models.Index(
                fields=["closed_at"], condition=models.Q(forgotten_at__isnull=True), name="need_to_be_forgotten"
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="need_closed_with_result",
                condition=models.Q(
                    stage="closed", closed_at__isnull=False, result__isnull=False, due_at=None, offered_to=None
                )
                | (~models.Q(stage="closed") & models.Q(closed_at=None, result=None, due_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="need_asks_another_unit",
                condition=models.Q(offered_to__isnull=True) | ~models.Q(offered_to=models.F("unit")),
            ),
            models.CheckConstraint(
                name="need_reported_asks_somebody",
                condition=~models.Q(stage="reported") | models.Q(offered_to__isnull=False),
            ),
            models.CheckConstraint(
                name="need_of_nobody_named_is_an_address",
                condition=~models.Q(basis="nobody") | models.Q(resident__isnull=True),
            ),
            models.CheckConstraint(
                name="need_forgotten_names_nobody",
                condition=models.Q(forgotten_at__isnull=True)
                | models.Q(resident__isnull=True, case__isnull=True, closed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def kind_name(self) -> str:
        """生活困难, in the reader's language."""
        return name_of(self.kind)

    @property
    def standing(self) -> Standing:
        """What the rules know of it."""
        known = Standing(**dict(zip(STANDING, _of_standing(self), strict=True)))
        return replace(
            known,
            stage=Stage(known.stage),
            basis=Basis(known.basis),
            result=Result(known.result) if known.result else None,
        )

    def take(self, standing: Standing) -> list[str]:
        """Set the columns the rules have decided, and name those that changed."""
        changed = []
        for name, before in zip(STANDING, _of_standing(self), strict=True):
            after = getattr(standing, name)
            plain = after.value if isinstance(after, StrEnum) else after
            if before != plain:
                setattr(self, IDS.get(name, name), plain)
                changed.append(name)
        return changed
