"""Notices as rows, and how many readers each has had, by the way they came."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.notices import rules
from linli.organizations.models import Organization

CHANNELS: dict[rules.Channel, Any] = {
    rules.Channel.PORTAL: _("居民端：不登录，选了这个地方就能看到"),
    rules.Channel.APP: _("登录的居民：家在这里的，首页就有"),
    rules.Channel.BOARD: _("公告栏：打印张贴，扫码看全文"),
}
CHANNELS_SHORT: dict[rules.Channel, Any] = {
    rules.Channel.PORTAL: _("没有登录"),
    rules.Channel.APP: _("登录的居民"),
    rules.Channel.BOARD: _("公告栏扫码"),
}
STANDINGS: dict[rules.Standing, Any] = {
    rules.Standing.COMING: _("还没开始"),
    rules.Standing.SHOWN: _("正在显示"),
    rules.Standing.OVER: _("已过期"),
    rules.Standing.WITHDRAWN: _("已撤回"),
}
CHANNEL_CHOICES = [(channel.value, words) for channel, words in CHANNELS.items()]


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices, as the desk asks them; the portal reads through `queries`."""

    def visible_to(self, actor: Actor) -> Self:
        """Those for the areas of the actor's posts; a job sees all."""
        if actor.is_system:
            return self.all()
        return self.filter(area__within=actor.sight) if actor.is_staff else self.none()

    def standing(self, which: rules.Standing, today: date) -> Self:
        """Those that stand so on a day."""
        if which is rules.Standing.WITHDRAWN:
            return self.filter(withdrawn_at__isnull=False)
        kept = self.filter(withdrawn_at__isnull=True)
        if which is rules.Standing.COMING:
            return kept.filter(shows_from__gt=today)
        if which is rules.Standing.OVER:
            return kept.filter(shows_until__lt=today)
        return kept.filter(shows_from__lte=today, shows_until__gte=today)


class Notice(ScopedRecord):
    """What one unit, or the staff of an area, tells everybody there. Never changed: withdrawn, and written anew."""

    area = AreaField(verbose_name=_("发给哪里"))
    title = models.CharField(_("标题"), max_length=rules.LONGEST_TITLE)
    body = models.TextField(_("内容"))
    channels = ArrayField(models.CharField(max_length=10), verbose_name=_("怎么让居民看到"))
    is_urgent = models.BooleanField(_("要紧"), default=False)
    shows_from = models.DateField(_("从哪天起"))
    shows_until = models.DateField(_("到哪天止"))
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(_("为什么撤回"), max_length=rules.LONGEST_REASON, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["area", "-id"], name="notice_area"),)
        constraints = (
            models.CheckConstraint(
                name="notice_ends_after_it_begins", condition=models.Q(shows_until__gte=models.F("shows_from"))
            ),
            models.CheckConstraint(
                name="notice_has_known_channels",
                condition=models.Q(channels__contained_by=[channel.value for channel in rules.Channel])
                & models.Q(channels__len__gte=1),
            ),
            models.CheckConstraint(
                name="notice_withdrawn_with_a_reason",
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why="")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def standing_on(self, today: date) -> rules.Standing:
        """Where it stands on a day."""
        return rules.standing(
            self.shows_from, self.shows_until, is_withdrawn=self.withdrawn_at is not None, today=today
        )


class NoticeReaders(ScopedRecord):
    """How many browsers have read a notice by one way. Counted by the database's own function; nobody writes it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readers", db_index=False)
    channel = models.CharField(max_length=10)
    readers = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["notice", "channel"], name="notice_readers_once"),)
