"""Which unit receives a case, without a database: for builders that tell lives before any row is written.

It says what `cases.routing` says; a test asks both about every community.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from linli.cases.routing import ABOVE, COUNTY, TOWNSHIP, prefixes
from linli.catalog.spec import ItemSpec
from linli.demo.units import Unit

NOWHERE = 1000  # the rank of a kind no rule of the item names


class Receivers:
    """Units by what they serve, and whoever comes first among them."""

    def __init__(self, units: Iterable[Unit], handling: Collection[str]) -> None:
        self._serving: dict[str, list[Unit]] = defaultdict(list)
        self._served: dict[UUID, str] = {}
        for unit in units:
            self._served[unit.id] = unit.serves
            if unit.type in handling:
                self._serving[unit.serves].append(unit)
        self._first: dict[tuple[str, tuple[str, ...]], UUID | None] = {}
        self._above: dict[tuple[str, UUID | None], UUID | None] = {}

    def first(self, spec: ItemSpec, area: str, answers: Mapping[str, Any]) -> UUID | None:
        """The unit a new case goes to."""
        key = area, tuple(route.type for route in spec.routes(answers))
        if key not in self._first:
            self._first[key] = self._receiver(area, key[1], below=len(area))
        return self._first[key]

    def one_level_up(self, area: str, unit: UUID | None) -> UUID | None:
        """The unit that decides when `unit` returns a case or is late."""
        key = area, unit
        if key not in self._above:
            self._above[key] = self._receiver(area, (), below=self._level_of(area, unit))
        return self._above[key]

    def level_above(self, area: str, unit: UUID | None) -> int:
        """Digits of the area at whose level it is decided."""
        level = self._level_of(area, unit)
        return TOWNSHIP if level > TOWNSHIP else min(level, COUNTY)

    def _level_of(self, area: str, unit: UUID | None) -> int:
        served = self._served.get(unit, area) if unit else area
        return len(served) if served in prefixes(area) else len(area)

    def _receiver(self, area: str, types: tuple[str, ...], *, below: int) -> UUID | None:
        ranked = [
            (
                types.index(unit.type) if unit.type in types else NOWHERE,
                ABOVE.index(unit.type) if unit.type in ABOVE else NOWHERE,
                -len(unit.serves),
                unit.id,
            )
            for code in prefixes(area)
            for unit in self._serving.get(code, ())
            if unit.type in types or (len(code) < below and unit.type in ABOVE)
        ]
        return min(ranked)[-1] if ranked else None
