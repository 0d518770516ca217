"""Figures for programs: what the indicators are, and their rates by unit and month, for whole reports at once."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from linli.accounts.rights import require
from linli.api import paging
from linli.api.faults import Fault
from linli.api.inputs import AreaCode
from linli.api.paging import MOST, USUAL, Cursor, Next
from linli.api.problems import Invalid, Problem
from linli.api.tokens import ApiRequest
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day, now
from linli.indicators import queries, rules
from linli.indicators.definitions import Better, days_to_lock, definitions
from linli.indicators.queries import Rate
from linli.indicators.rules import Measure, Period
from linli.organizations.queries import names_of

router = Router(tags=["指标"])

VERB = "indicators.read"
MOST_MONTHS = 24
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class Indicator(BaseModel):
    """What is measured, and how."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    numerator: Measure = Field(description="分子：哪一种件数")
    denominator: Measure = Field(description="分母：哪一种件数")
    unit: str
    better: Better = Field(description="higher 越高越好，lower 越低越好")
    formula: str


class Indicators(BaseModel):
    """All of them."""

    items: list[Indicator]


class RateShown(BaseModel):
    """Two whole numbers and their quotient."""

    numerator: int
    denominator: int
    value: float | None = Field(description="百分数，四舍五入到一位小数；null：没有可算的")


class UnitMonth(BaseModel):
    """One unit's month."""

    unit: UUID | None = Field(description="承办单位；null：还没有单位承办")
    unit_name: str
    month: str
    rates: dict[str, RateShown] = Field(description="按指标的 id")


class Report(BaseModel):
    """Units and months of an area."""

    area: str
    first: str
    last: str
    until: datetime | None = Field(description="数字算到什么时候")
    items: list[UnitMonth] = Field(description="按单位的 id、再按月份排列；没有单位承办的在最前面")
    next: Next


class Figures(BaseModel):
    """All indicators of one month, and of when they are."""

    at: datetime | None = Field(description="数字是什么时候的")
    rule_version: int
    rates: dict[str, RateShown] = Field(description="按指标的 id")


class MonthFigures(BaseModel):
    """One area's month: what stands, and what would be counted now."""

    area: str
    month: str
    unit: UUID | None
    locks_on: date = Field(description="这个月的数哪一天锁定")
    locked: Figures | None = Field(description="锁定的数，不再变；null：还没有锁定")
    now: Figures = Field(description="现在重算的数；和锁定的不同，是锁定以后又有变化")


@router.get("", response={200: Indicators, 403: Problem}, summary="列出指标", description="有哪些指标，怎么算。")
def list_indicators(request: ApiRequest) -> Indicators:
    """What is measured."""
    require(request.actor, VERB)
    return Indicators(items=[Indicator.model_validate(each) for each in definitions().values()])


@router.get(
    "/units",
    response={200: Report, 403: Problem},
    summary="按单位和月份列出各项指标",
    description=(
        "一个区划之内，每个承办单位每个月一行，最多 24 个月。一页是若干个单位的全部月份。"
        "只看得到本单位工作的人，得到的是本单位的。"
    ),
)
def list_unit_rates(
    request: ApiRequest,
    area: Annotated[AreaCode, Query(description="区划代码")],
    first: Annotated[Month, Query(description="从哪个月，例如 2026-01")],
    *,
    cursor: Cursor,
    last: Annotated[Month | None, Query(description="到哪个月；不写：到本月")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="一页多少个单位，最多 100")] = USUAL,
) -> HttpResponse:
    """Every unit's rates of every month, some units at a time."""
    require(request.actor, VERB, area=area)
    last = last or str(Period.month_of(local_day(now())))
    period = Period(Period.parse(first).first, Period.parse(last).last)
    _refuse_odd(period)
    found, rest = queries.by_unit_and_month(
        area, period, _only(request.actor, area), after=paging.key_of(cursor), most=limit
    )
    names = names_of({unit for unit, _month in found if unit})
    until = queries.computed_until()
    report = Report.model_validate(
        {
            "area": area,
            "first": first,
            "last": last,
            "until": until and until.astimezone(SHANGHAI),
            "items": [
                {
                    "unit": unit,
                    "unit_name": names.get(unit, "") if unit else "",
                    "month": f"{month:%Y-%m}",
                    "rates": {rate.definition.id: _shown(rate) for rate in rates},
                }
                for (unit, month), rates in found.items()
            ],
            "next": paging.mark_of(rest) if rest else None,
        }
    )
    # A thousand rows, checked and written in one go: the framework would walk through them three times.
    return HttpResponse(report.model_dump_json(), content_type="application/json; charset=utf-8")


@router.get(
    "/rates",
    response={200: MonthFigures, 403: Problem},
    summary="一个区划一个月的各项指标",
    description="每个月过完以后若干天锁定：锁定的数不再变，以后才来的另外重算，两个数都给。",
)
def show_rates(
    request: ApiRequest,
    area: Annotated[AreaCode, Query(description="区划代码")],
    month: Annotated[Month, Query(description="月份，例如 2026-10")],
    unit: Annotated[UUID | None, Query(description="只算一个承办单位")] = None,
) -> dict[str, object]:
    """The locked figures of a month, and those counted now."""
    require(request.actor, VERB, area=area)
    asked, own = Period.parse(month), _only(request.actor, area)
    unit = own[0] if own and unit is None else unit
    lock, until = queries.locks_of([asked]).get(asked.first), queries.computed_until()
    counted = _figures(until, rules.VERSION, queries.rates(area, asked, unit))
    locked = lock and _figures(lock.locked_at, lock.rule_version, queries.rates(area, asked, unit, lock))
    return {
        "area": area,
        "month": month,
        "unit": unit,
        "locks_on": rules.locks_on(asked, days_to_lock()),
        "locked": locked,
        "now": counted,
    }


def _figures(at: datetime | None, version: int, rates: list[Rate]) -> dict[str, object]:
    shown = {rate.definition.id: _shown(rate) for rate in rates}
    return {"at": at and at.astimezone(SHANGHAI), "rule_version": version, "rates": shown}


def _shown(rate: Rate) -> dict[str, float | None]:
    value = rate.value
    share = None if value is None else float(value)
    return {"numerator": rate.numerator, "denominator": rate.denominator, "value": share}


def _only(actor: Actor, area: str) -> tuple[UUID, ...] | None:
    """Who does not see the area gets the figures of their own units, as on the pages; None: everybody's."""
    return None if any(area.startswith(seen) for seen in actor.sight) else actor.units


def _refuse_odd(period: Period) -> None:
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    if months < 1:
        raise Invalid([Fault(field="last", code="before_first", detail=_("last 不能早于 first。"))])
    if months > MOST_MONTHS:
        raise Invalid([Fault(field="last", code="too_many", detail=_("一次最多 24 个月，请分几次取。"))])
