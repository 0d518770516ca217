"""The `linli` command line: one file per group of commands."""

import click


@click.group()
@click.version_option(package_name="linli")
def main() -> None:
    """邻里：城乡社区服务平台。"""
