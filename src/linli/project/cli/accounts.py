"""`linli accounts`: the first administrator, and help for who is locked out. The rest is done in the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from linli.project.cli.server import begin

if TYPE_CHECKING:
    from linli.accounts.models import User
    from linli.base.actor import Actor
    from linli.organizations.models import Organization

ROLES = ("community_worker", "handler", "dispatcher", "supervisor", "administrator")


@click.group()
def accounts() -> None:
    """工作人员账号和岗位。"""


@accounts.command()
@click.argument("username")
@click.argument("name")
def create(username: str, name: str) -> None:
    """新建账号，给出初始密码。例：linli accounts create zhang.san 张三"""
    begin()
    from linli.accounts import actions  # needs Django to be set up
    from linli.accounts.actions.staff import first_password

    with _acting() as (by, at):
        password = first_password()
        user = actions.create_staff(username=username, name=name, password=password, by=by, at=at)
    click.echo(f"用户名 {user.username}\n初始密码 {password}")
    click.echo(f"还没有岗位，接着执行：linli accounts post {user.username} 岗位 区划代码")


@accounts.command()
@click.argument("username")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("area")
@click.option("--unit", metavar="NAME", help="在哪个单位，写全名。社区工作者和单位经办必须写。")
def post(username: str, role: str, area: str, unit: str | None) -> None:
    """安排岗位。例：linli accounts post zhang.san administrator 131102"""
    begin()
    from linli.accounts import actions
    from linli.accounts.rights import Role

    with _acting() as (by, at):
        user = _user(username)
        organization = _unit(unit, area) if unit else None
        held = actions.give_post(user, role=Role(role), area=area, organization=organization, by=by, at=at)
    click.echo(f"{user.name}：{held.get_role_display()}，{area}。")


@accounts.command()
@click.argument("username")
def show(username: str) -> None:
    """账号的状态和岗位。"""
    begin()
    from linli.accounts import queries

    with _acting() as (_by, at):
        user = _user(username)
        held = queries.posts_of(user, at)
    state = "在用" if user.is_active else "已停用"
    click.echo(f"{user.username} {user.name}，{state}，动态码{'已' if user.totp_cipher else '未'}开通")
    for each in held:
        unit = f" {each.organization.name}" if each.organization else ""
        click.echo(f"  {each.role} {each.area_id} {each.area.short_name}{unit}")


@accounts.command()
@click.argument("username")
def password(username: str) -> None:
    """重设密码，同时关掉动态码、退出所有登录。"""
    begin()
    from linli.accounts import actions

    with _acting() as (by, at):
        fresh = actions.reset_password(_user(username), by=by, at=at)
    click.echo(f"新密码 {fresh}")


@accounts.command()
@click.argument("username")
def totp(username: str) -> None:
    """给账号开通动态码，显示二维码，请本人当场扫。"""
    begin()
    import segno

    from linli.accounts import actions
    from linli.accounts.onetime import address

    with _acting() as (by, at):
        user = _user(username)
        begun, codes = actions.give_totp(user, by=by, at=at)
    segno.make(address(begun.secret, user), error="m").terminal(compact=True)
    click.echo(f"扫不了就手工输入：{begun.secret}")
    click.echo("备用码只显示这一次，请本人抄在纸上：\n  " + "\n  ".join(codes))


@accounts.command("drop-totp")
@click.argument("username")
def drop_totp(username: str) -> None:
    """本人手机和备用码都没有了：关掉动态码，退出所有登录。先确认是他本人要求的。"""
    begin()
    from linli.accounts import actions

    with _acting() as (by, at):
        actions.drop_totp_at_the_machine(_user(username), by=by, at=at)
    click.echo("动态码关掉了，已通知本人。他下次登录时重新开通。")


@accounts.command()
@click.argument("username")
def close(username: str) -> None:
    """停用账号，马上退出所有登录、收回令牌。"""
    begin()
    from linli.accounts import actions

    with _acting() as (by, at):
        actions.close(_user(username), by=by, at=at)
    click.echo("已停用。")


@accounts.command()
@click.argument("username")
def reopen(username: str) -> None:
    """恢复停用的账号。"""
    begin()
    from linli.accounts import actions

    with _acting() as (by, at):
        actions.reopen(_user(username), by=by, at=at)
    click.echo("已恢复。")


@contextmanager
def _acting() -> "Iterator[tuple[Actor, datetime]]":
    """Act as the command line, on record; a refusal is one sentence and exit code 1."""
    from django.db import OperationalError

    from linli.base.actor import system_actor
    from linli.base.clock import now
    from linli.base.refusals import Refused
    from linli.base.scope import acting_as

    actor = system_actor("accounts.command_line")
    try:
        with acting_as(actor):
            yield actor, now()
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    except OperationalError as error:
        raise click.ClickException("数据库没有应答，请先执行 linli up。") from error


def _user(username: str) -> "User":
    from linli.accounts.models import User, UserKind
    from linli.accounts.rules import username_typed

    user = User.objects.filter(kind=UserKind.STAFF, username=username_typed(username)).first()
    if user is None:
        raise click.ClickException(f"没有工作人员账号 {username}。")
    return user


def _unit(name: str, area: str) -> "Organization":
    from linli.organizations.models import Organization

    found = Organization.objects.filter(name=name, is_active=True)
    near = [unit for unit in found if unit.area_id.startswith(area) or area.startswith(unit.area_id)]
    if len(near) != 1:
        raise click.ClickException(f"{area} 一带叫“{name}”的单位有 {len(near)} 个，请核对全名和区划。")
    return near[0]
