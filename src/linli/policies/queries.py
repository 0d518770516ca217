"""Reads of policies: those in force, which of them fit some answers, and the ones a search means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.base.clock import local_day, now
from linli.base.languages import active
from linli.catalog.also import Answer
from linli.catalog.needs import needs
from linli.catalog.search import Phrasebook, Told
from linli.policies import rules
from linli.policies.models import Policy
from linli.policies.reading import questions

# Everybody reads through the database's own function, which shows what is in force; so nobody needs a scope.
IN_FORCE = "SELECT * FROM policies_in_force(%s::date) ORDER BY title, id"
ONE = "SELECT * FROM policies_in_force(%s::date) WHERE id = %s::uuid"
MEANT, MOST = 60, 4


@dataclass(frozen=True)
class Fitting:
    """A policy that fits or may fit, with the questions still open, in words."""

    policy: Policy
    still_open: tuple[str, ...]


@dataclass(frozen=True)
class Applying:
    """What fits the answers, and what might."""

    suits: tuple[Fitting, ...]
    perhaps: tuple[Fitting, ...]


def in_force(today: date) -> list[Policy]:
    """Every policy that holds, by title."""
    return list(Policy.objects.raw(IN_FORCE, [today]))


def policy_of(policy: UUID, today: date) -> Policy | None:
    """One policy that holds."""
    return next(iter(Policy.objects.raw(ONE, [today, policy])), None)


def applying(policies: Iterable[Policy], answers: rules.Answers) -> Applying:
    """Which of these are for whoever answered so; of what might be, first what hangs on the fewest questions."""
    labels = {each.code: each.label for each in questions()}
    suits, perhaps = [], []
    for policy in policies:
        found = rules.match(policy.for_whom, answers)
        fitting = Fitting(policy, tuple(labels[code] for code in found.open_questions if code in labels))
        if found.fit is rules.Fit.SUITS:
            suits.append(fitting)
        elif found.fit is rules.Fit.PERHAPS and len(found.open_questions) < len(policy.for_whom):
            perhaps.append(fitting)
    # What is for particular people comes before what is for everybody.
    suits.sort(key=lambda each: not each.policy.for_whom)
    return Applying(tuple(suits), tuple(sorted(perhaps, key=lambda each: len(each.still_open))))


def answers(text: str) -> list[Answer]:
    """The policies a search means, for the page of results."""
    policies = in_force(local_day(now()))
    found = [each for each, score in _book(policies).find(text)[:MOST] if score >= MEANT]
    by_id = {policy.pk: policy for policy in policies}
    return [
        Answer(
            kind=_("政策"),
            title=by_id[each].told_title,
            note=by_id[each].told_summary,
            url=reverse("policies:policy", args=[each]),
            icon="scroll-text",
        )
        for each in found
    ]


def _book(policies: list[Policy]) -> Phrasebook[UUID]:
    """Ready to be searched; made anew when a policy has changed."""
    wanted = (active(), tuple((policy.pk, policy.version) for policy in policies))
    if wanted not in _kept:
        _kept.clear()
        _kept[wanted] = Phrasebook({policy.pk: _told(policy) for policy in policies}, needs())
    return _kept[wanted]


def _told(policy: Policy) -> list[Told]:
    written = Told((policy.title,), tuple(policy.words), (policy.summary, policy.who, policy.document))
    return [written, Told((policy.told_title,), (), (policy.told_summary,))]


_kept: dict[object, Phrasebook[UUID]] = {}
