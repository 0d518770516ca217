"""`linli keys`: what is held and needed, and the way of keys into a safe and back."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.needing import database_alone, database_running, hand_over
from linli.project.cli.server import become_owner, begin
from linli.project.progress import Progress

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从文件的第一行读口令；不写就当场输入。",
)


@click.group()
def keys() -> None:
    """加密用的密钥：查看、更换、导出、导入。"""


@keys.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def list_(as_json: bool) -> None:
    """这里有哪些密钥，数据库需要哪些；缺了就退出码 1。"""
    with said_plainly(), database_running():
        begin()
        from linli.project.keys.standing import standing  # needs Django

        found = standing()
    if as_json:
        click.echo(json.dumps({**asdict(found), "whole": found.is_whole}, ensure_ascii=False))
    else:
        for key_id in found.held:
            mark = "（现用）" if key_id == found.current else ""
            rows = [f"{need.says} {need.rows} 条" for need in found.needs if need.key_id == key_id]
            click.echo(f"{key_id}{mark} {'、'.join(rows)}".rstrip())
        for need in found.missing:
            click.echo(f"缺少 {need.key_id}：{need.says} {need.rows} 条读不出来。", err=True)
        if found.is_lookup_right is False:
            click.echo("查找手机号用的密钥（lookup.key）不是这套数据的，居民不能用手机号登录。", err=True)
    if not found.is_whole:
        raise SystemExit(1)


@keys.command()
@click.option("--lookup", is_flag=True, help="换查找手机号、身份证号用的密钥；要先停掉网站和后台任务。")
def rotate(lookup: bool) -> None:
    """换一个新密钥，并把已有的加密内容都换过来；运行中也能做。"""
    become_owner()
    with said_plainly(), database_alone() if lookup else database_running():
        begin()
        if lookup:
            _rehash()
        else:
            _add_and_renew()
        hand_over()


def _add_and_renew() -> None:
    from linli.base import keyring  # needs Django
    from linli.base.clock import now
    from linli.project import installation
    from linli.project.keys.renewing import is_complete

    if not is_complete():
        raise click.ClickException("上一次更换还没有做完。请先执行 linli keys renew。")
    key_id = keyring.rotate()
    hand_over()
    installation.record("operation.key_added", at=now(), key=key_id)
    click.echo(f"新密钥 {key_id} 已启用。请重新执行 linli keys export，把它也存起来。")
    _renew()


def _rehash() -> None:
    from linli.base.clock import now  # needs Django
    from linli.project import installation
    from linli.project.keys.rehashing import rehash

    done = rehash(Progress(_say))
    installation.record("operation.lookup_rotated", at=now(), hashes=done.hashes, tokens=done.tokens)
    click.echo(f"查找用的密钥换好了：{done.hashes} 条。请重新执行 linli keys export，把它也存起来。")
    if done.tokens:
        click.echo(f"{done.tokens} 个接口令牌随之失效，请它们的主人重新申请。")


@keys.command(name="give-up")
@click.argument("key_id", metavar="ID")
@click.option("--yes", is_flag=True, help="不再问一遍。")
def give_up(key_id: str, yes: bool) -> None:
    """密钥确实找不回来时用：放弃它加密的内容，让系统能继续用。不能反悔。"""
    become_owner()
    with said_plainly(), database_running():
        begin()
        from linli.base.clock import now  # needs Django
        from linli.project import installation
        from linli.project.keys.giving_up import give_up as let_go

        if not yes and click.prompt(f"请输入 {key_id} 确认放弃") != key_id:
            raise click.ClickException("没有确认，什么都没有做。")
        done = let_go(key_id)
        hand_over()
        installation.record("operation.key_given_up", at=now(), key=key_id)
    for words, rows in done.items():
        click.echo(f"{words}：{rows} 条已放弃。")
    click.echo("用它加密的手机号、身份证号显示为空，居民下次用手机号登录后会补上。")


@keys.command()
def renew() -> None:
    """把还用旧密钥的内容换到现用密钥；中断了再执行一次就接着做。"""
    become_owner()
    with said_plainly(), database_running():
        begin()
        _renew()


@keys.command()
@click.argument("key_id", metavar="ID")
def retire(key_id: str) -> None:
    """停用没有内容再需要的旧密钥：移到 keys/retired，旧备份还要用它。"""
    with said_plainly(), database_running():
        begin()
        from linli.base.clock import now  # needs Django
        from linli.base.scope import acting_as
        from linli.project import installation
        from linli.project.keys.retiring import put_aside

        place = put_aside(key_id)
        with acting_as(installation.OPERATOR):
            installation.record("operation.key_retired", at=now(), key=key_id)
    click.echo(f"{key_id} 已移到 {place}。在用它做的备份都不要了之前，别删。")


@keys.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_option
def export(file: Path, passphrase_file: Path | None) -> None:
    """把密钥导出成一个有口令的文件。请和备份分开存放。"""
    begin()
    from linli.project.keys import file as keys_file  # needs Django

    with said_plainly():
        names = keys_file.export(file.absolute(), _passphrase(passphrase_file, is_new=True))
    click.echo(f"已导出 {len(names)} 个密钥到 {file}。没有口令谁也打不开它：口令请另外记下。")


@keys.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
def import_(file: Path, passphrase_file: Path | None) -> None:
    """把导出的密钥放回来，并核对数据库还缺不缺。"""
    passphrase = _passphrase(passphrase_file)
    with said_plainly(), database_running():
        begin()
        from linli.project.keys import file as keys_file  # needs Django
        from linli.project.keys.standing import needed, standing

        names = keys_file.put_back(keys_file.read(file, passphrase), needed)
        hand_over()
        found = standing()
    click.echo(f"导入了 {len(names)} 个密钥。" if names else "文件里的密钥这里都有了。")
    for need in found.missing:
        click.echo(f"还缺 {need.key_id}：{need.says} {need.rows} 条读不出来。", err=True)
    if not found.is_whole:
        raise SystemExit(1)
    click.echo("数据库里的加密内容都读得出来。")


def _renew() -> None:
    from linli.base import keyring  # needs Django
    from linli.base.clock import now
    from linli.project import installation
    from linli.project.keys.renewing import renew as renewed

    done = renewed(Progress(_say))
    if done.rows:
        installation.record("operation.keys_renewed", at=now(), key=keyring.current().id, rows=done.rows)
    click.echo(f"换好了 {done.rows} 条。" if done.rows else "没有要换的。")
    if done.unreadable:
        raise click.ClickException(f"有 {done.unreadable} 条读不出来，没有换：它们被改动过，请从备份核对。")


def _say(words: str) -> None:
    click.echo(words, err=True)


def _passphrase(path: Path | None, *, is_new: bool = False) -> str:
    """Never from the command line itself, which others on the machine can read."""
    if path:
        return path.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    return str(click.prompt("口令", hide_input=True, confirmation_prompt="再输一次" if is_new else False))
