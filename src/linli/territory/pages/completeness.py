"""组织健全情况: which share of communities has what it should have, and down to what is missing where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.actions.units import keeps
from linli.accounts.doors import StaffRequest, staff_page
from linli.areas.queries import children, names_of, path_names
from linli.areas.rules import LENGTHS, Level, is_virtual
from linli.areas.tags import tags
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.organizations import completeness
from linli.organizations.completeness import RequiredSet, Share, Standing
from linli.organizations.models import OrganizationType
from linli.territory.pages.shared import Place, looked_at
from linli.web.components import Choice
from linli.web.forms import show

READ = "organizations.read"
ON_A_PAGE = 20
COUNTY = LENGTHS[Level.COUNTY - 1]


@dataclass(frozen=True)
class Lacking:
    """A community in a list, with what it lacks: each part with the way to register one."""

    name: str
    where: str
    way: str
    parts: tuple[tuple[str, str], ...]


@require_safe
@staff_page(READ)
def page(request: StaffRequest) -> HttpResponse:
    """Of an area: every set at a glance, one of them place by place, and what is missing."""
    place = looked_at(request.actor, READ, request.GET.get("area", ""), lambda code: _way(code, _asked(request).code))
    wanted, day = _asked(request), local_day(now())
    sets = [*completeness.required_sets().values()]
    if wanted not in sets:
        sets.append(wanted)
    whole, below = completeness.shares(place.code, sets, day)
    is_listed = len(place.code) >= COUNTY  # of a whole prefecture nobody reads five thousand lines
    standings = completeness.standings(place.code, wanted, day) if is_listed else []
    is_community = place.area.level >= Level.COMMUNITY
    show_all = request.GET.get("show") == "all" or is_community
    shown = standings if show_all else [each for each in standings if each.lacking]
    rows = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "place": place,
        "cards": [(each, whole[each.code], _way(place.code, each.code), each == wanted) for each in sets],
        "wanted": wanted,
        "only_in": tags()[wanted.tag].name if wanted.tag else "",
        "share": whole[wanted.code],
        "below": _below(place, wanted, below),
        "rows": rows,
        "is_listed": is_listed,
        "listed": _listed(request.actor, list(rows)),
        "filters": _filters(place, wanted, standings, show_all=show_all),
        "is_community": is_community,
    }
    return show(request, "territory/completeness.html", **context)


def _way(area: str, code: str, **more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('organizations:completeness')}?area={area}&set={code}{query}"


def _asked(request: StaffRequest) -> RequiredSet:
    """The set asked for, or one kind by itself; by default the first of the file."""
    code, sets = request.GET.get("set", ""), completeness.required_sets()
    if code.startswith(completeness.BY_TYPE) and code.isprintable():
        kind = OrganizationType.objects.filter(pk=code.removeprefix(completeness.BY_TYPE), level="community").first()
        if kind is not None:
            return completeness.set_of_type(kind)
    return sets.get(code) or next(iter(sets.values()))


def _below(place: Place, wanted: RequiredSet, below: Mapping[str, Mapping[str, Share]]) -> list[tuple[str, str, Share]]:
    """The areas directly below with their shares, the lowest first, those of which nothing is registered last.

    Communities are listed with what they lack.
    """
    if len(place.code) >= LENGTHS[Level.TOWNSHIP - 1]:
        return []
    rows = [
        (area.short_name, _way(area.code, wanted.code), below.get(area.code, {}).get(wanted.code, Share()))
        for area in children(place.code)
        if not is_virtual(area.code)
    ]
    return sorted(rows, key=lambda row: (not row[2].wanted, not row[2].begun, row[2].part, row[0]))


def _listed(actor: Actor, standings: list[Standing]) -> list[Lacking]:
    names = names_of(each.code for each in standings)
    addresses = path_names({each.code[:9] for each in standings}) if standings else {}
    adding = reverse("organizations:new")
    return [
        Lacking(
            name=names[each.code],
            where=addresses.get(each.code[:9], ""),
            way=reverse("areas_desk:area", args=[each.code]),
            parts=tuple(
                (part.name, f"{adding}?type={part.any_of[0]}&area={each.code}" if keeps(actor, each.code) else "")
                for part in each.lacking
            ),
        )
        for each in standings
    ]


def _filters(place: Place, wanted: RequiredSet, standings: list[Standing], *, show_all: bool) -> list[Choice]:
    lacking = sum(1 for each in standings if each.lacking)
    return [
        Choice(_("还缺的"), _way(place.code, wanted.code), lacking, not show_all),
        Choice(_("全部"), _way(place.code, wanted.code, show="all"), len(standings), show_all),
    ]
