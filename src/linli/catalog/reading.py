"""Reading one table of a data file strictly: every key wanted, every value of its kind, nothing left over."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from linli.catalog.lines import line_of

Choices = TypeVar("Choices", bound=StrEnum)
_ABSENT: Any = object()
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class SpecError(Exception):
    """A data file is wrong; each sentence names the file, the item and the field."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Table:
    """One table of a file, read key by key; `nothing_else` then refuses what nobody asked for."""

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        where: str,
        item: str,
        inside: str = "",
        lines: Mapping[str, int] | None = None,
    ) -> None:
        self._data, self._where, self._item, self._inside = data, where, item, inside
        self._lines = lines or {}
        self._asked: set[str] = set()

    def fault(self, key: str, problem: str) -> NoReturn:
        """Raise the sentence that says what is wrong with this key."""
        item = f"事项 {self._item} 的 " if self._item else ""
        line = line_of(self._lines, f"{self._inside}{key}")
        place = f"（第 {line} 行）" if line else ""
        raise SpecError(f"{self._where}：{item}{self._inside}{key}{place} {problem}。")

    def has(self, key: str) -> bool:
        """Tell whether the key is written."""
        return key in self._data

    def nothing_else(self) -> None:
        """Refuse keys that were never asked for: a misspelt key must not pass for an absent one."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            self.fault(unknown[0], "不认识，请检查拼写")

    def text(self, key: str, longest: int, *, default: str = _ABSENT) -> str:
        """Read words: clean, not empty (but where the default is), no longer than allowed."""
        value = self._take(key, default)
        if not isinstance(value, str):
            self.fault(key, "应是文字，写在引号里")
        if value == default:
            return value
        self._check_words(key, value, longest)
        return value

    def texts(self, key: str, longest: int, *, least: int) -> tuple[str, ...]:
        """Read a list of words."""
        value = self._take(key)
        if not isinstance(value, list) or len(value) < least or not all(isinstance(each, str) for each in value):
            self.fault(key, f"应是至少 {least} 条文字的列表")
        for each in value:
            self._check_words(key, each, longest)
        return tuple(value)

    def pairs(self, key: str, longest: int) -> list[tuple[str, str]]:
        """Read choices written as [["value", "读到的字"], …]; none where the key is absent."""
        value = self._take(key, [])
        if not isinstance(value, list):
            self.fault(key, '应写成 [["value", "文字"], …]')
        found = []
        for each in value:
            if not (isinstance(each, list) and len(each) == 2 and all(isinstance(part, str) for part in each)):
                self.fault(key, '应写成 [["value", "文字"], …]')
            if not _NAME.fullmatch(each[0]):
                self.fault(key, f"的值 {each[0]} 只能用小写字母、数字和下划线")
            self._check_words(key, each[1], longest)
            found.append((each[0], each[1]))
        return found

    def said(self, key: str) -> list[tuple[str, str]]:
        """Read texts with their English, written as [["中文", "English"], …]."""
        value = self._take(key)
        pairs = value if isinstance(value, list) else []
        if not pairs or not all(isinstance(each, list) and [*map(type, each)] == [str, str] for each in pairs):
            self.fault(key, '应写成 [["中文", "English"], …]')
        for chinese, english in pairs:
            self._check_words(key, chinese, 1000)
            self._check_words(key, english, 1000)
        return [(chinese, english) for chinese, english in pairs]

    def code(self, key: str) -> str:
        """Read a code such as elder-meals, fit for an address."""
        return self._matching(key, _CODE, "只能用小写字母、数字和短横线，以字母开头")

    def name(self, key: str) -> str:
        """Read an identifier such as meal_time."""
        return self._matching(key, _NAME, "只能用小写字母、数字和下划线，以字母开头")

    def one_of(self, key: str, choices: type[Choices]) -> Choices:
        """Read one value of an enumeration."""
        value = self._take(key)
        if value not in [choice.value for choice in choices]:
            self.fault(key, f"写的 {value} 不在可选范围：{'、'.join(choices)}")
        return choices(value)

    def flag(self, key: str, *, default: bool = _ABSENT) -> bool:
        """Read true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fault(key, "应是 true 或 false")
        return value

    def number(self, key: str, least: int, most: int, *, default: int = _ABSENT) -> int:
        """Read a whole number within bounds."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(key, f"应是 {least} 到 {most} 的整数")
        return value

    def number_or_none(self, key: str, least: int, most: int) -> int | None:
        """Read a whole number within bounds, or nothing where it is not written."""
        self._asked.add(key)
        return self.number(key, least, most) if self.has(key) else None

    def table(self, key: str) -> "Table":
        """Step into a table inside this one."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.fault(key, "应写成 { … } 的一组值")
        return self._inner(key, value)

    def tables(self, key: str, *, least: int = 0) -> list["Table"]:
        """Step into a list of tables; absent is empty unless some are wanted."""
        value = self._take(key, [] if least == 0 else _ABSENT)
        if not isinstance(value, list) or len(value) < least or not all(isinstance(each, dict) for each in value):
            self.fault(key, f"应有至少 {least} 段 [[{key}]]" if least else f"应写成 [[{key}]] 段")
        return [self._inner(f"{key}[{number}]", each) for number, each in enumerate(value, 1)]

    def _inner(self, key: str, value: Mapping[str, Any]) -> "Table":
        inside = f"{self._inside}{key}."
        return Table(value, where=self._where, item=self._item, inside=inside, lines=self._lines)

    def _take(self, key: str, default: Any = _ABSENT) -> Any:
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is _ABSENT:
            self.fault(key, "没有写")
        return default

    def _matching(self, key: str, pattern: re.Pattern[str], problem: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not pattern.fullmatch(value) or len(value) > 40:
            self.fault(key, problem)
        return value

    def _check_words(self, key: str, value: str, longest: int) -> None:
        if not value or value != value.strip():
            self.fault(key, "不能为空，前后也不能有空格")
        if len(value) > longest:
            self.fault(key, f"太长，最多 {longest} 个字")
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} for character in value):
            self.fault(key, "里有看不见的控制字符")
