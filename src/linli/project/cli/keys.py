"""`linli keys`: what is held and needed, and the way of keys into a safe and back."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.needing import database_running, hand_over
from linli.project.cli.server import begin

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从文件的第一行读口令；不写就当场输入。",
)


@click.group()
def keys() -> None:
    """加密用的密钥：查看、导出、导入。"""


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


def _passphrase(path: Path | None, *, is_new: bool = False) -> str:
    """Never from the command line itself, which others on the machine can read."""
    if path:
        return path.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    return str(click.prompt("口令", hide_input=True, confirmation_prompt="再输一次" if is_new else False))
