"""How large a demo is: one to look at, and one as large as a city."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.demo.errors import DemoError


@dataclass(frozen=True)
class Size:
    """How much is invented. `open` is how many cases are open at the end; None leaves it to their lives."""

    key: str
    cases: int
    days: int
    residents_per_case: float
    is_whole_region: bool
    open: int | None = None

    @property
    def is_bulk(self) -> bool:
        """Whether it is worth several processes, and tables without indexes while they are filled."""
        return self.open is not None

    def open_of(self, count: int) -> int:
        """How many of so many cases are open: as many in a fifth of a city, fewer where that would be most of them."""
        return min(self.open or 0, int(count * MOST_OPEN))

    def residents_of(self, count: int) -> int:
        """How many residents ask for so many cases."""
        return max(int(count * self.residents_per_case), 20)


MOST_OPEN = 0.15
SMALL = Size("small", cases=3_000, days=92, residents_per_case=0.5, is_whole_region=False)
CITY = Size("city", cases=1_000_000, days=365, residents_per_case=0.3, is_whole_region=True, open=30_000)
SIZES = {size.key: size for size in (SMALL, CITY)}


def size_named(key: str) -> Size:
    """The size of this name; DemoError for one there is not."""
    try:
        return SIZES[key]
    except KeyError:
        known = "、".join(SIZES)
        raise DemoError(_("没有规模“%(size)s”。可用的有：%(known)s。") % {"size": key, "known": known}) from None
