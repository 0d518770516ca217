"""Residents, in the least that lets a request be answered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.encryption import mask_name


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Questions about residents."""

    def visible_to(self, actor: Actor) -> "ResidentQuerySet":
        """Those whose home lies in the actor's areas; a resident sees themselves, a job everybody."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(home_area__within=list(actor.sight))
        return self.filter(pk=actor.resident) if actor.is_resident else self.none()


class Resident(models.Model):
    """Somebody who asks. The phone lies, encrypted, with the sign-in whose id this record shares."""

    is_scoped: ClassVar[bool] = True

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=40)
    home_area = AreaField(verbose_name=_("所在社区（村）"))
    registered_at = models.DateTimeField()

    objects = ResidentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["home_area"], name="resident_home"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def masked_name(self) -> str:
        """王＊英: what staff read on a list; the whole name is revealed with a purpose only."""
        return mask_name(self.name)
