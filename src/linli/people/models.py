"""Residents in the least that lets them be served; what they agreed to; households; who answers for whom."""

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.encryption import mask_name
from linli.base.models import ScopedRecord

READ = "people.read"
LAST_LETTER = "\U0010ffff"


def areas_read(actor: Actor) -> list[str]:
    """Where the actor's posts let them read the register of residents."""
    return sorted({post.area for post in posts_with(actor, READ) if post.sees_area})


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Questions about residents."""

    def visible_to(self, actor: Actor) -> "ResidentQuerySet":
        """Those whose home lies where the actor reads the register; a resident sees themselves, a job everybody."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(home_area__within=areas_read(actor))
        return self.filter(pk=actor.resident) if actor.is_resident else self.none()

    def standing(self) -> "ResidentQuerySet":
        """On the register: neither merged into another record nor deleted."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def called(self, beginning: str) -> "ResidentQuerySet":
        """Whose name begins so: a range, which row-level security leaves to the index."""
        return self.filter(name__gte=beginning, name__lt=beginning + LAST_LETTER)


class Resident(models.Model):
    """Somebody who is served. The phone lies, encrypted, with the sign-in whose id this record shares.

    No birth date, no sex, no origin: nothing here needs them, and the identity number is kept only where the resident
    wants to be found by it.
    """

    is_scoped: ClassVar[bool] = True
    encrypted: ClassVar[dict[str, Any]] = {"identity_cipher": _("身份证号")}
    found_by: ClassVar[dict[str, tuple[str, str]]] = {"identity_hash": ("identity_cipher", "identity")}

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=40)
    home_area = AreaField(verbose_name=_("所在社区（村）"))
    identity_cipher = models.TextField(blank=True, default="")
    identity_hash = models.CharField(max_length=64, unique=True, null=True)
    registered_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(
        null=True, help_text="Deleted at the resident's request: what stays is a tombstone."
    )

    objects = ResidentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["home_area", "name"], name="resident_home_name"),)
        constraints = (
            models.CheckConstraint(
                name="resident_identity_is_found_where_it_is_kept",
                condition=models.Q(identity_hash__isnull=True, identity_cipher="")
                | (models.Q(identity_hash__isnull=False) & ~models.Q(identity_cipher="")),
            ),
            models.CheckConstraint(
                name="resident_erased_says_nothing",
                condition=(models.Q(erased_at__isnull=True) & ~models.Q(name=""))
                | models.Q(erased_at__isnull=False, name="", identity_hash__isnull=True),
            ),
            models.CheckConstraint(
                name="resident_is_not_merged_into_itself", condition=~models.Q(merged_into=models.F("user"))
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def masked_name(self) -> str:
        """王＊英: what staff read on a list; the whole name is revealed with a purpose only."""
        return mask_name(self.name) if self.name else gettext("已删除的居民")

    @property
    def is_standing(self) -> bool:
        """Whether this record is on the register and can still change."""
        return self.merged_into_id is None and self.erased_at is None


class Way(models.TextChoices):
    """How somebody agreed."""

    PORTAL = "portal", _("本人在手机上同意")
    PAPER = "paper", _("本人签了纸质同意书")
    GUARDIAN = "guardian", _("监护人签了纸质同意书")


Row = TypeVar("Row", bound=models.Model)


class OfResidentQuerySet(models.QuerySet[Row]):
    """Questions about what hangs on a resident."""

    def visible_to(self, actor: Actor) -> Self:
        """Of whom the actor reads on the register; of a resident their own; a job sees all."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(resident__home_area__within=areas_read(actor))
        return self.filter(resident=actor.resident) if actor.is_resident else self.none()


class ConsentQuerySet(OfResidentQuerySet["Consent"]):
    """Questions about consents."""

    def in_force(self, day: date) -> "ConsentQuerySet":
        """Given, not withdrawn, and not past its last day."""
        return self.filter(withdrawn_at__isnull=True, begins_on__lte=day, ends_on__gte=day)


class Consent(ScopedRecord):
    """That a resident agreed to one purpose until a day; theirs to withdraw at any time."""

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("同意什么"), max_length=30, help_text="A code of data/types/consents.toml.")
    way = models.CharField(_("怎么同意的"), max_length=10, choices=Way.choices)
    begins_on = models.DateField(_("从哪天起"))
    ends_on = models.DateField(_("到哪天止"))
    withdrawn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True, help_text="When the resident was told that it runs out.")
    lapsed_at = models.DateTimeField(null=True, help_text="When what it allowed was taken away after its last day.")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["resident", "purpose"], name="consent_resident"),
            models.Index(
                fields=["ends_on"],
                name="consent_running",
                condition=models.Q(withdrawn_at__isnull=True, lapsed_at__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="consent_ends_after_it_begins", condition=models.Q(ends_on__gte=models.F("begins_on"))
            ),
        )

    def is_in_force(self, day: date) -> bool:
        """Whether it allows anything on a day."""
        return self.withdrawn_at is None and self.begins_on <= day <= self.ends_on


class HouseholdQuerySet(models.QuerySet["Household"]):
    """Questions about households."""

    def visible_to(self, actor: Actor) -> "HouseholdQuerySet":
        """Those where the actor reads the register; a resident sees the one they belong to; a job all."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(area__within=areas_read(actor))
        mine = HouseholdMember.objects.filter(household=models.OuterRef("pk"), resident=actor.resident, until=None)
        return self.filter(models.Exists(mine)) if actor.is_resident else self.none()

    def standing(self) -> "HouseholdQuerySet":
        """Not dissolved."""
        return self.filter(ended_on__isnull=True)


class Household(ScopedRecord):
    """A home and how many live there. It exists without naming anybody."""

    area = AreaField(verbose_name=_("社区（村）"))
    address = models.CharField(_("门牌"), max_length=100)
    member_count = models.PositiveSmallIntegerField(_("住几口人"))
    begun_on = models.DateField(_("从哪天起"))
    ended_on = models.DateField(_("到哪天止"), null=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["area", "address"], name="household_area_address"),)
        constraints = (
            models.CheckConstraint(
                name="household_ends_after_it_begins",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("begun_on")),
            ),
        )

    def __str__(self) -> str:
        return self.address


class MemberQuerySet(models.QuerySet["HouseholdMember"]):
    """Questions about who belongs to which household."""

    def visible_to(self, actor: Actor) -> "MemberQuerySet":
        """Those of households the actor reads of; a resident sees their own belonging; a job all."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(household__area__within=areas_read(actor))
        return self.filter(resident=actor.resident) if actor.is_resident else self.none()

    def current(self) -> "MemberQuerySet":
        """Who has not moved out."""
        return self.filter(until__isnull=True)


class HouseholdMember(ScopedRecord):
    """That a resident belongs to a household, from a day, perhaps to a day."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(_("与户主的关系"), max_length=30, help_text="A code of data/types/relations.toml.")
    since = models.DateField(_("从哪天起"))
    until = models.DateField(_("到哪天止"), null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                name="one_current_household", fields=["resident"], condition=models.Q(until__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_head",
                fields=["household"],
                condition=models.Q(until__isnull=True, relation="head"),
            ),
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
        )


class ContactKind(models.TextChoices):
    """What somebody is to a resident."""

    GUARDIAN = "guardian", _("监护人")
    CARER = "carer", _("委托照看人")
    EMERGENCY = "emergency", _("紧急联系人")


class ContactQuerySet(OfResidentQuerySet["Contact"]):
    """Questions about contacts."""

    def visible_to(self, actor: Actor) -> Self:
        """As what hangs on a resident; whoever is a contact sees that they are one."""
        if actor.is_resident:
            return self.filter(models.Q(resident=actor.resident) | models.Q(other=actor.resident))
        return super().visible_to(actor)

    def allowed_on(self, day: date) -> "ContactQuerySet":
        """Current, and covered by a consent in force: nothing else is shown to staff."""
        return self.filter(
            until__isnull=True,
            consent__withdrawn_at__isnull=True,
            consent__begins_on__lte=day,
            consent__ends_on__gte=day,
        )


class Contact(ScopedRecord):
    """Who answers for a child or an elder, or is called for them: another resident, or a name and a phone.

    Lives as long as the consent it rests on. Once that ends, the name and the phone are destroyed.
    """

    encrypted: ClassVar[dict[str, Any]] = {"name_cipher": _("联系人姓名"), "phone_cipher": _("联系人电话")}

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("是什么人"), max_length=10, choices=ContactKind.choices)
    relation = models.CharField(_("关系"), max_length=30, help_text="A code of data/types/relations.toml.")
    other = models.ForeignKey(Resident, on_delete=models.PROTECT, null=True, related_name="+")
    name_cipher = models.TextField(blank=True, default="")
    phone_cipher = models.TextField(blank=True, default="")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("从哪天起"))
    until = models.DateField(_("到哪天止"), null=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ("since", "id")
        indexes = (models.Index(fields=["consent"], name="contact_consent"),)
        constraints = (
            models.CheckConstraint(
                name="contact_is_one_person_until_it_ends",
                condition=models.Q(other__isnull=False, name_cipher="", phone_cipher="")
                | (models.Q(other__isnull=True) & ~models.Q(name_cipher="") & ~models.Q(phone_cipher=""))
                | models.Q(until__isnull=False, other__isnull=True, name_cipher="", phone_cipher=""),
            ),
            models.CheckConstraint(
                name="contact_is_somebody_else",
                condition=models.Q(other__isnull=True) | ~models.Q(other=models.F("resident")),
            ),
            models.CheckConstraint(
                name="contact_ends_after_it_begins",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
        )
