"""A machine that is no kiosk is heard of: its own program says so by the API, and how often it was used. Never who."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.base.clock import local_day
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.kiosks import rules
from linli.kiosks.actions.machines import DOOR, note_day
from linli.kiosks.models import Device

# A count of the day so far: said twice, or late and out of order, it does no harm.
USES = """
INSERT INTO kiosks_device_day (id, device_id, day, visits, sent, looked, rated)
VALUES (%(id)s::uuid, %(device)s::uuid, %(day)s::date, %(uses)s::int, 0, 0, 0)
ON CONFLICT (device_id, day) DO UPDATE SET visits = greatest(kiosks_device_day.visits, excluded.visits)
RETURNING visits
"""


def whose_token(token: str) -> Device | None:
    """The machine whose token this is; None where it is nobody's, revoked, or of a machine withdrawn."""
    if not token.startswith(rules.TOKEN_PREFIX):
        return None
    with acting_as(DOOR):
        return Device.objects.filter(token_hash=rules.hash_of_secret(token), withdrawn_at=None).first()


@transaction.atomic
def hear(device: Device, *, at: datetime, uses: int | None = None, day: date | None = None) -> int | None:
    """A sign of life, perhaps with how often the machine was used on a day so far; how often is known now.

    The day may be one of those before, when it could not be heard. The first sign puts it into use.
    """
    today = local_day(at)
    if day is not None and not rules.counts_for(day, today):
        raise Refused("kiosks.day_out_of_reach", _("次数只收今天和前 6 天的。"), field="day")
    with acting_as(DOOR):
        found = Device.objects.select_for_update().filter(pk=device.pk, token_hash=device.token_hash).first()
        if found is None:
            raise Refused("kiosks.token_ended", _("这个令牌刚刚收回了。请到工作台给机器换一个。"))
        if found.enrolled_at is None:
            found.enrolled_at = at
            record("kiosks.enrolled", on=found, by=DOOR, at=at, area=found.area_id)
        found.seen_at = at
        found.save(update_fields=["enrolled_at", "seen_at"])
        note_day(found, at)
        if uses is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute(USES, {"id": new_id(), "device": found.pk, "day": day or today, "uses": uses})
            return int(cursor.fetchone()[0])
