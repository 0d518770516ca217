"""Notices as `notices.actions` writes them: shown, over, taken back; and how many have read each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.demo.registers.keeping import Keeper
from linli.demo.rows import Maker
from linli.notices.models import Notice, NoticeReaders
from linli.notices.rules import Channel

KIND = Notice._meta.label_lower
a_notice, some_readers = Maker(Notice), Maker(NoticeReaders)
EVERY = tuple(channel.value for channel in Channel)


@dataclass(frozen=True)
class Told:
    """What is told: from how many days after it was written, for how many."""

    title: str
    body: str
    days: int
    later: int = 0
    is_urgent: bool = False
    channels: tuple[str, ...] = EVERY


class NoticeKeeper(Keeper):
    """Keeps what residents were told."""

    def tell_all(self, told: Told, area: str, *, by: Actor, at: datetime) -> Notice:
        """A notice to everybody in an area."""
        begins = local_day(at) + timedelta(days=told.later)
        ends = begins + timedelta(days=told.days)
        notice = a_notice(
            id=self.draw.id_at(at),
            area_id=area,
            title=told.title,
            body=told.body,
            channels=told.channels,
            is_urgent=told.is_urgent,
            unit_id=by.posts[0].unit,
            written_by_id=by.user,
            written_at=at,
            shows_from=begins,
            shows_until=ends,
        )
        facts: dict[str, Any] = {"channels": list(told.channels), "shows_from": begins, "shows_until": ends}
        self.enter("notices.published", by, at, on=(KIND, notice.pk), area=area, **facts)
        return self.keep(notice)

    def take_back(self, notice: Notice, reason: str, *, by: Actor, at: datetime) -> None:
        """Taken back before its last day."""
        notice.withdrawn_at, notice.withdrawn_why = at, reason
        self.enter("notices.withdrawn", by, at, on=(KIND, notice.pk), area=notice.area_id, text={"reason": reason})

    def read_by(self, notice: Notice, most: int) -> None:
        """Numbers of readers, by each way the notice goes."""
        shares = {Channel.PORTAL: 1.0, Channel.APP: 0.6, Channel.BOARD: 0.2}
        for channel, share in shares.items():
            if channel in notice.channels and (readers := int(most * share * self.draw.between(0.5, 1.0))):
                row = some_readers(id=self.draw.id_at(notice.written_at), notice_id=notice.pk)
                row.channel, row.readers = channel.value, readers
                self.keep(row)
