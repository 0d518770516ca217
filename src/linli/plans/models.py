"""Plans, their targets and their tasks as rows. A plan is a public document: everybody of the desk may read it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.languages import in_a_row
from linli.base.models import Record
from linli.organizations.models import Organization
from linli.plans.reading.result import Tier
from linli.plans.rules import ItemValues, TargetValues


class PlanStatus(models.TextChoices):
    """A plan is read by a program and stands as a draft until a person has confirmed it."""

    DRAFT = "draft", _("待确认")
    PUBLISHED = "published", _("已发布")


class Plan(Record):
    """One plan document of a region, with the text it was read from."""

    area = AreaField(verbose_name=_("地区"))
    title = models.CharField(_("标题"), max_length=120)
    notice_title = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(_("印发单位"), max_length=80, blank=True)
    document_number = models.CharField(_("文号"), max_length=40, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True)
    period = models.CharField(_("规划期"), max_length=9, blank=True)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    reading = models.JSONField(help_text="The whole result of reading, as `linli plan read --json` gives it.")
    status = models.CharField(_("状态"), max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    loaded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("area", "-loaded_at")
        constraints = (
            models.UniqueConstraint(fields=["area", "text_hash"], name="plan_text_once_per_area"),
            models.CheckConstraint(
                name="plan_published_when_published",
                condition=models.Q(status="draft", published_at__isnull=True)
                | models.Q(status="published", published_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def named_elsewhere(self) -> str:
        """The region its words name, where that is hardly the one it was loaded for; 楚雄州 is 楚雄彝族自治州."""
        named = str(self.reading.get("region") or "")
        return "" if not named or named[:2] == self.area.name[:2] else named

    @property
    def can_be_discarded(self) -> bool:
        """Whether it is a draft that came by an upload and was never published: nobody has built on it."""
        if self.status != PlanStatus.DRAFT or self.revisions.filter(kind=RevisionKind.PUBLISHED).exists():
            return False
        return any(not each.was_known for each in self.uploads.defer("content"))

    def settled(self) -> dict[int, str]:
        """What was written of the problems, the last word on each."""
        steps = self.revisions.filter(problem__isnull=False).order_by("made_at", "id")
        return {step.problem: step.note for step in steps if step.problem}


class TargetTier(models.TextChoices):
    """How much weight the plan gives a target."""

    HEADLINE = Tier.HEADLINE.value, _("主要指标")
    BODY = Tier.BODY.value, _("正文里的目标")
    BOX = Tier.BOX.value, _("专栏和附件里的目标")


class PlanTarget(Record):
    """One target of a plan, bound to an indicator or to the register it waits for."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField()
    tier = models.CharField(
        max_length=8, choices=TargetTier.choices, default=TargetTier.BODY, db_default=TargetTier.HEADLINE
    )
    name = models.CharField(_("指标"), max_length=120)
    baseline = models.DecimalField(_("基期值"), max_digits=14, decimal_places=4, null=True)
    low = models.DecimalField(_("目标值"), max_digits=14, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=4, null=True, help_text="The other end of a range.")
    comparator = models.CharField(max_length=5, blank=True)
    unit_of_measure = models.CharField(max_length=20, blank=True)
    attribute = models.CharField(_("属性"), max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    section = models.CharField(max_length=60, blank=True)
    raw = models.CharField(_("原文"), max_length=120)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    indicator = models.CharField(max_length=40, blank=True, help_text="Id of the indicator that measures it.")
    waits_for = models.CharField(max_length=10, blank=True, help_text="The register it needs, such as E1.")

    class Meta:
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "order"], name="plan_target_order"),
            models.CheckConstraint(
                name="plan_target_bound_or_waiting",
                condition=models.Q(indicator="") | models.Q(waits_for=""),
            ),
        )

    def values(self) -> TargetValues:
        """What the figure says, apart from where it stands."""
        return TargetValues(**{name: getattr(self, name) for name in TargetValues.__dataclass_fields__})

    def as_published(self) -> dict[str, Any]:
        """What stays of it with the publication: what it says, and what measures it."""
        return {**self.values().as_facts(), "tier": self.tier, "raw": self.raw, "indicator": self.indicator}

    @property
    def wanted(self) -> str:
        """The target in words: ≥30 平方米."""
        sign = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}.get(self.comparator, "")
        ends = [plain(end) for end in (self.low, self.high) if end is not None]
        joined = "–".join(ends)
        return f"{sign}{joined}{spaced(self.unit_of_measure)}"

    @property
    def stood(self) -> str:
        """The baseline in words; empty where the plan gives none."""
        return f"{plain(self.baseline)}{spaced(self.unit_of_measure)}" if self.baseline is not None else ""


class ItemKind(models.TextChoices):
    """What of a plan somebody has to do, as the plan sets it out."""

    TASK = "task", _("任务")
    ACTION = "action", _("专栏行动")
    ROW = "row", _("任务分工")


class PlanItem(Record):
    """A task, an action or a row of the division of work, as it was read and put right; where it stands stays."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=6, choices=ItemKind.choices)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(_("属于哪一部分"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField(_("序号"), null=True)
    title = models.CharField(_("名称"), max_length=300)
    text = models.TextField(_("具体内容"), blank=True)
    lead_units = models.JSONField(_("牵头单位"), default=list, help_text="Names as the plan writes them.")
    responsible_units = models.JSONField(_("责任单位"), default=list)
    goal = models.TextField(_("目标"), blank=True)
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("plan", "kind", "order")
        constraints = (models.UniqueConstraint(fields=["plan", "kind", "order"], name="plan_item_order"),)

    def values(self) -> ItemValues:
        """What it says, apart from where it stands."""
        said = {name: getattr(self, name) for name in ItemValues.__dataclass_fields__}
        units = {name: tuple(said[name]) for name in ("lead_units", "responsible_units")}
        return ItemValues(**{**said, **units})

    @property
    def says(self) -> str:
        """What is to be done, in the plan's words: the row's sentence, or the name where there is no more."""
        return self.text or self.title


class UploadStage(models.TextChoices):
    """How far the reading of an uploaded file is."""

    WAITING = "waiting", _("等待读取")
    EXTRACTING = "extracting", _("正在取出文字")
    READING = "reading", _("正在读")
    DONE = "done", _("读好了")
    FAILED = "failed", _("没有读成")
    DISCARDED = "discarded", _("已经扔掉")

    @classmethod
    def under_way(cls) -> tuple["UploadStage", ...]:
        """Those in which a job is at it, in their order."""
        return (cls.WAITING, cls.EXTRACTING, cls.READING)


class UploadQuerySet(models.QuerySet["PlanUpload"]):
    """Questions about uploaded plans."""

    def seen_by(self, actor: Actor, verb: str) -> "UploadQuerySet":
        """Those of the areas in which somebody may confirm plans."""
        return self.filter(area__within=[post.area for post in posts_with(actor, verb)])


class PlanUpload(Record):
    """A plan's file on its way to a draft; `content` is there until it is read or given up."""

    area = AreaField(verbose_name=_("地区"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveIntegerField()
    content = models.BinaryField(null=True)
    stage = models.CharField(max_length=10, choices=UploadStage.choices, default=UploadStage.WAITING)
    sentence = models.CharField(max_length=400, blank=True, help_text="Why it was not read.")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, related_name="uploads")
    uploaded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-id")

    @property
    def is_under_way(self) -> bool:
        """Whether a job is at it."""
        return self.stage in UploadStage.under_way()

    @property
    def steps_done(self) -> int:
        """Of three."""
        return UploadStage.under_way().index(UploadStage(self.stage)) if self.is_under_way else 3

    @property
    def was_known(self) -> bool:
        """Whether the same text had been read before."""
        return self.plan is not None and self.plan.loaded_at < self.uploaded_at


class NamedUnit(Record):
    """What a person decided that a name in plans of a region means; it holds for the next plan too."""

    area = AreaField()
    name = models.CharField(_("规划里的写法"), max_length=100)
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "name"], name="plan_unit_named_once"),)


FIELD_NAMES = {
    "name": _("指标"),
    "baseline": _("基期值"),
    "comparator": _("怎样算做到"),
    "low": _("目标值"),
    "high": _("到多少"),
    "unit_of_measure": _("计量单位"),
    "attribute": _("属性"),
    "year": _("哪一年"),
    "heading": _("属于哪一部分"),
    "number": _("序号"),
    "title": _("名称"),
    "text": _("具体内容"),
    "lead_units": _("牵头单位"),
    "responsible_units": _("责任单位"),
    "goal": _("目标"),
    "unit": _("单位登记里的单位"),
}


@dataclass(frozen=True)
class Change:
    """One field of a figure, before and after."""

    label: Promise
    before: str
    after: str


def _said(value: object) -> str:
    if isinstance(value, list):
        return in_a_row(value) or str(_("没有"))
    return str(_("没有")) if value in (None, "") else str(value)


class RevisionKind(models.TextChoices):
    """What a person did to a plan as it was read."""

    CORRECTED = "corrected", _("改了")
    ADDED = "added", _("加了")
    SPLIT = "split", _("拆开了")
    MERGED = "merged", _("合并了")
    REMOVED = "removed", _("删了")
    MATCHED = "matched", _("认定了单位")
    SETTLED = "settled", _("写明了")
    PUBLISHED = "published", _("发布了")
    REOPENED = "reopened", _("重新打开了")
    BOUND = "bound", _("连了指标")


class PlanRevision(Record):
    """One step of a plan's history, kept for good: who changed what, from what to what, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=RevisionKind.choices)
    name = models.CharField(max_length=200, blank=True, help_text="The figure or the place it is about.")
    problem = models.PositiveSmallIntegerField(null=True, help_text="Which problem of the reading was settled.")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.CharField(_("为什么"), max_length=200, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")

    @property
    def changes(self) -> list[Change]:
        """What a correction changed, field by field, in words."""
        if not (self.before and self.after):
            return []
        differing = [name for name in self.after if self.after[name] != self.before.get(name)]
        return [Change(FIELD_NAMES[name], _said(self.before.get(name)), _said(self.after[name])) for name in differing]


def plain(value: Decimal) -> str:
    """A number without trailing zeros."""
    return f"{value.normalize():f}"


def spaced(unit: str) -> str:
    """A unit as it stands behind a number: 80%, 30 平方米."""
    return unit if unit in ("", "%") else f" {unit}"
