"""Only actions write: pages, API, jobs and queries never touch a row themselves."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "linli"
WRITING = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
MAY = ("actions.py", "actions/", "loading.py", "migrations/", "tests/")
# What each of these writes is its own and nobody else's.
OWN = {
    "base/journal.py": "entries, and the destruction of a subject's key",
    "base/sealing.py": "the chain of seals",
    "accounts/sessions.py": "Django's session store",
    "accounts/throttling.py": "counters of tries, kept also when the try is refused",
    "accounts/phones.py": "the sign-in behind a phone, made by whoever needs it first",
    "accounts/onetime.py": "that a code has been used",
    "indicators/rolling.py": "months rolled up from leaf days, for its actions",
    "base/encryption.py": "no rows",
    "archives/making.py": "pictures, no rows",
    "tasks/sheets.py": "a document, no rows",
    "reports/word.py": "a document, no rows",
    "base/attachments.py": "files",
    "demo/": "invented data, written in bulk by the owner",
}
NOT_ROWS = {
    "hashing",
    "digest",
    "context",
    "data",
    "attrs",
    "headers",
    "hasher",
    "mac",
    "sha256",
    "options",
    "values",
    "schemas",
    "found",
    "again",  # counters of what was counted twice
    "kept",
}


def writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
            on = ast.unparse(node.func.value)
            if on.split(".")[-1].split("(")[0] not in NOT_ROWS and "session" not in on:
                found.append(f"{node.lineno}: {ast.unparse(node.func)}")
        if isinstance(node, ast.ImportFrom) and node.module == "linli.base.inserting":
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_only_actions_write():
    strangers = {}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if any(part in name for part in MAY) or name.startswith((*OWN, "project/", "web/")):
            continue
        if found := writes(path):
            strangers[name] = found
    assert strangers == {}


def test_every_exception_still_exists():
    assert [name for name in OWN if not (SOURCE / name).exists()] == []
