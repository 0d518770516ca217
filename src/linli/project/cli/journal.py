"""`linli journal`: check the seals over the journal."""

import json
from dataclasses import asdict

import click

from linli.project.cli.server import begin


@click.group()
def journal() -> None:
    """操作日志。"""


@journal.command()
@click.option("--against", metavar="HASH", help="以前公布的封存码；它必须在链上。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def verify(against: str | None, as_json: bool) -> None:
    """核对封存；有人改过、补过、删过记录，就说出是哪一段。"""
    begin()
    from linli.base.actor import system_actor  # needs Django to be set up
    from linli.base.scope import acting_as
    from linli.base.sealing import verify as verified

    with acting_as(system_actor("base.verify_journal")):
        verdict = verified(against)
    if as_json:
        click.echo(json.dumps(asdict(verdict), ensure_ascii=False))
    elif verdict.broken is None:
        click.echo(f"日志完好：{verdict.seals} 个封存，{verdict.entries} 条记录。最新封存码 {verdict.head}")
    else:
        first, last = verdict.broken
        click.echo(f"封存对不上：第 {first} 到 {last} 条记录被改动过，或封存码不在链上。", err=True)
    if verdict.broken is not None:
        raise SystemExit(1)
