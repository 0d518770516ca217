"""For whom a policy is, as questions and the answers that fit; and what may stand in one. No database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Conflict, Refused

Conditions = Mapping[str, Sequence[str]]
Answers = Mapping[str, Collection[str]]
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_QUOTE = 30, 200, 400
SHORTEST_REASON, LONGEST_REASON = 4, 200


class Fit(StrEnum):
    """Whether a policy is for whoever answered."""

    SUITS = "suits"
    PERHAPS = "perhaps"
    NOT = "not"


@dataclass(frozen=True)
class Match:
    """How a policy fits, and which questions are still open where it might."""

    fit: Fit
    open_questions: tuple[str, ...] = ()


def match(for_whom: Conditions, answers: Answers) -> Match:
    """All conditions must hold, each by any of its answers; one that was not answered leaves it open."""
    still_open = []
    for question, wanted in for_whom.items():
        given = answers.get(question)
        if not given:
            still_open.append(question)
        elif not set(given) & set(wanted):
            return Match(Fit.NOT)
    return Match(Fit.PERHAPS, tuple(still_open)) if still_open else Match(Fit.SUITS)


def check_source(document: str, quote: str) -> None:
    """No policy without the document that says so, and its words."""
    if not document.strip():
        raise Refused("policies.no_source", _("请写依据的文件名称：没有出处的政策不能登记。"), field="document")
    if not quote.strip():
        raise Refused("policies.no_quote", _("请照抄文件里的原话：居民要看得到依据。"), field="quote")


def check_days(issued_on: date | None, ends_on: date | None, *, today: date) -> None:
    """Issued by today, and ending after that."""
    if issued_on and issued_on > today:
        raise Refused("policies.not_issued_yet", _("印发日期还没到，请核对。"), field="issued_on")
    if issued_on and ends_on and ends_on < issued_on:
        raise Refused("policies.ends_before_issued", _("失效日期早于印发日期，请核对。"), field="ends_on")


def check_conditions(for_whom: Conditions, known: Mapping[str, Collection[str]]) -> None:
    """Only questions that are asked, and answers that can be given."""
    for question, wanted in for_whom.items():
        if question not in known or not wanted or not set(wanted) <= set(known[question]):
            raise Refused("policies.unknown_condition", _("适合谁里有不认识的选项，请刷新页面重新选。"))


def check_retirement(reason: str, *, is_retired: bool) -> str:
    """The reason in one line, once."""
    if is_retired:
        raise Conflict("policies.retired_already", _("这条政策已经停用了。"))
    said = " ".join(reason.split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Refused("policies.reason_missing", _("请写明为什么停用，4 到 200 个字。"), field="reason")
    return said
