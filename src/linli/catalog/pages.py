"""The pages of the catalogue: in the portal, for visitors too, all items, a search and where each one starts; at the
desk, what was loaded and how each item is handled. Nothing is written here: items change by their files alone.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, StaffRequest, public_page, staff_page
from linli.catalog import milestones, queries, search
from linli.catalog.choices import Audience, LegalUnit
from linli.catalog.labels import BASIS_KINDS, FIELD_KINDS, LEVELS, MODES, ONLINE_LEVELS
from linli.catalog.models import ServiceItem
from linli.catalog.spec import Condition, ItemSpec, LegalLimit
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
        "is_confidential": found.audience is Audience.CONFIDENTIAL,
        "legal_limit": _in_words(found.legal_limit) if found.legal_limit else "",
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
    return render(request, "catalog/desk/items.html", {"shelves": queries.desk_shelves()})


@require_safe
@staff_page("catalog.read")
def desk_item(request: StaffRequest, code: str) -> HttpResponse:
    """One item as it was loaded: its limits, who handles it, what it asks, and on what it rests."""
    row = get_object_or_404(ServiceItem, code=code)
    item = row.details
    types = {each.code: str(each) for each in organizations.types()}
    context = {
        "row": row,
        "item": item,
        "legal_limit": _in_words(item.legal_limit) if item.legal_limit else "",
        "mode": MODES[item.mode],
        "online_level": ONLINE_LEVELS[item.online_level],
        "routes": [
            (types.get(route.type, route.type), LEVELS[route.level], _condition(item, route.when))
            for route in item.handled_by
        ],
        "questions": [(FIELD_KINDS[field.kind], field) for field in item.form],
        "basis": [(BASIS_KINDS[basis.kind], basis) for basis in item.basis],
    }
    return render(request, "catalog/desk/item.html", context)


def _condition(item: ItemSpec, condition: Condition | None) -> str:
    """When a rule holds, in the words of the question it asks after; nothing where it always does."""
    if condition is None:
        return ""
    asked = next(field for field in item.form if field.name == condition.field)
    answers = gettext("”或“").join(choice.label for choice in asked.choices if choice.value in condition.any_of)
    return gettext("“%(question)s”答“%(answers)s”时") % {"question": asked.label, "answers": answers}


def _in_words(limit: LegalLimit) -> str:
    """How a law says it: working time as the product counts it, or days as they come."""
    if limit.unit is LegalUnit.CALENDAR_DAY:
        return ngettext("%(amount)s 天", "%(amount)s 天", limit.amount) % {"amount": limit.amount}
    words = gettext("%(amount)s 个工作日") if limit.unit is LegalUnit.DAY else gettext("%(amount)s 个工作小时")
    return words % {"amount": limit.amount}
