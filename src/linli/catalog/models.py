"""The service items of this installation: a copy of their files, written by the loader alone."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.base.languages import SOURCE, active
from linli.catalog.choices import Audience, Kind, LifeEvent
from linli.catalog.labels import KINDS, LIFE_EVENTS
from linli.catalog.spec import ItemSpec, parse_item
from linli.catalog.telling import in_readers_words


class ServiceItemQuerySet(models.QuerySet["ServiceItem"]):
    """Questions about items, in the field's words."""

    def offered(self) -> "ServiceItemQuerySet":
        """Items that can be asked for now."""
        return self.filter(is_active=True)

    def common(self) -> "ServiceItemQuerySet":
        """Items for the home page, the most wanted first."""
        return self.offered().filter(common__gt=0).order_by("common", "code")


class ServiceItem(models.Model):
    """One item. A retired one stays, since cases were asked for under it."""

    code = models.CharField(_("代码"), max_length=40, primary_key=True, db_collation="C")
    name = models.CharField(_("事项名称"), max_length=40)
    plain_name = models.CharField(_("通俗名称"), max_length=24)
    short_name = models.CharField(_("简称"), max_length=6)
    kind = models.CharField(_("类型"), max_length=20, choices=[(each.value, KINDS[each]) for each in Kind])
    audience = models.CharField(
        _("谁能看"),
        max_length=12,
        choices=[(Audience.ORDINARY.value, _("一般")), (Audience.CONFIDENTIAL.value, _("保密"))],
    )
    life_event = models.CharField(
        _("生活场景"), max_length=20, choices=[(each.value, LIFE_EVENTS[each]) for each in LifeEvent]
    )
    icon = models.CharField(_("图标"), max_length=40)
    common = models.PositiveSmallIntegerField(
        _("首页次序"), default=0, help_text="Its place on the home page; 0 is not there."
    )
    spec = models.JSONField(_("全部内容"), help_text="As `spec.to_data` gives it; read it through `details`.")
    version = models.CharField(_("版本"), max_length=64, help_text="Hash of the content.")
    is_active = models.BooleanField(_("在用"), default=True)
    loaded_at = models.DateTimeField(_("载入时间"), help_text="When this version came, or the item was retired.")

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9-]*$"), name="item_code_fits_an_address"
            ),
            models.CheckConstraint(condition=models.Q(version__regex="^[0-9a-f]{64}$"), name="item_version_is_a_hash"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def details(self) -> ItemSpec:
        """Everything the item's file says, in the reader's language."""
        wanted = (self.version, active())
        if wanted not in _parsed:
            if len(_parsed) >= MOST_PARSED:
                _parsed.clear()
            _parsed[wanted] = in_readers_words(parse_item(self.spec, where=self.code))
        return _parsed[wanted]

    @property
    def as_written(self) -> ItemSpec:
        """Everything the item's file says, in the file's own words."""
        with translation.override(SOURCE):
            return self.details


MOST_PARSED = 2000
_parsed: dict[tuple[str, str], ItemSpec] = {}
"""Items by version and language: a version is a hash of the content, so what is found under it is never stale."""
