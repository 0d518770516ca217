"""`linli bench`: how quick Linli is, beside the database it stands on. What is measured is imported when it is."""

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from linli.project.cli.errors import said_plainly

if TYPE_CHECKING:
    from linli.project.bench.stage import Stage

Say = Callable[[str], None]

BENCHES = {
    "intake": "提交：居民经接口提交办件，与直接写同样的行相比。",
    "handle": "办理：受理、派件、办结、确认、评价一整件，与直接写同样的行相比。",
    "list": "列表：一个县的一百件办件，按状态和期限筛选；与一条查询相比，也与五分之一的办件数相比。",
    "search": "搜索：按文字找办件，找得到和找不到的；与数据库里的函数相比。",
    "report": "报表：全市每个单位每个月的各项指标；与对明细表的同一条查询相比，并从操作日志重算核对。",
}
MODULES = {"list": "lists"}
PART = 5  # the list is measured beside a fifth of the cases
FACTS = 5  # a nation is measured with so many numbers for each case
READING_FIRST = ("report", "search", "pages", "intake", "handle", "list")  # the last ones change what is there

rows_option = click.option("--rows", type=click.IntRange(100), default=200_000, show_default=True, help="办件数。")
seconds_option = click.option(
    "--seconds", type=click.IntRange(1, 600), default=10, show_default=True, help="每轮秒数。"
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


@click.group()
def bench() -> None:
    """测速：在同一台机器、同一个数据库上，与直接做同样的事相比。"""


def _one(name: str) -> Callable[..., None]:
    @rows_option
    @seconds_option
    @json_option
    def run(rows: int, seconds: int, as_json: bool) -> None:
        with _measuring() as say, _staged(rows, say, name) as stages:
            facts = _measured(name, stages, seconds)
        _tell(facts, as_json=as_json)

    return run


def _tell(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo("\n".join(f"{key:>20}  {value}" for key, value in facts.items()))


for _name, _what in BENCHES.items():
    bench.command(_name, help=_what)(_one(_name))


@bench.command(help="页面：每个页面单独打开要多久，对照预算；每个进程的内存；冷启动。")
@rows_option
@click.option("--seconds", type=click.IntRange(1, 600), default=2, show_default=True, help="每个页面最多几秒。")
@json_option
def pages(rows: int, seconds: int, as_json: bool) -> None:
    """Every page alone."""
    with _measuring() as say, _staged(rows, say, "pages") as stages:
        from linli.project.bench.tables import every_page

        facts = _measured("pages", stages, seconds)
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else every_page(facts))


@bench.command(help="汇总：全国每一级区划的各项指标，从各地区的数据包算出；与手写的 DuckDB 语句相比。")
@click.option("--rows", type=click.IntRange(100), default=5_000_000, show_default=True, help="编造多少个数。")
@seconds_option
@json_option
def rollup(rows: int, seconds: int, as_json: bool) -> None:
    """A nation; needs no installation."""
    with _measuring() as say:
        facts = _rolled_up(rows, seconds, say)
    _tell(facts, as_json=as_json)


@bench.command("all", help="全部：依次测完，印出 README 里的表。")
@rows_option
@seconds_option
@click.option("--markdown", "as_markdown", is_flag=True, help="以 Markdown 表格输出（默认）。")
@json_option
def everything(rows: int, seconds: int, as_markdown: bool, as_json: bool) -> None:
    """All of it, one after the other on one copy: first what reads, then what writes."""
    if as_markdown and as_json:
        raise click.UsageError("--markdown 和 --json 只写一个。")
    found: dict[str, dict[str, Any]] = {}
    with _measuring() as say, _staged(rows, say, "list") as stages:
        from linli.project.bench.tables import machine, markdown

        for name in READING_FIRST:
            say(f"{name}…")
            found[name] = _measured(name, stages, min(seconds, 2) if name == "pages" else seconds)
        say("rollup…")
        found["rollup"] = _rolled_up(rows * FACTS, seconds, say)
    told = found.pop("pages")
    benches = [found[name] for name in (*BENCHES, "rollup")]
    if as_json:
        click.echo(json.dumps({"machine": machine(), "benches": benches, "pages": told}, ensure_ascii=False))
    else:
        click.echo(markdown(benches, told))


def _measured(name: str, stages: "list[Stage]", seconds: int) -> dict[str, Any]:
    """The facts of one; what needs one installation gets the larger."""
    measure = importlib.import_module(f"linli.project.bench.{MODULES.get(name, name)}").measure
    found = measure(*stages, seconds) if name == "list" else measure(stages[-1], seconds)
    return dict(found if isinstance(found, dict) else found.facts())


def _rolled_up(rows: int, seconds: int, say: Say) -> dict[str, Any]:
    from linli.project.cli.server import begin

    begin()  # the definitions are read with what the modules enter
    from linli.project.bench import rollup as adding_up

    return adding_up.measure(rows, seconds, say).facts()


@contextmanager
def _staged(rows: int, say: Say, name: str) -> "Iterator[list[Stage]]":
    """The installation, and for the list a smaller one before it."""
    from linli.project.bench.stage import staged

    with ExitStack() as opened:
        yield [opened.enter_context(staged(rows // part, say)) for part in ((PART, 1) if name == "list" else (1,))]


@contextmanager
def _measuring() -> Iterator[Say]:
    """What happens meanwhile goes to standard error, so that the figures can be read by programs."""
    from linli.project.bench.errors import BenchError

    with said_plainly():
        try:
            yield lambda words: click.echo(words, err=True)
        except BenchError as error:
            raise click.ClickException(str(error)) from error
