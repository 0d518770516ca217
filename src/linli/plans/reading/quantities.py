"""What a value asks for: a number or a range, how it is to be met, and in what unit. ≥30平方米, 40人以上, 2—3名."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from linli.plans.reading.numerals import leading_number, narrowed


class Comparator(StrEnum):
    """How the figure is to stand to its target."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    EXACTLY = "="
    AT_MOST = "<="
    LESS_THAN = "<"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value read: `low` alone, or `low` to `high` for a range."""

    low: Decimal
    high: Decimal | None
    unit: str | None
    comparator: Comparator


BEFORE = {
    "≥": Comparator.AT_LEAST, ">=": Comparator.AT_LEAST, "≧": Comparator.AT_LEAST, "不低于": Comparator.AT_LEAST,
    "不少于": Comparator.AT_LEAST, "不小于": Comparator.AT_LEAST, "至少": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST, "<=": Comparator.AT_MOST, "≦": Comparator.AT_MOST, "不超过": Comparator.AT_MOST,
    "不高于": Comparator.AT_MOST, "不大于": Comparator.AT_MOST, "不多于": Comparator.AT_MOST,
    "至多": Comparator.AT_MOST,
    ">": Comparator.MORE_THAN, "大于": Comparator.MORE_THAN, "超过": Comparator.MORE_THAN,
    "高于": Comparator.MORE_THAN, "多于": Comparator.MORE_THAN,
    "<": Comparator.LESS_THAN, "小于": Comparator.LESS_THAN, "低于": Comparator.LESS_THAN,
    "少于": Comparator.LESS_THAN,
    "=": Comparator.EXACTLY,
}  # fmt: skip
AFTER = {
    "(含)以上": Comparator.AT_LEAST, "（含）以上": Comparator.AT_LEAST,
    "及以上": Comparator.AT_LEAST, "以上": Comparator.AT_LEAST,
    "及以下": Comparator.AT_MOST, "以下": Comparator.AT_MOST, "以内": Comparator.AT_MOST,
}  # fmt: skip
LEAD_INS = (
    "力争", "基本", "实现", "确保", "提高到", "提高至", "提升到", "提升至", "增加到", "增加至", "保持在", "稳定在",
    "控制在", "达到", "达", "累计",
)  # fmt: skip

_UNIT = re.compile(r"%|‰|㎡|m²|[\u4e00-\u9fffA-Za-z㎡²]{1,8}(?:/[\u4e00-\u9fffA-Za-z]{1,6})?")
_NOT_A_UNIT = ("多", "余", "左右", "以", "约", "近", "其中", "增长", "提高", "和", "至", "到", "或", "及")
_DASHES = re.compile("[—–―~～－-]{1,2}|至|到")
_PARENTHESES = "()（）"
_FIVE_YEARS = re.compile(r"[\[［【〔](.+)[\]］】〕]")
"""Brackets around a number say it is the sum of five years: [500]."""
_DOUBLED = {"翻一番": Decimal(2), "翻两番": Decimal(4), "翻二番": Decimal(4), "翻三番": Decimal(8)}
_SAME_UNIT = {"平米": "平方米", "㎡": "平方米", "m²": "平方米"}


def read_quantity(text: str) -> Quantity | None:
    """The quantity a whole table cell states; None where it is not, to the last character, a quantity."""
    before, rest = _comparator_before(_FIVE_YEARS.sub(r"\1", narrowed(text), count=1))
    first = leading_value(rest)
    if first is None:
        return None
    low, rest = first
    unit_of_low, high, rest = _upper_end(rest)
    unit, after = _comparator_after(rest)
    if not _is_unit(unit) or (unit_of_low and unit_of_low != unit):
        return None
    unit = _SAME_UNIT.get(unit, unit)
    comparator = _one_of(before, after)
    if high is not None:
        return Quantity(low, high, unit or None, Comparator.RANGE) if low < high and not (before or after) else None
    return Quantity(low, None, unit or None, comparator) if comparator else None


def leading_value(text: str) -> tuple[Decimal, str] | None:
    """The number in front and the rest; shares in words give per cent: 百分之八十 and 八成 leave 80 and "%"."""
    if text[:3] in _DOUBLED:
        return _DOUBLED[text[:3]], f"倍{text[3:]}"
    if text.startswith("百分之"):
        share = leading_number(text.removeprefix("百分之"))
        return share and (share[0], f"%{share[1]}")
    number = leading_number(text)
    if number and number[1].startswith("成") and number[0] <= 10:
        return number[0] * 10, f"%{number[1][1:]}"
    return number


def _comparator_before(text: str) -> tuple[Comparator | None, str]:
    """The comparator in front, past such words as 达到."""
    for word in LEAD_INS:
        if text.startswith(word):
            return _comparator_before(text.removeprefix(word))
    for word in sorted(BEFORE, key=len, reverse=True):
        if text.startswith(word):
            return BEFORE[word], text.removeprefix(word)
    return None, text


def _comparator_after(text: str) -> tuple[str, Comparator | None]:
    for word, comparator in AFTER.items():
        if text.endswith(word):
            return text.removesuffix(word).strip(_PARENTHESES), comparator
    return text.strip(_PARENTHESES), None


def _one_of(before: Comparator | None, after: Comparator | None) -> Comparator | None:
    """The one comparator stated; a bare figure is met by reaching it; two that differ cannot be read."""
    if before and after and before is not after:
        return None
    return before or after or Comparator.EXACTLY


def _upper_end(text: str) -> tuple[str, Decimal | None, str]:
    """For a range the unit between, the upper number and what follows it: 户—500户 gives 户, 500, 户."""
    if dash := _DASHES.search(text):
        unit, number = text[: dash.start()], leading_number(text[dash.end() :])
        if number and _is_unit(unit):
            return unit, number[0], number[1]
    return "", None, text


def _is_unit(text: str) -> bool:
    if not text:
        return True
    return bool(_UNIT.fullmatch(text)) and not any(word in text for word in _NOT_A_UNIT)
