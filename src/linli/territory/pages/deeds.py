"""What can be done on a register's page: one form each, in a fold; the refused one comes back open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from linli.accounts.rights import may
from linli.areas.actions import NewShape
from linli.areas.models import Area, AreaShape
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.territory import actions


@dataclass(frozen=True)
class Deed:
    """One thing that can be done: its right, its title, its form, and the doing."""

    right: str
    title: Any
    icon: str
    form: Callable[..., forms.Form]
    act: Callable[[Area, forms.Form, Actor], Any]


def place(area: Area, form: forms.Form, by: Actor) -> None:
    """Say where an area lies."""
    facts = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    actions.place([NewShape(area=area.code, **facts)], by=by, at=now())


def today() -> dict[str, Any]:
    """Every day that a form asks for is today's until somebody says otherwise."""
    day = local_day(now())
    return dict.fromkeys(("day", "starts_on", "on", "since", "until"), day)


def place_known(area: Area) -> dict[str, Any]:
    """The point that is known already; of an outline, that there is one."""
    shape = AreaShape.objects.filter(pk=area.pk).first()
    if shape is None:
        return {}
    return {"lon": shape.lon, "lat": shape.lat, "source": shape.source, "has_outline": shape.outline is not None}


def offered(
    deeds: Mapping[str, Deed],
    area: Area,
    actor: Actor,
    bound: Mapping[str, forms.Form],
    unsent: Callable[[str, Deed], forms.Form],
) -> Iterator[dict[str, Any]]:
    """What the actor may do to an area that still stands, each with its form."""
    for name, deed in deeds.items():
        if area.valid_to is None and may(actor, deed.right, area=area.code):
            form = bound.get(name) or unsent(name, deed)
            yield {"name": name, "title": deed.title, "icon": deed.icon, "form": form, "is_open": name in bound}
