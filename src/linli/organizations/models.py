"""Units and organisations: what they are, where they belong, which areas they serve."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import AreaField
from linli.base.languages import translated
from linli.base.models import Record


class OrganizationType(models.Model):
    """A kind of organisation, as data: a clerk adds one and its coverage can be counted."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    handles = models.BooleanField(help_text="Whether units of this kind may handle cases.")
    level = models.CharField(max_length=20, help_text="county, township or community: where such a unit stands.")
    source = models.CharField(max_length=200, blank=True, help_text="The plan or law that names it.")
    expected_in = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="The class of communities that should have one (data/areas/tags.toml); empty: all of them.",
    )

    class Meta:
        ordering = ("level", "code")

    def __str__(self) -> str:
        return translated(self.name)


SERVES = "SELECT 1 FROM organizations_servingarea WHERE organization_id = %s::uuid AND area_id = ANY (%s::text[])"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Questions about units, in the field's words."""

    def serving(self, area: str) -> "OrganizationQuerySet":
        """Active units that serve an area: one of their serving areas contains it."""
        prefixes = [area[:length] for length in (2, 4, 6, 9, 12, 15, 17) if length <= len(area)]
        served = ServingArea.objects.filter(organization=models.OuterRef("pk"), area__in=prefixes)
        return self.filter(models.Exists(served), is_active=True)

    def of_type(self, *codes: str) -> "OrganizationQuerySet":
        """Units of these kinds."""
        return self.filter(type__in=codes)

    def belonging_to(self, prefixes: Iterable[str]) -> "OrganizationQuerySet":
        """Units whose seat lies in these areas."""
        return self.filter(area__within=list(prefixes))


class Organization(Record):
    """One unit. Its existence and contacts, never the list of its members."""

    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40)
    type = models.ForeignKey(OrganizationType, on_delete=models.PROTECT, related_name="+")
    area = AreaField(verbose_name=_("所在区划"))
    phone = models.CharField(_("对外电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    # Name and phone of the person to ask for: shown masked, read for a purpose that is written down.
    contact_cipher = models.TextField(blank=True, default="", db_default="")

    encrypted: ClassVar[dict[str, Any]] = {"contact_cipher": _("单位联系人")}
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("area_id", "name")
        constraints = (models.UniqueConstraint(fields=["area", "name"], name="organization_named_once_per_area"),)
        indexes = (models.Index(fields=["area", "type"], name="organization_area_type"),)

    def __str__(self) -> str:
        return self.name

    def serves(self, area: str) -> bool:
        """Whether one of its serving areas contains `area`."""
        prefixes = [area[:length] for length in (2, 4, 6, 9, 12, 15, 17) if length <= len(area)]
        with connection.cursor() as cursor:
            cursor.execute(SERVES, [self.pk, prefixes])
            return cursor.fetchone() is not None


class ServingArea(Record):
    """An area that a unit serves."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="serving_areas")
    area = AreaField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "area"], name="serves_an_area_once"),)
        indexes = (models.Index(fields=["area"], name="serving_area"),)
