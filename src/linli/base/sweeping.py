"""Takes away files that no row names: of forms nobody sent, and of writers killed in the middle.

A file is kept before its row is written, so a young one may still get its row: only what nobody has kept again for two
days is taken. A module whose rows name files says so by `keeps`; what no module keeps is taken.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from linli.base.home import home

YOUNG = timedelta(days=2)  # a form's files are good for one
TAKEN = ".taken."  # begins the name of a file that is about to go

Keeper = Callable[[Sequence[str]], set[str]]
_keepers: list[Keeper] = []


def keeps(keeper: Keeper) -> None:
    """Register who, told keys of files, says which of them its rows name."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def sweep(*, at: datetime) -> int:
    """Take away what is neither young nor kept; how many files that was. May be cut off anywhere and begun again."""
    before = (at - YOUNG).timestamp()
    return sum(_sweep(folder, before) for folder in sorted((home() / "files").glob("[0-9a-f][0-9a-f]")))


def _sweep(folder: Path, before: float) -> int:
    for cut_off in folder.glob(f"*/{TAKEN}*"):
        _put_back(cut_off)
    old = [path for path in folder.glob("*/*") if _age(path) < before]
    drafts = [path for path in old if path.name.startswith(".")]
    files = {path.name: path for path in old if path not in drafts}
    for path in drafts:
        path.unlink(missing_ok=True)
    kept = _kept(list(files))
    return len(drafts) + sum(_take(path, before) for key, path in files.items() if key not in kept)


def _take(path: Path, before: float) -> bool:
    """Put the file aside, then ask once more: whoever keeps an equal one renews its age first, or finds it gone."""
    aside = path.with_name(TAKEN + path.name)
    path.rename(aside)
    if _age(aside) >= before or _kept([path.name]):
        _put_back(aside)
        return False
    aside.unlink()
    return True


def _put_back(aside: Path) -> None:
    path = aside.with_name(aside.name.removeprefix(TAKEN))
    with suppress(FileExistsError):  # kept again meanwhile: equal files are one
        path.hardlink_to(aside)
    aside.unlink()


def _kept(keys: Sequence[str]) -> set[str]:
    return set().union(*(keeper(keys) for keeper in _keepers)) if keys else set()


def _age(path: Path) -> float:
    """When it was kept last; one that is gone is young."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
