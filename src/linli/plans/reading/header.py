"""The head of a plan: the notice that issued it, its own title, number and date.

Only a document number that stands alone on its line is the plan's own; those inside sentences are cited documents.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import accumulate

from linli.plans.reading.lines import Paragraph
from linli.plans.reading.numerals import chinese_integer, narrowed
from linli.plans.reading.outline import Part, Piece
from linli.plans.reading.result import Header, Problem, ProblemKind

_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,15}[〔［\[【（(](?:19|20)\d\d[〕］\]】）)]第?\d{1,4}号")
_NUMERAL = "[0-9零〇○一二三四五六七八九十]"
_DATE = re.compile(rf"({_NUMERAL}{{4}})年({_NUMERAL}{{1,3}})月({_NUMERAL}{{1,3}})日")
_TITLE_END = re.compile(r"(?:规划|计划|方案|纲要|意见|办法|措施)(?:[（(][^（()）]*[）)])?$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:自治区|自治州|自治县|省|市|州|县|(?<!社)(?<!小)区|旗|盟)直?")
_PERIOD = re.compile(r"规划期(?:限)?为?(20\d\d)年?[至到—－\-~～]+(20\d\d)年?")
_FIVE_YEARS = re.compile("“?十([四五六七八九])五”?")
_LABEL = re.compile(
    "(?P<label>索引号|发文字号|文号|文件编号|成文日期|发文日期|发布日期|印发日期|生成日期|发布机构|发文机关|公开方式|主题分类|主题词|有效性|信息来源"
    "|标题|名称)[:：](?P<value>.*?)(?=索引号|发文字号|文号|成文日期|发文日期|发布日期|印发日期|发布机构|发文机关|公开方式|主题|有效性|标题|名称|$)"
)
"""What a government's web site writes above a document."""
_YEARS = re.compile(r"[（(](20\d\d)年?[至到—－\-~～–]+(20\d\d)年?[）)]")
_LONGEST_HEAD = 40
_LONGEST_TITLE_LINES = 4


def read_header(pieces: Sequence[Piece]) -> tuple[Header, list[Problem]]:
    """What stands before the first chapter, and what could not be made out there."""
    head = [piece.block for piece in pieces if piece.part is Part.HEAD and isinstance(piece.block, Paragraph)]
    lines = [paragraph.passage.text for paragraph in head[:_LONGEST_HEAD]]
    lines, label_number, label_day = _without_labels(lines)
    number_at = _first(lines, _is_document_number)
    date_at = _first(lines, lambda line: _DATE.fullmatch(narrowed(line)))
    notice = _notice_title(lines[:date_at], number_at)
    title = _first_title(lines) if date_at is None else _title(lines[date_at + 1 :])
    period, problems = _period(title, [paragraph.passage.text for paragraph in head])
    day = _day(label_day or "") if date_at is None else _day(lines[date_at])
    header = Header(
        title=title,
        notice_title=notice,
        issuer=_issuer(lines, date_at),
        document_number=label_number if number_at is None else lines[number_at].strip("（()）"),
        date=day.isoformat() if day else None,
        region=_region(title),
        period=period,
    )
    if title is None:
        problems.append(Problem(ProblemKind.UNREADABLE, "没有找到规划的标题。", "开头"))
    if date_at is not None and day is None:
        message = f"落款日期不是一个真实的日期：{lines[date_at]}"
        problems.append(Problem(ProblemKind.UNREADABLE, message, "开头", head[date_at].passage.span))
    return header, problems


def _without_labels(lines: Sequence[str]) -> tuple[list[str], str | None, str | None]:
    """The lines without what a web site says of the document, and the number and day it says."""
    number = day = None
    kept = []
    for line in lines:
        match = _LABEL.match(line)
        if match is None:
            kept.append(line)
            continue
        for found in _LABEL.finditer(line):
            if "号" in found["label"] and _is_document_number(found["value"]):
                number = number or found["value"]
            elif "日期" in found["label"]:
                day = day or found["value"]
    return kept, number, day


def _first(lines: Sequence[str], wanted: Callable[[str], object]) -> int | None:
    return next((at for at, line in enumerate(lines) if wanted(line)), None)


def _is_document_number(line: str) -> bool:
    bare = re.sub(r"^[（(](.*)[）)]$", r"\1", narrowed(line))
    return bool(_DOCUMENT_NUMBER.fullmatch(bare))


def _day(line: str) -> date | None:
    match = _DATE.fullmatch(narrowed(line))
    parts = [int(part) if part.isdecimal() else chinese_integer(part) for part in match.groups()] if match else []
    try:
        return date(*(part or 0 for part in parts)) if parts else None
    except ValueError:
        return None


def _notice_title(lines: Sequence[str], number_at: int | None) -> str | None:
    """The title of the issuing notice: the lines that together end in 通知, before any sentence begins."""
    rest = [line for at, line in enumerate(lines) if at != number_at][:_LONGEST_TITLE_LINES]
    for text in accumulate(rest):
        if "。" in text or "：" in text or ":" in text:
            return None
        if text.endswith("通知"):
            return text
    return None


def _title(lines: Sequence[str]) -> str | None:
    """The plan's own title: the first lines that together end like one, before any sentence begins."""
    rest = [line for line in lines if not re.fullmatch(r"[（(].*[）)]", line) or _YEARS.fullmatch(narrowed(line))]
    for at, text in enumerate(accumulate(rest[:_LONGEST_TITLE_LINES])):
        if "。" in text or "，" in text:
            return None
        if _TITLE_END.search(text):
            years = rest[at + 1] if at + 1 < len(rest) and _YEARS.fullmatch(narrowed(rest[at + 1])) else ""
            return text + years
    return None


def _first_title(lines: Sequence[str]) -> str | None:
    """The title where no date says that the notice is over: the first one below the line it is addressed to."""
    addressed = _first(lines, lambda line: line.endswith(("：", ":")))
    starts = [0] if addressed is None else range(addressed + 1, len(lines))
    return next((title for start in starts if (title := _title(lines[start:]))), None)


def _issuer(lines: Sequence[str], date_at: int | None) -> str | None:
    """Who signed: the line over the date, if it is a name and not a sentence."""
    if not date_at:
        return None
    line = lines[date_at - 1]
    return None if re.search("[。，：:；]", line) or len(line) > 40 else line


def _region(title: str | None) -> str | None:
    """The area in front of the title: the smallest one named there."""
    region, rest = None, title or ""
    while match := _PLACE.match(rest):
        region, rest = match.group(), rest[match.end() :]
    return region


def _period(title: str | None, lines: Sequence[str]) -> tuple[str | None, list[Problem]]:
    """The years covered: as stated, else those of the five-year plan in the title."""
    stated = [f"{low}-{high}" for low, high in _YEARS.findall(narrowed(title or ""))]
    stated += [f"{low}-{high}" for line in lines for low, high in _PERIOD.findall(narrowed(line))]
    named = None
    if match := _FIVE_YEARS.search(title or ""):
        first = 2001 + 5 * (chinese_integer(match.group(1)) or 0)
        named = f"{first}-{first + 4}"
    if not stated:
        return named, []
    problems = []
    if named and stated[0] != named:
        message = f"写明的规划期 {stated[0]} 与标题的五年规划 {named} 不一致。"
        problems.append(Problem(ProblemKind.CONTRADICTION, message, "开头"))
    return stated[0], problems
