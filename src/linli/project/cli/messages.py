"""`linli messages`: how people are told, in the place's own words."""

import json
import os
from pathlib import Path

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.server import become_owner, begin
from linli.project.postgres import ensure, locate

WORDS = {"loaded": "改用本地说法", "changed": "修改", "dropped": "恢复产品的说法"}


@click.group()
def messages() -> None:
    """发给居民和单位的消息。"""


@messages.command()
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="只用这里的文件。")
@click.option("--dry-run", is_flag=True, help="只检查，看会改什么，不改。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def load(folder: Path | None, dry_run: bool, as_json: bool) -> None:
    """按文件载入消息的说法；有一处错就都不改。"""
    with said_plainly():
        become_owner()
        if not os.environ.get("DATABASE_URL"):
            ensure(locate())
    begin()
    from linli.base.clock import now  # Django must know it is the owner before it reads its settings
    from linli.notifications import loading
    from linli.notifications.sheets import SheetError

    places = (folder,) if folder else loading.folders()
    try:
        changes = loading.difference(loading.read(places)) if dry_run else loading.load(places, at=now())
    except SheetError as error:
        raise click.ClickException(f"没有载入，原来的说法照旧。\n{error}") from error
    if as_json:
        rows = [{"change": each.verb, "event": each.event} for each in changes]
        click.echo(json.dumps({"dry_run": dry_run, "changes": rows}, ensure_ascii=False, indent=2))
        return
    for each in changes:
        click.echo(f"{WORDS[each.verb]} {each.event}")
    if not changes:
        click.echo("和文件一致，没有差别。")
    elif dry_run:
        click.echo(f"共 {len(changes)} 处差别；没有载入（--dry-run）。")
