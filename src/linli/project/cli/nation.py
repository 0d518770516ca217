"""`linli nation`: give out a month's numbers as a package, and add many packages up to every area of the country.

What it needs comes with the extras `nation` and `nation-spark`; without them one sentence says so.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linli.project.cli.areas import Code
from linli.project.cli.indicators import PeriodType, counting, place
from linli.project.cli.server import begin

if TYPE_CHECKING:
    from linli.indicators.nation.packages import Package
    from linli.indicators.nation.rolling_up import Taken
    from linli.indicators.rules import Period

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


@click.group()
def nation() -> None:
    """全国汇总：发布本地区的数，把各地区的数汇总到每一级区划。"""


@nation.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--month", metavar="M", type=PeriodType(day=False), required=True, help="月份，例如 2026-10。")
@click.option("--area", metavar="CODE", type=Code(), help="区划代码；默认本地区。")
@json_option
def publish(folder: Path, month: "Period", area: str | None, as_json: bool) -> None:
    """把一个月的计数写成一个数据包，交给上级汇总：只有村、社区一级的数，没有人，没有事。"""
    with counting("publish") as (actor, at), _installed():
        from linli.indicators.nation import publishing
        from linli.indicators.nation.packages import MANIFEST, PackageFault, sha256_of

        region = place(area)
        if not region:
            raise click.UsageError("本系统没有设地区（LINLI_REGION），请写 --area。")
        try:
            package = publishing.publish(folder, region, month, by=actor, at=at)
        except PackageFault as fault:
            raise click.ClickException(str(fault)) from fault
        except FileExistsError as error:
            raise click.ClickException(f"{folder} 已经有了，请换一个名字。") from error
        except OSError as error:
            raise click.ClickException(f"{folder} 写不进去：{error.strerror}。") from error
        checksum = sha256_of(package.file(MANIFEST))
    manifest = package.manifest
    if as_json:
        _print({"folder": str(folder), "manifest_sha256": checksum, **_facts(package)})
        return
    rows = "，".join(f"{name} {each['rows']} 行" for name, each in manifest.files.items())
    click.echo(f"{region} {month} 已写到 {folder}：{rows}。")
    click.echo(f"{'已锁定' if manifest.locked_at else '还没有锁定，以后会变'}；规划指标{_day(manifest.standing_day)}。")
    click.echo(f"{MANIFEST} 的 SHA-256：{checksum}。请另外告诉收的人。")


@nation.command()
@click.argument("folders", metavar="DIR...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="用什么算。")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), required=True, help="写到哪里，Parquet 格式。")
@json_option
def rollup(folders: Sequence[Path], engine: str, out: Path, as_json: bool) -> None:
    """把各地区的数据包汇总到每一级区划；坏的包不算，一个个说明，退出码为 1。"""
    begin()
    if out.exists():
        raise click.ClickException(f"{out} 已经有了，请换一个名字。")
    with _installed():
        from linli.indicators.nation import engines, rolling_up

        with engines.engine(engines.Name(engine)) as ready:
            found = rolling_up.taken(folders)
            _say_what_is_left_out(found)
            if not found.used:
                raise click.ClickException("没有一个包能用，什么也没有写。")
            out.parent.mkdir(parents=True, exist_ok=True)
            rolling_up.roll_up(found.used, ready, out)
        rows = rolling_up.summary(out)
    if as_json:
        _print({
            "out": str(out),
            "used": [_facts(each) for each in found.used],
            "left_out": [{"folder": str(each.folder), "why": each.why} for each in found.left_out],
            "country": [{**row, "value": None if row["value"] is None else float(row["value"])} for row in rows],
        })  # fmt: skip
    else:
        _say_what_was_done(found, rows, out)
    if found.left_out:
        raise SystemExit(1)


def _say_what_is_left_out(found: "Taken") -> None:
    for each in found.left_out:
        click.echo(f"没有用 {each.folder}：{each.why}", err=True)


def _say_what_was_done(found: "Taken", rows: Sequence[Any], out: Path) -> None:
    """The packages, and the country's figures as far as they were published."""
    from linli.indicators.definitions import definitions as rates
    from linli.indicators.standing.definitions import of_files as standing

    known: dict[str, Any] = {**rates(), **standing()}
    for package in found.used:
        manifest = package.manifest
        state = "已锁定" if manifest.locked_at else "还没有锁定"
        click.echo(f"{manifest.root} {manifest.month}：{state}，规划指标{_day(manifest.standing_day)}。")
    for row in sorted(rows, key=lambda row: (row["month"], list(known).index(row["indicator"]))):
        definition = known[row["indicator"]]
        value = "暂无数据" if row["value"] is None else f"{row['value']}{definition.unit}"
        over = "" if row["denominator"] is None else f"/{row['denominator']}"
        whole = "全国" if row["is_whole"] else "已发布的地区"
        click.echo(f"{row['month']} {whole} {definition.name} {value}（{row['numerator']}{over}）")
    click.echo(f"每一级的数在 {out}。")


def _day(day: str) -> str:
    return f"截至 {day}" if day else "还没有存下数"


def _facts(package: "Package") -> dict[str, Any]:
    manifest = package.manifest
    return {
        "root": manifest.root,
        "month": manifest.month,
        "locked_at": manifest.locked_at or None,
        "standing_day": manifest.standing_day or None,
        "files": manifest.files,
    }


@contextmanager
def _installed() -> Iterator[None]:
    """A missing extra is one sentence that says what to install."""
    from linli.indicators.nation import engines

    try:
        yield
    except engines.EngineMissing as missing:
        raise click.ClickException(str(missing)) from missing
    except ImportError as error:
        raise click.ClickException(engines.NO_DUCKDB) from error


def _print(facts: dict[str, Any]) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
