"""The parts of units called in, as a case page shows them, and what can be done to each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from linli.accounts.rights import may
from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases import actions
from linli.cases.forms import FinishPartForm, ReleasePartForm
from linli.cases.models import Case, CasePart
from linli.cases.parts import RUNNING, PartState


@dataclass(frozen=True)
class PartMove:
    """One thing that can be done to a part: by which right, on whose units, with what form."""

    title: str
    right: str
    form: type[forms.Form]
    act: Callable[[Case, UUID, forms.Form, Actor], Any]
    is_of_lead: bool = False
    states: frozenset[PartState] = RUNNING


def part_moves() -> dict[str, PartMove]:
    """All of them, by the name in the address."""
    return {
        "take-up": PartMove(
            _("接手会办"), "cases.take_part", forms.Form, _take_up, states=frozenset({PartState.CALLED})
        ),
        "done": PartMove(_("我们的一份办好了"), "cases.take_part", FinishPartForm, _finish),
        "release": PartMove(_("不再请它"), "cases.call_in", ReleasePartForm, _release, is_of_lead=True),
    }


def shown_parts(
    parts: Iterable[CasePart], case: Case, viewer: Actor, wrong: tuple[UUID, str, forms.Form] | None = None
) -> list[dict[str, Any]]:
    """Each part with what the viewer may do to it now; `wrong` is a form that was refused: whose, which, itself."""
    return [{"part": part, "moves": list(_moves(part, case, viewer, wrong))} for part in parts]


def _moves(
    part: CasePart, case: Case, viewer: Actor, wrong: tuple[UUID, str, forms.Form] | None
) -> Iterable[dict[str, Any]]:
    for name, move in part_moves().items():
        if part.standing.state not in move.states or not _may(viewer, move, part, case):
            continue
        refused = wrong is not None and wrong[:2] == (part.pk, name)
        form = wrong[2] if wrong and refused else move.form(auto_id=f"{name}_{part.pk.hex[-6:]}_%s")
        yield {"name": name, "title": move.title, "form": form, "is_open": refused}


def _may(viewer: Actor, move: PartMove, part: CasePart, case: Case) -> bool:
    if move.is_of_lead:
        return may(viewer, move.right, area=case.area_id, units=[case.unit_id] if case.unit_id else [])
    return may(viewer, move.right, units=[part.unit_id])


def _take_up(case: Case, part: UUID, _form: forms.Form, by: Actor) -> CasePart:
    return actions.take_up_part(case, part, by=by, at=now())


def _finish(case: Case, part: UUID, form: forms.Form, by: Actor) -> CasePart:
    return actions.finish_part(case, part, reply=form.cleaned_data["reply"], by=by, at=now())


def _release(case: Case, part: UUID, form: forms.Form, by: Actor) -> CasePart:
    return actions.release_part(case, part, reason=form.cleaned_data["reason"], by=by, at=now())
