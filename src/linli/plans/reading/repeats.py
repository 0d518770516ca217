"""The same figure said twice: the attachments repeat the body, sometimes with another value."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations

from linli.plans.reading.quantities import Comparator
from linli.plans.reading.result import Action, Indicator, Problem, ProblemKind, Source

_ALIKE = 0.75
_SAME_THING = 5
"""Characters in a row that two promises share when they speak of one thing: 志愿服务站点 has six."""
_LONG_NAME = 10
"""Characters; a shorter name may stand in the text of another figure."""
_STATED = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN}


def new_in_ledger(
    found: Iterable[tuple[str, Indicator]], known: Sequence[Indicator], actions: Sequence[Action]
) -> list[Indicator]:
    """The indicators of a ledger, each with its task, that the body does not already have."""
    new: list[Indicator] = []
    for task, indicator in found:
        action = _action_of(task, actions)
        if not any(_is_repeat(indicator, other, action) for other in [*known, *new]):
            new.append(indicator)
    return new


def contradictions(
    indicators: Sequence[Indicator], found: Iterable[tuple[str, Indicator]], actions: Sequence[Action]
) -> Iterator[Problem]:
    """Where two places of the plan ask for different things."""
    found = list(found)
    yield from _twice_in_a_table(indicators)
    distinct = {(each.name, each.raw, each.section): each for each in indicators}
    for one, other in combinations(distinct.values(), 2):
        main = one if _is_main(one) else other
        rest = other if main is one else one
        if _is_main(main) and _differs(main, rest):
            yield _differing(main, rest)
    mains = [each for each in distinct.values() if _is_main(each)]
    yield from (_differing(main, each) for _, each in found for main in mains if _differs(main, each))
    for task, share in found:
        action = _action_of(task, actions)
        if action and share.unit == "%" and isinstance(share.target, Decimal) and share.target < 100:
            for target in action.targets:
                if ("全部" in target or "均" in target) and _shared(target, share.raw) >= _SAME_THING:
                    where = f"{_place(action)} / {share.section}"
                    message = f"一处为“{target}”，另一处为“{share.raw}”。"
                    yield Problem(ProblemKind.CONTRADICTION, message, where, share.span)


def _twice_in_a_table(indicators: Sequence[Indicator]) -> Iterator[Problem]:
    """A name that a table has twice: with one value it is written twice, with two the table contradicts itself."""
    seen: dict[tuple[str, str | None], Indicator] = {}
    for each in indicators:
        if each.source is not Source.TABLE:
            continue
        first = seen.setdefault((each.name, each.section), each)
        if first is each:
            continue
        is_same = (first.target, first.comparator, first.unit) == (each.target, each.comparator, each.unit)
        kind = ProblemKind.UNREADABLE if is_same else ProblemKind.CONTRADICTION
        values = f"都是“{each.raw}”" if is_same else f"一处为“{first.raw}”，另一处为“{each.raw}”"
        yield Problem(kind, f"“{each.name}”在表里写了两次，{values}。", each.section or "", each.span)


def _is_repeat(indicator: Indicator, other: Indicator, action: Action | None) -> bool:
    if (indicator.target, indicator.unit) != (other.target, other.unit):
        return False
    if action and other.section == _place(action):
        return True
    return SequenceMatcher(None, indicator.raw, other.raw, autojunk=False).ratio() >= _ALIKE


def _action_of(task: str, actions: Sequence[Action]) -> Action | None:
    """The action of a 专栏 a ledger's task names: 1.城乡社区养老服务行动。"""
    return next((action for action in actions if task.endswith((action.title, f"{action.title}。"))), None)


def _place(action: Action) -> str:
    return f"{action.box}.{action.number}"


def _is_main(indicator: Indicator) -> bool:
    """Whether it stands in the table of indicators or among the goals."""
    return indicator.source is Source.TABLE or "目标" in (indicator.section or "")


def _differs(main: Indicator, other: Indicator) -> bool:
    """Whether both speak of one figure and ask for different things; the more differs, the surer the name must be."""
    if main.unit != other.unit or main.target is None or other.target is None:
        return False
    if main.year and other.year and main.year != other.year:
        return False
    if main.source is other.source is Source.TABLE:
        return False
    if main.target != other.target:
        return len(main.name) >= _LONG_NAME and main.name in other.raw
    strictness = {main.comparator, other.comparator}
    return len(strictness) == 2 and strictness <= _STATED and _covered(main.name, other.raw) >= _ALIKE


def _differing(main: Indicator, other: Indicator) -> Problem:
    message = f"{main.name}：一处为“{main.raw}”，另一处为“{other.raw}”。"
    return Problem(ProblemKind.CONTRADICTION, message, f"{main.section} / {other.section}", other.span)


def _covered(name: str, text: str) -> float:
    """How much of a name stands in a text, in pieces of two characters or more."""
    blocks = SequenceMatcher(None, name, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / len(name)


def _shared(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
