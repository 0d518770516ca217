"""The pages of the catalogue: in the portal, for visitors too, all items, a search and where each one starts; at the
desk, what each item says, how it is handled, and what it said before.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, StaffRequest, public_page, staff_page
from linli.accounts.rights import may
from linli.catalog import also, milestones, queries, search
from linli.catalog.choices import Audience
from linli.catalog.labels import (
    BASIS_KINDS,
    FIELD_KINDS,
    KINDS,
    LEVELS,
    LIFE_EVENTS,
    MODES,
    ONLINE_LEVELS,
    legal_words,
)
from linli.catalog.models import ServiceItem
from linli.catalog.spec import Condition, ItemSpec
from linli.organizations import queries as organizations
from linli.web.words import asked

ANYTHING_ELSE = "other-request"
"""The item for whoever does not know which one to choose; a catalogue without it shows no such offer."""


@public_page
@require_safe
def items(request: DoorRequest) -> HttpResponse:
    """All items by life event; with `q`, those that answer it."""
    typed = asked(request, "q", search.LONGEST)
    catalogue = queries.catalogue()
    context = {
        "typed": typed,
        "found": catalogue.find(typed) if typed else [],
        "shelves": [] if typed else catalogue.shelves(),
        "milestones": milestones.found(typed) if typed else milestones.known().values(),
        "also": also.answers(typed) if typed else [],
        "anything_else": catalogue.offered(ANYTHING_ELSE),
    }
    return render(request, "catalog/items.html", context)


@public_page
@require_safe
def item(request: DoorRequest, code: str) -> HttpResponse:
    """Where an item starts: who can, what is needed, how long it takes, what happens, and on what it rests."""
    found = queries.catalogue().offered(code)
    if found is None:
        raise Http404
    context = {
        "item": found,
        "apply_address": f"/apply/{found.code}/",  # a page of cases, which stands above and takes it from there
        "nameless_address": f"/ask/{found.code}/" if found.takes_nameless else "",
        "reviews_address": f"/reviews/items/{found.code}/",  # likewise: what residents say of it
        "is_confidential": found.audience is Audience.CONFIDENTIAL,
        "legal_limit": legal_words(found.legal_limit) if found.legal_limit else "",
        "mode": MODES[found.mode],
        "online_level": ONLINE_LEVELS[found.online_level],
        "basis": [(BASIS_KINDS[basis.kind], basis) for basis in found.basis],
        "questions": [(FIELD_KINDS[field.kind], field) for field in found.form],
    }
    return render(request, "catalog/item.html", context)


@public_page
@require_safe
def milestone(request: DoorRequest, code: str) -> HttpResponse:
    """What there is to do when something great happens in a life: the steps, each with the items offered here."""
    found = milestones.known().get(code)
    if found is None:
        raise Http404
    catalogue = queries.catalogue()
    steps = [(part, [item for item in map(catalogue.offered, part.items) if item]) for part in found.parts]
    context = {
        "milestone": found,
        "steps": [(part, items) for part, items in steps if items],
        "others": [each for each in milestones.known().values() if each is not found],
        "anything_else": catalogue.offered(ANYTHING_ELSE),
    }
    return render(request, "catalog/milestone.html", context)


@require_safe
@staff_page("catalog.read")
def desk_items(request: StaffRequest) -> HttpResponse:
    """Every item by life event: its kind, whether it is offered, which version stands here and since when."""
    context = {
        "shelves": queries.desk_shelves(),
        "waiting": len(queries.waiting()),
        "may_propose": may(request.actor, "catalog.propose"),
    }
    return render(request, "catalog/desk/items.html", context)


@require_safe
@staff_page("catalog.read")
def desk_item(request: StaffRequest, code: str) -> HttpResponse:
    """One item as it stands: its limits, who handles it, what it asks, on what it rests, and its versions."""
    row = get_object_or_404(ServiceItem.objects.select_related("live"), code=code)
    context = {
        "row": row,
        "versions": queries.versions(row),
        "waiting": queries.waiting_for(code),
        "may_propose": may(request.actor, "catalog.propose"),
        **described(row.details),
    }
    return render(request, "catalog/desk/item.html", context)


@require_safe
@staff_page("catalog.read")
def desk_version(request: StaffRequest, code: str, which: int) -> HttpResponse:
    """What an item said in one of its versions: cases asked under it are handled by that."""
    row = get_object_or_404(ServiceItem.objects.select_related("live"), code=code)
    version = get_object_or_404(row.versions, number=which)
    context = {"row": row, "version": version, "versions": queries.versions(row), **described(version.details)}
    return render(request, "catalog/desk/item.html", context)


def described(item: ItemSpec) -> dict[str, Any]:
    """What the desk says of an item's content."""
    types = {each.code: str(each) for each in organizations.types()}
    return {
        "item": item,
        "legal_limit": legal_words(item.legal_limit) if item.legal_limit else "",
        "kind": KINDS[item.kind],
        "life_event": LIFE_EVENTS[item.life_event],
        "is_confidential": item.audience is Audience.CONFIDENTIAL,
        "mode": MODES[item.mode],
        "online_level": ONLINE_LEVELS[item.online_level],
        "routes": [
            (types.get(route.type, route.type), LEVELS[route.level], _condition(item, route.when))
            for route in item.handled_by
        ],
        "questions": [(FIELD_KINDS[field.kind], field) for field in item.form],
        "basis": [(BASIS_KINDS[basis.kind], basis) for basis in item.basis],
    }


def _condition(item: ItemSpec, condition: Condition | None) -> str:
    """When a rule holds, in the words of the question it asks after; nothing where it always does."""
    if condition is None:
        return ""
    asked = next(field for field in item.form if field.name == condition.field)
    answers = gettext("”或“").join(choice.label for choice in asked.choices if choice.value in condition.any_of)
    return gettext("“%(question)s”答“%(answers)s”时") % {"question": asked.label, "answers": answers}
