"""The service items of this installation and every version of them, written by the loader and by `actions`."""

from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.base.languages import SOURCE, active, translated
from linli.base.models import Record
from linli.catalog.choices import Audience, Kind, LifeEvent
from linli.catalog.labels import KINDS, LIFE_EVENTS
from linli.catalog.spec import ItemSpec, parse_item
from linli.catalog.telling import ENGLISH, in_readers_words


class ServiceItemQuerySet(models.QuerySet["ServiceItem"]):
    """Questions about items, in the field's words."""

    def offered(self) -> "ServiceItemQuerySet":
        """Items that can be asked for now."""
        return self.filter(is_active=True)

    def common(self) -> "ServiceItemQuerySet":
        """Items for the home page, the most wanted first."""
        return self.offered().filter(common__gt=0).order_by("common", "code")


class Origin(models.TextChoices):
    """Where a version was written: in a file of the installation, or at the desk by two people."""

    FILE = "file", _("文件")
    DESK = "desk", _("工作台")


class ServiceItem(models.Model):
    """One item. A retired one stays, since cases were asked for under it."""

    code = models.CharField(_("代码"), max_length=40, primary_key=True, db_collation="C")
    name = models.CharField(_("事项名称"), max_length=40)
    plain_name = models.CharField(_("通俗名称"), max_length=24)
    short_name = models.CharField(_("简称"), max_length=6)
    kind = models.CharField(_("类型"), max_length=20, choices=[(each.value, KINDS[each]) for each in Kind])
    audience = models.CharField(
        _("谁能看"),
        max_length=12,
        choices=[(Audience.ORDINARY.value, _("一般")), (Audience.CONFIDENTIAL.value, _("保密"))],
    )
    life_event = models.CharField(
        _("生活场景"), max_length=20, choices=[(each.value, LIFE_EVENTS[each]) for each in LifeEvent]
    )
    icon = models.CharField(_("图标"), max_length=40)
    common = models.PositiveSmallIntegerField(
        _("首页次序"), default=0, help_text="Its place on the home page; 0 is not there."
    )
    spec = models.JSONField(_("全部内容"), help_text="As `spec.to_data` gives it; read it through `details`.")
    version = models.CharField(_("版本"), max_length=64, help_text="Hash of the content.")
    is_active = models.BooleanField(_("在用"), default=True)
    loaded_at = models.DateTimeField(_("载入时间"), help_text="When this version came, or the item was retired.")
    live = models.ForeignKey(
        "ItemVersion",
        verbose_name=_("现行版本"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The version offered now; a new case keeps it.",
    )
    origin = models.CharField(
        _("由谁维护"),
        max_length=4,
        choices=Origin.choices,
        default=Origin.FILE,
        db_default=Origin.FILE,
        help_text="Once decided at the desk, a file changes it no more.",
    )

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9-]*$"), name="item_code_fits_an_address"
            ),
            models.CheckConstraint(condition=models.Q(version__regex="^[0-9a-f]{64}$"), name="item_version_is_a_hash"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def details(self) -> ItemSpec:
        """Everything the item says now, in the reader's language."""
        return _told(self.version, self.spec, self.code)

    @property
    def told_name(self) -> str:
        """What it is called, in the reader's language: as typed at the desk, or as the catalogue has it."""
        return _own_english(self.version).get(self.name) or translated(self.name)

    @property
    def told_short_name(self) -> str:
        """The same of its short name, for lists, which do not read all it says."""
        return _own_english(self.version).get(self.short_name) or translated(self.short_name)

    @property
    def as_written(self) -> ItemSpec:
        """Everything the item's file says, in the file's own words."""
        with translation.override(SOURCE):
            return self.details


class ItemVersion(models.Model):
    """What an item said from a moment on. Rows are added and never changed: a case keeps the one it was asked under."""

    item = models.ForeignKey(
        ServiceItem, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField(_("第几版"))
    spec = models.JSONField(_("全部内容"), help_text="As `spec.to_data` gives it; read it through `details`.")
    version = models.CharField(_("版本"), max_length=64, help_text="Hash of the content.")
    since = models.DateTimeField(_("启用时间"))
    origin = models.CharField(_("来自"), max_length=4, choices=Origin.choices)

    class Meta:
        ordering = ("item", "number")
        constraints = (
            models.UniqueConstraint(fields=["item", "number"], name="item_version_numbered_once"),
            models.CheckConstraint(condition=models.Q(version__regex="^[0-9a-f]{64}$"), name="version_is_a_hash"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"

    @property
    def details(self) -> ItemSpec:
        """Everything it said, in the reader's language."""
        return _told(self.version, self.spec, self.item_id)


class ProposalKind(models.TextChoices):
    """What somebody would have done with an item."""

    ADMIT = "admit", _("新增")
    CHANGE = "change", _("修改")
    RETIRE = "retire", _("停用")
    RESTORE = "restore", _("恢复")
    ARRANGE = "arrange", _("调整次序")


ARRANGEMENT = "order"
"""What a proposal about the order of all items has for a code; no item is called so."""


class Outcome(models.TextChoices):
    """How a proposal ended; nothing while it waits."""

    WAITING = "", _("待审核")
    APPROVED = "approved", _("已通过")
    REFUSED = "refused", _("没通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class Proposal(Record):
    """Something to be done with an item: said by one person, decided by another."""

    code = models.CharField(_("代码"), max_length=40, db_collation="C")
    kind = models.CharField(_("要做什么"), max_length=8, choices=ProposalKind.choices)
    spec = models.JSONField(_("全部内容"), null=True, help_text="Of an item to be admitted or changed.")
    base = models.ForeignKey(
        ItemVersion,
        verbose_name=_("依据的版本"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="What was live when it was proposed; decided only while that still is.",
    )
    reason = models.CharField(_("为什么"), max_length=200)
    proposed_by = models.ForeignKey(User, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        User, verbose_name=_("审核人"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True)
    outcome = models.CharField(_("结果"), max_length=9, choices=Outcome.choices, blank=True, default="")
    note = models.CharField(_("审核意见"), max_length=200, blank=True)

    class Meta:
        ordering = ("-proposed_at",)
        constraints = (
            models.UniqueConstraint(fields=["code"], condition=models.Q(outcome=""), name="proposal_one_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["approved", "refused"])
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="proposal_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["admit", "change", "arrange"], spec__isnull=False)
                | models.Q(kind__in=["retire", "restore"], spec__isnull=True),
                name="proposal_says_what",
            ),
        )

    item_name = ""
    """What the item is called; put in by `queries`."""

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"

    @property
    def details(self) -> ItemSpec | None:
        """What the item would say, in the reader's language; nothing where its content is not the question."""
        if self.spec is None or self.kind == ProposalKind.ARRANGE:
            return None
        return in_readers_words(parse_item(self.spec, where=self.code))


class Arrangement(models.Model):
    """In which order items stand, and which of them on the first page, from a moment on. The newest counts.

    Nothing in both is what the files say.
    """

    front = models.JSONField(_("首页上的"), null=True, help_text="Codes in their order.")
    order = models.JSONField(_("次序"), null=True, help_text="Codes of all items; each shelf takes its own.")
    since = models.DateTimeField(_("启用时间"))
    origin = models.CharField(_("来自"), max_length=4, choices=Origin.choices)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(front__isnull=True, order__isnull=True)
                | models.Q(front__isnull=False, order__isnull=False),
                name="arrangement_of_both_or_none",
            ),
        )

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


def _told(version: str, spec: dict[str, Any], code: str) -> ItemSpec:
    wanted = (version, active())
    if wanted not in _parsed:
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        _parsed[wanted] = in_readers_words(parse_item(spec, where=code))
    return _parsed[wanted]


def _own_english(version: str) -> dict[str, str]:
    """What was typed at the desk, by its Chinese: of all items at once, where a list shows a version not seen yet."""
    if active() != ENGLISH:
        return {}
    if version not in _own:
        if len(_own) >= MOST_PARSED:
            _own.clear()
        for each, english in ServiceItem.objects.values_list("version", "spec__english"):
            _own[each] = dict(english or ())
    return _own.setdefault(version, {})


MOST_PARSED = 2000
_parsed: dict[tuple[str, str], ItemSpec] = {}
"""Items by version and language: a version is a hash of the content, so what is found under it is never stale."""
_own: dict[str, dict[str, str]] = {}
"""English typed at the desk, by version."""
