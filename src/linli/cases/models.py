"""The case, its parties, attachments and rating. Rows are written by `cases.actions` only."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce, Left
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import OVER_UNITS, posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor, Kind
from linli.base.models import ScopedRecord
from linli.base.scope import current_actor
from linli.cases import parts, routes, rules
from linli.catalog.models import ItemVersion, ServiceItem
from linli.catalog.spec import ItemSpec
from linli.organizations.models import Organization
from linli.people.models import Resident


class StageChoices(models.TextChoices):
    """The stages in the reader's words."""

    SUBMITTED = rules.Stage.SUBMITTED.value, _("待受理")
    ACCEPTED = rules.Stage.ACCEPTED.value, _("已受理")
    ASSIGNED = rules.Stage.ASSIGNED.value, _("办理中")
    RESOLVED = rules.Stage.RESOLVED.value, _("待居民确认")
    CLOSED = rules.Stage.CLOSED.value, _("已办结")
    WITHDRAWN = rules.Stage.WITHDRAWN.value, _("已撤回")


class AudienceChoices(models.TextChoices):
    """Who may see a case: whoever serves its area, or only the units on it."""

    ORDINARY = "ordinary", _("一般")
    CONFIDENTIAL = "confidential", _("保密")


class Channel(models.TextChoices):
    """Through which door a case came."""

    PORTAL = "portal", _("居民端")
    WINDOW = "window", _("窗口")
    PHONE = "phone", _("电话")
    KIOSK = "kiosk", _("自助终端")
    GRID = "grid", _("网格员上门")
    API = "api", _("接口")


class ConsentWay(models.TextChoices):
    """How a resident agreed that a worker asks for them."""

    SPOKEN = "spoken", _("本人当面说的")
    PHONE = "phone", _("本人在电话里说的")
    PAPER = "paper", _("签了委托书")


class RatingWay(models.TextChoices):
    """How a rating came to us."""

    OWN = "own", _("本人评价")
    PHONE = "phone", _("回访电话")
    PAPER = "paper", _("纸质评价表")


class PartyRole(models.TextChoices):
    """Why a unit is on a case."""

    SUBMITTER = "submitter", _("登记")
    LEAD = "lead", _("主办")
    ASSISTING = "assisting", _("会办")
    FORMER = "former", _("曾经办")
    ARBITER = "arbiter", _("决定由谁办")


STANDING = tuple(field.name for field in fields(rules.Standing))  # columns of a case that the rules decide; stage first
_of_standing = attrgetter(*STANDING)
LEVELS = {5: _("非常满意"), 4: _("满意"), 3: _("基本满意"), 2: _("不满意"), 1: _("非常不满意")}


def sight_of(actor: Actor) -> tuple[Kind, list[str], list[UUID], UUID | None]:
    """What the rule of sight goes by: who asks, the areas and units of posts that read cases, the resident.

    In the resident's place stands the one request of who asked without a name; the database is told it there, too.
    """
    posts = posts_with(actor, "cases.read")
    areas = sorted({post.area for post in posts if post.sees_area})
    return actor.kind, areas, [post.unit for post in posts if post.unit], actor.resident or actor.asked


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases, in the field's words."""

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The rule of sight, for speed; the database holds the same rule, for safety.

        Only posts that read cases count: who administers a county and handles cases in another sees those alone.
        """
        return self.in_sight(*sight_of(actor))

    def in_sight(
        self, kind: Kind, areas: Sequence[str], units: Sequence[UUID], resident: UUID | None
    ) -> "CaseQuerySet":
        """The same from its parts."""
        if kind is Kind.SYSTEM:
            return self.all()
        if kind is Kind.RESIDENT:
            if resident is None:
                return self.none()  # `resident=None` would ask for those without a name
            nameless = models.Q(pk=resident, resident__isnull=True)
            return self.filter(models.Q(resident=resident) | nameless, withheld_at__isnull=True)
        if kind is not Kind.STAFF:
            return self.none()
        mine = CaseParty.objects.filter(case=models.OuterRef("pk"), unit__in=units)
        return self.filter(
            models.Q(area__within=areas, audience=AudienceChoices.ORDINARY)
            | models.Q(unit__in=units)
            | models.Exists(mine)
        )

    def handled_by(self, actor: Actor) -> "CaseQuerySet":
        """Cases in the hands of the actor's units."""
        return self.filter(unit__in=actor.units)

    def unclosed(self) -> "CaseQuerySet":
        """Open in any way; the words the indexes know."""
        return self.filter(closed_at__isnull=True)

    def to_decide(self, actor: Actor) -> "CaseQuerySet":
        """Returned ones that wait for a decision of the actor's unit, or of the level the actor's posts stand on."""
        mine = models.Q(pk__in=[])
        for post in posts_with(actor, "cases.decide"):
            if post.role in OVER_UNITS:
                mine |= models.Q(area__within=[post.area], answer_level__gte=len(post.area))
            if post.unit:
                mine |= models.Q(arbiter=post.unit)
        return self.filter(mine, returned_at__isnull=False)

    def overdue(self, at: datetime) -> "CaseQuerySet":
        """Unresolved and past the deadline."""
        return self.unclosed().filter(resolved_at__isnull=True, due_at__lt=at)

    def due_between(self, start: datetime, end: datetime) -> "CaseQuerySet":
        """Unresolved, with a deadline from start to before end."""
        return self.unclosed().filter(resolved_at__isnull=True, due_at__gte=start, due_at__lt=end)


class Case(ScopedRecord):
    """What a resident asks for, from the asking to the rating."""

    part_due: datetime | None = None
    """When the part of the viewer's unit falls due; only a list of parts asks for it."""
    number = models.CharField(_("编号"), max_length=24, unique=True)
    item = models.ForeignKey(ServiceItem, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(
        ItemVersion,
        verbose_name=_("事项版本"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="What the item said when this was asked for; none on a case older than versions.",
    )
    area = AreaField(verbose_name=_("社区（村）"))
    grid = AreaField(verbose_name=_("网格"), null=True, help_text="Where in the community it is, once somebody knows.")
    resident = models.ForeignKey(
        Resident,
        verbose_name=_("申请人"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Nobody where it was asked without a name.",
    )
    unit = models.ForeignKey(
        Organization, verbose_name=_("承办单位"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    title = models.CharField(_("标题"), max_length=60)
    description = models.TextField(_("详细情况"), max_length=2000, blank=True)
    place = models.CharField(_("地点"), max_length=100, blank=True)
    answers = models.JSONField(_("填写内容"), default=dict)
    audience = models.CharField(_("公开范围"), max_length=12, choices=AudienceChoices.choices)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    submitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody where somebody asked in the portal without a name.",
    )
    client_key = models.UUIDField(null=True, help_text="The sender's own key: sending twice makes one case.")
    withheld_at = models.DateTimeField(
        null=True, help_text="Confidential, and asked before the first phone of who asked: not shown to it yet."
    )
    facts_reused = models.PositiveSmallIntegerField(
        default=0, help_text="Answers taken over from an earlier request instead of asked again."
    )

    stage = models.CharField(_("状态"), max_length=10, choices=StageChoices.choices)
    submitted_at = models.DateTimeField(_("提交时间"))
    accept_due_at = models.DateTimeField(_("受理期限"))
    due_at = models.DateTimeField(_("办结期限"))
    first_contact_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    extended_count = models.PositiveSmallIntegerField(default=0)
    returned_count = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True, help_text="The resident's last answer.")
    rating = models.PositiveSmallIntegerField(null=True)
    rating_set_aside = models.BooleanField(
        default=False, db_default=False, help_text="An appeal against its rating held: it counts no more."
    )

    returned_at = models.DateTimeField(null=True, help_text="Returned by the unit that has it, and not decided yet.")
    answer_due_at = models.DateTimeField(null=True, help_text="Until when it has to be decided who does it.")
    decided_at = models.DateTimeField(null=True, help_text="Decided above: the unit cannot return it again.")
    open_parts = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Units called in that have not ended their part."
    )
    paused_at = models.DateTimeField(null=True, help_text="When the clock was stopped, for a reason.")
    paused_until = models.DateTimeField(null=True, help_text="When it runs on by itself.")
    paused_left = models.PositiveIntegerField(null=True, help_text="Seconds of working time that were left then.")
    paused_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    urged_at = models.DateTimeField(null=True, help_text="When who asked last urged the unit on.")
    supervised_at = models.DateTimeField(null=True, help_text="Supervised, and not answered yet.")
    supervision_due_at = models.DateTimeField(null=True, help_text="Until when the unit has to answer.")
    answer_level = models.PositiveSmallIntegerField(
        null=True, help_text="Digits of the area at whose level it was first to be decided."
    )
    answer_late_at = models.DateTimeField(null=True, help_text="When it was last put to the next level, undecided.")
    arbiter = models.ForeignKey(
        Organization,
        verbose_name=_("决定由谁办的单位"),
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
    )

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="The other case of the same resident that is kept: this one ended as the same matter.",
    )
    destroyed_at = models.DateTimeField(
        null=True, help_text="Its keeping time was over: who asked, all words and pictures are gone; its course stays."
    )
    version = models.PositiveIntegerField(default=1, help_text="Counts changes, so that two clerks do not overwrite.")
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["area", "due_at"], condition=models.Q(closed_at__isnull=True), name="case_open_area_due"
            ),
            models.Index(fields=["due_at"], condition=models.Q(closed_at__isnull=True), name="case_open_due"),
            models.Index(
                fields=["unit", "due_at"], condition=models.Q(closed_at__isnull=True), name="case_open_unit_due"
            ),
            models.Index(fields=["area", "submitted_at"], name="case_area_submitted"),
            models.Index(fields=["submitted_at", "id"], name="case_submitted"),
            models.Index(fields=["area", "due_at"], name="case_area_due"),
            models.Index(fields=["due_at", "number"], name="case_due"),
            models.Index(fields=["resident", "submitted_at"], name="case_resident"),
            models.Index(
                fields=["unit", "submitted_at"], include=["id", "title", "place", "number"], name="case_unit_words"
            ),
            models.Index(
                fields=["submitted_at", "area"], condition=models.Q(facts_reused__gt=0), name="case_with_reuse"
            ),
            models.Index(  # with what the rule of sight asks for: which communities were helped is read from it alone
                fields=["submitted_at"],
                include=["area", "audience", "unit", "id"],
                condition=models.Q(channel="window") | models.Q(channel="phone") | models.Q(channel="grid"),
                name="case_assisted",
            ),
            models.Index(
                fields=["answer_due_at", "area"], condition=models.Q(returned_at__isnull=False), name="case_to_decide"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["submitted_by", "client_key"], name="case_sent_once"),
            models.CheckConstraint(
                name="case_grid_of_its_community",
                condition=models.Q(grid__isnull=True) | models.Q(area=Left("grid", 12)),
            ),
            models.CheckConstraint(
                name="case_closed_when_closed",
                condition=models.Q(stage__in=["closed", "withdrawn"], closed_at__isnull=False)
                | (~models.Q(stage__in=["closed", "withdrawn"]) & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_resolved_when_resolved",
                condition=~models.Q(stage="resolved") | models.Q(resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_rating_of_five", condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5))
            ),
            models.CheckConstraint(
                name="case_accepted_before_due", condition=models.Q(accept_due_at__lte=models.F("due_at"))
            ),
            models.CheckConstraint(
                name="case_answered_by_a_moment",
                condition=models.Q(returned_at__isnull=True, answer_due_at__isnull=True)
                | models.Q(returned_at__isnull=False, answer_due_at__isnull=False, answer_level__isnull=False),
            ),
            models.CheckConstraint(
                name="case_paused_until_a_moment",
                condition=models.Q(paused_at__isnull=True, paused_until__isnull=True, paused_left__isnull=True)
                | models.Q(paused_at__isnull=False, paused_until__isnull=False, paused_left__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_nameless(self) -> bool:
        """Nobody is known who asked: nobody can be told or called, and only its code opens it outside."""
        return self.resident_id is None

    @property
    def named_resident(self) -> UUID:
        """Who asked, for what is only done where a name was left."""
        known: UUID | None = self.resident_id
        if known is None:
            raise TypeError(f"{self.number} was asked without a name")
        return known

    @property
    def stage_label(self) -> str:
        """The stage in the reader's words; Django's own way would build the list of all of them for every row."""
        if self.stage == rules.Stage.WITHDRAWN.value and self.merged_into_id:  # nobody has withdrawn it
            return str(_("并进另一件"))
        return str(StageChoices(self.stage).label)

    @property
    def standing(self) -> rules.Standing:
        """What the rules know of this case."""
        stage, *others = _of_standing(self)
        return rules.Standing(rules.Stage(stage), *others)

    def take(self, standing: rules.Standing) -> list[str]:
        """Set the columns the rules have decided, and name those that changed."""
        changed = []
        for name, before, after in zip(STANDING, _of_standing(self), _of_standing(standing), strict=True):
            if before != after:
                setattr(self, name, after.value if isinstance(after, rules.Stage) else after)
                changed.append(name)
        return changed

    @cached_property
    def older_version(self) -> ItemVersion | None:
        """The version it was asked under, where the item says something else by now."""
        if self.item_version_id == self.item.live_id:
            return None
        version = self.item_version or self.item.versions.order_by("number").first()
        return version if version and version.version != self.item.version else None

    @property
    def terms(self) -> ItemSpec:
        """What the item said when this was asked for: its questions, steps and limits."""
        return (self.older_version or self.item).details

    @cached_property
    def party_units(self) -> frozenset[object]:
        """Ids of the acting person's own units that are on this case, beside the one that handles it."""
        units = current_actor().units
        return frozenset(CaseParty.objects.filter(case=self, unit__in=units).values_list("unit_id", flat=True))

    def units_of(self, actor: Actor) -> frozenset[object]:
        """The actor's units that handle it or are a party: the ground for reading a name and a phone."""
        return frozenset(actor.units) & (self.party_units | {self.unit_id})


class CaseParty(ScopedRecord):
    """A unit on a case, and why; it sees the case wherever that lies. Never taken away again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties", db_index=False)
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=PartyRole.choices)
    since = models.DateTimeField()
    submitted_at = models.DateTimeField(
        null=True, editable=False, help_text="The case's, so that an index holds a unit's newest ones."
    )

    class Meta:
        db_table = "cases_party"
        constraints = (models.UniqueConstraint(fields=["case", "unit"], name="party_once"),)
        indexes = (models.Index(fields=["unit", "submitted_at", "case"], name="party_newest"),)


class PartStateChoices(models.TextChoices):
    """The states of a part in the reader's words."""

    CALLED = parts.PartState.CALLED.value, _("等它接手")
    TAKEN_UP = parts.PartState.TAKEN_UP.value, _("会办中")
    DONE = parts.PartState.DONE.value, _("办好了")
    RELEASED = parts.PartState.RELEASED.value, _("不用办了")


class CasePart(ScopedRecord):
    """What a unit called in has to do for a case, until when, and how far it is. Whoever sees the case sees it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Organization, verbose_name=_("会办单位"), on_delete=models.PROTECT, related_name="+")
    called_by = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    task = models.CharField(_("请它做什么"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PartStateChoices.choices)
    called_at = models.DateTimeField()
    due_at = models.DateTimeField(_("期限"))
    taken_up_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True, help_text="When both units were told that it is late.")

    class Meta:
        db_table = "cases_part"
        indexes = (
            models.Index(fields=["unit", "due_at"], condition=models.Q(ended_at__isnull=True), name="part_open_unit"),
            models.Index(fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="part_open_due"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["case", "unit"], condition=models.Q(ended_at__isnull=True), name="part_once_at_a_time"
            ),
            models.CheckConstraint(
                name="part_ended_when_ended",
                condition=models.Q(state__in=["done", "released"], ended_at__isnull=False)
                | models.Q(state__in=["called", "taken_up"], ended_at__isnull=True),
            ),
        )

    @property
    def standing(self) -> parts.PartStanding:
        """What the rules know of this part."""
        state = parts.PartState(self.state)
        return parts.PartStanding(state, self.called_at, self.due_at, self.taken_up_at, self.ended_at)

    def take(self, standing: parts.PartStanding) -> list[str]:
        """Set what the rules have decided; the names of those columns."""
        names = [field.name for field in fields(parts.PartStanding)]
        for name in names:
            value = getattr(standing, name)
            setattr(self, name, value.value if isinstance(value, parts.PartState) else value)
        return names


class KeptCalendar(models.Model):
    """A calendar that deadlines were counted by: each can be counted again when the table has changed."""

    version = models.CharField(primary_key=True, max_length=12)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "cases_calendar"

    def __str__(self) -> str:
        return self.version


class HoursChoices(models.TextChoices):
    """When a routing rule holds, in the reader's words."""

    ALWAYS = routes.Hours.ALWAYS.value, _("不论什么时候")
    WORKING = routes.Hours.WORKING.value, _("上班时间")
    OUTSIDE = routes.Hours.OUTSIDE.value, _("下班和节假日")


class RoutingRule(ScopedRecord):
    """Who receives what is asked for in an area, before the item's own order is tried. Ended, never changed."""

    area = AreaField(verbose_name=_("哪里的"))
    item = models.ForeignKey(
        ServiceItem, verbose_name=_("什么事"), on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    hours = models.CharField(_("什么时候的"), max_length=8, choices=HoursChoices.choices)
    first_on = models.DateField(_("从哪天起"), null=True)
    last_on = models.DateField(_("到哪天止"), null=True)
    unit = models.ForeignKey(
        Organization, verbose_name=_("派给哪个单位"), on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_routing_rule"
        constraints = (
            ExclusionConstraint(
                name="routing_rules_do_not_tie",
                condition=models.Q(ended_at__isnull=True),
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    (Coalesce("item", models.Value("")), RangeOperators.EQUAL),
                    ("hours", RangeOperators.EQUAL),
                    (
                        models.Func("first_on", "last_on", function="num_nonnulls", output_field=models.IntegerField()),
                        RangeOperators.EQUAL,
                    ),
                    (
                        models.Func(
                            "first_on",
                            "last_on",
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="routing_rule_days",
                condition=models.Q(first_on__isnull=True)
                | models.Q(last_on__isnull=True)
                | models.Q(first_on__lte=models.F("last_on")),
            ),
        )

    @property
    def told(self) -> routes.Rule:
        """As the rules know it."""
        hours = routes.Hours(self.hours)
        return routes.Rule(self.pk, self.area_id, self.item_id, hours, self.first_on, self.last_on, self.unit_id)


class AnswerTemplate(ScopedRecord):
    """Words that a unit often answers with, of one item or of any; taken into a form and changed there."""

    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(
        ServiceItem, verbose_name=_("什么事"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    title = models.CharField(_("叫什么"), max_length=20)
    words = models.TextField(_("怎么说"), max_length=1000)
    used_count = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_answer_template"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "title"], condition=models.Q(ended_at__isnull=True), name="answer_template_once"
            ),
        )


class SavedView(ScopedRecord):
    """A way to narrow the desk's list, under a name: one's own, or shared in a unit."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose staff see it, too."
    )
    name = models.CharField(_("叫什么"), max_length=16)
    query = models.CharField(max_length=300, help_text="As the list's address says it.")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "cases_saved_view"
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once"),)


class ActChoices(models.TextChoices):
    """What can be done to many cases at once."""

    ACCEPT = "accept", _("受理")
    ASSIGN = "assign", _("派给单位")
    SUPERVISE = "supervise", _("督办")
    RESOLVE = "resolve", _("办结并回复")


class BulkStage(models.TextChoices):
    """How far a run over many cases is."""

    CHECKING = "checking", _("正在一件件核对")
    CHECKED = "checked", _("核对好了")
    RUNNING = "running", _("正在一件件办理")
    DONE = "done", _("办完了")


class BulkRun(ScopedRecord):
    """One thing done to many cases by one person: first tried row by row, then, if they agree, carried out."""

    encrypted: ClassVar[dict[str, Any]] = {"cipher": _("成批办理时写的话")}

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=ActChoices.choices)
    cipher = models.TextField(help_text="To whom, and in which words; emptied when it is done.")
    rows = models.JSONField(help_text="Number of each case, and the version of it that was looked at.")
    stage = models.CharField(max_length=10, choices=BulkStage.choices)
    done = models.PositiveSmallIntegerField(default=0, help_text="Rows tried or carried out so far.")
    said = models.JSONField(default=list, help_text="What was refused of the rows done so far, and why.")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_bulk_run"
        indexes = (models.Index(fields=["begun_at"], name="bulk_begun"),)

    @property
    def is_under_way(self) -> bool:
        """Whether something is being tried or carried out."""
        return self.stage in (BulkStage.CHECKING, BulkStage.RUNNING)


class CaseAttachment(ScopedRecord):
    """A photo or paper of a case; the file lies by its hash outside the database."""

    kept_files: ClassVar[tuple[str, ...]] = ("key",)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    of_result = models.BooleanField(help_text="Shows the result, not the request.")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "cases_attachment"
        ordering = ("added_at", "id")


class CaseCode(ScopedRecord):
    """What opens a request without a name to who asked: the hash of the code they were given, as of a password."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=128)

    class Meta:
        db_table = "cases_code"


class Draft(ScopedRecord):
    """What somebody has typed into an item's form and not sent: theirs alone, for thirty days."""

    encrypted: ClassVar[dict[str, Any]] = {"cipher": _("没有提交的草稿")}

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+")
    cipher = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["saved_at"], name="draft_saved"),)
        constraints = (models.UniqueConstraint(fields=["owner", "item"], name="draft_once_an_item"),)


class Rating(ScopedRecord):
    """The five levels, once for a case, with what the resident adds."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="given_rating")
    level = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=RatingWay.choices, default=RatingWay.OWN, db_default="own")
    written_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Who wrote it down for the resident.",
    )

    class Meta:
        indexes = (models.Index(fields=["at"], condition=~models.Q(comment=""), name="rating_with_words"),)
        constraints = (
            models.CheckConstraint(name="rating_of_five", condition=models.Q(level__range=(1, 5))),
            models.CheckConstraint(
                name="rating_own_or_written",
                condition=models.Q(way="own", written_by__isnull=True)
                | (~models.Q(way="own") & models.Q(written_by__isnull=False)),
            ),
        )

    @property
    def level_in_words(self) -> str:
        """非常满意 down to 非常不满意."""
        return str(LEVELS[self.level])
