"""Who works in which grid: given and ended by whoever manages the grids there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import HeldPost, User
from linli.areas.models import Area
from linli.areas.rules import LENGTHS, Level
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.territory.actions.asking import require_for
from linli.territory.models import GridPost, Part

VERB = "grids.staff"
DAY = timedelta(days=1)
COUNTY = LENGTHS[Level.COUNTY - 1]


@dataclass(frozen=True)
class NewGridPost:
    """Somebody of the staff for a grid, from a day on."""

    grid: str
    user: User
    part: Part
    starts_on: date


@transaction.atomic
def assign_workers(posts: Iterable[NewGridPost], *, by: Actor, at: datetime) -> list[GridPost]:
    """Let staff work in grids; all of them or none."""
    wanted = list(posts)
    require_for(by, VERB, (each.grid for each in wanted))
    _check(wanted, at)
    made = GridPost.objects.bulk_create(
        [GridPost(grid_id=each.grid, user=each.user, part=each.part, starts_on=each.starts_on) for each in wanted],
        batch_size=1000,
    )
    for post in made:
        record("grids.staffed", on=post, by=by, at=at, area=post.grid_id, part=post.part, user=post.user_id)
    return made


@transaction.atomic
def end_worker(post: GridPost, *, on: date, by: Actor, at: datetime) -> GridPost:
    """Somebody no longer works in a grid from a day on."""
    post = GridPost.objects.select_for_update().get(pk=post.pk)
    require_for(by, VERB, [post.grid_id])
    if post.ends_on is not None:
        raise Refused("grids.worker_ended", _("这个人已经不是这里的网格员了。"))
    earliest = post.starts_on + DAY
    if not min(earliest, local_day(at)) <= on <= max(local_day(at), earliest):
        raise Refused("grids.worker_end_day", _("结束的日子要晚于开始的日子，不晚于今天。"), field="on")
    _end(post, max(on, earliest), by=by, at=at)
    return post


def end_with_grids(**facts: Any) -> None:
    """Grids have ended (`codes`, `on`): so has the work in them. For `areas.grids_ended`."""
    for post in GridPost.objects.select_for_update().filter(grid__in=facts["codes"], ends_on=None):
        _end(post, max(facts["on"], post.starts_on + DAY), by=facts["by"], at=facts["at"])


def end_with_posts(**facts: Any) -> None:
    """Somebody's post has ended: in grids of counties where they hold none any more they work no more.

    Handles `accounts.post_ended` (post, by, at).
    """
    held: HeldPost = facts["post"]
    at = facts["at"]
    mine = GridPost.objects.select_for_update().inside([held.area_id]).filter(user=held.user_id, ends_on=None)
    for post in mine:
        if not _works_nearby(held.user, post.grid_id, at):
            _end(post, max(local_day(at), post.starts_on + DAY), by=facts["by"], at=at)


def _end(post: GridPost, on: date, *, by: Actor, at: datetime) -> None:
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    record("grids.worker_left", on=post, by=by, at=at, area=post.grid_id, day=on, user=post.user_id)


def _check(wanted: Sequence[NewGridPost], at: datetime) -> None:
    grids = {each.grid for each in wanted}
    known = Area.objects.current().filter(code__in=grids, level__gte=Level.GRID)
    if known.count() != len(grids):
        raise Refused("grids.gone", _("没有这个网格，或者它已经结束了。"), field="grid")
    for each in wanted:
        if not each.user.is_staff_member or not each.user.is_active:
            raise Refused("grids.not_staff", _("网格员要有在用的工作人员账号。"), field="user")
        if each.starts_on > local_day(at):
            raise Refused("grids.starts_later", _("开始的日子不能晚于今天。"), field="starts_on")
        if not _works_nearby(each.user, each.grid, at):
            raise Refused("grids.works_elsewhere", _("这个人在本县区没有岗位，请先安排岗位。"), field="user")
        if _overlaps(each):
            raise Refused("grids.worker_already", _("这个人已经是这个网格的网格员了。"), field="user")


def _works_nearby(user: User, grid: str, at: datetime) -> bool:
    """Holds a post in the grid's county, or in an area around it."""
    around = [grid[:length] for length in LENGTHS if length <= COUNTY]
    nearby = Q(area__within=[grid[:COUNTY]]) | Q(area__in=around)
    return HeldPost.objects.held_at(at).filter(nearby, user=user).exists()


def _overlaps(each: NewGridPost) -> bool:
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=each.starts_on)
    return GridPost.objects.filter(later, grid=each.grid, user=each.user).exists()
