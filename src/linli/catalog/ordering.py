"""The desk's page on which the order of items and the first page are set: up and down, without a script, then proposed.

What was moved stands in the form itself until it is proposed; nothing is kept of it before.
"""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import StaffRequest, staff_page
from linli.base.clock import now
from linli.base.refusals import Sentence
from linli.catalog import actions, queries
from linli.catalog.arranging import Arranged, Items, arranged, moved
from linli.catalog.forms_desk import OrderForm
from linli.catalog.labels import LIFE_EVENTS
from linli.catalog.spec import ItemSpec
from linli.web.forms import onward, refusals_shown_on, show

STEPS = {"up": -1, "down": 1}
FRONT = "front"


class Row(NamedTuple):
    """One line: its item, whether it can go up or down, and whether it was moved just now."""

    item: ItemSpec
    can_rise: bool
    can_sink: bool
    is_moved: bool


class Shelf(NamedTuple):
    """A list that is put in order: its name in buttons, its title, its lines."""

    name: str
    title: Sentence
    rows: list[Row]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("catalog.propose")
def order(request: StaffRequest) -> HttpResponse:
    """Put items in order, choose what stands on the first page, and propose it."""
    catalogue = queries.catalogue()
    items, wanted, pressed = catalogue.items, catalogue.arranged, ""
    form = OrderForm(request.POST if "propose" in request.POST else None, items=items, front=wanted.front)
    if request.method == "POST":
        wanted, pressed = _pressed(request.POST, items, wanted)
        form.offer(items, wanted.front)
    if form.is_valid():
        with refusals_shown_on(form):
            reason = form.cleaned_data["reason"]
            proposal = actions.propose_order(wanted, reason=reason, by=request.actor, at=now())
            messages.success(request, _("提上去了，等另一个人审核。"))
            return onward(request, reverse("catalog_desk:proposal", args=[proposal.pk]))
    shelves = {event: [code for code in wanted.order if items[code].life_event is event] for event in LIFE_EVENTS}
    context: dict[str, Any] = {
        "front": _shelf(FRONT, _("首页"), wanted.front, items, pressed),
        "shelves": [_shelf(each.value, LIFE_EVENTS[each], held, items, pressed) for each, held in shelves.items()],
        "wanted": wanted,
        "is_changed": wanted != catalogue.arranged,
        "most": actions.MOST_ON_FRONT,
        "form": form,
    }
    return show(request, "catalog/desk/order.html", **context)


def _pressed(sent: QueryDict, items: Items, now_so: Arranged) -> tuple[Arranged, str]:
    """What the form held, after the button that was pressed; and which line that was about."""
    said = {"front": sent.getlist(FRONT), "order": sent.getlist("order")}
    front, order_of_all = arranged(said, items) if said["order"] else now_so
    list_name, _colon, rest = sent.get("move", "").partition(":")
    way, _colon, code = rest.partition(":")
    added = sent.get("added", "") if "add" in sent else ""
    if added in items:
        front = tuple(dict.fromkeys([*front, added]))
    elif list_name == FRONT and way == "off":
        front = tuple(each for each in front if each != code)
    elif list_name == FRONT and way in STEPS:
        front = moved(front, code, STEPS[way], front)
    elif code in items and way in STEPS:
        shelf = [each for each, item in items.items() if item.life_event is items[code].life_event]
        order_of_all = moved(order_of_all, code, STEPS[way], shelf)
    return Arranged(front, order_of_all), f"{list_name}:{code}"


def _shelf(name: str, title: Sentence, codes: Any, items: Items, pressed: str) -> Shelf:
    rows = list(codes)
    last = len(rows) - 1
    return Shelf(
        name,
        title,
        [Row(items[code], at > 0, at < last, pressed == f"{name}:{code}") for at, code in enumerate(rows)],
    )
