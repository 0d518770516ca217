"""Where in a TOML file each key stands, so that a fault can name the line: `tomllib` itself does not keep them.

Keys are named as faults name them: `limit`, `form[2].label`, `handled_by[1].type`. Reads only files that tomllib took;
what it cannot place, it leaves out.
"""

import re
from collections.abc import Iterator, Mapping

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=\s*(.*)", re.DOTALL)
_WORDS = re.compile(r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\]|\\.)*"|' + r"'''.*?'''|'[^']*'|#[^\n]*", re.DOTALL)


def lines_of(text: str) -> dict[str, int]:
    """The line of every key and of every table of a list."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    inside = ""
    for number, statement in _statements(text):
        if header := _HEADER.match(statement):
            name = header[2]
            if header[1] == "[[":
                counted[name] = counted.get(name, 0) + 1
                name = f"{name}[{counted[name]}]"
            inside = f"{name}."
            found[name] = number
        elif key := _KEY.match(statement):
            name = f"{inside}{key[1]}"
            found[name] = number
            found |= {f"{name}[{nth}]": number + below for nth, below in _tables_in(key[2])}
    return found


def line_of(lines: Mapping[str, int], key: str) -> int | None:
    """The line of a key, or of the nearest table around it where the key itself is not written."""
    while key:
        if key in lines:
            return lines[key]
        shorter = key.rpartition(".")[0] if "." in key else ""
        key = key.rpartition("[")[0] if key.endswith("]") else shorter
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each key with its value, and each header, with the line it begins on; values may run over many lines."""
    begun: list[str] = []
    number, depth = 1, 0
    for at, (line, plain) in enumerate(zip(text.split("\n"), _bare(text).split("\n"), strict=True), 1):
        if not begun:
            number = at
        begun.append(line)
        depth += sum(plain.count(each) for each in "[{") - sum(plain.count(each) for each in "]}")
        if depth <= 0:
            yield number, "\n".join(begun)
            begun, depth = [], 0


def _tables_in(value: str) -> Iterator[tuple[int, int]]:
    """The inline tables of a list: which one, and how many lines below the key it begins."""
    bare, depth, nth = _bare(value), 0, 0
    for at, character in enumerate(bare):
        if character == "{" and depth == 1:
            nth += 1
            yield nth, bare.count("\n", 0, at)
        depth += (character in "[{") - (character in "]}")


def _bare(text: str) -> str:
    """The same with every word and comment blotted out: what is left of brackets belongs to the file's own shape."""
    return _WORDS.sub(lambda words: re.sub(r"[^\n]", "_", words[0]), text)
