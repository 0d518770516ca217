"""`linli catalog`: the service items."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.server import become_owner, begin
from linli.project.postgres import ensure, locate

if TYPE_CHECKING:
    from linli.catalog.loading import Change

WORDS = {
    "added": "新增",
    "changed": "修改",
    "retired": "停用",
    "restored": "恢复",
    "kept": "保留在工作台定的",
}


@click.group()
def catalog() -> None:
    """服务事项目录。"""


@catalog.command()
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="事项文件所在的文件夹。")
@click.option("--dry-run", is_flag=True, help="只看会改什么，不改。")
@click.option("--over-desk", is_flag=True, help="在工作台定的事项也改回文件里写的。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def load(folder: Path | None, dry_run: bool, over_desk: bool, as_json: bool) -> None:
    """按文件载入服务事项；先列出与现有事项的差别。"""
    with said_plainly():
        become_owner()
        if not os.environ.get("DATABASE_URL"):
            ensure(locate())
    begin()
    from django.conf import settings  # Django must know it is the owner before it reads its settings

    from linli.base.clock import now
    from linli.catalog import loading
    from linli.catalog.reading import SpecError

    files = folder or settings.DATA / "catalog"
    try:
        changes = loading.difference(loading.read(files), over_desk=over_desk)
        _tell(changes, as_json=as_json, is_done=not dry_run)
        if not dry_run:
            loading.load(files, at=now(), over_desk=over_desk)
    except SpecError as error:
        raise click.ClickException(f"没有载入，原有事项不变。\n{error}") from error


def _tell(changes: "list[Change]", *, as_json: bool, is_done: bool) -> None:
    if as_json:
        rows = [{"change": each.verb, "code": each.code, "name": each.name, "fields": each.fields} for each in changes]
        click.echo(json.dumps({"dry_run": not is_done, "changes": rows}, ensure_ascii=False, indent=2))
        return
    for each in changes:
        fields = f"（{'、'.join(each.fields)}）" if each.fields else ""
        click.echo(f"{WORDS[each.verb]} {each.code} {each.name}{fields}")
    if not changes:
        click.echo("事项与文件一致，没有差别。")
    elif not is_done:
        click.echo(f"共 {len(changes)} 处差别；没有载入（--dry-run）。")
