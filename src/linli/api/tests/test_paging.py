"""A mark that was not ours is refused, whatever it is made of."""

import base64

import pytest

from linli.api.paging import paged
from linli.base.models import JournalEntry
from linli.base.refusals import Refused


def mark(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


KEY = "01a204d207a0738cb89fc5ca48cdb265"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "====",
        "\x00",
        "中",
        "\ud83d",
        mark("null"),
        mark("5"),
        mark('{"a": 1}'),
        mark('["happened_at"]'),
        mark("[" * 10_000),
        mark(f'["recorded_at", "2026-11-23T09:00:00+08:00", "{KEY}"]'),
        mark(f'["happened_at", "2026-11-23", "{KEY}"]'),
        mark(f'["happened_at", "9999-12-31T23:59:59-23:00", "{KEY}"]'),
        mark(f'["happened_at", 5, "{KEY}"]'),
        mark('["happened_at", "2026-11-23T09:00:00+08:00", "\' OR 1=1"]'),
        mark('["happened_at", "2026-11-23T09:00:00+08:00", 5]'),
    ],
)
def test_a_mark_that_is_none_is_refused(cursor):
    with pytest.raises(Refused) as refused:
        paged(JournalEntry.objects.all(), by="happened_at", cursor=cursor, limit=5)
    assert (refused.value.code, refused.value.field) == ("api.cursor_wrong", "cursor")
