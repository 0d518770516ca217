"""`linli api`: the description of the interface, as a file that is kept with the sources."""

import json
from pathlib import Path

import click

from linli.project.cli.server import begin

KEPT = Path(__file__).resolve().parents[4] / "docs" / "openapi.json"


@click.group()
def api() -> None:
    """程序接口。"""


@api.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=KEPT,
    help="写到哪个文件；- 是屏幕。默认是随源码保存的那份。",
)
def schema(output: Path) -> None:
    """写出接口说明（OpenAPI 3.1）；改了接口之后运行，随改动一起提交。"""
    begin()
    text = described()
    if str(output) == "-":
        click.echo(text, nl=False)
        return
    output.write_text(text, encoding="utf-8")
    click.echo(f"已写入 {output}")


def described() -> str:
    """The description as it is kept: the same text for the same interface."""
    from linli.project.api import api as linli  # needs Django

    return json.dumps(linli.get_openapi_schema(), ensure_ascii=False, indent=1, default=str) + "\n"
