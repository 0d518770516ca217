"""Machines and what was counted on them day by day. Rows are written by `kiosks.actions` only."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor, Kind
from linli.base.models import ScopedRecord
from linli.kiosks import rules
from linli.kiosks.kinds import GONE, KIOSK, MachineKind, kind_of, kinds
from linli.kiosks.rules import State

READ = "kiosks.read"


def standing(state: State, at: datetime) -> Q:
    """The machines that stand so at a moment, each by what its kind allows. In Python: `rules.state`."""
    is_gone = Q(withdrawn_at__isnull=False)
    unheard = Q(enrolled_at=None) | Q(seen_at=None)
    late = ~Q(kind__in=list(kinds())) & Q(seen_at__lte=at - GONE.patience)
    for each in kinds().values():
        late |= Q(kind=each.code, seen_at__lte=at - each.patience)
    return {
        State.WITHDRAWN: is_gone,
        State.WAITING: ~is_gone & unheard,
        State.SILENT: ~is_gone & ~unheard & late,
        State.ONLINE: ~is_gone & ~unheard & ~late,
    }[state]


class DeviceQuerySet(models.QuerySet["Device"]):
    """Questions about machines, in the field's words."""

    def visible_to(self, actor: Actor) -> "DeviceQuerySet":
        """Those of the areas whose machines a post of the actor shows; the database holds the wider rule."""
        if actor.kind is Kind.SYSTEM:
            return self.all()
        return self.filter(area__within=sorted({post.area for post in posts_with(actor, READ) if post.sees_area}))

    def standing(self, state: State, at: datetime) -> "DeviceQuerySet":
        """Those that stand so."""
        return self.filter(standing(state, at))


class Device(ScopedRecord):
    """One machine: where it stands, and whether it is still heard of. It has no camera and knows nobody."""

    kind = models.CharField(_("哪一种"), max_length=40, default=KIOSK, help_text="Of data/types/machines.toml.")
    label = models.CharField(_("编号"), max_length=30, unique=True, help_text="As it stands on the machine.")
    area = AreaField(verbose_name=_("社区（村）"))
    place = models.CharField(_("放在哪里"), max_length=100)
    code_hash = models.CharField(max_length=64, blank=True, default="", help_text="Of the code to be typed once.")
    code_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(
        max_length=64, null=True, unique=True, help_text="SHA-256 of what its browser keeps."
    )
    token_hash = models.CharField(
        max_length=64,
        null=True,
        unique=True,
        help_text="SHA-256 of what its own program says, where it has no browser.",
    )
    registered_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ("area_id", "label")
        indexes = (models.Index(fields=["area"], name="kiosk_device_area"),)
        constraints = (
            models.CheckConstraint(
                name="kiosk_device_withdrawn_has_no_secret",
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(secret_hash__isnull=True, token_hash__isnull=True, code_hash="", code_until__isnull=True),
            ),
            models.CheckConstraint(
                name="kiosk_device_code_has_an_end",
                condition=models.Q(code_hash="", code_until__isnull=True)
                | (~models.Q(code_hash="") & models.Q(code_until__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_a(self) -> MachineKind:
        """Its kind, in the reader's language."""
        return kind_of(self.kind)

    def state_at(self, at: datetime) -> State:
        """How it stands."""
        return rules.state(self.enrolled_at, self.seen_at, self.withdrawn_at, at, self.is_a.patience)


class PassQuerySet(models.QuerySet["Pass"]):
    """Questions about papers."""

    def valid_at(self, at: datetime) -> "PassQuerySet":
        """Those that still open something."""
        return self.filter(revoked_at=None, ends_at__gt=at, uses_left__gt=0)


class Pass(ScopedRecord):
    """A paper that signs its holder in at a machine: the hash of its code, until when, how often it still serves."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at",)
        constraints = (
            models.UniqueConstraint(
                name="kiosk_pass_one_at_a_time",
                fields=["user"],
                condition=models.Q(revoked_at__isnull=True, uses_left__gt=0),
            ),
        )


class DeviceDay(ScopedRecord):
    """What was counted on one machine on one day; of nobody in particular."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "kiosks_device_day"
        ordering = ("device", "day")
        constraints = (models.UniqueConstraint(fields=["device", "day"], name="kiosk_device_day_once"),)
