"""Organisations as a source of indicators: how many of some kinds an area has, or whether it has all parts of a set.

Any kind and any set of the files can be asked for: a new kind is a new coverage without code.
"""

from pathlib import Path
from tomllib import loads

from django.conf import settings
from django.urls import reverse

from linli.areas.standing import AskedWrongly, Given, Question, Source
from linli.organizations.completeness import BY_TYPE, required_sets

# The same as completeness: what has its seat there, or serves that very area or one in it.
HELD = """
SELECT left(kept.area_id, %(digits)s::int) AS code, count(DISTINCT kept.id) AS value
  FROM (SELECT o.area_id, o.id, o.type_id FROM organizations_organization o
         WHERE o.is_active AND o.type_id = ANY(%(own_types)s::text[])
           AND o.area_id >= %(low)s::text AND o.area_id < %(high)s::text
        UNION ALL
        SELECT s.area_id, o.id, o.type_id FROM organizations_servingarea s
          JOIN organizations_organization o ON o.id = s.organization_id
         WHERE o.is_active AND o.type_id = ANY(%(own_types)s::text[]) AND s.area_id <> o.area_id
           AND s.area_id >= %(low)s::text AND s.area_id < %(high)s::text) kept
 WHERE length(kept.area_id) >= %(digits)s::int
 GROUP BY 1 HAVING PARTS
"""


def ask(given: Given) -> Question:
    """`types`: any of these kinds. `set`: all parts of a set of completeness.toml. One of the two."""
    if bool(given.get("types")) == bool(given.get("set")):
        raise AskedWrongly("types", "和 set 要写一个，也只写一个")
    if given.get("types"):
        unknown = sorted(set(given["types"]) - _kinds())
        if unknown:
            raise AskedWrongly("types", f"里的 {unknown[0]} 不在 data/types/organizations.toml 里")
        parts, asked = [list(given["types"])], f"{BY_TYPE}{given['types'][0]}"
    elif given["set"] in required_sets():
        wanted, asked = required_sets()[given["set"]], str(given["set"])
        parts = [list(part.any_of) for part in wanted.parts]
    else:
        raise AskedWrongly("set", f"写的 {given['set']} 不在 data/types/completeness.toml 里")
    facts: dict[str, list[str]] = {f"part_{number}": part for number, part in enumerate(parts)}
    having = " AND ".join(f"bool_or(kept.type_id = ANY(%(own_{part})s::text[]))" for part in facts)
    facts["types"] = sorted({each for part in parts for each in part})
    return Question(
        HELD.replace("PARTS", having),
        lambda area: f"{reverse('organizations:completeness')}?area={area}&set={asked}",
        facts,
    )


def _kinds() -> frozenset[str]:
    text = (Path(settings.DATA) / "types" / "organizations.toml").read_text(encoding="utf-8")
    return frozenset(str(each["code"]) for each in loads(text)["type"])


ORGANIZATIONS = Source("organizations", frozenset({"types", "set"}), ask)
