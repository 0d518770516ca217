"""What a unit often answers: kept by whoever answers for the unit, taken into a reply and changed there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.cases.actions.writing import one_sentence
from linli.cases.models import AnswerTemplate, Case

VERB = "cases.resolve"


@dataclass(frozen=True)
class Words:
    """What a template says; no item means whatever is asked for."""

    title: str
    words: str
    item: str | None = None


@transaction.atomic
def add_answer(said: Words, *, unit: UUID, by: Actor, at: datetime) -> AnswerTemplate:
    """The unit's own, for everybody who answers for it."""
    require(by, VERB, units=[unit])
    template = AnswerTemplate(unit_id=unit, changed_at=at, **_checked(said, unit))
    template.save(force_insert=True)
    record("cases.answer_added", on=template, by=by, at=at, unit=unit, item=template.item_id)
    return template


@transaction.atomic
def change_answer(template: AnswerTemplate, said: Words, *, by: Actor, at: datetime) -> AnswerTemplate:
    """Other words from now on; what was sent with the old ones stays as it was sent."""
    template = _locked(template, by)
    wanted = _checked(said, template.unit_id, but=template.pk)
    changed = [name for name, value in wanted.items() if getattr(template, name) != value]
    if not changed:
        return template
    for name in changed:
        setattr(template, name, wanted[name])
    template.changed_at = at
    template.save(update_fields=[*changed, "changed_at"])
    record("cases.answer_changed", on=template, by=by, at=at, fields=changed, unit=template.unit_id)
    return template


@transaction.atomic
def end_answer(template: AnswerTemplate, *, by: Actor, at: datetime) -> AnswerTemplate:
    """It is offered no more."""
    template = _locked(template, by)
    template.ended_at = at
    template.save(update_fields=["ended_at"])
    record("cases.answer_ended", on=template, by=by, at=at, unit=template.unit_id)
    return template


def use_answer(template: UUID | None, case: Case) -> dict[str, Any]:
    """One more reply began with it; the fact for the reply's entry. Nothing where it was ended meanwhile."""
    if template is None:
        return {}
    mine = AnswerTemplate.objects.filter(pk=template, unit=case.unit_id)
    return {"template": template} if mine.update(used_count=F("used_count") + 1) else {}


def _locked(template: AnswerTemplate, by: Actor) -> AnswerTemplate:
    require(by, VERB, units=[template.unit_id])
    found = AnswerTemplate.objects.select_for_update().get(pk=template.pk)
    if found.ended_at is not None:
        raise Conflict("cases.answer_gone", _("这条常用答复已经停用了。"))
    return found


def _checked(said: Words, unit: UUID, but: UUID | None = None) -> dict[str, Any]:
    title = one_sentence(said.title, "cases.answer_untitled", "title", _("请给它起个短名字。"), least=2)[:20]
    words = one_sentence(said.words, "cases.answer_empty", "words", _("请写明怎么答复。"))[:1000]
    others = AnswerTemplate.objects.filter(unit=unit, title=title, ended_at=None)
    if (others.exclude(pk=but) if but else others).exists():
        raise Refused(
            "cases.answer_there", _("已经有一条叫“%(title)s”，请换个名字。") % {"title": title}, field="title"
        )
    return {"title": title, "words": words, "item_id": said.item}
