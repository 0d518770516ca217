"""The verbs of notices: publish, withdraw, and count somebody who reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.accounts.rights import posts_with, require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.notices import rules
from linli.notices.models import Notice

VERB = "notices.publish"


@dataclass(frozen=True)
class NewNotice:
    """What is told, to which area, by which ways, and for how long."""

    area: str
    title: str
    body: str
    channels: Sequence[str]
    shows_from: date
    shows_until: date
    is_urgent: bool = False


@transaction.atomic
def publish(new: NewNotice, *, by: Actor, at: datetime) -> Notice:
    """Tell everybody in an area, from its first day on; in the name of the unit whose post reaches there."""
    require(by, VERB, area=new.area)
    rules.check_days(new.shows_from, new.shows_until, today=local_day(at))
    channels = rules.check_channels(new.channels)
    if not new.title.strip() or not new.body.strip():
        raise Refused("notices.nothing_said", _("请写标题和内容。"), field="title")
    notice = Notice(
        area_id=new.area,
        title=new.title.strip(),
        body=new.body.strip(),
        channels=[channel.value for channel in channels],
        is_urgent=new.is_urgent,
        shows_from=new.shows_from,
        shows_until=new.shows_until,
        unit_id=_unit_for(by, new.area),
        written_by=_writer(by),
        written_at=at,
    )
    notice.save(force_insert=True)
    record(
        "notices.published",
        on=notice,
        by=by,
        at=at,
        area=new.area,
        channels=notice.channels,
        shows_from=new.shows_from,
        shows_until=new.shows_until,
    )
    return notice


@transaction.atomic
def withdraw(notice: Notice, *, reason: str, by: Actor, at: datetime) -> Notice:
    """Take a notice back before its last day; whoever comes to it reads why."""
    notice = Notice.objects.visible_to(by).select_for_update().get(pk=notice.pk)
    require(by, VERB, area=notice.area_id)
    said = rules.check_withdrawal(notice.standing_on(local_day(at)), reason)
    notice.withdrawn_at, notice.withdrawn_why = at, said
    notice.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record("notices.withdrawn", on=notice, by=by, at=at, area=notice.area_id, text={"reason": said})
    return notice


def count_reader(notice: UUID, channel: rules.Channel, *, at: datetime) -> None:
    """One more has read it by this way. Who, is neither asked nor kept; not a word of it stands in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT notices_count_reader(%s::uuid, %s::text, %s::date)", [notice, channel.value, local_day(at)]
        )


def _writer(by: Actor) -> User:
    """The sign-in of who writes: a job has none, and writes no notice."""
    if by.user is None:
        raise TypeError("a notice is written by a person")
    return User.objects.get(pk=by.user)


def _unit_for(by: Actor, area: str) -> UUID | None:
    """The unit of the post that reaches the area; the nearest of several."""
    reaching = [post for post in posts_with(by, VERB) if area.startswith(post.area)]
    return max(reaching, key=lambda post: len(post.area)).unit if reaching else None
