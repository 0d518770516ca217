"""Notices for programs: what is shown to everybody at a place today. Open to everybody."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Query, Router
from pydantic import BaseModel, Field

from linli.api.inputs import AreaCode
from linli.api.tokens import ApiRequest
from linli.base.clock import local_day, now
from linli.notices import queries
from linli.notices.models import Notice

router = Router(tags=["通知"])


class NoticeRow(BaseModel):
    """A notice as everybody reads it."""

    id: UUID
    title: str
    body: str
    area: str = Field(description="发给哪里：区划代码")
    area_name: str
    unit_name: str = Field(description="谁发的；不以单位名义发的为空")
    is_urgent: bool
    shows_from: date
    shows_until: date


class Notices(BaseModel):
    """What is shown, the urgent and the newest first."""

    items: list[NoticeRow]


@router.get(
    "",
    response=Notices,
    summary="查通知",
    description="某个地方今天公开显示的通知，含上级发给那里的。只给登录居民的不在内。",
)
def find_notices(
    request: ApiRequest,  # noqa: ARG001 (everybody's)
    area: Annotated[AreaCode, Query(description="村、社区或它的上级")],
) -> Notices:
    """The notices of a place."""
    return Notices(items=[_row(notice) for notice in queries.shown(area, local_day(now()))])


def _row(notice: Notice) -> NoticeRow:
    plain = ("id", "title", "body", "area_name", "is_urgent", "shows_from", "shows_until")
    told = {name: getattr(notice, name) for name in plain}
    return NoticeRow(**told, area=notice.area_id, unit_name=getattr(notice, "unit_name", None) or "")
