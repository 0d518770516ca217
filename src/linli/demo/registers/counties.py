"""The ground of the shown counties: how many live where, classes, grids and who works in them; all invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linli.areas.models import AreaTag, FigureKind
from linli.base.actor import Actor
from linli.demo.places import SHOWN, Place
from linli.demo.planning import apportioned
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.ground import Ground
from linli.territory.models import Part
from linli.territory.tables import FIGURES, GRIDS
from linli.web.tables.staging import Counts

FIGURES_AGO, GRIDS_AGO, TAGGED_AGO, STAFFED_AGO, MICRO_AGO = 57, 52, 50, 47, 38  # working days
NOT_COUNTED, NOT_STAFFED, HELPED, TWO_GROUPS = 0.025, 0.06, 0.3, 0.1
NUMERALS = "一二三四五六七八九十"
TAGS = {  # how often a community of a town has one, how often a village
    "old_estate": (0.25, 0.0, "老旧小区改造台账（演示）"),
    "village_to_community": (0.05, 0.0, "民政台账（演示）"),
    "key_support_village": (0.0, 0.09, "乡村振兴台账（演示）"),
    "hollow_village_resettlement": (0.0, 0.015, "空心村治理台账（演示）"),
}
ENDED = 0.2  # of the classes that are registered, how many have ended
OTHER_COUNTIES = (290_000, 520_000)  # who live in a county of which nothing but its own numbers is kept


@dataclass(frozen=True)
class Living:
    """How many live in an area."""

    households: int
    residents: int
    urban: int

    @property
    def figures(self) -> Mapping[FigureKind, int]:
        """As they are entered."""
        return {
            FigureKind.HOUSEHOLDS: self.households,
            FigureKind.RESIDENTS: self.residents,
            FigureKind.URBAN_RESIDENTS: self.urban,
        }


def ground(clerk: Clerk, counties: Mapping[str, str]) -> None:
    """Figures of all counties, everything else of the communities that are shown. `counties` is names by code."""
    world = clerk.cast.world
    shown = [place for place in world.places.communities if place.code.startswith(world.region.demo_counties)]
    keeper = clerk.staff("guanli")
    living = {place.code: _living(clerk, place) for place in shown}
    _figures(clerk, counties, living, keeper)
    _grids(clerk, shown, living, keeper)
    for place in shown:
        _tags(clerk, place, keeper)


def _living(clerk: Clerk, place: Place) -> Living:
    draw = clerk.about("living", place.code)
    households = draw.whole(1000, 3400) if place.is_urban else draw.whole(130, 560)
    residents = int(households * draw.between(2.3, 2.7) if place.is_urban else households * draw.between(2.6, 3.2))
    return Living(households, residents, residents if place.is_urban else 0)


def _figures(clerk: Clerk, counties: Mapping[str, str], living: Mapping[str, Living], by: Actor) -> None:
    """By a file, from which some communities were missing; of other counties their own numbers alone."""
    at, day = clerk.ago(FIGURES_AGO, 15, 10), date(clerk.today.year - 1, 12, 31)
    source = f"{day.year} 年年底台账（演示）"
    known: dict[str, Living] = {}
    for code in counties:
        if code not in clerk.cast.world.region.demo_counties:
            draw = clerk.about("living", code)
            residents = draw.whole(*OTHER_COUNTIES)
            known[code] = Living(residents * 10 // 27, residents, int(residents * draw.between(0.42, 0.6)))
    everywhere = [*known.values(), *living.values()]
    known[clerk.cast.world.places.root] = Living(
        *(sum(getattr(each, name) for each in everywhere) for name in ("households", "residents", "urban"))
    )
    known |= {
        code: each
        for code, each in living.items()
        if code in SHOWN or not clerk.about("counted", code).chance(NOT_COUNTED)
    }
    for code, each in known.items():
        clerk.about("figures", code)
        for kind, value in each.figures.items():
            clerk.figure(code, kind, day, value, source, by=by, at=at)
    counts = Counts(rows=len(known), new=len(known))
    clerk.bring_in(FIGURES, f"区划底数-{day.year}.xlsx", counts, by=by, done=at)


def _grids(clerk: Clerk, shown: list[Place], living: Mapping[str, Living], by: Actor) -> None:
    """By a file too; then those who work in them, and in shown communities micro-grids."""
    at, count = clerk.ago(GRIDS_AGO, 10, 10), 0
    for place in shown:
        draw = clerk.about("grids", place.code)
        households, is_counted = living[place.code].households, place.code in SHOWN or draw.chance(0.97)
        if place.is_urban:
            weights = [draw.between(0.78, 1.2) for _each in range(max(round(households / draw.between(340, 460)), 1))]
            groups: list[int | None] = [None] * len(weights)
        else:
            groups = [2 if draw.chance(TWO_GROUPS) else 1 for _each in range(draw.whole(1, 4))]
            weights = [float(each or 1) for each in groups]
        parts = apportioned(households, weights)
        grounds = [
            Ground(_numbered(number), part if is_counted else None, group)
            for number, (part, group) in enumerate(zip(parts, groups, strict=True))
        ]
        codes = clerk.open_grids(place.code, grounds, by=by, at=at)
        _workers(clerk, place, codes, by)
        count += len(codes)
        if place.code in SHOWN:
            _micro_grids(clerk, place, dict(zip(codes, parts, strict=True)))
    clerk.bring_in(GRIDS, "网格划分.xlsx", Counts(rows=count, new=count), by=by, done=at)


def _workers(clerk: Clerk, place: Place, grids: list[str], by: Actor) -> None:
    draw, committee = clerk.about("grid workers", place.code), clerk.cast.committee(place.code)
    at = clerk.ago(STAFFED_AGO, 16, draw.whole(0, 50))
    for grid in grids[:-1] if place.code in SHOWN else grids:
        if place.code not in SHOWN and draw.chance(NOT_STAFFED):
            continue
        worker, other = clerk.cast.worker(committee, draw), clerk.cast.worker(committee, draw)
        clerk.assign(grid, worker, Part.FULL_TIME, at.date(), by=by, at=at)
        if other.user != worker.user and draw.chance(HELPED):
            clerk.assign(grid, other, Part.PART_TIME, at.date(), by=by, at=at)


def _micro_grids(clerk: Clerk, place: Place, grids: Mapping[str, int]) -> None:
    draw = clerk.about("micro-grids", place.code)
    by, at = clerk.cast.worker(clerk.cast.committee(place.code), draw), clerk.ago(MICRO_AGO, 14, 20)
    for grid, households in list(grids.items())[:2]:
        parts = apportioned(households, [draw.between(0.85, 1.15), 1.0])
        clerk.open_grids(
            grid, [Ground(f"{_numbered(number)[:-2]}微网格", part) for number, part in enumerate(parts)], by=by, at=at
        )


def _tags(clerk: Clerk, place: Place, by: Actor) -> None:
    draw = clerk.about("classes", place.code)
    year = clerk.today.year
    for tag, (in_town, in_village, source) in TAGS.items():
        if draw.chance(in_town if place.is_urban else in_village) or (tag == "old_estate" and place.code in SHOWN):
            at, since = clerk.ago(TAGGED_AGO, 9, 40), date(year - draw.whole(2, 4), draw.whole(1, 12), 1)
            row: AreaTag = clerk.tag(place.code, tag, since, source, by=by, at=at)
            if place.code not in SHOWN and draw.chance(ENDED):
                ended = clerk.ago(TAGGED_AGO - 10, 11, 5)
                clerk.end_tag(row, until=ended.date().replace(day=1), by=by, at=ended)


def _numbered(place: int) -> str:
    number = NUMERALS[place] if place < 10 else f"十{NUMERALS[place - 10]}"
    return f"第{number}网格"
