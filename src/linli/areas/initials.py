"""Pinyin initials of names, so that 游园社区 is found by `yysq`."""

import unicodedata
from collections.abc import Iterable

from linli.base.pinyin import Style, lazy_pinyin


def initials_table(names: Iterable[str]) -> dict[int, str]:
    """A table for `str.translate` that turns each character of the names into its initial.

    Per character: 长 is always c. Reading words would cost minutes for the whole country, and whoever types initials
    finds the place by its other characters. What has neither pinyin nor a Latin letter or digit falls away.
    """
    characters = sorted(set("".join(names)))
    return {ord(character): _initial(character) for character in characters}


def _initial(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)  # a full-width ０ is a 0
    if _is_plain(plain):
        return plain.lower()
    read = lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore")
    return read[0][:1].lower() if read else ""


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()
