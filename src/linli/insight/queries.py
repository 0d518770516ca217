"""What is kept of alerts, as pages read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts.rights import posts_with
from linli.areas.models import Area
from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.cases.beside import Waiting
from linli.indicators.standing.actions import regions
from linli.insight import alerts
from linli.insight.models import Alert, AlertCount, Sort
from linli.web.dates import day_time

SUPERVISES = "tasks.manage"
COUNTY = LENGTHS[Level.COUNTY - 1]
FIRST_FEW = 3
TONES = {Sort.BEHIND: "turn"}  # what contradicts itself is graver than what is late


@dataclass(frozen=True)
class Amiss:
    """What is amiss with an area as of a moment, None where nobody has counted it yet; `is_kept` by a job, not now."""

    rows: Sequence[Alert]
    at: datetime | None
    is_kept: bool


def counted_areas() -> list[str]:
    """The areas whose alerts are kept: of each region itself, and its prefectures and counties."""
    areas = Area.objects.current().inside(regions()).filter(level__lte=Level.COUNTY)
    return list(areas.order_by("code").values_list("code", flat=True))


def amiss(area: str, *, viewer: Actor, at: datetime) -> Amiss:
    """As last counted; of a place below a county, as it is now."""
    if len(area) > COUNTY:
        return Amiss(alerts.alerts(area, local_day(at), viewer=viewer), at, is_kept=False)
    counted = AlertCount.objects.filter(area=area).values_list("counted_at", flat=True).first()
    return Amiss(list(Alert.objects.visible_to(viewer).of_areas([area])), counted, is_kept=True)


def summary(actor: Actor) -> list[tuple[str, int, str]]:
    """How many alerts of each sort the widest of the actor's areas has: in words, how many, how they look."""
    area = min(actor.sight, key=lambda code: (len(code), code), default="")
    kept = Alert.objects.visible_to(actor).filter(area=area) if area else Alert.objects.none()
    counts = Counter(kept.values_list("sort", flat=True))
    return [(str(sort.label), counts[sort], TONES.get(sort, "late")) for sort in Sort if counts[sort]]


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: how many alerts and the gravest few, for who supervises a county or more."""
    areas = sorted({post.area for post in posts_with(actor, SUPERVISES) if len(post.area) <= COUNTY})
    if not areas:
        return []
    kept = list(Alert.objects.visible_to(actor).of_areas(areas))
    if not kept:
        return []
    moment = _("分析提醒，%(moment)s 数的") % {"moment": day_time(min(each.counted_at for each in kept), at)}
    title = _("规划和指标有 %(count)s 处要看一看") % {"count": len(kept)}
    every = Waiting(title, f"{reverse('insight:alerts')}?area={areas[0]}", moment, None)
    return [every, *(_waiting(each) for each in kept[:FIRST_FEW])]


def _waiting(alert: Alert) -> Waiting:
    title = _("%(sort)s：%(name)s") % {"sort": alert.label, "name": alert.name}
    return Waiting(title, alert.url, alerts.words(alert), None)
