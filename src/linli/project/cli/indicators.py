"""`linli indicators`: count again, open a figure down to its cases, check figures against the journal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from django.core.exceptions import ImproperlyConfigured

from linli.project.cli.areas import Code
from linli.project.cli.server import begin

if TYPE_CHECKING:
    from linli.indicators.queries import Explanation, Rate
    from linli.indicators.recount import Comparison
    from linli.indicators.rules import Period
    from linli.indicators.standing.queries import Standing

UNITS = {"": "没有单位", "*": "全部单位"}


class PeriodType(click.ParamType[Any]):
    """A month (2026-11) or, where `day`, a day (2026-11-20)."""

    def __init__(self, *, day: bool) -> None:
        self.day, self.name = day, "日期" if day else "月份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Period":
        """The period, if it is one of this kind."""
        from linli.indicators.rules import Period  # loads Django's translations; not needed for --help

        try:
            found = Period.parse(str(value))
        except ValueError:
            self.fail(self._wrong(value), param, ctx)
        if found.is_month == self.day:
            self.fail(self._wrong(value), param, ctx)
        return found

    def _wrong(self, value: object) -> str:
        return f"{value} 不是{self.name}：应写成 {'2026-11-20' if self.day else '2026-11'}。"


area_option = click.option("--area", metavar="CODE", type=Code(), help="区划代码；默认本地区。")
month_option = click.option("--month", metavar="M", type=PeriodType(day=False), help="月份，例如 2026-11；默认本月。")
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


@click.group()
def indicators() -> None:
    """服务指标。"""


@indicators.command()
@area_option
@click.option("--day", metavar="D", type=PeriodType(day=True), help="只算一天，例如 2026-11-20。")
@month_option
@json_option
def compute(area: str | None, day: "Period | None", month: "Period | None", as_json: bool) -> None:
    """从办件重新计算，并列出各项指标。"""
    if day and month:
        raise click.UsageError("--day 和 --month 只写一个。")
    with counting("compute") as (actor, at):
        from linli.indicators import actions, queries

        where, period = place(area), day or month or _this_month(at)
        actions.recompute(where, period.first, period.last, by=actor, at=at)
        rates = queries.rates(where, period)
        until = queries.computed_until()
        stood = _standing(where, actor, at)
    if as_json:
        facts = {"area": where, "period": str(period), "computed_until": until.isoformat() if until else None}
        _print({**facts, "indicators": [_facts(rate) for rate in rates], "standing": [_stood(each) for each in stood]})
        return
    for rate in rates:
        click.echo(_line(rate))
    for each in stood:
        click.echo(_stood_line(each))


@indicators.command()
@click.argument("indicator", metavar="ID")
@area_option
@month_option
@json_option
def explain(indicator: str, area: str | None, month: "Period | None", as_json: bool) -> None:
    """说明一个指标怎么算的，并列出背后的办件。"""
    with counting("explain") as (actor, at):
        from linli.indicators import actions, queries
        from linli.indicators.definitions import definitions
        from linli.indicators.standing.definitions import definitions as standing_definitions

        if indicator in standing_definitions():
            _explain_standing(indicator, place(area), actor, at, as_json=as_json)
            return
        if indicator not in definitions():
            known = "、".join([*definitions(), *standing_definitions()])
            raise click.ClickException(f"没有名为 {indicator} 的指标。可用的有：{known}。")
        actions.refresh(by=actor, at=at)
        where, period = place(area), month or _this_month(at)
        found = queries.explain(indicator, where, period, viewer=actor)
        facts = _explained(found, where, period)
    if as_json:
        _print(facts)
        return
    rate = found.rate
    click.echo(f"{rate.definition.formula}\n{_line(rate)}\n{rate.definition.rule}")
    for sentence in rate.definition.cohort:
        click.echo(f"- {sentence}")
    for case in facts["cases"]:
        click.echo(f"{'是' if case['counts'] else '否'} {case['number']} {case['why']}")


@indicators.command()
@area_option
@month_option
@json_option
def recount(area: str | None, month: "Period | None", as_json: bool) -> None:
    """只凭操作日志再算一遍，与现有数字核对；有差别时退出码为 1。"""
    with counting("recount") as (actor, at):
        from linli.indicators import actions
        from linli.indicators import recount as journal

        where, period = place(area), month or _this_month(at)
        actions.refresh(by=actor, at=at)
        found = journal.compare(where, period)
    if as_json:
        _print({"area": where, "period": str(period), **_compared(found)})
    elif not found.differences:
        click.echo(f"{where or '全国'} {period}：{found.cases} 件办件、{found.figures} 个数，与操作日志一致。")
    for each in () if as_json else found.differences:
        leaf, unit = each.leaf, UNITS.get(each.leaf.unit, each.leaf.unit)
        where_when = f"{leaf.area} {leaf.day} {leaf.measure} {unit}"
        click.echo(f"{where_when}：存的是 {each.stored}，日志算得 {each.recounted}", err=True)
    if found.differences:
        raise SystemExit(1)


@indicators.command()
@click.option("--month", metavar="M", type=PeriodType(day=False), required=True, help="月份，例如 2026-10。")
def lock(month: "Period") -> None:
    """锁定一个月的数；平常由定时任务每天夜里做。"""
    with counting("lock") as (actor, at):
        from linli.base.refusals import Refused
        from linli.indicators import actions

        try:
            locked = actions.lock(month, by=actor, at=at)
        except Refused as refused:
            raise click.ClickException(str(refused.sentence)) from refused
    moment = f"{locked.locked_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"{month} 已锁定：{locked.cases} 件办件，{moment}，第 {locked.rule_version} 版规则。")


@indicators.command()
@area_option
@click.option("--day", metavar="D", type=PeriodType(day=True), help="只存一天，例如 2026-11-20；默认补齐夜里要存的。")
@click.option("--timing", is_flag=True, help="同时说明用了多少时间。")
@json_option
def snapshot(area: str | None, day: "Period | None", timing: bool, as_json: bool) -> None:
    """存下规划指标每天的数；平常由定时任务每天夜里做。"""
    if area and not day:
        raise click.UsageError("写了 --area，也要写 --day。")
    with counting("snapshot") as (actor, at):
        from linli.base.clock import local_day
        from linli.indicators.standing import actions

        if day and day.first > local_day(at):
            raise click.ClickException(f"{day} 还没有到。")
        wanted = [place(area)] if area else actions.regions()
        steps = [(each, day.first) for each in wanted] if day else list(actions.due(at))
        done = [_taken(actions.snapshot, region, which, actor, at) for region, which in steps]
        if not day:
            actions.lock_what_is_over(by=actor, at=at)
    if as_json:
        _print({"snapshots": done})
        return
    for each in done:
        spent = f"，{each['communities']} 个村、社区，用了 {each['seconds']:.2f} 秒" if timing else ""
        click.echo(f"{each['area']} {each['day']}：{each['changed']} 个数有变化{spent}。")
    if not done:
        click.echo("都存好了。")


def _taken(take: Any, region: str, day: Any, actor: Any, at: Any) -> dict[str, Any]:
    """One day of a region written down, and how long that took."""
    from time import perf_counter

    from linli.areas.models import Area

    begun = perf_counter()
    run = take(region, day, by=actor, at=at)
    seconds = perf_counter() - begun
    communities = Area.objects.current().inside([region]).communities().count()
    return {
        "area": region,
        "day": day.isoformat(),
        "changed": run.rows,
        "communities": communities,
        "seconds": round(seconds, 3),
    }


@contextmanager
def counting(name: str) -> Iterator[tuple[Any, Any]]:
    """Act as the system, under this command's name, with the moment it began; a fault is one sentence."""
    begin()
    from django.db import DatabaseError, OperationalError  # needs Django to be set up

    from linli.base.actor import system_actor
    from linli.base.clock import now
    from linli.base.scope import acting_as
    from linli.indicators.definitions import DefinitionError

    actor = system_actor(f"indicators.{name}")
    try:
        with acting_as(actor):
            yield actor, now()
    except (OperationalError, ImproperlyConfigured) as error:
        raise click.ClickException("数据库没有应答，请先执行 linli up。") from error
    except DatabaseError as error:
        raise click.ClickException("数据库结构不对，请先执行 linli migrate。") from error
    except DefinitionError as error:
        raise click.ClickException(str(error)) from error


def place(area: str | None) -> str:
    from linli.areas.models import Area  # needs Django to be set up
    from linli.areas.region import root

    if area is None:
        return root()
    if not Area.objects.filter(code=area).exists():
        raise click.ClickException(f"没有代码为 {area} 的区划。")
    return area


def _this_month(at: Any) -> "Period":
    from linli.base.clock import local_day
    from linli.indicators.rules import Period

    return Period.month_of(local_day(at))


def _facts(rate: "Rate") -> dict[str, Any]:
    definition = rate.definition
    return {
        "id": definition.id,
        "name": definition.name,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": None if rate.value is None else float(rate.value),
        "unit": definition.unit,
        "rule_version": definition.rule_version,
    }


def _line(rate: "Rate") -> str:
    value = "暂无数据" if rate.value is None else f"{rate.value}{rate.definition.unit}"
    return f"{rate.definition.name} {value}（{rate.numerator}/{rate.denominator}）"


def _explained(found: "Explanation", area: str, period: "Period") -> dict[str, Any]:
    from linli.indicators import evidence

    definition = found.rate.definition
    cases = [
        {
            "number": case.number,
            "counts": counts,
            "stage": case.stage,
            "due_at": case.due_at.isoformat(),
            "resolved_at": case.resolved_at.isoformat() if case.resolved_at else None,
            "why": evidence.said(case, definition),
        }
        for counts, side in ((True, found.yes), (False, found.no))
        for case in side.only(*evidence.COLUMNS).order_by("due_at", "number")
    ]
    words = {"formula": definition.formula, "rule": definition.rule, "cohort": list(definition.cohort)}
    until = found.until.isoformat() if found.until else None
    return {"area": area, "period": str(period), **_facts(found.rate), **words, "computed_until": until, "cases": cases}


def _standing(area: str, actor: Any, at: Any, only: str = "") -> "list[Standing]":
    """What the registers say of an area today: what can be counted, and what a plan of the area wants."""
    from linli.base.clock import local_day
    from linli.indicators.standing.definitions import definitions
    from linli.indicators.standing.queries import standing

    known = definitions()
    asked = [known[only]] if only else [each for each in known.values() if each.numerator or each.target_of(area)]
    return standing(area, local_day(at), viewer=actor, only=asked, below=False).whole


def _explain_standing(indicator: str, area: str, actor: Any, at: Any, *, as_json: bool) -> None:
    (found,) = _standing(area, actor, at, indicator)
    if as_json:
        _print({"area": area, **_stood(found)})
        return
    click.echo(f"{found.definition.counts}\n{_stood_line(found)}")
    if found.rests_on:
        click.echo(found.rests_on.note)
    for target in found.definition.targets:
        click.echo(f"- {target.plan.short} {target.clause}：{target.name} {target.said}")


def _stood(found: "Standing") -> dict[str, Any]:
    definition, quotient = found.definition, found.quotient
    return {
        "id": definition.id,
        "name": definition.name,
        "formula": definition.counts,
        "numerator": quotient.numerator if quotient else None,
        "denominator": quotient.denominator if quotient else None,
        "value": None if found.value is None else float(found.value),
        "unit": definition.unit,
        "target": found.target.said if found.target else None,
        "is_met": found.is_met,
        "why_none": found.reason or None,
        "waits_for": definition.waits or None,
    }


def _stood_line(found: "Standing") -> str:
    target = f"，目标 {found.target.said}" if found.target else ""
    if found.value is None or found.quotient is None:
        return f"{found.definition.name} {found.reason}{target}"
    over = "" if found.quotient.denominator is None else f"/{found.quotient.denominator}"
    return f"{found.definition.name} {found.value}{found.definition.unit}（{found.quotient.numerator}{over}）{target}"


def _compared(found: "Comparison") -> dict[str, Any]:
    differences = [
        {
            "area": each.leaf.area,
            "day": each.leaf.day.isoformat(),
            "unit": each.leaf.unit,
            "measure": each.leaf.measure.value,
            "stored": each.stored,
            "recounted": each.recounted,
        }
        for each in found.differences
    ]
    return {"cases": found.cases, "figures": found.figures, "waiting": found.waiting, "differences": differences}


def _print(facts: dict[str, Any]) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
