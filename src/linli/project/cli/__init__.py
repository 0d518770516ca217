"""The `linli` command line: one file per group of commands, imported only when its command is called."""

import importlib

import click

COMMANDS = {  # a command is one line here: its name, and where it is
    "up": "linli.project.cli.up:up",
    "web": "linli.project.cli.server:web",
    "worker": "linli.project.cli.server:worker",
    "migrate": "linli.project.cli.server:migrate",
    "prepare": "linli.project.cli.server:prepare",
    "backup": "linli.project.cli.backup:backup",
    "restore": "linli.project.cli.backup:restore",
    "keys": "linli.project.cli.keys:keys",
    "doctor": "linli.project.cli.doctor:doctor",
    "areas": "linli.project.cli.areas:areas",
    "accounts": "linli.project.cli.accounts:accounts",
    "plan": "linli.project.cli.plan:plan",
    "catalog": "linli.project.cli.catalog:catalog",
    "messages": "linli.project.cli.messages:messages",
    "api": "linli.project.cli.api:api",
    "import": "linli.project.cli.tables:bring_in",
    "export": "linli.project.cli.tables:give_out",
    "indicators": "linli.project.cli.indicators:indicators",
    "nation": "linli.project.cli.nation:nation",
    "journal": "linli.project.cli.journal:journal",
    "bench": "linli.project.cli.bench:bench",
}


class Commands(click.Group):
    """Looks a command up by name, so that starting one part does not load what all the others need."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """In the order above: what most people need stands first."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="linli")
def main() -> None:
    """邻里：城乡社区服务平台。"""
