"""The counties of the demo as they are: townships and communities, with how much is asked for in each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.queries import path_names
from linli.areas.region import Region
from linli.areas.rules import Level, is_virtual, short_name
from linli.demo.draws import Draw
from linli.demo.errors import DemoError
from linli.demo.sizes import Size

URBAN, RURAL = 10.0, 0.7
SHOWN = {"131102001045": 24.0, "131123100004": 16.0}
"""Communities whose desk is opened in the demo: there must be something to do."""


@dataclass(frozen=True)
class Place:
    """A community or village, and its share of what is asked for."""

    code: str
    published: str
    path: str
    is_urban: bool
    weight: float

    @property
    def name(self) -> str:
        """As people say it: 游园社区."""
        return short_name(self.published)

    @property
    def township(self) -> str:
        """The code of the township or street it lies in."""
        return self.code[:9]


@dataclass(frozen=True)
class Places:
    """What the demo plays in. Names are by code."""

    root: str
    counties: tuple[str, ...]
    townships: tuple[str, ...]
    communities: tuple[Place, ...]
    names: dict[str, str]

    @cached_property
    def by_code(self) -> dict[str, Place]:
        """Communities by code."""
        return {place.code: place for place in self.communities}

    @cached_property
    def by_township(self) -> Mapping[str, list[str]]:
        """Codes of communities by the township they lie in."""
        found = defaultdict(list)
        for place in self.communities:
            found[place.township].append(place.code)
        return found

    @cached_property
    def summed_weights(self) -> list[float]:
        """How often each community is drawn, added up."""
        return list(accumulate(place.weight for place in self.communities))

    def is_street(self, township: str) -> bool:
        """Whether a township is a street of a town (街道), by its code."""
        return township[6:9] < "100"


def places_of(region: Region, size: Size) -> Places:
    """Read the demo counties, or all of a region; DemoError where their divisions are not loaded."""
    within = [region.root] if size.is_whole_region else region.demo_counties
    areas = list(Area.objects.current().inside(within).order_by("code"))
    communities = [area for area in areas if area.level == Level.COMMUNITY and not is_virtual(area.code)]
    if not communities:
        raise DemoError(_("%(region)s 的演示县区还没有区划数据，请先载入区划。") % {"region": region.name})
    return Places(
        root=region.root,
        counties=tuple(area.code for area in areas if area.level == Level.COUNTY),
        townships=tuple(area.code for area in areas if area.level == Level.TOWNSHIP),
        communities=_weighed(region, communities),
        names={area.code: area.name for area in areas} | {region.root: region.name},
    )


def _weighed(region: Region, communities: Sequence[Area]) -> tuple[Place, ...]:
    paths = path_names([area.code for area in communities], below=region.root)
    found = []
    for area in communities:
        is_urban = area.kind == "residential"
        usual = (URBAN if is_urban else RURAL) * Draw(region.key, "place", area.code).spread()
        found.append(Place(area.code, area.name, paths[area.code], is_urban, SHOWN.get(area.code, usual)))
    return tuple(found)
