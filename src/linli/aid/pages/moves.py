"""What can be done to a need at the desk: for each verb its form, whose it is, and the action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.accounts.rights import may
from linli.aid import actions, queries
from linli.aid.forms import BASES, AgreedForm, CloseForm, ReasonForm, ReferForm, ReviewForm, WordsForm
from linli.aid.models import Need
from linli.aid.rules import Basis, Stage
from linli.base.actor import Actor

HANDLE = "aid.handle"
WORKING = (Stage.ACCEPTED, Stage.SERVED)


@dataclass(frozen=True)
class Move:
    """One verb: a button alone where it asks for nothing."""

    title: str
    icon: str
    act: Callable[..., Need]
    form: Callable[..., forms.Form] = forms.Form
    note: str = ""
    is_first: bool = False

    def fill(self, need: Need, by: Actor, verb: str, data: Any = None) -> forms.Form:
        """Its form for this need."""
        more: dict[str, Any] = {"auto_id": f"{verb}_%s"}
        if self.form is ReferForm:
            more["units"] = queries.units_for(need)
        if self.form is AgreedForm:
            more |= {"by": by, "bases": BASES}
        return self.form(data, **more)

    def do(self, need: Need, form: forms.Form, by: Actor, at: datetime) -> Need:
        """The action, with what the form says."""
        return self.act(need, **_said(need, form), by=by, at=at)


def moves_of(need: Need, by: Actor) -> dict[str, Move]:
    """What the actor's units can do to it now, by its name in the address."""
    if need.closed_at is not None:
        return {}
    known = _moves(need)
    mine = may(by, HANDLE, units=[need.unit_id])
    is_asked = need.offered_to_id is not None and may(by, HANDLE, units=[need.offered_to_id])
    offered = [*(_when_asked() if is_asked else ()), *(_when_ours(need, by) if mine else ())]
    return {verb: known[verb] for verb in dict.fromkeys(offered)}


def _when_asked() -> list[str]:
    return ["accept", "give-back"]


def _when_ours(need: Need, by: Actor) -> list[str]:
    stage, is_pending, is_asked = Stage(need.stage), need.offered_to_id is not None, need.basis != Basis.NOBODY.value
    offered = {
        "report": stage is Stage.FOUND and (is_asked or queries.home_of(str(need.area_id)) != need.unit_id),
        "name": _lacks_word(need) and may(by, "people.read"),
        "serve": True,
        "keep": stage is Stage.FOUND and is_asked,
        "refer": stage in WORKING and not is_pending and is_asked,
        "recall": is_pending,
        "tell": need.told_at is None and need.resident_id is not None,
        "review": True,
        "close": True,
    }
    return [verb for verb, is_offered in offered.items() if is_offered]


def _lacks_word(need: Need) -> bool:
    """Nobody is named yet, or somebody in danger has agreed since."""
    return need.basis in (Basis.NOBODY.value, Basis.URGENT.value)


def _moves(need: Need) -> dict[str, Move]:
    above = _("报给街道（乡镇）") if need.basis != Basis.NOBODY.value else _("请社区上门去问")
    return {
        "accept": Move(_("接收"), "check", actions.accept, note=_("从现在起由您的单位负责。"), is_first=True),
        "give-back": Move(_("退回"), "undo-2", actions.give_back, ReasonForm),
        "report": Move(above, "send", actions.report, note=_("对方接收以前，还由您的单位负责。"), is_first=True),
        "keep": Move(_("由本单位来帮"), "hand-heart", actions.keep),
        "name": Move(_("写明本人和同意"), "user-check", actions.name, AgreedForm),
        "serve": Move(_("记一次帮助"), "gift", actions.serve, WordsForm),
        "refer": Move(_("转给别的单位"), "forward", actions.refer, ReferForm),
        "recall": Move(_("收回"), "undo-2", actions.recall, note=_("不再等对方接收。")),
        "tell": Move(_("已经告诉本人"), "message-circle", actions.tell_person),
        "review": Move(_("重新看过，接着帮"), "calendar-plus", actions.review, ReviewForm),
        "close": Move(_("办结"), "circle-check", actions.close, CloseForm),
    }


def _said(need: Need, form: forms.Form) -> dict[str, Any]:
    typed = dict(form.cleaned_data)
    if isinstance(form, AgreedForm):
        return {**form.agreed(), "resident": form.resident() or need.resident_id}
    if isinstance(form, ReferForm):
        typed["to"] = typed["to"].pk
    return typed
