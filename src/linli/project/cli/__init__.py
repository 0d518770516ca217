"""The `linli` command line: one file per group of commands."""

import click

from linli.project.cli.doctor import doctor
from linli.project.cli.plan import plan
from linli.project.cli.server import migrate, prepare, web, worker
from linli.project.cli.up import up


@click.group()
@click.version_option(package_name="linli")
def main() -> None:
    """邻里：城乡社区服务平台。"""


for command in (up, web, worker, migrate, prepare, doctor, plan):
    main.add_command(command)
