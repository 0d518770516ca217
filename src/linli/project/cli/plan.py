"""`linli plan`: a plan's text, read and shown. Reading needs no database."""

import json
from pathlib import Path

import click
from django.conf import settings

from linli.base.refusals import Refused
from linli.plans.reading import PlanReading, read_file
from linli.plans.reading.result import Indicator
from linli.project.cli.server import become_owner, begin


@click.group()
def plan() -> None:
    """规划：读出指标、任务和责任单位。"""


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供其他程序使用。")
def read(file: Path, as_json: bool) -> None:
    """读一份规划的文字，列出标题、指标、章节、任务和读不懂的地方。"""
    if not settings.configured:
        settings.configure(USE_I18N=False)  # what is refused is said in Chinese, without setting Django up
    try:
        reading = read_file(file)
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from None
    if as_json:
        click.echo(json.dumps(reading.to_json(), ensure_ascii=False, indent=1))
    else:
        _show(reading)


def _show(reading: PlanReading) -> None:
    header = reading.header
    click.echo(header.title or "（没有标题）")
    click.echo("　".join(part for part in (header.issuer, header.document_number, header.date, header.period) if part))
    click.echo(f"\n指标 {len(reading.indicators)} 项")
    for indicator in reading.indicators:
        click.echo(f"  {_line(indicator)}")
    click.echo(
        f"\n标题 {len(reading.sections)} 个，任务 {len(reading.tasks)} 项，"
        f"专栏行动 {len(reading.actions)} 项，清单 {len(reading.ledger_rows)} 行"
    )
    click.echo(f"\n需要人看的地方 {len(reading.problems)} 处")
    for problem in reading.problems:
        click.echo(f"  {problem.where}：{problem.message}")


def _line(indicator: Indicator) -> str:
    baseline = "" if indicator.baseline is None else f"，基期 {indicator.baseline}"
    year = f"{indicator.year} 年 " if indicator.year else ""
    return f"{indicator.name}：{year}{indicator.raw}{baseline}（{indicator.section}）"


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", required=True, help="地区，例如 hengshui。")
def load(file: Path, region: str) -> None:
    """把规划读进数据库，作为草稿，等人在页面上确认。"""
    become_owner()
    begin()
    from linli.areas.region import RegionError  # these need Django to be set up
    from linli.areas.region import region as region_of
    from linli.base.actor import system_actor
    from linli.base.clock import now
    from linli.plans import actions
    from linli.plans.bindings import BindingError

    try:
        found = actions.load(file, region=region_of(region), by=system_actor("plans.load"), at=now())
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from None
    except (RegionError, BindingError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{found.title}：{found.targets.count()} 项目标，{found.get_status_display()}。")
