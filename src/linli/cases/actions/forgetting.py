"""What becomes of cases when the record of who asked is merged with another, taken apart again, or deleted."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_noop, ngettext
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from linli.base import journal
from linli.base.journal import record
from linli.base.refusals import Sentence
from linli.base.scope import current_actor
from linli.cases.actions.withholding import show_again, withhold
from linli.cases.models import Case, CaseAttachment, CaseCode, CasePart, CaseQuerySet, Rating
from linli.people.models import Resident

DISCARD = "cases.discard_files"  # the job, by name: its module stands on this one
GONE = gettext_noop("内容已按居民的要求删除")
EXPIRED = gettext_noop("内容已按保管期限销毁")


def open_cases(resident: UUID) -> "Sentence | None":
    """A reason to keep a record: what is not done yet needs somebody to tell that it is."""
    count = Case.objects.unclosed().filter(resident=resident).count()
    if not count:
        return None
    said = ngettext("还有 %(count)s 件诉求没有办结", "还有 %(count)s 件诉求没有办结", count)
    return said % {"count": count}


def move_cases(**facts: Any) -> None:
    """Handles `people.merging`: the cases of the record that goes are those of the one that stays."""
    kept, gone, moved = _both(facts)
    cases = Case.objects.filter(resident=gone)
    moved["cases.withheld"] = withhold(cases, facts["at"]) if facts["is_first_phone"] else []
    moved["cases.case"] = list(cases.values_list("pk", flat=True))
    cases.update(resident=kept)


def move_cases_back(**facts: Any) -> None:
    """Handles `people.unmerging`: those that were moved, and those asked since of which it was said so.

    Confidential ones asked since that whoever undoes it does not see are nobody's until a unit on them has said so.
    """
    kept, gone, moved = _both(facts)
    said, merged_at = facts["said"], facts["done"].merged_at
    Case.objects.filter(resident=kept, pk__in=[*moved["cases.case"], *said.theirs]).update(resident=gone)
    show_again(moved.get("cases.withheld", ()))  # merges from before that was known have none
    withhold(Case.objects.filter(resident=kept, submitted_at__gt=merged_at).exclude(pk__in=said.all), said.at)


def forget_cases(**facts: Any) -> None:
    """Handles `people.erased`: words, answers, pictures and the words of the history go; the course of a case stays.

    When it was asked, who handled it and how long that took is the record of the unit's work.
    """
    resident: Resident = facts["resident"]
    at: datetime = facts["at"]
    cases = Case.objects.filter(resident=resident)
    _without_words(cases, GONE)
    for case in cases:
        record("cases.words_erased", on=case, by=current_actor(), at=at, area=case.area_id)


def destroy(case: Case, *, at: datetime, **facts: Any) -> None:
    """Its keeping time is over: who asked goes with the words. For the job of archives, which has been told to by two.

    Its stages, moments, units and level stay: all figures are counted from them, and come out as before.
    """
    only = Case.objects.filter(pk=case.pk)
    _without_words(only, EXPIRED)
    record("cases.destroyed", on=case, by=current_actor(), at=at, area=case.area_id, **facts)
    CaseCode.objects.filter(case=case).delete()
    only.filter(submitted_by=F("resident")).update(submitted_by=None)
    only.update(resident=None, client_key=None, withheld_at=None, destroyed_at=at, version=F("version") + 1)


def _without_words(cases: CaseQuerySet, title: str) -> None:
    files = CaseAttachment.objects.filter(case__in=cases)
    keys = sorted(set(files.values_list("key", flat=True)))
    files.delete()
    CasePart.objects.filter(case__in=cases).update(task="")
    Rating.objects.filter(case__in=cases).exclude(comment="").update(comment="")
    for case in cases:
        journal.forget(case)
    cases.update(title=title, description="", place="", answers={})
    if keys:
        app.configure_task(DISCARD).defer(keys=list[JSONValue](keys))


def _both(facts: dict[str, Any]) -> tuple[Resident, Resident, MutableMapping[str, Any]]:
    return facts["kept"], facts["gone"], facts["moved"]
