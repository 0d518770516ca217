"""Questions of more than a year ago in the small demo: one is destroyed, one proposed, one held back, one just due.

Another one was made confidential; somebody of the unit has proposed it, and a colleague is to decide.

Told like every case; what `archives.actions` would have left of them is written once all cases stand.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from linli.archives.actions.disposing import DESTROYER
from linli.archives.models import Hold, HoldKind, Proposal, ProposalState, Tombstone
from linli.archives.queries import rule_of
from linli.base.actor import Actor
from linli.base.clock import local_day, now
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases.actions.forgetting import EXPIRED
from linli.cases.models import AudienceChoices, Case, Rating
from linli.demo import moments
from linli.demo.annals import Annals
from linli.demo.asking import Asking
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.cast import Cast
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.doors import COMMUNITY
from linli.demo.draws import Draw
from linli.demo.rows import Maker
from linli.demo.scripts import Script, rated
from linli.demo.stories import CASE_KIND

LONG_AGO = (440, 420, 400, 390)  # days before the end of the history
CONFIDENTIAL_AGO = 410
AGREED, PROPOSED = timedelta(days=9), timedelta(days=2)  # before it, too
REASON = "咨询一年期满，没有争议"
HELD = timedelta(days=180)
a_proposal, a_tombstone, a_hold = Maker(Proposal), Maker(Tombstone), Maker(Hold)


def long_ago(asking: Asking, cast: Cast, until: datetime) -> Iterator[Script]:
    """Questions of the shown community, answered and rated at the time; one of them was made confidential."""
    place = cast.world.places.by_code[COMMUNITY]
    people = [person for person in cast.world.people[1:1500] if person.home == COMMUNITY] or cast.world.people[1:2]
    for days in (*LONG_AGO, CONFIDENTIAL_AGO):
        draw = Draw(cast.world.region.key, "long ago", days)
        day = moments.workdays_before((until - timedelta(days=days)).date(), 0)
        at = moments.at_time(day, 9, 30)
        yield Script(
            asking.about(draw, "policy-question", draw.pick(people), place=place, at=at),
            rated(5, is_confidential=days == CONFIDENTIAL_AGO),
        )


def archive(chronicler: Chronicler) -> int:
    """One was destroyed by the word of two, one waits for the second, one is held; how many are of long ago."""
    if chronicler.world.size.is_bulk:
        return 0
    until = chronicler.until
    found = Case.objects.filter(submitted_at__lt=until - timedelta(days=LONG_AGO[-1] - 10))
    everything = list(found.select_related("item").order_by("submitted_at"))
    old = [case for case in everything if case.audience == AudienceChoices.ORDINARY]
    annals = Annals(chronicler.cast, Draw(chronicler.world.region.key, "archives"), until)
    gone, waiting, held, *_left = old
    _proposed(annals, gone, until - AGREED - PROPOSED, agreed_at=until - AGREED)
    _proposed(annals, waiting, until - PROPOSED)
    _held(annals, held, until - PROPOSED)
    for case in everything:
        if case not in old and case.unit_id and (colleague := annals.cast.colleague(case.unit_id)):
            _proposed(annals, case, until - PROPOSED, by=colleague)
    there = set(JournalKey.objects.filter(subject_id__in=annals.keys).values_list("subject_id", flat=True))
    copy(JournalKey, [key for subject, key in annals.keys.items() if subject not in there])
    copy(JournalPayload, annals.payloads)
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(annals.entries, now()).values()))
    return len(everything)


def _held(annals: Annals, case: Case, at: datetime) -> None:
    """As `archives.actions.hold` leaves it."""
    assert case.unit_id  # noqa: S101 (somebody answered it)
    by, until = annals.cast.worker(case.unit_id, annals.draw), local_day(at) + HELD
    columns: dict[str, Any] = {"case_id": case.pk, "kind": HoldKind.APPEAL.value, "until": until, "held_at": at}
    copy(Hold, [a_hold(id=annals.draw.id_at(at), held_by_id=by.user, **columns)])
    area, text = str(case.area_id), {"reason": "居民信访，还在答复"}
    annals.enter(
        "archives.held", by, at, on=(CASE_KIND, case.pk), area=area, text=text, kind=HoldKind.APPEAL.value, until=until
    )


def _proposed(
    annals: Annals, case: Case, at: datetime, agreed_at: datetime | None = None, by: Actor | None = None
) -> None:
    """As `archives.actions.propose` leaves it; with `agreed_at` as `approve` and `destroy`."""
    draw, cast, rule = annals.draw, annals.cast, rule_of(case)
    assert case.closed_at is not None and case.unit_id  # noqa: S101 PT018 (they have been rated)
    by, other = by or cast.worker(case.unit_id, draw), cast.supervisor(COMMUNITY)
    unit = None if case.audience == AudienceChoices.ORDINARY else case.unit_id
    state = ProposalState.DONE if agreed_at else ProposalState.WAITING
    proposal = a_proposal(
        id=draw.id_at(at), area_id=case.area_id, unit_id=unit, state=state.value,
        proposed_by_id=by.user, proposed_at=at,
        decided_by_id=other.user if agreed_at else None, decided_at=agreed_at,
    )  # fmt: skip
    area, on = str(case.area_id), ("archives.proposal", proposal.pk)
    annals.enter("archives.proposed", by, at, on=on, area=area, text={"reason": REASON}, cases=1)
    whole = f"{case.number} {case.title} {case.description} {case.place}"
    stone = a_tombstone(
        id=draw.id_at(at), proposal_id=proposal.pk, case_id=case.pk, number=case.number, item_id=case.item_id,
        area_id=case.area_id, submitted_at=case.submitted_at, closed_at=case.closed_at, rule=rule.code,
        rule_name=rule.name, years=rule.years, due_on=rule.until(case.closed_at), ended_at=agreed_at,
        content_hash=hashlib.sha256(whole.encode()).hexdigest() if agreed_at else "",
    )  # fmt: skip
    if agreed_at:
        annals.enter("archives.approved", other, agreed_at, on=on, area=area)
        _destroyed(annals, case, proposal, agreed_at)
    copy(Proposal, [proposal])
    copy(Tombstone, [stone])


def _destroyed(annals: Annals, case: Case, proposal: Proposal, at: datetime) -> None:
    """As `cases.actions.destroy` leaves it."""
    on, area, rule = (CASE_KIND, case.pk), str(case.area_id), rule_of(case).code
    annals.enter("cases.destroyed", DESTROYER, at, on=on, area=area, rule=rule, proposal=proposal.pk)
    JournalKey.objects.filter(subject_id=case.pk).delete()
    Rating.objects.filter(case=case).update(comment="")
    mine = Case.objects.filter(pk=case.pk)
    mine.filter(submitted_by=F("resident")).update(submitted_by=None)
    mine.update(
        title=EXPIRED, description="", place="", answers={}, resident=None, destroyed_at=at, version=F("version") + 1
    )
