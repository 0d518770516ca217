"""Another phone for a record, or none: what is asked for, and whether it has come about."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.models import ScopedRecord
from linli.people.models.residents import OfResidentQuerySet, Resident


class PhoneChangeKind(models.TextChoices):
    """What becomes of the phone of a record."""

    GIVE = "give", _("换成另一个号码")
    RELEASE = "release", _("收回号码")


class PhoneChangeState(models.TextChoices):
    """Where such a change stands."""

    ASKED = "asked", _("等新号码的验证码")
    WAITING = "waiting", _("七天以后生效")
    DONE = "done", _("生效了")
    REFUSED = "refused", _("本人不同意")
    CANCELLED = "cancelled", _("社区取消了")
    LAPSED = "lapsed", _("没有办成")


class PhoneQuerySet(OfResidentQuerySet["PhoneChange"]):
    """Questions about changes of a phone."""

    def unsettled(self) -> "PhoneQuerySet":
        """Not come about yet."""
        return self.filter(state__in=(PhoneChangeState.ASKED, PhoneChangeState.WAITING))

    def waiting(self) -> "PhoneQuerySet":
        """Certain to come about on their day, unless the owner says no."""
        return self.filter(state=PhoneChangeState.WAITING)


class PhoneChange(ScopedRecord):
    """A record is to be opened by another phone, or by none. The new number lies here until then, encrypted."""

    encrypted: ClassVar[dict[str, Any]] = {"phone_cipher": _("要登记的手机号")}

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PhoneChangeKind.choices)
    phone_cipher = models.TextField(blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=PhoneChangeState.choices)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="From this moment on it comes about by itself.")
    settled_at = models.DateTimeField(null=True)

    objects = PhoneQuerySet.as_manager()

    class Meta:
        db_table = "people_phone_change"
        indexes = (
            models.Index(fields=["due_at"], name="phone_change_due", condition=models.Q(state="waiting")),
            models.Index(fields=["resident", "-asked_at"], name="phone_change_resident"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["resident"],
                name="phone_change_once_at_a_time",
                condition=models.Q(state__in=("asked", "waiting")),
            ),
            models.CheckConstraint(
                name="phone_change_keeps_a_number_while_it_needs_it",
                condition=(models.Q(kind="give", state__in=("asked", "waiting")) & ~models.Q(phone_cipher=""))
                | (~models.Q(kind="give", state__in=("asked", "waiting")) & models.Q(phone_cipher="")),
            ),
            models.CheckConstraint(
                name="phone_change_waiting_has_its_moment",
                condition=~models.Q(state="waiting") | models.Q(due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="phone_change_settled_when_it_ends",
                condition=models.Q(state__in=("asked", "waiting"), settled_at__isnull=True)
                | (~models.Q(state__in=("asked", "waiting")) & models.Q(settled_at__isnull=False)),
            ),
        )
