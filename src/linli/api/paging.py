"""Pages of a list by a mark instead of a number: the thousandth costs what the first does, and no row comes twice.

A list is never counted: on a million rows the count would cost more than the page.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field
from pydantic_core import PydanticCustomError

from linli.api.inputs import moment
from linli.base.refusals import Refused

MOST, USUAL = 100, 50
Row = TypeVar("Row", bound=models.Model)
First = Callable[[models.QuerySet[Row], Sequence[str], int], models.QuerySet[Row]]
Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="一页多少条，最多 100")]
Cursor = Annotated[str, Query("", max_length=200, description="上一页给出的 next；空：从头开始")]
Next = Annotated[str | None, Field(description="下一页的 cursor；null：没有了")]


def paged(
    rows: "models.QuerySet[Row]", *, by: str, cursor: str, limit: int, first: "First[Row] | None" = None
) -> tuple[list[Row], str | None]:
    """The rows after a mark, ordered by a moment (`-submitted_at`: the newest first), and the mark of the next page.

    `first` narrows to the first so many in an order, where a module knows a quicker way than the whole.
    """
    field, falls = by.removeprefix("-"), by.startswith("-")
    if cursor:
        at, key = _read(cursor, by)
        beyond, upto = ("lt", "lte") if falls else ("gt", "gte")
        # The plain bound first: it is what an index can start from.
        after = models.Q((f"{field}__{beyond}", at)) | models.Q((f"id__{beyond}", key))
        rows = rows.filter(models.Q((f"{field}__{upto}", at)), after)
    order = (by, "-id" if falls else "id")
    rows = first(rows, order, limit + 1) if first else rows
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], _written(by, getattr(last, field), last.pk)


def mark_of(key: UUID) -> str:
    """The mark of a list that is ordered by its keys alone, after this one."""
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def key_of(cursor: str) -> UUID | None:
    """The key such a mark stands for; none at the beginning. Refuses what `mark_of` has not made."""
    if not cursor:
        return None
    try:
        return UUID(bytes=_plain(cursor))
    except (binascii.Error, ValueError) as error:
        raise _wrong() from error


def _written(by: str, at: datetime, key: UUID) -> str:
    mark = json.dumps([by, at.isoformat(), key.hex], separators=(",", ":"))
    return base64.urlsafe_b64encode(mark.encode()).decode().rstrip("=")


def _read(cursor: str, by: str) -> tuple[datetime, UUID]:
    try:
        order, at, key = json.loads(_plain(cursor))
        if order != by:
            raise ValueError(order)
        return moment(at), UUID(key)
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError, PydanticCustomError) as error:
        raise _wrong() from error


def _plain(cursor: str) -> bytes:
    return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)


def _wrong() -> Refused:
    return Refused("api.cursor_wrong", _("cursor 不对：请原样使用上一页的 next，并保持 order 不变。"), field="cursor")
