"""How each indicator is counted, as one line of text: what two installations must have in common to be added up.

Names, plans and targets are not in it: they may differ from place to place without a figure being another one.
"""

from collections.abc import Mapping

from linli.indicators import definitions as rates
from linli.indicators.models import LockedMonth
from linli.indicators.rules import VERSION
from linli.indicators.standing import definitions as standing
from linli.indicators.standing.definitions import COMMUNITIES, Counted
from linli.indicators.standing.rules import Kind

Formulas = Mapping[str, str]


def of_rates(lock: LockedMonth | None = None) -> Formulas:
    """Of the rates of cases, as they are, or as they were when a month was locked."""
    if lock:
        found = {name: lock.halves(name) for name in lock.definitions}
        return {name: _rate(*halves, lock.rule_version) for name, halves in found.items() if halves}
    return {each.id: _rate(each.numerator, each.denominator, VERSION) for each in rates.definitions().values()}


def of_standing() -> Formulas:
    """Of what the registers can count: indicators that ship, since those of a desk are that region's own."""
    return {each.id: _stood(each) for each in standing.of_files().values() if each.numerator}


def has_divisor(definition: standing.Definition) -> bool:
    """Whether it is divided by a number that is no sum of what its communities have, such as residents."""
    return definition.kind is Kind.PER and definition.divisor != COMMUNITIES


def _rate(numerator: str, denominator: str, version: int) -> str:
    return f"{numerator} / {denominator}, rules {version}"


def _stood(definition: standing.Definition) -> str:
    parts = [definition.kind.value, f"each {definition.each.value}", _asked(definition.numerator)]
    if definition.of:
        parts.append(f"of {definition.of}")
    if definition.denominator:
        parts.append(f"/ {_asked(definition.denominator)}")
    if definition.divisor:
        parts.append(f"/ {definition.divisor} x {definition.factor}")
    return ", ".join(parts)


def _asked(counted: Counted | None) -> str:
    return f"{counted.source.name} {counted.given}".strip() if counted else ""
