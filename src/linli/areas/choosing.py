"""Choosing a community step by step: what a search or an opened area offers, always inside the region served."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from linli.areas import queries, rules
from linli.areas.locating import Located
from linli.areas.models import Area
from linli.areas.region import root
from linli.areas.rules import Level
from linli.web.words import readable

LONGEST_NAME, MOST_COMMUNITIES, MOST_HIGHER = 80, 20, 8


@dataclass(frozen=True)
class Pick:
    """A community to choose: its name and the address it stands under."""

    code: str
    name: str
    where: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Offer:
    """What the chooser shows: where one is, areas to open, communities to choose. `has_more`: write more letters."""

    asked: str = ""
    within: str = ""
    trail: tuple[Area, ...] = ()
    higher: tuple[Area, ...] = ()
    picks: tuple[Pick, ...] = ()
    has_more: bool = False
    note: str = ""

    @property
    def known(self) -> Pick | None:
        """The community chosen already, where nothing was asked for: the rest may be folded away."""
        chosen = self.picks[0] if self.picks and self.picks[0].is_chosen else None
        return None if self.asked or self.trail else chosen

    @property
    def is_empty(self) -> bool:
        """Whether a search found nothing."""
        return bool(self.asked) and not self.higher and not any(not pick.is_chosen for pick in self.picks)


def offer(asked: str = "", within: str = "", chosen: str = "") -> Offer:
    """What `asked` finds inside `within`; without words, what lies directly below it. `chosen` stays on the list."""
    within = inside_region(within)
    asked, chosen = readable(asked)[:LONGEST_NAME], chosen if rules.is_code(chosen) else ""
    most, deepest = MOST_COMMUNITIES * 2, Level.COMMUNITY
    found = queries.find(asked, [within], most, deepest) if asked else queries.children(within)
    communities = [area for area in found if area.level == Level.COMMUNITY and not rules.is_virtual(area.code)]
    higher = [area for area in found if area.level < Level.COMMUNITY and area.code != within]
    shown, opened = (communities[:MOST_COMMUNITIES], higher[:MOST_HIGHER]) if asked else (communities, higher)
    return Offer(
        asked=asked,
        within=within,
        trail=trail(within),
        higher=tuple(opened),
        picks=_picks(shown, chosen),
        has_more=len(shown) < len(communities) or len(opened) < len(higher),
    )


def offer_near(located: Located, chosen: str = "") -> Offer:
    """What a position narrows to: the community whose ground is registered, or those that are near; and below them the
    townships of its county, or the counties that come into question.
    """
    known = [area for area in located.exact if area.level == Level.COMMUNITY] or [each.area for each in located.likely]
    found = _counties_near(located, chosen)
    return replace(found, picks=_picks(known, chosen)) if known else found


def _counties_near(located: Located, chosen: str) -> Offer:
    counties = tuple(area for area in (located.county, *located.others) if area)
    if len(counties) == 1:
        return replace(offer(within=counties[0].code, chosen=chosen), note=located.note)
    whole = offer(chosen=chosen)
    return replace(whole, higher=counties or whole.higher, note=located.note)


def inside_region(code: str) -> str:
    """The code, where it lies in the region served; otherwise the region's root. Nothing opens below a township."""
    served, code = root(), code[: rules.LENGTHS[Level.TOWNSHIP - 1]]
    try:
        rules.level_of(code)
    except ValueError:
        return served
    return code if rules.lies_in(code, served) else served


def trail(code: str) -> tuple[Area, ...]:
    """The areas from the region's root down to `code`, to go back up by; none where it is the root itself."""
    served = root()
    if code == served:
        return ()
    above = Area.objects.filter(code__in=(*rules.ancestors_of(code), code)).order_by("code")
    return tuple(area for area in above if rules.lies_in(area.code, served))


def _picks(areas: Iterable[Area], chosen: str) -> tuple[Pick, ...]:
    """The chosen one first, then the found; each with the address it stands under."""
    names = {area.code: area.short_name for area in areas}
    if chosen and chosen not in names:
        names = {**queries.names_of([chosen]), **names}
    codes = sorted(names, key=lambda code: code != chosen)  # stable: the rest stay as found
    addresses = queries.path_names({code[:9] for code in codes}) if codes else {}
    return tuple(Pick(code, names[code], addresses.get(code[:9], ""), is_chosen=code == chosen) for code in codes)
