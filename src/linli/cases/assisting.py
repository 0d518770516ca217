"""帮办代办: in how many communities a worker has asked for a resident lately, counted from the cases themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse

from linli.areas.rules import child_length, virtual_in_sql
from linli.areas.standing import Given, Question, Source
from linli.base.actor import Shown
from linli.cases.models import Channel

PERIOD = timedelta(days=30)
ASSISTED = (Channel.WINDOW, Channel.PHONE, Channel.GRID)
COVERED = """
WITH assisted AS (
  SELECT DISTINCT area_id AS code FROM cases_case
   WHERE submitted_at >= %(since)s::timestamptz AND submitted_at < %(until)s::timestamptz
     AND area_id >= %(low)s::text AND area_id < %(high)s::text AND channel = ANY (%(channels)s::text[]))
SELECT left(c.code, %(digits)s::int), grouping(left(c.code, %(digits)s::int)) = 1, count(*), count(a.code)
  FROM areas_area c LEFT JOIN assisted a ON a.code = c.code
 WHERE c.code >= %(low)s::text AND c.code < %(high)s::text AND c.level = 5 AND c.valid_to IS NULL AND NOT IS_VIRTUAL
 GROUP BY GROUPING SETS ((), (left(c.code, %(digits)s::int)))
""".replace("IS_VIRTUAL", virtual_in_sql("c.code"))

# The same for a day as a whole, in China's time.
ASSISTED_UNTIL = """
SELECT area_id AS code, count(*) AS value FROM cases_case
 WHERE submitted_at >= (%(day)s::date - %(own_days)s::int + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
   AND submitted_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
   AND area_id >= %(low)s::text AND area_id < %(high)s::text AND channel = ANY (%(own_channels)s::text[])
 GROUP BY 1
"""


@dataclass(frozen=True)
class Share:
    """Of so many communities, in how many a worker has asked for a resident."""

    wanted: int = 0
    covered: int = 0

    @property
    def percent(self) -> Decimal | None:
        """Rounded once, to a tenth; None where there is no community."""
        return (Decimal(self.covered * 100) / self.wanted).quantize(Decimal("0.1")) if self.wanted else None

    @property
    def part(self) -> float:
        """For the length of a bar."""
        return self.covered / self.wanted if self.wanted else 0.0


def coverage(area: str, until: datetime) -> tuple[Share, Mapping[str, Share]]:
    """Of an area as a whole and of each area directly below it by code, as far as the actor sees its cases."""
    facts: dict[str, Any] = {"low": area, "high": area + ":", "digits": child_length(area) or len(area)}
    facts |= {"since": until - PERIOD, "until": until, "channels": [each.value for each in ASSISTED]}
    whole, below = Share(), {}
    with connection.cursor() as cursor:
        cursor.execute(COVERED, facts)
        for code, is_whole, wanted, covered in cursor.fetchall():
            if is_whole:
                whole = Share(wanted, covered)
            else:
                below[code] = Share(wanted, covered)
    return whole, below


def ask(_given: Given) -> Question:
    """As a source of indicators: what workers have asked for residents in the last days."""
    facts = {"days": PERIOD.days, "channels": [each.value for each in ASSISTED]}
    return Question(ASSISTED_UNTIL, lambda area: f"{reverse('cases:assisted')}?area={area}", facts)


ASSISTED_CASES = Source("cases_assisted", frozenset(), ask, is_public=False, is_dated=True, shows=Shown.CASES)
