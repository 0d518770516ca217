"""What becomes of cases when the record of who asked is merged with another, taken apart again, or deleted."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop, ngettext
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from linli.base import journal
from linli.base.journal import record
from linli.base.refusals import Sentence
from linli.base.scope import current_actor
from linli.cases.actions.withholding import show_again, withhold
from linli.cases.models import Case, CaseAttachment, CasePart, Rating
from linli.people.models import Resident

DISCARD = "cases.discard_files"  # the job, by name: its module stands on this one
GONE = gettext_noop("内容已按居民的要求删除")


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
    files = CaseAttachment.objects.filter(case__in=cases)
    keys = sorted(set(files.values_list("key", flat=True)))
    files.delete()
    CasePart.objects.filter(case__in=cases).update(task="")
    Rating.objects.filter(case__in=cases).exclude(comment="").update(comment="")
    for case in cases:
        journal.forget(case)
        record("cases.words_erased", on=case, by=current_actor(), at=at, area=case.area_id)
    cases.update(title=GONE, description="", place="", answers={})
    if keys:
        app.configure_task(DISCARD).defer(keys=list[JSONValue](keys))


def _both(facts: dict[str, Any]) -> tuple[Resident, Resident, MutableMapping[str, Any]]:
    return facts["kept"], facts["gone"], facts["moved"]
