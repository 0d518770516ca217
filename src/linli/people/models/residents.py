"""Residents, in the least that lets them be served, and who reads of them."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.encryption import mask_name

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
