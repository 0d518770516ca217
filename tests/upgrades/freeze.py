"""Freezes the small world as this release leaves it: `.venv/bin/python -m tests.upgrades.freeze 0.1.0`, once a release.

The folder is committed with the release and never changed. How releases are made: docs/operations/releasing.md.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

from tests.upgrades import ARCHIVE, HERE, KEYS, PASSPHRASE


def frozen(folder: Path, words: dict[str, str]) -> None:
    """The database `words` lead to and the keys of LINLI_HOME, as two files."""
    from linli.project.backup.making import take  # needs Django
    from linli.project.keys import file as keys_file
    from linli.project.progress import Progress

    folder.mkdir()
    take(folder / ARCHIVE, words, Progress(print))
    keys_file.export(folder / KEYS, PASSPHRASE)


def main(name: str) -> int:
    """Build the world in a database and home of its own, and freeze it."""
    django.setup()
    from django.db import connection  # these need the settings

    from conftest import point_at
    from linli.base.actor import system_actor
    from linli.base.scope import acting_as
    from linli.base.sealing import seal
    from linli.project import postgres
    from tests import world
    from tests.settings import SERVER
    from tests.template import a_name, built_template, clone, drop

    database = a_name()
    clone(built_template(), database)
    with tempfile.TemporaryDirectory() as home:
        os.environ["LINLI_HOME"] = home
        point_at(database)
        world.built()
        with acting_as(system_actor("base.seal_journal")):
            seal()
        frozen(HERE / name, postgres.parameters("linli_owner", SERVER.home) | {"dbname": database})
        connection.close()
    drop(database)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
