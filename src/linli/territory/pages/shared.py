"""What the registers' pages have in common: which area is looked at, and the way up and down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from linli.accounts.rights import may, posts_with
from linli.areas.models import Area
from linli.areas.queries import names_of, path_name
from linli.areas.rules import ancestors_of, is_code
from linli.base.actor import Actor

Address = Callable[[str], str]


@dataclass(frozen=True)
class Place:
    """An area looked at, its name as an address, and the areas above it that the reader may open."""

    area: Area
    name: str
    above: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """The area's code."""
        return str(self.area.code)


def looked_at(actor: Actor, verb: str, code: str, way: Address) -> Place:
    """The area asked for, by default the widest of the reader's posts; 404 for one that is not theirs to read."""
    code = code or widest(actor, verb)
    if not is_code(code) or not may(actor, verb, area=code):
        raise Http404
    area = Area.objects.filter(pk=code).first()
    if area is None:
        raise Http404
    above = [each for each in ancestors_of(code) if may(actor, verb, area=each)]
    names = names_of(above)
    return Place(
        area, path_name(code) or area.short_name, tuple((names[each], way(each)) for each in above if each in names)
    )


def widest(actor: Actor, verb: str) -> str:
    """The highest of the areas a right reaches to."""
    areas = [post.area for post in posts_with(actor, verb)]
    if not areas:
        raise Http404
    return min(areas, key=lambda code: (len(code), code))


def with_query(name: str) -> Address:
    """The address of a list, its area in the query."""
    return lambda code: f"{reverse(name)}?area={code}"


def asked_of(given: Mapping[str, Any], name: str, known: Mapping[str, Any], default: str) -> str:
    """A choice from the address; the default for anything else."""
    value = str(given.get(name, ""))
    return value if value in known else default
