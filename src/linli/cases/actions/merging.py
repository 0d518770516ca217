"""Two open cases of one resident that are one matter: one of them is kept, the other ends and leads to it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.journal import Entry, entries
from linli.base.refusals import Conflict, Refused
from linli.cases import rules
from linli.cases.actions.writing import locked, one_sentence, require_on, tell_resident, tell_unit, write
from linli.cases.models import AudienceChoices, Case, CaseAttachment


@transaction.atomic
def merge(case: Case, other: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """End `other` and go on with `case`, which takes its words, its pictures, and its deadline if that is earlier."""
    kept, joined = _both(case, other, by, seen)
    require_on(kept, by, "cases.merge")
    require_on(joined, by, "cases.merge")
    _check_alike(kept, joined)
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么是同一件事，居民会看到。"))
    due, accept_due = kept.due_at, kept.accept_due_at
    standing, ended = rules.merge(kept.standing, joined.standing, at)
    _bring_pictures(kept, joined, at)
    stage, joined.merged_into = joined.stage, kept
    write(
        joined, ended, "cases.merged", by=by, at=at, also=("merged_into",), text={"reason": said},
        other=kept.number, unit=kept.unit_id, before=stage, version=joined.version + 1,
    )  # fmt: skip
    write(
        kept, standing, "cases.took_in", by=by, at=at, text={"reason": said, "words": joined.description},
        other=joined.number, due=standing.due_at, accept_due=standing.accept_due_at, due_before=due,
        accept_due_before=accept_due, version=kept.version + 1, other_version=joined.version,
    )  # fmt: skip
    if joined.unit_id != kept.unit_id:
        tell_unit(joined, "cases.merged", at)
    tell_unit(kept, "cases.took_in_unit", at)
    tell_resident(kept, "cases.took_in", at)
    return kept


@transaction.atomic
def unmerge(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """They were two matters after all: both stand as before, if nothing has been done to either since."""
    entry = _last_merge(case)
    other = Case.objects.visible_to(by).filter(number=entry.facts["other"]).first()
    if other is None:
        raise Refused("cases.not_visible", _("没有找到这件事，或者它已经不归您经办。"))
    kept, joined = _both(case, other, by, seen)
    require_on(kept, by, "cases.merge")
    require_on(joined, by, "cases.merge")
    if (kept.version, joined.version) != (entry.facts["version"], entry.facts["other_version"]):
        raise _gone_on()
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请写明为什么又分开办，居民会看到。"))
    before = entries(on=joined, verbs=["cases.merged"])[-1].facts["before"]
    joined.merged_into = None
    write(
        joined, rules.unmerge(joined.standing, rules.Stage(before)), "cases.unmerged", by=by, at=at,
        also=("merged_into",), text={"reason": said}, other=kept.number, due=joined.due_at,
    )  # fmt: skip
    due, accept_due = (datetime.fromisoformat(entry.facts[name]) for name in ("due_before", "accept_due_before"))
    write(
        kept, rules.let_go(kept.standing, due, accept_due), "cases.let_go", by=by, at=at, text={"reason": said},
        other=joined.number, due=due, accept_due=accept_due,
    )  # fmt: skip
    tell_unit(joined, "cases.unmerged", at)
    tell_resident(joined, "cases.unmerged", at)
    return kept


def _both(case: Case, other: Case, by: Actor, seen: int | None) -> tuple[Case, Case]:
    """Both locked, always in the same order, so that two people who merge both ways do not wait for each other."""
    if case.pk == other.pk:
        raise Refused("cases.merges_itself", _("请选另一件：一件事不能并进自己。"), field="other")
    found: dict[UUID, Case] = {
        one.pk: locked(one, by, seen if one.pk == case.pk else None)
        for one in sorted((case, other), key=lambda each: each.pk)
    }
    return found[case.pk], found[other.pk]


def _check_alike(kept: Case, joined: Case) -> None:
    """One resident, one place, and nobody reads or waits for less than before."""
    if kept.resident_id is None or kept.resident_id != joined.resident_id:
        raise Refused("cases.merges_residents", _("两件事不是同一位居民提的，不能并。请分开办。"), field="other")
    if kept.area_id != joined.area_id:
        raise Refused("cases.merges_places", _("两件事不在同一个社区，不能并。请分开办。"), field="other")
    if joined.audience == AudienceChoices.CONFIDENTIAL != kept.audience:
        raise Refused(
            "cases.merges_confidential",
            _("那一件是保密的。要并，请先把这一件也改为保密，或者打开那一件，把这一件并进去。"),
            field="other",
        )
    if (kept.withheld_at is None) != (joined.withheld_at is None):
        raise Refused("cases.merges_withheld", _("有一件居民现在看不到，不能并。请先核对本人。"), field="other")
    if joined.supervised_at is not None:
        raise Refused(
            "cases.merges_supervised", _("那一件正被督办。请先答复，或者打开那一件，把这一件并进去。"), field="other"
        )


def _bring_pictures(kept: Case, joined: Case, at: datetime) -> None:
    """What was sent with the other request, on the kept one too; the same files."""
    there = set(kept.attachments.values_list("key", flat=True))
    CaseAttachment.objects.bulk_create(
        CaseAttachment(
            case=kept, key=one.key, name=one.name, content_type=one.content_type, size=one.size, of_result=False,
            added_at=at,
        )
        for one in joined.attachments.filter(of_result=False)
        if one.key not in there
    )  # fmt: skip


def _last_merge(case: Case) -> Entry:
    found = entries(on=case, verbs=["cases.took_in", "cases.let_go"])
    if not found or found[-1].verb == "cases.let_go":
        raise _gone_on()
    return found[-1]


def _gone_on() -> Conflict:
    return Conflict("cases.merge_gone_on", _("合并以后已经接着办了，不能撤销。要分开办，请用“拆成两件”。"))
