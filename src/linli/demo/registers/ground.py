"""Grids, figures and classes as `areas.actions` and `territory.actions` write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.areas.actions.grids import EDITION
from linli.areas.history import subject
from linli.areas.initials import initials_table
from linli.areas.models import Area, AreaFigure, AreaTag, FigureKind, Grid
from linli.areas.numbering import level_below, next_codes
from linli.areas.rules import Kind, kind_of
from linli.areas.sizes import Setting
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.demo.registers.keeping import Keeper
from linli.demo.rows import Maker
from linli.territory.models import GridPost, Part

POST_KIND = GridPost._meta.label_lower
AS_OPENED = "设立时登记"
an_area, a_grid, a_figure, a_tag, a_post = Maker(Area), Maker(Grid), Maker(AreaFigure), Maker(AreaTag), Maker(GridPost)


@dataclass(frozen=True)
class Ground:
    """A grid to be opened below a community, or a micro-grid below a grid."""

    name: str
    households: int | None = None
    villager_groups: int | None = None


class GroundKeeper(Keeper):
    """Keeps grids and what is known of areas."""

    def open_grids(self, parent: str, grounds: Sequence[Ground], *, by: Actor, at: datetime) -> list[str]:
        """Numbered in the order given; their codes. Nothing may have been opened below `parent` before."""
        codes, initials = next_codes(parent, [], len(grounds)), initials_table(each.name for each in grounds)
        kind = kind_of(parent[:12])
        setting = Setting.RURAL if kind == Kind.VILLAGE else Setting.URBAN
        for code, each in zip(codes, grounds, strict=True):
            self.keep(
                an_area(
                    code=code,
                    name=each.name,
                    level=int(level_below(parent)),
                    kind=kind.value if kind else "",
                    initials=each.name.translate(initials),
                    valid_from=local_day(at),
                    edition=EDITION,
                )
            )
            self.keep(a_grid(area_id=code, setting=setting.value, villager_groups=each.villager_groups))
            self.enter("areas.grid_opened", by, at, on=subject(code), area=code)
        for code, each in zip(codes, grounds, strict=True):
            if each.households is not None:
                self.figure(code, FigureKind.HOUSEHOLDS, local_day(at), each.households, AS_OPENED, by=by, at=at)
        return codes

    def figure(
        self, area: str, kind: FigureKind, day: date, value: int, source: str, *, by: Actor, at: datetime
    ) -> None:
        """A number about an area as it stood on a day, where there was none for it."""
        row = a_figure(id=self.draw.id_at(at), area_id=area, kind=kind.value, day=day, value=value, source=source)
        self.keep(row)
        self._of_area("areas.figure_entered", area, by, at, kind=kind, day=day, value=value)

    def tag(self, area: str, tag: str, since: date, source: str, *, by: Actor, at: datetime) -> AreaTag:
        """A community belongs to a class from a day on."""
        self._of_area("areas.tagged", area, by, at, tag=tag, since=since)
        return self.keep(a_tag(id=self.draw.id_at(at), area_id=area, tag=tag, since=since, source=source))

    def end_tag(self, row: AreaTag, *, until: date, by: Actor, at: datetime) -> None:
        """It no longer does."""
        row.until = until
        self._of_area("areas.untagged", row.area_id, by, at, tag=row.tag, until=until)

    def assign(self, grid: str, worker: Actor, part: Part, since: date, *, by: Actor, at: datetime) -> None:
        """Somebody works in a grid."""
        post = a_post(id=self.draw.id_at(at), grid_id=grid, user_id=worker.user, part=part.value, starts_on=since)
        self.keep(post)
        self.enter("grids.staffed", by, at, on=(POST_KIND, post.pk), area=grid, part=part, user=worker.user)

    def _of_area(self, verb: str, area: str, by: Actor, at: datetime, **facts: Any) -> None:
        self.enter(verb, by, at, on=subject(area), area=area, **facts)
