"""Divisions for programs: find a community's code by its name, and what a code lies in. Open to everybody."""

from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from linli.api.inputs import AreaCode, Asked
from linli.api.paging import MOST
from linli.api.problems import Problem
from linli.api.tokens import ApiRequest
from linli.areas import queries
from linli.areas.models import LEVEL_NAMES, Area
from linli.areas.region import root
from linli.areas.rules import Level, is_virtual

router = Router(tags=["区划"])


class AreaName(BaseModel):
    """A division by code and name."""

    code: str
    name: str


class AreaRow(AreaName):
    """A division in a list."""

    short_name: str = Field(description="平时的叫法，例如 康宁社区")
    level: int = Field(ge=1, le=7, description="1 省 2 市 3 县 4 乡镇街道 5 社区村 6 网格 7 微网格")
    level_name: str
    kind: Literal["residential", "village"] | None = Field(description="residential 社区，village 村；社区村以下才有")
    takes_cases: bool = Field(description="可以作为办件的 area：现在的社区或村")


class AreaShown(AreaRow):
    """One division, where it lies and whether it still exists."""

    path_name: str = Field(description="连起来的名称，例如 桃城区河西街道康宁社区")
    parents: list[AreaName] = Field(description="上级，从高到低")
    is_current: bool = Field(description="否：已经撤并")


class Areas(BaseModel):
    """What was found, the nearest first."""

    items: list[AreaRow]


@router.get(
    "",
    response=Areas,
    summary="查区划",
    description="带 q：按名称、拼音首字母或代码开头找，可以先写上级再空格；不带 q：within 的直接下级（默认本地区的）。",
)
def find_areas(
    request: ApiRequest,  # noqa: ARG001 (everybody's)
    q: Annotated[Asked, Query("", description="名称、首字母或代码开头")],
    within: Annotated[AreaCode | None, Query(None, description="只在这个区划之内")],
    limit: Annotated[int, Query(20, ge=1, le=MOST)],
) -> Areas:
    """Areas of today by name, or the ones directly below another."""
    if q:
        found = queries.find(q, None if within is None else [within], limit)
    else:
        found = queries.children(root() if within is None else within)[:limit]
    return Areas(items=[AreaRow(**_row(area)) for area in found])


@router.get("/{code}", response={200: AreaShown, 404: Problem}, summary="看一个区划", description="含上级和完整名称。")
def read_area(request: ApiRequest, code: Annotated[AreaCode, Path(description="区划代码")]) -> AreaShown:  # noqa: ARG001
    """One area and what it lies in."""
    area = Area.objects.filter(pk=code).first()
    if area is None:
        raise Http404
    above = queries.parents(code)
    return AreaShown(
        **_row(area),
        path_name=queries.path_name(code),
        parents=[AreaName(code=each.code, name=each.name) for each in above],
        is_current=area.valid_to is None,
    )


def _row(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "short_name": area.short_name,
        "level": area.level,
        "level_name": str(LEVEL_NAMES[Level(area.level)]),
        "kind": area.kind or None,
        "takes_cases": area.level == Level.COMMUNITY and area.valid_to is None and not is_virtual(area.code),
    }
