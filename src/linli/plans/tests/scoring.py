"""How well a plan was read: what a person found in it and the reader did not, and the other way round.

White space, bold marks and dollar signs count for nothing. An indicator of a table is known by its name; one of a
sentence by its words, since its name is a summary. What is marked `optional` may be read or left.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.6
"""How much of the shorter wording two quotations of one sentence share."""


@dataclass(frozen=True)
class Score:
    """What one side has and the other lacks."""

    wanted: int
    read: int
    missing: list[str]
    extra: list[str]

    @property
    def is_within_a_tenth(self):
        return len(self.missing) <= 0.1 * self.wanted and len(self.extra) <= 0.1 * self.wanted


def bare(text):
    signs = (text or "").replace("\\geq", "≥").replace("\\leq", "≤").replace("\\%", "%").replace("％", "%")
    return re.sub(r"[\s*$]", "", signs)


def indicators(reading, expected, tiers):
    """The indicators of the given tiers; what belongs to another tier is no extra."""
    left = list(reading["indicators"])
    pairs = [(wanted, _taken(wanted, left)) for wanted in expected["indicators"]]
    counted = [(wanted, found) for wanted, found in pairs if wanted["tier"] in tiers and not wanted.get("optional")]
    missing = [f"{wanted['name']}: {wanted['raw']}" for wanted, found in counted if found is None]
    read = sum(1 for _, found in counted if found) + len(left)
    return Score(len(counted), read, missing, [f"{each['name']}: {each['raw']}" for each in left])


def _taken(wanted, left):
    """The indicator that answers the wanted one best, taken out of those left."""
    found = [each for each in left if _is_the_place(wanted, each) and _says_the_same(wanted, each)]
    best = max(found, key=lambda each: (each["section"] == wanted["section"], _shared(wanted, each)), default=None)
    if best:
        left.remove(best)
    return best


def _is_the_place(wanted, read):
    if "table" in (wanted["source"], read["source"]):
        return wanted["source"] == read["source"] and bare(wanted["name"]) == bare(read["name"])
    return _shared(wanted, read) >= ALIKE


def _shared(wanted, read):
    one, other = bare(wanted["raw"]), bare(read["raw"])
    longest = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return longest / min(len(one), len(other))


def _says_the_same(wanted, read):
    if read["comparator"] not in wanted.get("comparator_accept", [wanted["comparator"]]):
        return False
    remainder = wanted["target"] == 100 and "其余" in wanted["raw"]  # "the remaining 30%" may be read as 30
    given = [key for key in ("baseline", "unit", "attribute") if wanted[key] is not None]
    return (wanted["target"] == read["target"] or remainder) and all(wanted[key] == read[key] for key in given)


def rows(read, wanted, *keys):
    """Rows that are to be equal in the given fields, in any order."""
    read, wanted = [_row(each, keys) for each in read], [_row(each, keys) for each in wanted]
    return Score(
        len(wanted),
        len(read),
        [str(each) for each in wanted if each not in read],
        [str(each) for each in read if each not in wanted],
    )


def _row(row, keys):
    return [_plain(row[key]) for key in keys]


def _plain(value):
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return bare(value) if isinstance(value, str) else value
