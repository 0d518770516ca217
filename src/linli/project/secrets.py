"""Django's signing secret, made once under the home folder."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

UNUSABLE = "not-yet-made"


def django_secret(home: Path) -> str:
    """LINLI_SECRET_KEY, else the file of `make_secret`, else a word that serves commands that sign nothing."""
    if value := os.environ.get("LINLI_SECRET_KEY"):
        return value
    path = home / "keys" / "django"
    return path.read_text(encoding="ascii") if path.exists() else UNUSABLE


def make_secret(home: Path) -> None:
    """Write the secret once; safe for several starters."""
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "django"
    if path.exists():
        return
    draft = folder / f"django.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):  # another starter was first: its secret stands
        path.hardlink_to(draft)
    draft.unlink()
