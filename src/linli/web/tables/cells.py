"""One cell as a person would read it: what was meant, or a sentence that says what is wrong with it.

Plain Python. A cell is what a file gives: text, a number, a day, a moment, or nothing ("").
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from linli.base.languages import in_a_row, spoken
from linli.base.refusals import Sentence
from linli.web.words import PASTED, UNREADABLE, is_readable

Cell = str | float | int | bool | date | datetime | time

MOST_DIGITS = 15  # a spreadsheet keeps no more of a number; the rest have become zeros by the time we see it
FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar
DAYS = range(10_000, 80_000)  # numbers that are meant as a day: 1927 to 2119
_WIDE = {wide: wide - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(first), ord(last) + 1)}
_BLANKS = re.compile(r"[^\S\n]+")
_CUT_NUMBER = re.compile(r"[+-]?\d(?:\.\d+)?(?:[eE]\+|e)\d+|[+-]?\d\.\d+E\d+")  # but 3E12 is a house's number
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]+\d{1,2}:\d{2}(:\d{2})?(\.0+)?)?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset(("是", "有", "对", "真", "在用", "启用", "y", "yes", "true", "t", "1", "√", "✓", "✔"))
_NO = frozenset(("否", "无", "没有", "不是", "错", "假", "停用", "不用", "n", "no", "false", "f", "0", "×", "x", "✗"))
_LIST = re.compile(r"[、,，;；|\n\t ]+")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a cell, in words that say what to do."""

    sentence: str


def is_blank(cell: Cell) -> bool:
    """Whether nobody has written anything here; a formula without a value counts as nothing."""
    return isinstance(cell, str) and not cell.translate(PASTED).strip()


def narrow(text: str) -> str:
    """Full-width signs as plain ones: for codes, numbers and days, where nothing else can be meant."""
    return unicodedata.normalize("NFKC", text).translate(PASTED)


def shown(cell: Cell) -> str:
    """What the cell shows on a screen, as nearly as can be said."""
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, int | float):
        return f"{cell:.0f}" if float(cell).is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:%H:%M}" if isinstance(cell, time) else cell


def text(cell: Cell) -> str | Wrong:
    """Words: one kind of blank, plain digits and letters, nothing unseen."""
    if has_lost_digits(cell):
        return lost_digits()
    words = shown(cell).replace("\r\n", "\n").replace("\r", "\n").translate(PASTED).translate(_WIDE)
    if not all(is_readable(letter) or letter in "\n\t" for letter in words):
        return Wrong(str(UNREADABLE))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in words.split("\n")).strip()


def code(cell: Cell) -> str | Wrong:
    """A code or number that names something: no blanks in it, and no ".0" that a spreadsheet has put behind it."""
    found = text(cell)
    if isinstance(found, Wrong):
        return found
    plain = re.sub(r"\s+", "", narrow(found))
    if _CUT_NUMBER.fullmatch(plain):
        return lost_digits()
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain


def phone(cell: Cell) -> str | Wrong:
    """A telephone number as it is dialled; one kind of hyphen."""
    found = code(cell)
    return found if isinstance(found, Wrong) else re.sub(r"[—–‐−－~_]+", "-", found)


def number(cell: Cell) -> Decimal | Wrong:
    """A number, also with commas between thousands."""
    if isinstance(cell, date | time | bool):
        return Wrong(_("这里要填数字。"))
    if isinstance(cell, int | float):
        return Decimal(shown(cell)) if abs(cell) < 10**MOST_DIGITS else lost_digits()
    plain = re.sub(r"[\s,]", "", narrow(cell))
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return Wrong(_("“%(value)s”不是数字。") % {"value": cut(cell)})
    if not found.is_finite() or found.adjusted() >= MOST_DIGITS:
        return Wrong(_("“%(value)s”不是数字。") % {"value": cut(cell)})
    return found


def integer(cell: Cell) -> int | Wrong:
    """A whole number; 3.0 is 3."""
    found = number(cell)
    if isinstance(found, Wrong):
        return found
    return int(found) if found == int(found) else Wrong(_("“%(value)s”要填整数。") % {"value": cut(shown(cell))})


def day(cell: Cell) -> date | Wrong:
    """A day: a date of the spreadsheet, its number, or one of the ways people write it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and DAYS[0] <= cell <= DAYS[-1]:
        return FIRST_DAY + timedelta(days=int(cell))
    plain = narrow(shown(cell)).strip()
    found = _DAY.fullmatch(plain) or _EIGHT.fullmatch(plain)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else _no_day(plain)
    except ValueError:
        return Wrong(_("没有“%(value)s”这一天。") % {"value": cut(plain)})


def yes_or_no(cell: Cell) -> bool | Wrong:
    """是 or 否, and the other signs people put for them."""
    plain = narrow(shown(cell)).strip().lower()
    if plain in _YES or plain == "true":
        return True
    if plain in _NO:
        return False
    return Wrong(_("这里填“是”或者“否”。"))


def one_of(choices: Mapping[str, Sentence]) -> Callable[[Cell], str | Wrong]:
    """A reader of one of several titles, in any of our languages (or of its code), which gives the code."""
    known = {_key(words): value for value, title in choices.items() for words in spoken(title)}
    known |= {_key(value): value for value in choices}

    def read(cell: Cell) -> str | Wrong:
        found = known.get(_key(shown(cell)))
        if found is not None:
            return found
        listed = in_a_row(str(title) for title in list(choices.values())[:8]) + ("…" if len(choices) > 8 else "")
        return Wrong(_("没有“%(value)s”这一种。可以填：%(listed)s。") % {"value": cut(shown(cell)), "listed": listed})

    return read


def several(cell: Cell) -> list[str] | Wrong:
    """Several codes or names in one cell, between commas, semicolons, blanks or on lines of their own; each once."""
    found = text(cell)
    if isinstance(found, Wrong):
        return found
    parts = [code(part) for part in _LIST.split(found) if part]
    wrong = next((part for part in parts if isinstance(part, Wrong)), None)
    return wrong or list(dict.fromkeys(part for part in parts if isinstance(part, str)))


def has_lost_digits(cell: Cell) -> bool:
    """Whether a number has more digits than a spreadsheet keeps."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**MOST_DIGITS


def lost_digits() -> Wrong:
    """The sentence for a number whose last digits are gone."""
    return Wrong(_("这一格是数字格式，超过 15 位的后几位已经丢了。请把整列改成文本格式，再重新填一遍。"))


def cut(words: str, most: int = 30) -> str:
    """Words short enough to be quoted in a sentence."""
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[:most]}…"


def _no_day(plain: str) -> Wrong:
    return Wrong(_("“%(value)s”不是日期。请写成 2026-11-22 这样，要写到日。") % {"value": cut(plain)})


def _key(words: str) -> str:
    return re.sub(r"\s+", "", narrow(words)).casefold()
