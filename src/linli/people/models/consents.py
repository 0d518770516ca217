"""What residents agreed to, and who answers for them or is called: that rests on a consent."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.people.models.residents import OfResidentQuerySet, Resident


class Way(models.TextChoices):
    """How somebody agreed."""

    PORTAL = "portal", _("本人在手机上同意")
    PAPER = "paper", _("本人签了纸质同意书")
    GUARDIAN = "guardian", _("监护人签了纸质同意书")


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
