"""What the desk reads of callbacks and remedies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.base.refusals import Sentence
from linli.cases.beside import Waiting
from linli.followups import rules
from linli.followups.course import Step
from linli.followups.models import Callback, CallbackQuerySet, Draw, Remedy, RemedyQuerySet

MADE = (rules.Result.REACHED.value, rules.Result.NOT_REACHED.value)
MOST_BESIDE = 10  # on 今天, of each kind


@dataclass(frozen=True)
class Month:
    """A month's share: of so many closed cases so many were to be called, so many have been, so many were reached."""

    month: date
    closed: int
    wanted: int
    made: int
    reached: int
    solved: int

    @property
    def share(self) -> Decimal | None:
        """Called back, in per cent of the closed cases; None where nothing was closed."""
        return (Decimal(100 * self.made) / self.closed).quantize(Decimal("0.1")) if self.closed else None


def listed(callbacks: CallbackQuerySet) -> CallbackQuerySet:
    """With what a list shows, in the one query."""
    return callbacks.select_related("case__item", "case__unit", "area").defer(
        "case__description", "case__answers", "case__item__spec"
    )


def months(actor: Actor, count: int = 3) -> list[Month]:
    """The newest months that have been drawn in the actor's areas, newest first."""
    areas = sorted({post.area for post in posts_with(actor, "cases.read_callbacks")})
    counties = sorted({area[:6] for area in areas})  # a draw is a county's: part of one reads the whole of it
    drawn = Draw.objects.filter(area__within=counties).values("month").annotate(all=Sum("closed"), lots=Sum("drawn"))
    found = list(drawn.order_by("-month")[:count])
    calls = _calls([each["month"] for each in found], counties)
    return [Month(each["month"], each["all"], *calls.get(each["month"], (0, 0, 0, 0))) for each in found]


def _calls(wanted: Sequence[date], areas: Sequence[str]) -> dict[date, tuple[int, int, int, int]]:
    made, reached = Q(result__in=MADE), Q(result=rules.Result.REACHED.value)
    rows = Callback.objects.filter(month__in=wanted, area__within=areas).exclude(result=rules.Result.MOOT.value)
    counted = rows.values("month").annotate(
        wanted=Count("pk"),
        made=Count("pk", filter=made),
        reached=Count("pk", filter=reached),
        solved=Count("pk", filter=Q(solved=True)),
    )
    return {each["month"]: (each["wanted"], each["made"], each["reached"], each["solved"]) for each in counted}


def listed_remedies(remedies: RemedyQuerySet) -> RemedyQuerySet:
    """With what a list shows, in the one query."""
    found = remedies.select_related("case__item", "unit", "area")
    return found.defer("case__description", "case__answers", "case__item__spec")


def unended_remedies(resident: UUID) -> "Sentence | None":
    """A reason to keep a record: what is being put right for somebody is not done until they are asked."""
    count = Remedy.objects.unended().filter(case__resident=resident).count()
    if not count:
        return None
    said = ngettext("还有 %(count)s 件差评整改没有办完", "还有 %(count)s 件差评整改没有办完", count)
    return said % {"count": count}


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: what my unit must put right; for who decides appeals, those that wait; for callers, late calls."""
    found: list[Waiting] = []
    if actor.units:
        mine = Remedy.objects.unended().filter(unit__in=actor.units, step=Step.REMEDY.value).select_related("case")
        found += [_waiting(each, _("差评整改"), each.due_at) for each in mine.order_by("due_at")[:MOST_BESIDE]]
    if areas := sorted({post.area for post in posts_with(actor, "cases.decide_appeal")}):
        asked = Remedy.objects.appealed().filter(area__within=areas).select_related("case")
        found += [
            _waiting(each, _("申诉，等您决定"), each.appeal_due_at or at)
            for each in asked.order_by("appeal_due_at")[:MOST_BESIDE]
        ]
    if areas := sorted({post.area for post in posts_with(actor, "cases.call_back")}):
        late = Callback.objects.waiting().filter(area__within=areas, due_at__lt=at).select_related("case")
        found += [
            Waiting(each.case.title, reverse("followups:callback", args=[each.pk]), _("回访"), each.due_at)
            for each in late.order_by("due_at")[:MOST_BESIDE]
        ]
    return found


def _waiting(remedy: Remedy, kind: Sentence, due: datetime) -> Waiting:
    return Waiting(remedy.case.title, reverse("followups:remedy", args=[remedy.case.number]), kind, due)
