"""Numbers as plans write them: 30, 23．6, １２, 1,200, 1.5万, 十八, 一百二十, 两, 百分之八十, 九成."""

import re
from decimal import Decimal

_WIDTH = str.maketrans("０１２３４５６７８９．％－＋～＞＜＝／", "0123456789.%-+~><=/")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MULTIPLES = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?![\d.])", re.ASCII)
_CHINESE = re.compile("[零〇○一二两三四五六七八九十百千万亿]+")


def narrowed(text: str) -> str:
    """Full-width digits, points and signs as their ordinary forms; the length stays, so places in the text do too."""
    return text.translate(_WIDTH)


def leading_number(text: str) -> tuple[Decimal, str] | None:
    """The number `text` begins with and what follows it; None where it begins with none that can be read surely."""
    text = narrowed(text)
    if match := _ARABIC.match(text):
        value, rest = Decimal(match.group().replace(",", "")), text[match.end() :]
        return (value * _MULTIPLES[rest[0]], rest[1:]) if rest[:1] in _MULTIPLES else (value, rest)
    if match := _CHINESE.match(text):
        whole = chinese_integer(match.group())
        return None if whole is None else (Decimal(whole), text[match.end() :])
    return None


def chinese_integer(numeral: str) -> int | None:
    """The whole number a Chinese numeral stands for: 十二 is 12, 二〇二五 is 2025; None if it is not well formed."""
    if not numeral:
        return None
    if all(char in _DIGITS for char in numeral):
        # 二三 is said for "two or three", 二〇二五 for a year: digit by digit is sure only in a year's length.
        return int("".join(str(_DIGITS[char]) for char in numeral)) if len(numeral) in {1, 4} else None
    for multiple in "亿万":
        if multiple in numeral:
            return _around(numeral, multiple)
    return _below_ten_thousand(numeral)


def _around(numeral: str, multiple: str) -> int | None:
    """亿 and 万 split a numeral into how many of them, and the rest."""
    before, _, after = numeral.partition(multiple)
    many = chinese_integer(before)
    rest = 0 if not after else chinese_integer(after.lstrip("零〇○"))
    if many is None or rest is None or rest >= _MULTIPLES[multiple]:
        return None
    return many * _MULTIPLES[multiple] + rest


def _below_ten_thousand(numeral: str) -> int | None:
    """Digit and place in turn, places falling: 三千零五, 一百二十, 十八."""
    total, digit, last_place, bridged = 0, None, 10_000, False
    for char in numeral:
        if char in _PLACES:
            place = _PLACES[char]
            if place >= last_place or digit == 0 or (digit is None and (place != 10 or total)):
                return None
            total, digit, last_place, bridged = total + (digit or 1) * place, None, place, False
        elif char in _DIGITS and digit is None:
            if _DIGITS[char]:
                digit = _DIGITS[char]
            elif bridged or not total:
                return None
            else:
                bridged = True
        else:
            return None
    if digit is None:
        return None if bridged else total
    # 一百二 is said for 120, 一百零二 is 102: the first is too loose to be read as either.
    return total + digit if last_place == 10 or bridged or not total else None


def in_chinese(number: int) -> str:
    """A number from 1 to 99 in characters, as headings are counted."""
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{'零一二三四五六七八九'[tens]}十"
    return lead + ("" if ones == 0 and tens else "零一二三四五六七八九"[ones])
