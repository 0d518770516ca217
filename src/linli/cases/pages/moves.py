"""What a worker can do to a case at the desk: each with its right, its form and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases import actions
from linli.cases.attachments import keep_uploads
from linli.cases.forms import (
    AnswerForm,
    AssignForm,
    CallInForm,
    DecideForm,
    ExtendForm,
    LocateForm,
    NoteForm,
    PauseForm,
    ResolveForm,
    ReturnForm,
    SeenForm,
    SplitForm,
    SuperviseForm,
    seen_of,
)
from linli.cases.forms_merging import MergeForm, UnmergeForm
from linli.cases.models import Case
from linli.cases.rules import Verb
from linli.catalog.models import ServiceItem


def _held(case: Case) -> tuple[str, list[Any]]:
    return case.area_id, [case.unit_id] if case.unit_id else []


def _anywhere(_case: Case) -> tuple[str, list[Any]]:
    return "", []


def _decided_by(case: Case) -> tuple[str, list[Any]]:
    return actions.deciding_area(case), [case.arbiter_id] if case.arbiter_id else []


@dataclass(frozen=True)
class Move:
    """One thing a worker can do to a case: its form and what it does."""

    verb: Verb
    right: str
    title: Any
    form: Callable[..., SeenForm]
    act: Callable[..., Any]
    icon: str
    needs_case: bool = False
    held: Callable[[Case], tuple[str, list[Any]]] = _held  # the area and the units whose posts may do it
    also: str = ""  # another right that is enough
    offers_answers: bool = False  # its reply may begin with one of the unit's


def _assign(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.assign(case, to=form.cleaned_data["to"], by=by, at=now(), seen=seen_of(form))


def _call_in(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    part = actions.call_in(
        case, unit=data["unit"], task=data["task"], days=data["days"], by=by, at=now(), seen=seen_of(form)
    )
    return part.case


def _give_back(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.give_back(case, reason=form.cleaned_data["reason"], by=by, at=now(), seen=seen_of(form))


def _decide(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    return actions.decide(case, to=data["to"], reason=data["reason"], by=by, at=now(), seen=seen_of(form))


def _split(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    item = ServiceItem.objects.get(pk=data["item"])
    request = actions.Request(item=item, area=case.area_id, description=data["description"], place=data["place"])
    return actions.split(
        case, request, reason=data["reason"], by=by, at=now(), seen=seen_of(form), with_photos=data["with_photos"]
    )


def _merge(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    other = cast("MergeForm", form).others[data["other"]]
    return actions.merge(case, other, reason=data["reason"], by=by, at=now(), seen=seen_of(form))


def _unmerge(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.unmerge(case, reason=form.cleaned_data["reason"], by=by, at=now(), seen=seen_of(form))


def _extend(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    return actions.extend(case, days=data["days"], reason=data["reason"], by=by, at=now(), seen=seen_of(form))


def _pause(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    said = {"kind": data["kind"], "days": data["days"], "reason": data["reason"]}
    return actions.pause(case, **said, by=by, at=now(), seen=seen_of(form))


def _resume(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.resume(case, by=by, at=now(), seen=seen_of(form))


def _supervise(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.supervise(case, reason=form.cleaned_data["reason"], by=by, at=now(), seen=seen_of(form))


def _answer(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    return actions.answer_supervision(
        case, reply=data["reply"], by=by, at=now(), seen=seen_of(form), template=data["template"]
    )


def _note(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.note(case, words=form.cleaned_data["words"], by=by, at=now())


def _locate(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.locate(case, grid=form.cleaned_data["grid"], by=by, at=now(), seen=seen_of(form))


def _resolve(case: Case, form: forms.Form, by: Actor) -> Case:
    data = form.cleaned_data
    kept = keep_uploads(data["photos"] or [], field="photos")
    return actions.resolve(
        case, reply=data["reply"], photos=kept, by=by, at=now(), seen=seen_of(form), template=data["template"]
    )


def _accept(case: Case, form: forms.Form, by: Actor) -> Case:
    return actions.accept(case, by=by, at=now(), seen=seen_of(form))


def moves() -> dict[str, Move]:
    """All that can be done at the desk, by its name in the address."""
    return {
        "decide": Move(
            Verb.DECIDE,
            "cases.decide",
            _("决定由谁办"),
            DecideForm,
            _decide,
            "scale",
            needs_case=True,
            held=_decided_by,
        ),
        "accept": Move(Verb.ACCEPT, "cases.accept", _("受理"), SeenForm, _accept, "check"),
        "resolve": Move(
            Verb.RESOLVE, "cases.resolve", _("办结并回复"), ResolveForm, _resolve, "circle-check", offers_answers=True
        ),
        "assign": Move(Verb.ASSIGN, "cases.assign", _("派给单位"), AssignForm, _assign, "send", needs_case=True),
        "call-in": Move(Verb.CALL_IN, "cases.call_in", _("请单位会办"), CallInForm, _call_in, "users", needs_case=True),
        "split": Move(Verb.SPLIT, "cases.split", _("拆成两件"), SplitForm, _split, "scissors", needs_case=True),
        "merge": Move(Verb.MERGE, "cases.merge", _("把另一件并进来"), MergeForm, _merge, "merge", needs_case=True),
        "unmerge": Move(Verb.UNMERGE, "cases.merge", _("撤销合并"), UnmergeForm, _unmerge, "unlink"),
        "return": Move(Verb.RETURN, "cases.return", _("退回"), ReturnForm, _give_back, "undo-2"),
        "answer": Move(
            Verb.ANSWER,
            "cases.answer_supervision",
            _("答复督办"),
            AnswerForm,
            _answer,
            "message-square-reply",
            offers_answers=True,
        ),
        "supervise": Move(Verb.SUPERVISE, "cases.supervise", _("督办"), SuperviseForm, _supervise, "megaphone"),
        "resume": Move(Verb.RESUME, "cases.pause", _("恢复计时"), SeenForm, _resume, "play"),
        "pause": Move(
            Verb.PAUSE,
            "cases.pause",
            _("暂停计时"),
            PauseForm,
            _pause,
            "pause",
            also="cases.pause_long",
        ),
        "extend": Move(Verb.EXTEND, "cases.extend", _("延期"), ExtendForm, _extend, "clock"),
        "locate": Move(
            Verb.LOCATE, "cases.accept", _("写明在哪个网格"), LocateForm, _locate, "grid-3x3", needs_case=True
        ),
        "note": Move(Verb.NOTE, "cases.note", _("写内部备注"), NoteForm, _note, "sticky-note", held=_anywhere),
    }
