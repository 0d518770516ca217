"""What a division's code says by itself: its level, its kind, what it lies in, and the name people use.

Source: 国统字〔2009〕91号 and GB/T 10114. Grids (15 digits) and micro-grids (17) continue the published twelve.
"""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How deep an area lies; read from the length of its code."""

    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    COMMUNITY = 5
    GRID = 6
    MICRO_GRID = 7


class Kind(StrEnum):
    """Whether residents or villagers govern a community."""

    RESIDENTIAL = "residential"
    VILLAGE = "village"


LENGTHS = (2, 4, 6, 9, 12, 15, 17)
LEVELS = {length: Level(place) for place, length in enumerate(LENGTHS, 1)}
VIRTUAL = frozenset({"498", "598"})
COMMITTEES = {
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "社区村民委员会": "社区",
    "社区村委会": "社区",
    "居民委员会": "社区",
    "居委会": "社区",
    "村村民委员会": "村",
    "村村委会": "村",
    "嘎查村民委员会": "嘎查",
    "嘎查村委会": "嘎查",
    "村民委员会": "村",
    "村委会": "村",
    "街道办事处": "街道",
}
STEMS = (*COMMITTEES, "社区", "村", "街道")
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def level_of(code: str) -> Level:
    """The level of a code; ValueError for what is no code.

    >>> level_of("131102001045")
    <Level.COMMUNITY: 5>
    """
    if not is_code(code):
        raise ValueError(f"{code!r} is not the code of a division")
    return LEVELS[len(code)]


def is_code(text: str) -> bool:
    """Whether a text can be the code of a division at all."""
    return len(text) in LEVELS and text.isascii() and text.isdigit()


def kind_of(code: str) -> Kind | None:
    """Residential or village, from the three community digits; None above the community.

    001–199 and 400–499 are residents' committees and their like, 200–399 and 500–599 villagers'.
    """
    if level_of(code) < Level.COMMUNITY:
        return None
    first = code[9]
    if first in "014":
        return Kind.RESIDENTIAL
    return Kind.VILLAGE if first in "235" else None


def is_virtual(code: str) -> bool:
    """Whether a community exists for statistics alone (498, 598): nobody says they live there."""
    return code[9:12] in VIRTUAL


def virtual_in_sql(column: str) -> str:
    """The same as a condition of SQL about the code in a column, be it a community's or a grid's."""
    listed = ", ".join(f"'{digits}'" for digits in sorted(VIRTUAL))
    return f"substr({column}, 10, 3) IN ({listed})"


def ancestors_of(code: str) -> tuple[str, ...]:
    """The codes an area lies in, highest first, without itself.

    >>> ancestors_of("131102001")
    ('13', '1311', '131102')
    """
    level_of(code)
    return tuple(code[:length] for length in LENGTHS if length < len(code))


def parent_of(code: str) -> str | None:
    """The area directly above; None for a province."""
    above = ancestors_of(code)
    return above[-1] if above else None


def child_length(code: str) -> int | None:
    """How long the codes directly below are; None below a micro-grid. The empty code stands for the country."""
    return next((length for length in LENGTHS if length > len(code)), None)


def lies_in(code: str, prefix: str) -> bool:
    """Whether an area is `prefix` or lies in it: codes nest, so a subtree is a prefix."""
    return code.startswith(prefix)


def short_name(name: str) -> str:
    """The name people use: the place, not its committee.

    >>> short_name("游园社区居民委员会"), short_name("刘家庄村民委员会")
    ('游园社区', '刘家庄村')
    """
    for committee, word in COMMITTEES.items():
        if name.endswith(committee) and len(name) > len(committee):
            return name.removesuffix(committee) + word
    return name


def stem(name: str) -> str:
    """A community's own name without the word for what it is: what the published and the spoken name share.

    >>> stem("中兴社区"), stem("刘家庄村委会")
    ('中兴', '刘家庄')
    """
    for ending in STEMS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def path(names: Iterable[str]) -> str:
    """Names from high to low as one address: without placeholders such as 市辖区, and nothing said twice.

    >>> path(["北京市", "市辖区", "东城区", "东华门街道"])
    '北京市东城区东华门街道'
    """
    said: list[str] = []
    for name in names:
        if name not in PLACEHOLDERS and (not said or name != said[-1]):
            said.append(short_name(name))
    return "".join(said)


def unpadded(code: str) -> str:
    """A code without the zeros by which lists fill it up to twelve places; anything else as it stands.

    >>> unpadded("131102000000"), unpadded("131102001000"), unpadded("131102001045")
    ('131102', '131102001', '131102001045')
    """
    if len(code) != 12:
        return code
    if code.endswith("000000"):
        plain = code[:6]
        return plain[:2] if plain.endswith("0000") else plain[:4] if plain.endswith("00") else plain
    return code[:9] if code.endswith("000") else code


def written_forms(name: str) -> tuple[str, ...]:
    """How a name that people use may stand in the published list: itself, and with each committee it may mean.

    >>> written_forms("游园社区")[:3]
    ('游园社区', '游园社区居民委员会', '游园社区居委会')
    """
    meant = [name[: -len(word)] + committee for committee, word in COMMITTEES.items() if name.endswith(word)]
    return (name, *(form for form in meant if form != name))
