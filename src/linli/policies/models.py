"""Policies as rows: public words with their source, kept by the staff of the area they hold in."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.fields import AreaField
from linli.base.languages import translated
from linli.base.models import ScopedRecord
from linli.catalog.models import ServiceItem
from linli.policies import rules


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Questions about policies."""

    def in_force(self) -> Self:
        """Not retired; whether one has run out, its day says."""
        return self.filter(retired_at__isnull=True)


class Policy(ScopedRecord):
    """What somebody may get or ask for, and the document that says so. A retired one stays, with the reason."""

    code = models.CharField(
        _("代码"), max_length=40, unique=True, null=True, help_text="Of the shipped file it came from."
    )
    area = AreaField(verbose_name=_("在哪里有效"))
    title = models.CharField(_("一句话"), max_length=rules.LONGEST_TITLE)
    summary = models.CharField(_("能得到什么"), max_length=rules.LONGEST_SUMMARY)
    who = models.CharField(_("什么人可以"), max_length=rules.LONGEST_SUMMARY)
    issuer = models.CharField(_("谁印发的"), max_length=60)
    document = models.CharField(_("文件名称"), max_length=100)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    quote = models.CharField(_("原文"), max_length=rules.LONGEST_QUOTE)
    link = models.URLField(_("原文网址"), blank=True)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    words = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("居民会怎么说"))
    for_whom = models.JSONField(default=dict, help_text="Answers that fit, by question; all of them must.")
    ends_on = models.DateField(_("到哪天失效"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    file_hash = models.CharField(max_length=64, blank=True, help_text="Empty once changed at the desk.")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(_("为什么停用"), max_length=rules.LONGEST_REASON, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.CheckConstraint(name="policy_has_a_source", condition=~models.Q(document="") & ~models.Q(quote="")),
            models.CheckConstraint(
                name="policy_retired_with_a_reason",
                condition=models.Q(retired_at__isnull=True, retired_why="")
                | (models.Q(retired_at__isnull=False) & ~models.Q(retired_why="")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def told_title(self) -> str:
        """The title in the reader's language, where it ships with the product."""
        return translated(self.title)

    @property
    def told_summary(self) -> str:
        """What one gets, likewise."""
        return translated(self.summary)

    @property
    def told_who(self) -> str:
        """For whom it is, likewise."""
        return translated(self.who)

    def has_ended(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.ends_on is not None and self.ends_on < today
