"""`linli areas`: load the published divisions, show one, locate a position."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from django.core.exceptions import ImproperlyConfigured

from linli.areas import rules
from linli.areas.rules import Level
from linli.project.cli.server import become_owner, begin

if TYPE_CHECKING:
    from linli.areas.models import Area


@click.group()
def areas() -> None:
    """行政区划。"""


class Code(click.ParamType[str]):
    """The code of a division, 2 to 17 digits."""

    name = "代码"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, if its length is one of a level's."""
        try:
            rules.level_of(str(value))
        except ValueError:
            lengths = "、".join(str(length) for length in rules.LENGTHS)
            self.fail(f"{value} 不是区划代码：应是 {lengths} 位数字。", param, ctx)
        return str(value)


@areas.command()
@click.option("--only", metavar="PREFIX", type=Code(), help="只载入这个代码以内的，例如 1311。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def load(only: str | None, as_json: bool) -> None:
    """载入国家统计局公布的区划；同一版已载入时不改动。"""
    become_owner()
    begin()
    from linli.areas import loading  # needs Django, which needs to know it is the owner first
    from linli.areas.editions import EditionError

    started = time.monotonic()
    with _database_asked():
        try:
            done = loading.load(only, progress=None if as_json else _say)
        except EditionError as error:
            raise click.ClickException(str(error)) from error
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        facts = {"edition": done.edition, "count": done.count, "changed": done.changed, "dissolved": done.dissolved}
        click.echo(json.dumps({**facts, "seconds": seconds}))
    else:
        changes = f"新增或修改 {done.changed} 个，撤销 {done.dissolved} 个"
        click.echo(f"{done.edition}年版 {done.count} 个：{changes}，用时 {seconds} 秒。")


@areas.command()
@click.argument("code", type=Code())
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def show(code: str, as_json: bool) -> None:
    """显示一个区划：名称、层级、所属、下一级。"""
    begin()
    from linli.areas import queries
    from linli.areas.models import Area

    with _database_asked():
        area = Area.objects.filter(code=code).first()
        if area is None:
            raise click.ClickException(f"没有代码为 {code} 的区划；也可能还没有载入（linli areas load）。")
        parents, children = queries.parents(code), queries.children(code)
        address = queries.path_name(code, below="")
    if as_json:
        facts = {**_facts(area), "address": address, "valid_from": str(area.valid_from)}
        below = {"parents": [each.code for each in parents], "children": [_facts(each) for each in children]}
        click.echo(json.dumps({**facts, **below}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{area.code} {area.name}（{area.get_level_display()}）")
    click.echo(address)
    if area.valid_to:
        click.echo(f"已于 {area.valid_to} 前撤销。")
    for each in children:
        click.echo(f"  {each.code} {each.name}")


@areas.command()
@click.argument("lon", type=click.FloatRange(-180, 180))
@click.argument("lat", type=click.FloatRange(-90, 90))
@click.option("--gcj02", is_flag=True, help="坐标取自高德或腾讯地图（GCJ-02），不是 WGS-84。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def locate(lon: float, lat: float, gcj02: bool, as_json: bool) -> None:
    """查一个经纬度在哪个县、区，登记过边界的查到村、社区和网格；经度在前。"""
    begin()
    from linli.areas import locating

    with _database_asked():
        found = locating.locate(lon, lat, gcj02=gcj02, within="")
    if as_json:
        levels = {"community": Level.COMMUNITY, "grid": Level.GRID, "micro_grid": Level.MICRO_GRID}
        held = {name: found.of_level(level) for name, level in levels.items()}
        facts = {
            "county": _facts(found.county) if found.county else None,
            "others": [_facts(each) for each in found.others],
            **{name: _facts(area) if area else None for name, area in held.items()},
            "likely": [{**_facts(each.area), "metres": each.metres} for each in found.likely],
            "note": found.note,
        }
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    if found.county:
        click.echo(f"{found.county.code} {found.county.name}")
    for each in found.others:
        click.echo(f"  或 {each.code} {each.name}")
    for each in found.exact:
        click.echo(f"{each.code} {each.name}（按登记的边界）")
    for near in found.likely:
        click.echo(f"  可能 {near.area.code} {near.area.name}（中心点约 {near.metres} 米）")
    click.echo(found.note)
    if found.county is None and not found.exact:
        raise SystemExit(1)


def _facts(area: "Area") -> dict[str, Any]:
    return {"code": area.code, "name": area.name, "level": area.level, "kind": area.kind}


def _say(fraction: float, words: str) -> None:
    click.echo(f"{fraction:4.0%} {words}")


@contextmanager
def _database_asked() -> Iterator[None]:
    """A database that is not there, or has no tables yet, is said in one sentence."""
    from django.db import DatabaseError, OperationalError  # Django is loaded by the caller

    try:
        yield
    except (OperationalError, ImproperlyConfigured) as error:
        raise click.ClickException(f"数据库没有应答，请先执行 linli up。（{_first_line(error)}）") from error
    except DatabaseError as error:
        raise click.ClickException(f"数据库结构不对，请先执行 linli migrate。（{_first_line(error)}）") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
