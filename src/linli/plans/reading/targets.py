"""The figures promised in running text, as they are written: 到2025年覆盖率达到100%, 实现…全覆盖, 设置1名….

A clause is a target when it says so: by a comparator or a word of reaching before a number, by a share, by a deed with
a count, or by 全覆盖 and 清零. Numbers in quotation marks, dates, ages, ordinals and past facts are not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linli.plans.reading.numerals import narrowed
from linli.plans.reading.passages import Passage
from linli.plans.reading.quantities import AFTER, BEFORE, LEAD_INS

_UNIT = "平方米|小时|人|名|个|所|户|家|支|项|场|次|遍|座|处|条|台|套|件"
_FIGURE = re.compile(rf"(?<![第\d.])(\d+(?:\.\d+)?)([%‰]|万?(?:{_UNIT}))(?!月)")
_BY_WHEN = re.compile(r"(?:力争)?(?:到|在|于)?20\d\d年(?:年?[底末初]|年底前)?前?")
_ANY_YEAR = re.compile(r"20\d\d年")
_QUOTED = re.compile("“[^”]*”")
_CLAUSE = re.compile("[^，,]+")
_PER = re.compile("(?:每[天日月年周]|平均|拥有|配备|设置|有)+$")
_DEED = re.compile("(?:打造|新建|改扩建|建设|创建|建成|完成|培育|开展|建立|设立|配备|设置|配置|拥有)$")
_REACHED = re.compile("全覆盖|覆盖所有|清零")
_FOR_EVERY = re.compile("(?:均|全部|普遍)(?:建立|设立|设置|配备|完成|实现)")
_PAST = re.compile("已|截至|“十三五”|上年")


@dataclass(frozen=True, slots=True)
class Target:
    """A clause that promises a figure, with the time clause in front of it."""

    passage: Passage


def targets_in(passage: Passage) -> list[Target]:
    """The targets of a text, in order."""
    return [target for sentence in passage.sentences() for target in _targets_of(sentence)]


def _targets_of(sentence: Passage) -> Iterator[Target]:
    clauses = [match.span() for match in _CLAUSE.finditer(sentence.text)]
    marks = [_mark(sentence[start:end].text, sentence.text) for start, end in clauses]
    at = 0
    while at < len(clauses):
        if marks[at]:
            first = at - 1 if at and _is_time(sentence, clauses[at - 1]) else at
            last = _last_of_run(marks, at)
            yield Target(sentence[clauses[first][0] : clauses[last][1]])
            at = last
        at += 1


def _last_of_run(marks: Sequence[str], at: int) -> int:
    """均建立…，均建立…，并全部建立… is one promise."""
    while marks[at] == "every" and at + 1 < len(marks) and marks[at + 1] == "every":
        at += 1
    return at


def _is_time(sentence: Passage, clause: tuple[int, int]) -> bool:
    return bool(_BY_WHEN.fullmatch(narrowed(sentence[slice(*clause)].text)))


def _mark(clause: str, sentence: str) -> str:
    """How a clause promises a figure: "figure", "reached", "every"; empty if it does not."""
    if _PAST.search(clause):
        return ""
    plain = _QUOTED.sub(lambda quoted: "“" * len(quoted.group()), narrowed(clause))
    if any(_is_promised(plain, match) for match in _FIGURE.finditer(plain)):
        return "figure"
    if _REACHED.search(plain):
        return "reached"
    return "every" if _FOR_EVERY.search(plain) and _ANY_YEAR.search(narrowed(sentence)) else ""


def _is_promised(clause: str, figure: re.Match[str]) -> bool:
    before, after = clause[: figure.start()], clause[figure.end() :]
    if figure.group(2) in {"%", "‰"} or after.startswith(tuple(AFTER)):
        return True
    before = _PER.sub("", before) or before
    words = (*BEFORE, *LEAD_INS, "各", "至少")
    return before.endswith(words) or bool(_DEED.search(clause[: figure.start()]))
