"""What earlier releases left behind: a backup and its keys each, frozen, for the upgrade to be tried on.

A folder is named by its release, or by the day of a state before the first one. All people in it are invented.
"""

from pathlib import Path

HERE = Path(__file__).parent
PASSPHRASE = "frozen for tests of upgrades"  # of invented people's keys
ARCHIVE, KEYS = "linli.backup", "linli.keys"


def states() -> list[str]:
    """The frozen states, oldest first."""
    return sorted(path.name for path in HERE.iterdir() if (path / ARCHIVE).exists())
