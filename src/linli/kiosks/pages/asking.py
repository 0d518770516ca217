"""Asking for help at a machine: one question a screen, everything once more in words, and a receipt."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linli.areas.queries import path_name
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.refusals import Refused
from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Channel
from linli.cases.remembering import memory
from linli.catalog import queries as catalog
from linli.catalog.choices import FieldKind
from linli.catalog.forms import item_form, readable
from linli.catalog.models import ServiceItem
from linli.catalog.spec import ItemSpec
from linli.kiosks import actions
from linli.kiosks.doors import VisitRequest, visit_page
from linli.kiosks.forms import KeyForm, PlaceForm
from linli.kiosks.rules import Use
from linli.people.models import Resident
from linli.web.forms import onward, show

ON_A_SCREEN, ALL = 6, "all"


@dataclass(frozen=True)
class Tile:
    """One thing to be touched: an item, or a part of life with its items behind it."""

    title: object
    picture: str
    way: str


@require_safe
@visit_page
def ask(request: VisitRequest) -> HttpResponse:
    """What is it about: the most wanted first; behind “更多” the parts of a life, and behind each its items."""
    here, shelf = reverse("kiosks:ask"), request.GET.get("shelf", "")
    tiles = _shelves(here) if shelf == ALL else _items(shelf)
    pages = max(1, -(-len(tiles) // ON_A_SCREEN))
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1
    way = f"{here}?shelf={shelf}&page=" if shelf else f"{here}?page="
    return show(
        request,
        "kiosks/ask.html",
        tiles=tiles[(page - 1) * ON_A_SCREEN : page * ON_A_SCREEN],
        before=f"{way}{page - 1}" if page > 1 else "",
        after=f"{way}{page + 1}" if page < pages else "",
        more="" if shelf else f"{here}?shelf={ALL}",
    )


def _items(shelf: str) -> list[Tile]:
    """What can be asked for where nothing can be photographed: of a part of life, else the commonest."""
    found = catalog.catalogue()
    held = next((each.items for each in found.shelves() if each.life_event == shelf), None)
    items = found.common(ON_A_SCREEN + 4) if held is None else held
    wanted = [item for item in items if not needs_photo(item)]
    shown = wanted if held is not None else wanted[:ON_A_SCREEN]
    return [Tile(item.plain_name, item.icon, reverse("kiosks:item", args=[item.code])) for item in shown]


def _shelves(here: str) -> list[Tile]:
    held = [each for each in catalog.shelves() if any(not needs_photo(item) for item in each.items)]
    return [Tile(each.title, each.items[0].icon, f"{here}?shelf={each.life_event.value}") for each in held]


@require_http_methods(["GET", "POST"])
@visit_page
def item(request: VisitRequest, code: str) -> HttpResponse:
    """One question after the other; what was answered travels along, unseen."""
    found = catalog.offered_item(code)
    if found is None or needs_photo(found.details):
        raise Http404
    resident = Resident.objects.filter(pk=request.visitor.resident).first()
    if resident is None:
        return onward(request, reverse("kiosks:name", args=["ask"]))
    walk = Walk(request, found)
    if request.method != "POST":
        return walk.shown(request, 0)
    step = walk.reached(request.POST)
    if "back" in request.POST:
        return walk.shown(request, max(0, step - 1), status=200)
    if step < len(walk.names) and not walk.is_right(step):
        return walk.shown(request, step)
    if "send" not in request.POST:
        at = step + 1
        return walk.shown(request, at, status=200) if at < len(walk.names) else _check(request, walk, resident)
    return _send(request, walk, resident)


class Walk:
    """The way through an item's questions. What is sent holds every answer so far, and which question it answers."""

    def __init__(self, request: VisitRequest, item: ServiceItem) -> None:
        data = request.POST or None
        self.item, self.memory = item, memory(item.details, request.visitor)
        self.place = PlaceForm(data, needs_place=item.details.needs_place)
        self.asked = item_form(item.details)(data)
        self.key = KeyForm(data, initial={"client_key": new_id()})
        wanted = [field.name for field in item.details.form if field.kind is not FieldKind.PHOTO]
        self.names = [*wanted, "place"]

    def reached(self, data: Any) -> int:
        """Which question was answered last; any other number is the first."""
        given = str(data.get("step", ""))
        return int(given) if given.isdecimal() and int(given) <= len(self.names) else 0

    def is_right(self, step: int) -> bool:
        """Whether the answer to this question can stand; later ones have not been asked yet."""
        return self.names[step] not in self._form(step).errors

    def _form(self, step: int) -> forms.Form:
        return self.place if self.names[step] == "place" else self.asked

    def shown(self, request: HttpRequest, step: int, status: int | None = None) -> HttpResponse:
        """One question, with the answer it had; errors of this one alone, and none where it has not been answered."""
        name, form = self.names[step], self._form(step)
        is_wrong = status != 200 and form.is_bound and name in form.errors
        field = form[name] if is_wrong else self._afresh(step)
        return show(
            request,
            "kiosks/question.html",
            status=422 if is_wrong else 200,
            item=self.item.details,
            field=field,
            step=step,
            number=step + 1,
            count=len(self.names) + 1,
            carried=self.carried(without=name),
        )

    def _afresh(self, step: int) -> BoundField:
        """A question as it is asked: with what was answered on the way, else with what an earlier request said."""
        name, details = self.names[step], self.item.details
        told = self.memory.answers.get(name)
        before = self.asked.data.get(name) or (told.value if told else None)
        if name == "place":
            return PlaceForm(initial={name: before}, needs_place=details.needs_place)[name]
        return item_form(details)(initial={name: before})[name]

    def carried(self, without: str = "") -> list[tuple[str, str]]:
        """Answers so far and the sender's key, for hidden fields."""
        data = self.asked.data
        kept = [(name, data[name]) for name in self.names if name != without and data.get(name)]
        return [*kept, ("client_key", str(self.key["client_key"].value()))]

    def first_wrong(self) -> int | None:
        """The first question whose answer cannot stand; None where all can."""
        return next((step for step in range(len(self.names)) if not self.is_right(step)), None)


def _check(request: HttpRequest, walk: Walk, resident: Resident, refused: str = "") -> HttpResponse:
    if (wrong := walk.first_wrong()) is not None:
        return walk.shown(request, wrong)
    return show(
        request,
        "kiosks/check.html",
        status=422 if refused else 200,
        item=walk.item.details,
        answers=readable(walk.item.details, walk.asked.answers()),
        place=walk.place.cleaned_data["place"],
        community=path_name(resident.home_area_id),
        step=len(walk.names),
        carried=walk.carried(),
        refused=refused,
    )


def _send(request: VisitRequest, walk: Walk, resident: Resident) -> HttpResponse:
    if (wrong := walk.first_wrong()) is not None:
        return walk.shown(request, wrong)
    key = walk.key.cleaned_data["client_key"] if walk.key.is_valid() else new_id()
    answers, place, at = walk.asked.answers(), walk.place.cleaned_data["place"], now()
    wanted = cases.Request(
        item=walk.item,
        area=resident.home_area_id,
        place=place,
        description=str(answers.get("description", "")),
        answers=answers,
        client_key=key,
        reused=walk.memory.reused(answers, place),
    )
    try:
        case = cases.submit(wanted, by=request.visitor, at=at, channel=Channel.KIOSK)
    except Refused as refusal:
        return _check(request, walk, resident, str(refusal.sentence))
    actions.count(request.device, Use.SENT, at)
    return onward(request, reverse("kiosks:receipt", args=[case.number]))


@require_safe
@visit_page
def receipt(request: VisitRequest, number: str) -> HttpResponse:
    """The number, who has it, until when: to be read, and to be printed."""
    case = queries.numbered(number, request.visitor)
    if case is None:
        raise Http404
    return show(request, "kiosks/receipt.html", case=case, device=request.device, at=now())


def needs_photo(item: ItemSpec) -> bool:
    """Whether it cannot be asked without a picture: a machine has no camera."""
    return any(field.required and field.kind is FieldKind.PHOTO for field in item.form)
