"""Indicators out of running text: each promised figure with its comparator, unit and year, in the plan's own words.

The name is a summary made from the clause; the words themselves are kept, and a person confirms both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from linli.plans.reading.markers import first_sentence
from linli.plans.reading.numerals import narrowed
from linli.plans.reading.outline import Part, Piece, Place, body_of
from linli.plans.reading.passages import Passage
from linli.plans.reading.quantities import AFTER, BEFORE, LEAD_INS, Comparator, Quantity, read_quantity
from linli.plans.reading.result import Indicator, Problem, ProblemKind, Source
from linli.plans.reading.targets import (
    BASELINE,
    BETWEEN,
    REACHED,
    Around,
    How,
    Target,
    last_year,
    promised_figures,
    relative_to,
    targets_in,
)

_PAST_TITLE = re.compile("背景|状况|现状|形势|发展基础|工作基础|“十三五”")
_PER = re.compile(r"每([天日周月季年])")
_OPENING_WORDS = re.compile(
    "(?:并|同时|其中|全面|积极|原则上|加快|推动|推进|力争|确保|基本(?=实现|建成)|实现|(?:到|在)?20\\d\\d年(?:年?[底末]前?)?)+"
)
_CLOSING_WORDS = re.compile("(?:一般|应|须|平均|均|各)$")
_EVERY_PERIOD = re.compile("每[天日周月季年]$")
_RELATION = re.compile("不低于|不少于|不高于|不超过|高于|低于")
_CHANGE = re.compile(
    "[由从](?:(?:20\\d\\d年[底末初]?|目前|现在)的?)?[\\d.百分之一二三四五六七八九十]+[^，。\\d]{0,12}[到至]$"
)
_NO_SERVICE = re.compile("党支部|党小组|党总支|党员|组织体系")
_SHARES = re.compile("按照?.*[%％].*[%％].*比例")
_TOO_SHORT = 4
_LONGEST_FIRST = sorted((*BEFORE, *LEAD_INS), key=len, reverse=True)
_WITH_TEXT = {Part.SECTION, Part.TASK, Part.ITEM, Part.TEXT}


def read_promises(pieces: Sequence[Piece]) -> tuple[list[Indicator], list[Problem]]:
    """The figures promised in the body: in paragraphs, in numbered goals and in the 专栏."""
    indicators: list[Indicator] = []
    problems: list[Problem] = []
    for target, source, section in _targets(pieces):
        found = list(indicators_of(target, source, section))
        indicators += found
        is_left_out = any(_NO_SERVICE.search(clause.text) for clause in target.clauses)
        if not found and target.how is How.FIGURES and not is_left_out:
            message = f"一句话里有几个数字，分不清各指什么：{target.passage}"
            problems.append(Problem(ProblemKind.UNREADABLE, message, section, target.passage.span))
    return indicators, problems


def _targets(pieces: Sequence[Piece]) -> Iterator[tuple[Target, Source, str]]:
    """Every target of the body, with the kind of place and its name."""
    for at, piece in enumerate(pieces):
        place = piece.place
        is_read = at > 0 and piece.part is Part.TEXT and pieces[at - 1].part in _WITH_TEXT
        if piece.part in _WITH_TEXT and place.chapter and not is_read and not is_past(place):
            body = body_of(pieces, at)
            goal_year = last_year(first_sentence(body)[0].text) if _is_goal(place) else None
            for target in targets_in(body):
                yield replace(target, year=target.year or goal_year), _source(piece), place.name


def indicators_of(target: Target, source: Source, section: str) -> Iterator[Indicator]:
    """One indicator for each figure of the target; none where it only speaks of every place.

    How the Party and what it leads are organised is no service, and shares of a whole (按照“…20%，…30%”比例) are no
    figures to reach: both stay in the words of the action alone.
    """
    for clause in target.clauses:
        if _NO_SERVICE.search(clause.text) or _SHARES.fullmatch(clause.text):
            continue
        for part in _parts(clause, target.around):
            quantity = _quantity(part.text, target)
            comparator = quantity.comparator if quantity else _relation(part.text, target)
            if comparator is None:
                continue
            raw = target.passage if [part] == [*target.clauses] else part
            yield Indicator(
                name=_name(part, target),
                baseline=_baseline(part.text, quantity),
                target=_value(quantity),
                unit=quantity.unit if quantity else None,
                comparator=comparator,
                attribute=None,
                year=last_year(part.text) or target.year,
                source=source,
                section=section,
                raw=raw.text,
                span=raw.span,
            )


def _value(quantity: Quantity | None) -> Decimal | tuple[Decimal, Decimal] | None:
    if quantity is None:
        return None
    return quantity.low if quantity.high is None else (quantity.low, quantity.high)


def _relation(text: str, target: Target) -> Comparator | None:
    """How a figure is to stand to another that is no number."""
    found = relative_to(text) if target.how is How.RELATIVE else None
    return BEFORE[found["word"]] if found else None


def _baseline(text: str, quantity: Quantity | None) -> Decimal | None:
    """What the figure starts from, where the sentence says so in the same unit."""
    found = BASELINE.search(narrowed(text))
    start = read_quantity(found["value"]) if found else None
    if start is None or quantity is None:
        return None
    return start.low if start.unit in {None, quantity.unit} else None


def is_past(place: Place) -> bool:
    """Whether the text tells what has been: its figures are facts."""
    titles = [opening.title.text for opening in (place.chapter, place.section) if opening]
    return any(_PAST_TITLE.search(title) for title in titles[-1:]) or bool(titles and _PAST_TITLE.search(titles[0]))


def _is_goal(place: Place) -> bool:
    """Whether the text sets the plan's goals: the year it opens with holds for all of them."""
    innermost = place.section or place.chapter
    return bool(innermost and "目标" in innermost.title.text)


def _source(piece: Piece) -> Source:
    place = piece.place
    if place.box:
        return Source.BOX
    is_goal_list = piece.part is Part.TASK and place.chapter and "任务" not in place.chapter.title.text
    return Source.LIST if is_goal_list else Source.PROSE


def _parts(clause: Passage, around: Around) -> list[Passage]:
    """The clause, or what it lists where everything listed promises a figure of its own."""
    parts = [clause[match.start() : match.end()] for match in re.finditer("[^、，,]+", clause.text)]
    return parts if len(parts) > 1 and all(promised_figures(part.text, around) for part in parts) else [clause]


def _quantity(text: str, target: Target) -> Quantity | None:
    if target.how is How.REACHED:
        cleared = "清零" in text
        return Quantity(Decimal(0 if cleared else 100), None, "个" if cleared else "%", Comparator.EXACTLY)
    figures = promised_figures(text, target.around) if target.how is How.FIGURES else []
    if len(figures) != 1:
        return None
    plain, figure = narrowed(text), figures[0]
    before = BETWEEN.sub("", plain[: figure.start()])
    sign = next((word for word in _LONGEST_FIRST if before.endswith(word)), "")
    suffix = next((word for word in AFTER if plain[figure.end() :].startswith(word)), "")
    quantity = read_quantity(f"{sign}{figure[0]}{suffix}")
    return quantity and replace(quantity, unit=_per(plain, quantity.unit))


def _per(clause: str, unit: str | None) -> str | None:
    """The unit with the time it is counted in: 每天8小时 is 小时/天, and so is 24小时 without a word."""
    if unit is None or unit == "%":
        return unit
    if match := _PER.search(clause):
        return f"{unit}/{match.group(1)}"
    return "小时/天" if "24小时" in clause else unit


def _name(part: Passage, target: Target) -> str:
    """The clause without its figure and the words around it; with the clause before where too little is left."""
    if target.how is How.REACHED:
        subject = REACHED.sub("", _OPENING_WORDS.sub("", part.text, count=1)).replace("实现", "").replace("动态", "")
        return f"{subject}数量" if "清零" in part.text else f"{subject}覆盖率"
    plain = narrowed(part.text)
    if target.how is How.RELATIVE:
        return _OPENING_WORDS.sub("", _RELATION.split(plain)[0], count=1) or part.text
    figure = promised_figures(plain, target.around)[0]
    before = _OPENING_WORDS.sub("", _CHANGE.sub("", plain[: figure.start()]), count=1)
    after = plain[figure.end() :]
    for word in (*AFTER, "的"):
        after = after.removeprefix(word)
    name = _closed(before) + after
    if len(name) < _TOO_SHORT and target.before:
        return _OPENING_WORDS.sub("", target.before.text, count=1) + name
    return name or part.text


def _closed(words: str) -> str:
    """Without the comparator or word of reaching at the end."""
    words = _EVERY_PERIOD.sub("", words)
    for word in _LONGEST_FIRST:
        words = words.removesuffix(word)
    return _CLOSING_WORDS.sub("", words)
