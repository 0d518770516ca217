"""A piece of the plan's text, cleaned for reading, that still knows where each character stands in the file.

Plans come out of page layouts: spaces inside words, bold marks, LaTeX for ≥. Reading happens on the cleaned text;
what was read is shown to a person in the original, so every passage can name its place there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias, overload

Span: TypeAlias = tuple[int, int]

_SIGNS = {"\\geqslant": "≥", "\\leqslant": "≤", "\\geq": "≥", "\\leq": "≤", "\\ge": "≥", "\\le": "≤", "\\%": "%"}
_PIECE = re.compile(r"\\(?:geqslant|leqslant|geq|leq|ge|le)(?![A-Za-z])|\\%|[*$\ufeff\u200b]+|\s+|.", re.DOTALL)
_DROPPED = "*$\ufeff\u200b"
_SENTENCE = re.compile(r"[^。；;]*[。；;]?")


@dataclass(frozen=True, slots=True)
class Passage:
    """Cleaned text; `starts[i]:ends[i]` is where its i-th character stands in the file's text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    @overload
    def __getitem__(self, part: slice) -> "Passage": ...
    @overload
    def __getitem__(self, part: int) -> str: ...
    def __getitem__(self, part: slice | int) -> "Passage | str":
        if isinstance(part, int):
            return self.text[part]
        return Passage(self.text[part], self.starts[part], self.ends[part])

    @property
    def span(self) -> Span | None:
        """Where the passage begins and ends in the file's text; None of an empty one."""
        return (self.starts[0], self.ends[-1]) if self.text else None

    def stripped(self, characters: str) -> "Passage":
        """Without any of `characters` at either end."""
        left = len(self.text) - len(self.text.lstrip(characters))
        return self[left : left + len(self.text.strip(characters))]

    def sentences(self) -> Iterator["Passage"]:
        """The sentences, each without its closing mark."""
        for match in _SENTENCE.finditer(self.text):
            if sentence := self[match.start() : match.end()].stripped("。；;"):
                yield sentence


NOTHING = Passage("", (), ())


def clean(text: str, start: int = 0, end: int | None = None) -> Passage:
    """`text[start:end]` without white space, bold and formula marks, with `\\geq` as ≥.

    A space between two Latin letters or digits stays: without it "2 3" would become a number nobody wrote.
    """
    kept: list[tuple[str, int, int]] = []
    gap: tuple[int, int] | None = None
    for match in _PIECE.finditer(text, start, len(text) if end is None else end):
        piece = match.group()
        if piece.isspace():
            gap = gap or match.span()
        elif piece[0] not in _DROPPED:
            if gap and kept and _is_latin(kept[-1][0]) and _is_latin(piece):
                kept.append((" ", *gap))
            gap = None
            kept.append((_SIGNS.get(piece, piece), *match.span()))
    return Passage("".join(char for char, _, _ in kept), tuple(s for _, s, _ in kept), tuple(e for _, _, e in kept))


def joined(passages: Iterable[Passage]) -> Passage:
    """Passages that belong together, such as the two halves of a paragraph cut by a page break."""
    parts: list[Passage] = []
    for passage in passages:
        if parts and passage and _is_latin(parts[-1][-1]) and _is_latin(passage[0]):
            parts.append(Passage(" ", (parts[-1].ends[-1],), (passage.starts[0],)))
        if passage:
            parts.append(passage)
    return Passage(
        "".join(part.text for part in parts),
        tuple(chain.from_iterable(part.starts for part in parts)),
        tuple(chain.from_iterable(part.ends for part in parts)),
    )


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
