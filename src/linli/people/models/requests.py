"""What residents ask about their own record, and records that were merged."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.people.models.residents import OfResidentQuerySet, Resident, areas_read


class RequestKind(models.TextChoices):
    """What somebody asks about what is on record of them."""

    CORRECTION = "correction", _("更正")
    DELETION = "deletion", _("删除")


class RequestState(models.TextChoices):
    """Where such a request stands."""

    OPEN = "open", _("等社区处理")
    SCHEDULED = "scheduled", _("同意了，到日子就删")
    DONE = "done", _("办好了")
    REFUSED = "refused", _("没有同意")
    WITHDRAWN = "withdrawn", _("自己撤回了")


UNSETTLED = (RequestState.OPEN, RequestState.SCHEDULED)


class AskedField(models.TextChoices):
    """What may be wrong in a record."""

    NAME = "name", _("姓名")
    HOME = "home_area", _("所在社区（村）")
    PHONE = "phone", _("手机号")
    IDENTITY = "identity", _("身份证号")
    HOUSEHOLD = "household", _("户和家庭成员")
    CONTACT = "contact", _("联系人")
    OTHER = "other", _("其他")


class RequestQuerySet(OfResidentQuerySet["RecordRequest"]):
    """Questions about requests."""

    def waiting(self) -> "RequestQuerySet":
        """Waiting for an answer."""
        return self.filter(state=RequestState.OPEN)

    def scheduled(self) -> "RequestQuerySet":
        """Deletions that were agreed to and wait for their day."""
        return self.filter(state=RequestState.SCHEDULED)

    def unsettled(self) -> "RequestQuerySet":
        """Waiting for somebody, or for their day."""
        return self.filter(state__in=UNSETTLED)


class RecordRequest(ScopedRecord):
    """A resident says that something on record is wrong, or that it should go. The words are theirs, encrypted."""

    encrypted: ClassVar[dict[str, Any]] = {"words_cipher": _("居民的申请"), "reply_cipher": _("给居民的答复")}

    number = models.CharField(_("编号"), max_length=24, unique=True)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("要做什么"), max_length=10, choices=RequestKind.choices)
    field = models.CharField(_("哪一项"), max_length=10, choices=AskedField.choices, blank=True)
    words_cipher = models.TextField(blank=True, default="")
    reply_cipher = models.TextField(blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(_("最晚答复"))
    settled_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True, help_text="From this day on a deletion that was agreed to is carried out.")

    objects = RequestQuerySet.as_manager()

    class Meta:
        db_table = "people_request"
        indexes = (
            models.Index(fields=["resident", "-asked_at"], name="request_resident"),
            models.Index(
                fields=["due_at"], name="request_unsettled", condition=models.Q(state__in=("open", "scheduled"))
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["resident", "kind", "field"],
                name="request_once_at_a_time",
                condition=models.Q(state__in=("open", "scheduled")),
            ),
            models.CheckConstraint(
                name="request_of_a_field_or_of_all",
                condition=models.Q(kind="deletion", field="") | (models.Q(kind="correction") & ~models.Q(field="")),
            ),
            models.CheckConstraint(
                name="request_settled_when_it_ends",
                condition=models.Q(state__in=("open", "scheduled"), settled_at__isnull=True)
                | (~models.Q(state__in=("open", "scheduled")) & models.Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_has_its_day_when_scheduled",
                condition=~models.Q(state="scheduled") | models.Q(kind="deletion", due_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number


class MergeQuerySet(models.QuerySet["Merge"]):
    """Questions about merges."""

    def visible_to(self, actor: Actor) -> "MergeQuerySet":
        """Of records the actor reads on the register; of a resident those of their own; a job sees all."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(kept__home_area__within=areas_read(actor))
        return self.filter(kept=actor.resident) if actor.is_resident else self.none()


class Merge(ScopedRecord):
    """Two records of one person became one. What was moved stands in the journal, so that it can be moved back."""

    kept = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField(help_text="The journal's entry that says what was moved.")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["kept"], name="merge_kept"),)
        constraints = (
            models.UniqueConstraint(
                fields=["gone"], name="merged_once_at_a_time", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="merge_of_two", condition=~models.Q(kept=models.F("gone"))),
        )
