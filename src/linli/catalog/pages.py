"""The portal's pages of the catalogue, for visitors too: all items, a search, and where each one starts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, public_page
from linli.catalog import queries, search
from linli.catalog.choices import Audience, LegalUnit
from linli.catalog.labels import BASIS_KINDS, MODES, ONLINE_LEVELS
from linli.catalog.spec import LegalLimit

ANYTHING_ELSE = "other-request"
"""The item for whoever does not know which one to choose; a catalogue without it shows no such offer."""


@public_page
@require_safe
def items(request: DoorRequest) -> HttpResponse:
    """All items by life event; with `q`, those that answer it."""
    typed = " ".join(request.GET.get("q", "").split())[: search.LONGEST]
    catalogue = queries.catalogue()
    context = {
        "typed": typed,
        "found": catalogue.find(typed) if typed else [],
        "shelves": [] if typed else catalogue.shelves(),
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
    }
    return render(request, "catalog/item.html", context)


def _in_words(limit: LegalLimit) -> str:
    """How a law says it: working time as the product counts it, or days as they come."""
    if limit.unit is LegalUnit.CALENDAR_DAY:
        return ngettext("%(amount)s 天", "%(amount)s 天", limit.amount) % {"amount": limit.amount}
    words = gettext("%(amount)s 个工作日") if limit.unit is LegalUnit.DAY else gettext("%(amount)s 个工作小时")
    return words % {"amount": limit.amount}
