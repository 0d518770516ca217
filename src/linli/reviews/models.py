"""Published figures, and which of the residents' words are public. Rows are written by `reviews.actions` only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with
from linli.areas.fields import AreaField
from linli.base.actor import Actor
from linli.base.ids import new_id
from linli.base.models import ScopedRecord
from linli.cases.models import LEVELS, Case
from linli.catalog.models import ServiceItem
from linli.organizations.models import Organization
from linli.reviews import rules


class StateChoices(models.TextChoices):
    """Where a word stands, in the reader's words."""

    RELEASED = rules.State.RELEASED.value, _("公开")
    KEPT_BACK = rules.State.KEPT_BACK.value, _("没有公开")
    TAKEN_BACK = rules.State.TAKEN_BACK.value, _("撤下了")


class WhyChoices(models.TextChoices):
    """Why a word is not public."""

    PERSONAL = rules.Why.PERSONAL.value, _("遮不掉的个人信息")
    ABUSIVE = rules.Why.ABUSIVE.value, _("骂人、侮辱人")
    OFF_TOPIC = rules.Why.OFF_TOPIC.value, _("说的不是这项服务")
    OBJECTED = rules.Why.OBJECTED.value, _("本人不想公开")
    MISTAKE = rules.Why.MISTAKE.value, _("公开错了")
    SET_ASIDE = rules.Why.SET_ASIDE.value, _("评价不再计入，或者事情改为保密")
    ERASED = rules.Why.ERASED.value, _("本人删除了资料")
    EXPIRED = rules.Why.EXPIRED.value, _("办件的保管期限到了")


class Published(models.Model):
    """The figures of a unit or an item over some whole months, with enough ratings that nobody can be told.

    Every row is public; what may not be is not here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    first = models.DateField(help_text="The first day of its first month.")
    last = models.DateField(help_text="The first day of its last month.")
    closed = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    responded = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    levels = ArrayField(models.PositiveIntegerField(), size=rules.LEVELS, help_text="The best level first.")
    remedies = ArrayField(
        models.PositiveIntegerField(), size=len(rules.ENDS), null=True, help_text="As `rules.ENDS`; of the bad ratings."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="published_of_one", condition=models.Q(unit__isnull=True) ^ models.Q(item__isnull=True)
            ),
            models.CheckConstraint(
                name="published_of_enough", condition=models.Q(rated__gte=rules.FEWEST, levels__len=rules.LEVELS)
            ),
            models.UniqueConstraint(fields=["unit", "first"], name="published_unit_once"),
            models.UniqueConstraint(fields=["item", "first"], name="published_item_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id or self.item_id} {self.first:%Y-%m}"


class WordQuerySet(models.QuerySet["Word"]):
    """Questions about words."""

    def visible_to(self, actor: Actor) -> "WordQuerySet":
        """A resident's own; for staff those in the areas of posts that look at words."""
        if actor.is_system:
            return self.all()
        if actor.is_resident:
            return self.filter(case__resident=actor.resident)
        areas = sorted({post.area for post in posts_with(actor, "reviews.check")})
        return self.filter(area__within=areas)

    def released(self) -> "WordQuerySet":
        """Public, or about to be."""
        return self.filter(state=rules.State.RELEASED.value)


class Word(ScopedRecord):
    """What was decided about a resident's word, and what of it everybody may read."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    area = AreaField(verbose_name=_("社区（村）"))
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.ForeignKey(ServiceItem, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=500, blank=True, help_text="As everybody reads it; empty unless released.")
    state = models.CharField(_("公开没有"), max_length=10, choices=StateChoices.choices)
    why = models.CharField(_("为什么"), max_length=10, choices=WhyChoices.choices, blank=True)
    rated_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    shows_from = models.DateTimeField(null=True, help_text="Until then whoever said it can object first.")

    objects = WordQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="word_level_of_five", condition=models.Q(level__range=(1, 5))),
            models.CheckConstraint(
                name="word_shown_when_released",
                condition=models.Q(state="released", shows_from__isnull=False, why="") & ~models.Q(said="")
                | (~models.Q(state="released") & models.Q(said="") & ~models.Q(why="")),
            ),
        )
        indexes = (
            models.Index(fields=["unit", "-rated_at"], name="word_of_unit"),
            models.Index(fields=["item", "-rated_at"], name="word_of_item"),
            models.Index(fields=["area", "-decided_at"], name="word_area_decided"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def level_in_words(self) -> str:
        """非常满意 down to 非常不满意."""
        return str(LEVELS[self.level])
