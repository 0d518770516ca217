"""Where one figure comes from: the cases counted now, those of a locked month, and what has come between the two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.indicators import evidence, locked, queries
from linli.indicators.definitions import Definition, definitions
from linli.indicators.models import LockedMonth
from linli.indicators.pages import VERB, Chosen, chosen_of, frame
from linli.indicators.rules import Side
from linli.web.components import Choice

CASES_ON_A_PAGE = 30


@dataclass(frozen=True)
class Asked:
    """Whose figure is opened, of which month and place."""

    request: StaffRequest
    chosen: Chosen
    definition: Definition
    lock: LockedMonth | None

    @property
    def side(self) -> str:
        """`yes` or `no`, where the address says; 404 for anything else."""
        side = self.request.GET.get("show", "")
        if side not in ("", "yes", "no"):
            raise Http404
        return side


@require_safe
@staff_page(VERB)
def explain(request: StaffRequest, indicator: str) -> HttpResponse:
    """How one figure was counted, and the cases behind it."""
    if indicator not in definitions():
        raise Http404
    chosen = chosen_of(request)
    lock = queries.locks_of([chosen.month]).get(chosen.month.first)
    way = request.GET.get("as") or ("locked" if lock else "now")
    if way not in WAYS or not (lock or way == "now"):
        raise Http404
    asked = Asked(request, chosen, definitions()[indicator], lock)
    context = {
        **frame(request.actor, chosen),
        "definition": asked.definition,
        "back": reverse("indicators:rates") + chosen.query(of=indicator),
        "lock": lock,
        "way": way,
        "ways": _ways(asked, way) if lock else [],
        **WAYS[way](asked),
    }
    return render(request, "indicators/explain.html", context)


def _now(asked: Asked) -> dict[str, Any]:
    """As it is counted now."""
    chosen, definition = asked.chosen, asked.definition
    found = queries.explain(definition.id, chosen.area, chosen.month, viewer=asked.request.actor, unit=chosen.unit_id)
    show = asked.side or ("no" if found.shown_no else "yes")
    cases, count = (found.yes, found.shown_yes) if show == "yes" else (found.no, found.shown_no)
    page = _page(asked, cases.only(*evidence.COLUMNS).order_by("due_at", "number"), count)
    return {
        "rate": found.rate,
        "until": found.until,
        "hidden": found.hidden,
        "is_moving": found.is_moving,
        "filters": _splits(asked, show, found.shown_yes, found.shown_no, "now"),
        "page": page,
        "lines": [(case, evidence.said(case, definition)) for case in page.object_list],
    }


def _locked(asked: Asked) -> dict[str, Any]:
    """As it stood when the month was locked."""
    chosen, definition, lock = asked.chosen, asked.definition, asked.lock
    assert lock is not None  # noqa: S101 (asked for only where there is one)
    found = locked.explain(definition, chosen.area, lock, viewer=asked.request.actor, unit=chosen.unit_id)
    show = asked.side or ("no" if found.shown_no else "yes")
    kept, count = (found.yes, found.shown_yes) if show == "yes" else (found.no, found.shown_no)
    page = _page(asked, kept.only("case", *(f"case__{name}" for name in evidence.COLUMNS)), count)
    then = definition.yes if show == "yes" else definition.no
    return {
        "rate": found.rate,
        "hidden": found.hidden,
        "filters": _splits(asked, show, found.shown_yes, found.shown_no, "locked"),
        "page": page,
        "lines": [(kept.case, then) for kept in page.object_list],
    }


def _change(asked: Asked) -> dict[str, Any]:
    """What has come since: each case with what it counted for then, and counts for now."""
    chosen, definition, lock = asked.chosen, asked.definition, asked.lock
    assert lock is not None  # noqa: S101 (asked for only where there is one)
    until = queries.computed_until() or lock.locked_at
    found = locked.change(definition, chosen.area, lock, viewer=asked.request.actor, until=until, unit=chosen.unit_id)
    page = _page(asked, found.cases.only(*evidence.COLUMNS), None)
    words = {Side.OUT: _("不算"), Side.NO: definition.no, Side.YES: definition.yes}
    return {
        "rate": found.now,
        "was": found.was,
        "until": until,
        "is_whole": found.is_whole,
        "page": page,
        "changed": [
            (case, words[Side(case.was)], words[Side(case.is_now)], evidence.came(case, definition, chosen.month))
            for case in page.object_list
        ],
    }


WAYS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {"locked": _locked, "now": _now, "change": _change}


def _page(asked: Asked, rows: "QuerySet[Any]", count: int | None) -> Any:
    paginator = Paginator(rows, CASES_ON_A_PAGE)
    if count is not None:
        paginator.count = count  # counted already
    return paginator.get_page(asked.request.GET.get("page"))


def _ways(asked: Asked, way: str) -> list[Choice]:
    names = {"locked": _("锁定的数"), "now": _("现在重算的数"), "change": _("锁定以后变了的")}
    return [Choice(name, asked.chosen.query(**{"as": key}), is_current=key == way) for key, name in names.items()]


def _splits(asked: Asked, show: str, yes: int, no: int, way: str) -> list[Choice]:
    definition = asked.definition
    more = {"as": way} if asked.lock else {}
    counts = {"no": (definition.no, no), "yes": (definition.yes, yes)}
    return [
        Choice(words, asked.chosen.query(show=key, **more), count, show == key)
        for key, (words, count) in counts.items()
    ]
