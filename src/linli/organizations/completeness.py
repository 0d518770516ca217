"""Which organisations a community should have, and which it lacks: by sets from a file, or any one kind by itself.

A community has a kind where an active organisation of it has its seat there, or serves that very community or a grid of
it. One that serves a whole street or county is not the community's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from linli.areas import classes, rules
from linli.areas.filed import Entry, entries
from linli.areas.tags import tags
from linli.organizations.models import OrganizationType

BY_TYPE = "type-"

# Which kinds a community has, as bits: the kinds asked for are numbered, and a kind's bit is 1 shifted by its number.
HELD = """
WITH classed AS (CLASSED),
asked AS (
  SELECT type, 1::bigint << (number - 1)::int AS bit
    FROM unnest(%(types)s::text[]) WITH ORDINALITY AS t (type, number)),
kept AS (
  SELECT left(o.area_id, 12) AS community, asked.bit
    FROM organizations_organization o JOIN asked ON asked.type = o.type_id
   WHERE o.is_active AND o.area_id >= %(low)s::text AND o.area_id < %(high)s::text AND length(o.area_id) >= 12
  UNION ALL
  SELECT left(s.area_id, 12), asked.bit FROM organizations_servingarea s
    JOIN organizations_organization o ON o.id = s.organization_id JOIN asked ON asked.type = o.type_id
   WHERE o.is_active AND s.area_id >= %(low)s::text AND s.area_id < %(high)s::text AND length(s.area_id) >= 12
     AND s.area_id <> o.area_id),
held AS (SELECT community, bit_or(bit) AS bits FROM kept GROUP BY community),
judged AS (
  SELECT c.code, JUDGED FROM classed c LEFT JOIN held ON held.community = c.code)
"""
# Of each community, whether a set is for it and whether it has every part; counted by the first digits of codes.
COUNTED = """HELD
SELECT left(code, %(digits)s::int), grouping(left(code, %(digits)s::int)) = 1, SUMS FROM judged
 GROUP BY GROUPING SETS ((), (left(code, %(digits)s::int)))
"""
LISTED = """HELD
SELECT code, bits FROM judged WHERE wanted ORDER BY code
"""
WANTED = "(%(tag_N_wanted)s::text = '' OR %(tag_N_wanted)s::text = ANY(c.classes))"
MOST = 62  # kinds at once: the bits of a number


@dataclass(frozen=True)
class Part:
    """One thing that should be there; any of these kinds of organisation will do."""

    name: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class RequiredSet:
    """What a community should have, all parts together; only communities of a class where `tag` names one."""

    code: str
    name: str
    tag: str
    source: str
    parts: tuple[Part, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """Every kind of organisation that counts for it."""
        return tuple(dict.fromkeys(code for part in self.parts for code in part.any_of))

    def lacking(self, types: Iterable[str]) -> tuple[Part, ...]:
        """The parts that none of these kinds fill."""
        held = set(types)
        return tuple(part for part in self.parts if not held & set(part.any_of))


@dataclass(frozen=True)
class Share:
    """Of so many communities a set is for, how many have all of it, and how many at least one part."""

    wanted: int = 0
    complete: int = 0
    begun: int = field(default=0, compare=False)

    @property
    def blank(self) -> int:
        """Communities of which nothing has been registered yet: they may lack it, or nobody has looked."""
        return self.wanted - self.begun

    @property
    def percent(self) -> Decimal | None:
        """Rounded once, to a tenth; None where the set is for nobody here."""
        return (Decimal(self.complete * 100) / self.wanted).quantize(Decimal("0.1")) if self.wanted else None

    @property
    def part(self) -> float:
        """For the length of a bar."""
        return self.complete / self.wanted if self.wanted else 0.0


@dataclass(frozen=True)
class Standing:
    """One community, and what it lacks of a set."""

    code: str
    lacking: tuple[Part, ...]


@cache
def required_sets() -> dict[str, RequiredSet]:
    """The sets of this installation, by code, in the file's order."""
    return read(Path(settings.DATA) / "types" / "completeness.toml")


def set_of_type(kind: OrganizationType) -> RequiredSet:
    """One kind by itself: whether each community that should have one has it."""
    return RequiredSet(
        f"{BY_TYPE}{kind.code}", kind.name, kind.expected_in, kind.source, (Part(kind.name, (kind.code,)),)
    )


def shares(
    area: str, sets: Sequence[RequiredSet], day: date
) -> tuple[Mapping[str, Share], Mapping[str, Mapping[str, Share]]]:
    """Of several sets at once: the shares of an area as a whole, and of each area directly below it by code."""
    digits = rules.child_length(area) or len(area)
    facts = {**_facts(area, sets, day), "digits": digits}
    judged, sums = [], []
    for number, each in enumerate(sets):
        facts[f"tag_{number}_wanted"] = each.tag
        judged.append(WANTED.replace("_N_", f"_{number}_") + f" AS wanted_{number}")
        judged.append(f"{_all_parts(number, each, facts)} AS complete_{number}")
        judged.append(f"{_any_part(number, each, facts)} AS begun_{number}")
        sums.append(f"count(*) FILTER (WHERE wanted_{number})")
        sums += (f"count(*) FILTER (WHERE wanted_{number} AND {name}_{number})" for name in ("complete", "begun"))
    rows = _rows(COUNTED.replace("SUMS", ", ".join(sums)), ", ".join(judged), sets, facts)
    whole: Mapping[str, Share] = {each.code: Share() for each in sets}
    below: dict[str, Mapping[str, Share]] = {}
    for code, is_whole, *counts in rows:
        found = {each.code: Share(*counts[3 * place : 3 * place + 3]) for place, each in enumerate(sets)}
        if is_whole:
            whole = found
        else:
            below[code] = found
    return whole, below


def standings(area: str, wanted: RequiredSet, day: date) -> list[Standing]:
    """Each community a set is for, with what it lacks; by code."""
    facts = {**_facts(area, [wanted], day), "tag_0_wanted": wanted.tag}
    judged = f"{WANTED.replace('_N_', '_0_')} AS wanted, coalesce(held.bits, 0) AS bits"
    rows = _rows(LISTED, judged, [wanted], facts)
    lacking = {bits: wanted.lacking(_types(facts["types"], bits)) for bits in {bits for _code, bits in rows}}
    return [Standing(code, lacking[bits]) for code, bits in rows]


def coverage(area: str, kinds: Sequence[OrganizationType], day: date) -> Mapping[str, Share]:
    """Of each kind by itself, in how many of the communities that should have one there is one."""
    found: dict[str, Share] = {}
    for start in range(0, len(kinds), MOST):
        sets = [set_of_type(kind) for kind in kinds[start : start + MOST]]
        whole, _below = shares(area, sets, day)
        found |= {each.types[0]: whole[each.code] for each in sets}
    return found


def read(file: Path) -> dict[str, RequiredSet]:
    """The sets of a file; FileFault where one is wrong or named twice."""
    found: dict[str, RequiredSet] = {}
    for entry in entries(file, "set"):
        each = _set(entry)
        if each.code in found or each.code.startswith(BY_TYPE):
            raise entry.fault("code")
        found[each.code] = each
    return found


def _set(entry: Entry) -> RequiredSet:
    parts = []
    for inner in entry.entries("part"):
        parts.append(Part(inner.text("name"), inner.texts("any_of")))
        inner.done()
    tag = entry.text("for", optional=True)
    if tag and tag not in tags():
        raise entry.fault("for")
    made = RequiredSet(entry.text("code"), entry.text("name"), tag, entry.text("source"), tuple(parts))
    entry.done()
    return made


def _facts(area: str, sets: Sequence[RequiredSet], day: date) -> dict[str, Any]:
    types = sorted({code for each in sets for code in each.types})
    if len(types) > MOST:
        raise ValueError(f"{len(types)} kinds are more than {MOST}")
    return {**classes.parameters(area, day), "types": types}


def _all_parts(number: int, wanted: RequiredSet, facts: dict[str, Any]) -> str:
    """True where the bits held fill every part."""
    conditions = []
    for place, part in enumerate(wanted.parts):
        facts[f"part_{number}_{place}"] = sum(1 << facts["types"].index(code) for code in part.any_of)
        conditions.append(f"coalesce(held.bits, 0) & %(part_{number}_{place})s::bigint <> 0")
    return f"({' AND '.join(conditions)})"


def _any_part(number: int, wanted: RequiredSet, facts: dict[str, Any]) -> str:
    """True where the bits held fill at least one part."""
    facts[f"any_{number}"] = sum(1 << facts["types"].index(code) for code in wanted.types)
    return f"coalesce(held.bits, 0) & %(any_{number})s::bigint <> 0"


def _types(types: Sequence[str], bits: int) -> list[str]:
    return [code for place, code in enumerate(types) if bits >> place & 1]


def _rows(statement: str, judged: str, sets: Sequence[RequiredSet], facts: Mapping[str, Any]) -> list[Any]:
    classed = classes.classed({each.tag for each in sets})
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("HELD", HELD, 1).replace("JUDGED", judged).replace("CLASSED", classed), facts)
        rows: list[Any] = cursor.fetchall()
    return rows
