"""Homes, how many live there, and which residents belong to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.people.models.residents import Resident, areas_read


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
            models.UniqueConstraint(
                name="one_standing_household", fields=["area", "address"], condition=models.Q(ended_on=None)
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
