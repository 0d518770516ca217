"""The figures promised in running text, as they are written: 到2025年覆盖率达到100%, 实现…全覆盖, 设置1名….

A clause is a target when it says so: by a comparator or a word of reaching before a number, by a share, by a deed with
a count, or by 全覆盖 and 清零. Dates, ages, ordinals and past facts are not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from linli.plans.reading.numerals import narrowed
from linli.plans.reading.passages import Passage
from linli.plans.reading.quantities import AFTER, BEFORE, LEAD_INS

_COUNTED = (
    "平方米|平米|㎡|公里|千米|公顷|小时|个百分点|人次|人|名|个|所|户|家|支|项|场|次|遍|座|处|条|台|套|件|张|间|部|辆|亩"
)
_MEASURED = "分钟|天|元|亿元|倍"
"""Units of a promise only behind a comparator: 15分钟生活圈 and 60天 are names and dates."""
_NUMBER = r"\d+(?:\.\d+)?"
_CHINESE_NUMBER = "[一二两三四五六七八九十百千]+"
_UNIT = f"[%‰]|万?(?:{_COUNTED}|{_MEASURED})"
FIGURE = re.compile(
    rf"(?<![第\d.—–~～\-])(?P<value>(?:(?<![由从]){_NUMBER}(?:{_UNIT})?(?:[—–~～\-]{{1,2}}|至|到))?{_NUMBER}(?:{_UNIT}))(?!月)"
    rf"|(?P<share>百分之(?:{_CHINESE_NUMBER}|{_NUMBER})|[一二三四五六七八九]成)"
    rf"|(?P<spoken>(?<![第一二两三四五六七八九十百千万至到—–~～\-]){_CHINESE_NUMBER}(?:{_COUNTED}))"
    "|(?P<doubled>翻[一两二三]番)"
)
"""A number with its unit: 30平方米, 2—3名, 百分之八十, 九成, 一名, 翻一番."""
ROTATION = re.compile("(?P<rounds>[一二两三四五](?:遍|次|轮))(?!性)")
_EVERY_PERIOD = re.compile("每[天日周月季年]")
_BY_WHEN = re.compile(
    "(?:力争)?(?:到|在|于)?20\\d\\d年(?:年?[底末初]|年底前)?前?|利用\\d年时间"
    "|(?:力争)?(?:到|在)?“?十[四五六七八九]五”?(?:时期|期间)?(?:期?末|期间)|(?:到)?规划期末"
)
_YEAR = re.compile(r"(?<![由从比较])(20\d\d)年")
"""A year something is due by; 由2020年的65% and 比2020年 say what it starts from."""
_QUOTED = re.compile("“[^”]*”|（[^（）]*）|《[^》]*》")
_CLAUSE = re.compile("[^，,]+")
_DEED = (
    "打造|新建改?扩?建?|改扩建|新增|建设|创建|建成|改造|完成|培育|培训|开展|组织|举办|建立|设立|配备|配齐|选派|招募"
    "|设置|配置|安装|拥有"
)
_SETTING = "拥有|配备|设置|配置|设立|建立|建成|建有|建设|开展|组织|举办|安排|有"
BETWEEN = re.compile(f"(?:每[天日月年周]|每[百千万]?(?:户|人)|平均|{_SETTING})+$")
"""What may stand between the comparator and its number: 不少于每天8小时, 至少设立一名."""
BASELINE = re.compile(
    rf"[由从](?:(?:20\d\d年[底末初]?|目前|现在)的?)?(?P<value>{_NUMBER}(?:{_UNIT})?|百分之{_CHINESE_NUMBER})"
    "(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|缩短|延长|发展)?(?:到|至)"
)
"""What a promise starts from: 由2020年的65%提高到80%."""
_CHANGED_TO = re.compile(
    "(?:调整|提高|提升|增加|增长|扩大|上升|下降|降低|减少|压减|缩短|延长|发展)[^，,]{0,10}[至到](?:20\\d\\d年的?)?$"
)
_RISES_BY = re.compile("(?:提高|提升|增加|增长|下降|降低|减少)$")
_AS_STANDARD = re.compile("(?:的?(?:配建)?标准|的?规模)")
_RATE_OF_PAY = re.compile("执行|发放|计发|核定|补助|补贴")
_FOR_EACH = re.compile("[每各均]|所有|全部")
_RELATIVE = re.compile(
    "(?P<word>不低于|不少于|不高于|不超过|高于|低于)(?P<other>[^\\d，,]*(?:平均|水平|标准|上年|同期|当地|全国|全省|全区|全市|最低)[^\\d，,]*)$"
)
_DEED_BEFORE = re.compile(f"(?:{_DEED})$")
_DEED_FIRST = re.compile(f"(?:力争|推动|实现|(?:到|在)?20\\d\\d年[底末]?)*(?:{_DEED})")
REACHED = re.compile("全覆盖|覆盖所有|清零")
_FOR_EVERY = re.compile("(?:均|全部|普遍)(?:建立|设立|设置|配备|完成|实现)")
_DONE = re.compile("已|(?<![由从])目前|现有|去年|尚未|还没|未能|(?:全覆盖|清零)的?(?:基础上|成果)")
_PAST = re.compile("截[至止]|“十三五”")
_LONGEST_LISTED = 20
_UNFINISHED = re.compile("按照?.*的?(?:目标|比例|标准|要求)")


class How(Enum):
    """How a clause promises: by figures, against another figure, by covering or clearing all, or for every place."""

    FIGURES = "figures"
    RELATIVE = "relative"
    REACHED = "reached"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Around:
    """What the clauses before a clause say of it: that it goes on counting deeds."""

    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A promise as written: `passage` with its time clause, `clauses` without, `before` the clause that leads to it."""

    passage: Passage
    clauses: tuple[Passage, ...]
    before: Passage | None
    how: How
    year: int | None
    around: Around = Around()


def targets_in(passage: Passage) -> list[Target]:
    """The targets of a text, in order. A year named in a sentence holds to its end."""
    sentences = (sentence for sentence in passage.sentences() if not _PAST.search(sentence.text))
    return [target for sentence in sentences for target in _targets_of(sentence)]


def promised_figures(clause: str, around: Around = Around()) -> list[re.Match[str]]:
    """The numbers of a clause that are promised, not merely mentioned."""
    plain = narrowed(clause)
    found = [match for match in FIGURE.finditer(plain) if _is_promised(plain, match, around)]
    if not found and _EVERY_PERIOD.search(plain):
        found = list(ROTATION.finditer(plain))
    return found


def relative_to(clause: str) -> re.Match[str] | None:
    """What the clause measures itself by, where that is no number: 不低于当地平均工资."""
    return _RELATIVE.search(clause)


def _targets_of(sentence: Passage) -> Iterator[Target]:
    spans = _clauses(sentence)
    clauses = [sentence[start:end] for start, end in spans]
    arounds = _arounds(clauses)
    has_year = bool(_YEAR.search(narrowed(sentence.text)))
    hows = [_how(clause.text, around, has_year) for clause, around in zip(clauses, arounds, strict=True)]
    year: int | None = None
    at = 0
    while at < len(clauses):
        year = last_year(clauses[at].text) or year
        how, first = hows[at], at
        if how:
            first = at - 1 if at and _BY_WHEN.fullmatch(narrowed(clauses[at - 1].text)) else at
            last = _end_of_promise(clauses, hows, at)
            whole = sentence[spans[first][0] : spans[last][1]]
            before = clauses[first - 1] if first else None
            yield Target(whole, tuple(clauses[at : last + 1]), before, how, year, arounds[at])
            at = last
        at += 1


def _arounds(clauses: Sequence[Passage]) -> list[Around]:
    """新建运动场160个，健身步道500公里: the second clause goes on counting what the first said was to be done."""
    arounds: list[Around] = []
    for before, clause in pairwise([None, *clauses]):
        plain = narrowed(clause.text) if clause else ""
        lead = narrowed(before.text) if before else ""
        counts = bool(before) and _ends_in_figure(lead) and bool(_DEED_FIRST.match(lead) or arounds[-1].is_listed)
        arounds.append(Around(counts and _ends_in_figure(plain) and len(plain) <= _LONGEST_LISTED))
    return arounds


def _ends_in_figure(plain: str) -> bool:
    return any(match.end() == len(plain) for match in FIGURE.finditer(plain))


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


def _how(clause: str, around: Around, has_year: bool) -> How | None:
    if _DONE.search(clause):
        return None
    if promised_figures(clause, around):
        return How.FIGURES
    if REACHED.search(clause):
        return How.REACHED
    if relative_to(clause):
        return How.RELATIVE
    return How.EVERY if has_year and _FOR_EVERY.search(clause) else None


def _is_promised(clause: str, figure: re.Match[str], around: Around) -> bool:
    before, after = clause[: figure.start()], clause[figure.end() :]
    start = BASELINE.search(clause)
    is_start = start is not None and start.start("value") == figure.start()
    if is_start or (_RATE_OF_PAY.match(after) and "标准" in before):
        return False
    if figure["doubled"] or figure["share"] or figure[0].endswith(("%", "‰")):
        return True
    if after.startswith(tuple(AFTER)):
        # 40人以上 is a promise; 100户以上村庄 says which villages.
        return any(after.removeprefix(word)[:1] in {"", "、", "的"} for word in AFTER if after.startswith(word))
    lead = BETWEEN.sub("", before) or before
    if lead.endswith((*BEFORE, "各")):
        return True
    if figure["spoken"]:
        return bool(_DEED_BEFORE.search(before) and _FOR_EACH.search(before))
    return lead.endswith(LEAD_INS) or _is_set(before, after, figure) or _is_done(clause, figure, around)


def _is_set(before: str, after: str, figure: re.Match[str]) -> bool:
    """Whether a standard or a change sets the number: 按每户0.3平方米标准, 调整规模至100户, 提高5个百分点."""
    if "按" in before and _AS_STANDARD.match(after):
        return True
    return bool(_CHANGED_TO.search(before) or (figure[0].endswith("百分点") and _RISES_BY.search(before)))


def _is_done(clause: str, figure: re.Match[str], around: Around) -> bool:
    """Whether the clause counts deeds: 打造100个, 新建中心40所."""
    if re.search(f"(?:{_MEASURED})$", figure[0]):
        return False
    before, after = clause[: figure.start()], clause[figure.end() :]
    return bool(_DEED_BEFORE.search(before)) or (not after and (around.is_listed or bool(_DEED_FIRST.match(clause))))
