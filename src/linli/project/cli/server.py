"""`linli web`, `linli worker`, `linli migrate`: the parts, each for itself. `linli prepare` is what `up` calls."""

import os
from pathlib import Path

import click

from linli.project.cli.errors import said_plainly
from linli.project.postgres import ensure, locate
from linli.project.serving import counters, end_with_supervisor, free_port, web_command

PATIENCE = 5.0  # seconds a worker waits for the database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="LINLI_BIND", help="监听的地址。")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="监听的端口。")
@click.option("--certificate", type=click.Path(exists=True, path_type=Path), help="HTTPS 证书文件。")
@click.option("--key", type=click.Path(exists=True, path_type=Path), help="HTTPS 私钥文件（PKCS#8）。")
def web(host: str, port: int, certificate: Path | None, key: Path | None) -> None:
    """运行网站。"""
    if (certificate is None) != (key is None):
        raise click.UsageError("--certificate 和 --key 要一起给出。")
    end_with_supervisor()
    with said_plainly():
        free_port(host, port)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counters(port))
    command = web_command(host, port, (certificate, key) if certificate and key else None)
    os.execv(command[0], command)  # noqa: S606 - this process becomes the server, so signals reach it


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="同时执行的任务数。")
def worker(concurrency: int) -> None:
    """运行后台任务。"""
    end_with_supervisor()
    begin()
    from procrastinate.contrib.django import app  # needs Django
    from procrastinate.contrib.django.utils import connector_params

    from linli.project.queue import Persevering

    # The pool tries again ever more rarely. Whoever waits this long for the database ends, and is started again.
    connector = Persevering(kwargs=connector_params(), timeout=PATIENCE)
    with app.replace_connector(connector):
        app.run_worker(concurrency=concurrency, shutdown_graceful_timeout=10, delete_jobs="successful")


@click.command()
def migrate() -> None:
    """更新数据库结构。"""
    with said_plainly():
        become_owner()
        if not os.environ.get("DATABASE_URL"):
            ensure(locate())
    begin()
    from linli.project import preparing  # needs Django, which needs to know it is the owner first

    with said_plainly():
        preparing.migrate(click.echo)


@click.command(hidden=True)
@click.option("--region", default="")
@click.option("--size", default="small")
@click.option("--empty", "is_empty", is_flag=True)
@click.option("--scale", type=click.IntRange(1))
@click.option("--tls", "name", multiple=True)
def prepare(region: str, size: str, is_empty: bool, scale: int | None, name: tuple[str, ...]) -> None:
    """为 linli up 准备密钥、数据库结构和数据。"""
    become_owner()
    begin()
    from linli.project import certificates, preparing  # as in migrate

    with said_plainly():
        preparing.prepare(preparing.Wish(region, size, is_empty, scale), click.echo)
    if name:
        certificates.certificate(locate().home / "tls", list(name))


def become_owner() -> None:
    """This process migrates and loads; it must be the owner before Django reads its settings."""
    refuse_without_owner()
    os.environ["LINLI_LOGIN"] = "linli_owner"


def refuse_without_owner() -> None:
    """An operated server has two addresses: the application's, and the owner's for migrations."""
    if os.environ.get("DATABASE_URL") and not os.environ.get("LINLI_OWNER_DATABASE_URL"):
        raise click.ClickException(
            "设置了 DATABASE_URL，还需要 LINLI_OWNER_DATABASE_URL：更新数据库要用 linli_owner 账号连接。"
        )


def begin() -> None:
    """Load Django for this process; a setting that keeps it from starting is said in one sentence."""
    import django  # an import here keeps `linli --help` and `linli web` quick
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        raise WrongSettings(f"设置不对，启动不了：{fault}。请改好再来一次，见 docs/operations/settings.md。") from fault


class WrongSettings(click.ClickException):
    """Nothing starts until a setting is put right."""
