"""`linli backup` and `linli restore`: an installation without its keys in one file, and back."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.needing import database_alone, database_running, hand_over
from linli.project.cli.server import become_owner, begin
from linli.project.postgres import OWNER, parameters

if TYPE_CHECKING:
    from linli.project.backup.making import Taken
    from linli.project.backup.restoring import Restored

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """把数据库和附件备份成一个文件；运行中也能做。密钥不在里面，另用 linli keys export。"""
    become_owner()
    with said_plainly(), database_running():
        begin()
        from linli.base.clock import now  # needs Django
        from linli.project import installation
        from linli.project.backup.making import take
        from linli.project.progress import Progress

        taken = take(file.absolute(), owner_words(), Progress(_say))
        facts = {"backup": taken.manifest.id, "bytes": taken.bytes, "sha256": taken.sha256}
        installation.record("operation.backed_up", at=now(), seconds=round(taken.seconds), **facts)
    if as_json:
        click.echo(json.dumps(_facts_of_taken(taken), ensure_ascii=False))
        return
    found = taken.manifest
    click.echo(f"已备份到 {taken.path}（{taken.bytes / 1e6:.1f} MB，{taken.seconds:.0f} 秒）。")
    click.echo(f"SHA-256 {taken.sha256}")
    if found.files_missing:
        click.echo(f"注意：{len(found.files_missing)} 个附件的文件不见了，没有备份到，例如 {found.files_missing[0]}。")
    click.echo(f"恢复时要有密钥 {'、'.join(found.key_ids) or '（无）'}，它们不在备份里：linli keys export。")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def restore(file: Path, as_json: bool) -> None:
    """把备份恢复到空的 LINLI_HOME（或空的数据库），并逐项核对。"""
    become_owner()
    with said_plainly(), database_alone():
        begin()
        from linli.project.backup.restoring import restore as put_back
        from linli.project.progress import Progress  # needs Django

        done = put_back(file, owner_words(), Progress(_say))
        hand_over()
    if as_json:
        click.echo(json.dumps(_facts_of_restored(done), ensure_ascii=False))
        return
    found = done.manifest
    what = f"{len(found.counts)} 张表 {sum(found.counts.values())} 行，{done.files_kept} 个附件"
    click.echo(f"已恢复 {found.taken_at} 的备份：{what}，{done.seconds:.0f} 秒。")
    if done.verdict.broken:
        first, last = done.verdict.broken
        click.echo(f"注意：日志封存对不上，第 {first} 到 {last} 条在备份之前就被改动过。", err=True)
    else:
        seals = f"{done.verdict.seals} 个封存，{done.verdict.entries} 条记录"
        click.echo(f"日志封存完好：{seals}。最新封存码 {found.journal.head}")
    if found.files_missing:
        click.echo(f"注意：有 {len(found.files_missing)} 个附件在备份时就不见了。")
    for need in done.unreadable:
        click.echo(f"缺少密钥 {need.key_id}：{need.says} {need.rows} 条读不出来。", err=True)
    if done.is_lookup_missing:
        click.echo(f"缺少密钥 {found.lookup}：居民不能用手机号登录。", err=True)
    if done.unreadable or done.is_lookup_missing:
        click.echo("请执行 linli keys import 文件，再启动。不要新建密钥代替。", err=True)


def owner_words() -> dict[str, str]:
    """How the owner connects to the database this process is for."""
    return parameters(OWNER) | ({"dbname": name} if (name := os.environ.get("LINLI_DATABASE")) else {})


def _say(words: str) -> None:
    click.echo(words, err=True)


def _facts_of_taken(taken: "Taken") -> dict[str, object]:
    found = taken.manifest
    return {
        "path": str(taken.path),
        "bytes": taken.bytes,
        "sha256": taken.sha256,
        "seconds": round(taken.seconds, 1),
        "id": found.id,
        "head": found.journal.head,
        "files": found.files,
        "files_missing": list(found.files_missing),
        "keys": list(found.key_ids),
    }


def _facts_of_restored(done: "Restored") -> dict[str, object]:
    found = done.manifest
    return {
        "id": found.id,
        "taken_at": found.taken_at,
        "seconds": round(done.seconds, 1),
        "rows": sum(found.counts.values()),
        "files": done.files_kept,
        "head": found.journal.head,
        "entries": done.verdict.entries,
        "broken": done.verdict.broken,
        "keys_missing": [asdict(need) for need in done.unreadable],
        "lookup_missing": done.is_lookup_missing,
    }
