"""Residents, in the least that lets a request be answered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField


class Resident(models.Model):
    """Somebody who asks. The phone lies, encrypted, with the sign-in whose id this record shares."""

    is_scoped: ClassVar[bool] = True

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=40)
    home_area = AreaField(verbose_name=_("所在社区（村）"))
    registered_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["home_area"], name="resident_home"),)

    def __str__(self) -> str:
        return str(self.pk)
