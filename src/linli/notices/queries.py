"""Reads of notices: what is open to whoever reads the portal, and the desk's own with their numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from linli.areas.models import Area
from linli.base.actor import Actor
from linli.notices.models import CHANNELS_SHORT, Notice, NoticeQuerySet, NoticeReaders
from linli.notices.rules import Channel

# Everybody reads through the database's own function, which shows what is open to them; so nobody needs a scope.
OPEN = """
SELECT n.*, a.name AS area_name, u.short_name AS unit_name
  FROM notices_open(%s::uuid, %s::text, %s::date) n
  JOIN areas_area a ON a.code = n.area_id
  LEFT JOIN organizations_organization u ON u.id = n.unit_id
"""
FIRST = " WHERE n.withdrawn_at IS NULL ORDER BY n.is_urgent DESC, n.id DESC LIMIT %s::int"


def shown(place: str, today: date, limit: int = 50) -> list[Notice]:
    """What is shown at a place today, the urgent and the newest first; for a resident without a place, at home.

    Each has `area_name` and `unit_name` besides.
    """
    return [_named(notice) for notice in Notice.objects.raw(OPEN + FIRST, [None, place, today, limit])]


def open_notice(notice: UUID, today: date) -> Notice | None:
    """One notice that is open to whoever reads, also a withdrawn one; None where there is none."""
    return next((_named(each) for each in Notice.objects.raw(OPEN, [notice, "", today])), None)


def _named(notice: Notice) -> Notice:
    """With the area as people call it, not as the list of divisions does."""
    name: str = getattr(notice, "area_name", "")
    notice.__dict__["area_name"] = Area(code=notice.area_id, name=name).short_name
    return notice


def own(actor: Actor) -> NoticeQuerySet:
    """The notices of the actor's areas, the newest first, with what a list shows."""
    return Notice.objects.visible_to(actor).select_related("area", "unit")


def readers_of(notices: Sequence[Notice]) -> Mapping[UUID, Mapping[Channel, int]]:
    """How many have read each of these, by the way they came."""
    found: dict[UUID, dict[Channel, int]] = {notice.pk: {} for notice in notices}
    for row in NoticeReaders.objects.filter(notice__in=list(found)):
        found[row.notice_id][Channel(row.channel)] = row.readers
    return found


def by_channel(notice: Notice, readers: Mapping[Channel, int]) -> list[tuple[str | Promise, int]]:
    """Each way the notice goes, in words, and how many read it that way."""
    return [(CHANNELS_SHORT[channel], readers.get(channel, 0)) for channel in Channel if channel in notice.channels]
