"""The figures promised in running text, as they are written: 到2025年覆盖率达到100%, 实现…全覆盖, 设置1名….

A clause is a target when it says so: by a comparator or a word of reaching before a number, by a share, by a deed with
a count, or by 全覆盖 and 清零. Dates, ages, ordinals and past facts are not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from linli.plans.reading.numerals import narrowed
from linli.plans.reading.passages import Passage
from linli.plans.reading.quantities import AFTER, BEFORE, LEAD_INS

_UNIT = "平方米|小时|人|名|个|所|户|家|支|项|场|次|遍|座|处|条|台|套|件"
_NUMBER = r"\d+(?:\.\d+)?"
FIGURE = re.compile(
    rf"(?<![第\d.—–~～\-])(?P<value>(?:{_NUMBER}(?:%|{_UNIT})?[—–~～\-])?{_NUMBER}(?:[%‰]|万?(?:{_UNIT})))(?!月)"
)
ROTATION = re.compile("(?P<value>[一二两三四](?:遍|次|轮))(?!性)")
_EVERY_PERIOD = re.compile("每[天日周月季年]")
_BY_WHEN = re.compile("(?:力争)?(?:到|在|于)?20\\d\\d年(?:年?[底末初]|年底前)?前?|利用\\d年时间")
_YEAR = re.compile(r"(20\d\d)年")
_QUOTED = re.compile("“[^”]*”|（[^（）]*）|《[^》]*》")
_CLAUSE = re.compile("[^，,]+")
BETWEEN = re.compile("(?:每[天日月年周]|平均|拥有|配备|设置|有)+$")
_DEED = "打造|新建改?扩?建?|改扩建|建设|创建|建成|完成|培育|开展|建立|设立|配备|设置|配置|拥有"
_DEED_BEFORE = re.compile(f"(?:{_DEED})$")
_DEED_FIRST = re.compile(f"(?:力争|推动|实现|(?:到|在)?20\\d\\d年[底末]?)*(?:{_DEED})")
REACHED = re.compile("全覆盖|覆盖所有|清零")
_FOR_EVERY = re.compile("(?:均|全部|普遍)(?:建立|设立|设置|配备|完成|实现)")
_DONE = "已"
_PAST = re.compile("截至|“十三五”")
_UNFINISHED = re.compile("按照?.*的?(?:目标|比例|标准|要求)")


class How(Enum):
    """How a clause promises: by figures, by covering or clearing all, or for every place at once."""

    FIGURES = "figures"
    REACHED = "reached"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise as written: `passage` with its time clause, `clause` without, `before` the clause that leads to it."""

    passage: Passage
    clause: Passage
    before: Passage | None
    how: How
    year: int | None


def targets_in(passage: Passage) -> list[Target]:
    """The targets of a text, in order. A year named in a sentence holds to its end."""
    sentences = (sentence for sentence in passage.sentences() if not _PAST.search(sentence.text))
    return [target for sentence in sentences for target in _targets_of(sentence)]


def promised_figures(clause: str) -> list[re.Match[str]]:
    """The numbers of a clause that are promised, not merely mentioned."""
    plain = narrowed(clause)
    found = [match for match in FIGURE.finditer(plain) if _is_promised(plain, match)]
    if not found and _EVERY_PERIOD.search(plain):
        found = list(ROTATION.finditer(plain))
    return found


def _targets_of(sentence: Passage) -> Iterator[Target]:
    spans = _clauses(sentence)
    clauses = [sentence[start:end] for start, end in spans]
    has_year = bool(_YEAR.search(narrowed(sentence.text)))
    hows = [_how(clause.text, has_year) for clause in clauses]
    year: int | None = None
    at = 0
    while at < len(clauses):
        year = last_year(clauses[at].text) or year
        how, first = hows[at], at
        if how:
            first = at - 1 if at and _BY_WHEN.fullmatch(narrowed(clauses[at - 1].text)) else at
            last = _end_of_promise(clauses, hows, at)
            whole = sentence[spans[first][0] : spans[last][1]]
            yield Target(whole, clauses[at], clauses[first - 1] if first else None, how, year)
            at = last
        at += 1


def _clauses(sentence: Passage) -> list[tuple[int, int]]:
    """Where the sentence's clauses begin and end: at its commas, those in quotation marks and brackets aside."""
    hidden = _QUOTED.sub(lambda quoted: "“" * len(quoted.group()), sentence.text)
    return [match.span() for match in _CLAUSE.finditer(hidden)]


def _end_of_promise(clauses: Sequence[Passage], hows: Sequence[How | None], at: int) -> int:
    """均建立…，均建立…，并全部建立… is one promise; 按照…的目标 is none without the clause that follows."""
    if _UNFINISHED.fullmatch(clauses[at].text) and at + 1 < len(clauses):
        return at + 1
    while hows[at] is How.EVERY and at + 1 < len(clauses) and hows[at + 1] is How.EVERY:
        at += 1
    return at


def last_year(clause: str) -> int | None:
    """The last year a clause names."""
    years = _YEAR.findall(narrowed(clause))
    return int(years[-1]) if years else None


def _how(clause: str, has_year: bool) -> How | None:
    if _DONE in clause:
        return None
    if promised_figures(clause):
        return How.FIGURES
    if REACHED.search(clause):
        return How.REACHED
    return How.EVERY if has_year and _FOR_EVERY.search(clause) else None


def _is_promised(clause: str, figure: re.Match[str]) -> bool:
    before, after = clause[: figure.start()], clause[figure.end() :]
    if figure["value"].endswith(("%", "‰")):
        return True
    if after.startswith(tuple(AFTER)):
        # 40人以上 is a promise; 100户以上村庄 says which villages.
        return any(after.removeprefix(word)[:1] in {"", "、", "的"} for word in AFTER if after.startswith(word))
    if (BETWEEN.sub("", before) or before).endswith((*BEFORE, *LEAD_INS, "各")):
        return True
    return bool(_DEED_BEFORE.search(before)) or (not after and bool(_DEED_FIRST.match(clause)))
