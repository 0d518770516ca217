"""Two requests that were one matter, made one, and one that held two, made two: as `cases.actions` leaves them.

Written once all cases stand. Both lie in the shown community, so that its desk and the shown resident see them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases import rules
from linli.cases.actions.intake import Request
from linli.cases.models import AudienceChoices, Case, CaseParty, Channel
from linli.catalog.models import ServiceItem
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import TOLD, Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.doors import COMMUNITY
from linli.demo.draws import Draw
from linli.demo.stories import LARGEST_SERIAL, Story
from linli.notifications.models import Delivery, Message

ASKED_TWICE, SECOND = "elder-meals", "noise-complaint"
ADDED = 1  # the second one of the split
SAME, APART = "两次说的是同一件事：老人的午饭", "两件事归两家办"
OTHER_MATTER = "楼上晚上十一点还在装修，吵得睡不着。"
SOON = timedelta(minutes=25)


class Told(Story):
    """A life that goes on beyond its day."""

    def go_on(self, verb: str, standing: rules.Standing, by: Actor, at: datetime, **more: Any) -> None:
        """A verb that changes the case."""
        self._write(verb, standing, by, at, **more)

    def note_only(self, verb: str, by: Actor, at: datetime, **more: Any) -> None:
        """One that only stands in its journal."""
        self._record(verb, by, at, **more)

    def say(self, event: str, at: datetime, *, to_unit: bool) -> None:
        """Told to the unit that has it, or to who asked."""
        (self._tell_unit if to_unit else self._tell_resident)(event, at)


def pair(chronicler: Chronicler) -> int:
    """One merged, one split, in the small demo; how many cases more there are."""
    if chronicler.world.size.is_bulk:
        return 0
    _write([*_merged(chronicler), *_split(chronicler)])
    return ADDED


def _merged(chronicler: Chronicler) -> list[Told]:
    """The shown resident asked for the same twice."""
    asked = Case.objects.filter(
        resident=chronicler.world.people[0].id, item=ASKED_TWICE, area=COMMUNITY, stage=rules.Stage.ACCEPTED.value
    )
    kept, joined = (_on_with(chronicler, case) for case in asked.order_by("submitted_at"))
    by, at = _worker(kept), (joined.case.accepted_at or joined.case.submitted_at) + SOON
    before, due, accept_due = joined.case.stage, kept.case.due_at, kept.case.accept_due_at
    standing, ended = rules.merge(kept.standing, joined.standing, at)
    joined.case.merged_into = kept.case
    joined.go_on(
        "cases.merged", ended, by, at, also=("merged_into",), text={"reason": SAME}, other=kept.case.number,
        unit=kept.case.unit_id, before=before, version=joined.case.version + 1,
    )  # fmt: skip
    kept.go_on(
        "cases.took_in", standing, by, at, text={"reason": SAME, "words": joined.case.description},
        other=joined.case.number, due=standing.due_at, accept_due=standing.accept_due_at, due_before=due,
        accept_due_before=accept_due, version=kept.case.version + 1, other_version=joined.case.version,
    )  # fmt: skip
    kept.say("cases.took_in_unit", at, to_unit=True)
    kept.say("cases.took_in", at, to_unit=False)
    return [kept, joined]


def _split(chronicler: Chronicler) -> list[Told]:
    """Somebody spoke of two things in one breath; of the cases of that desk the one taken up last."""
    found = Case.objects.filter(
        area=COMMUNITY, stage=rules.Stage.ACCEPTED.value, audience=AudienceChoices.ORDINARY,
        open_parts=0, supervised_at=None, accepted_at__lt=chronicler.until - 2 * SOON,
    ).exclude(resident=chronicler.world.people[0].id)  # fmt: skip
    case = found.latest("accepted_at", "pk")
    first, at = _on_with(chronicler, case), (case.accepted_at or case.submitted_at) + SOON
    by, second = _worker(first), _second(chronicler, first, at)
    first.go_on(
        "cases.split", first.standing, by, at, text={"reason": APART}, other=second.case.number,
        unit=second.case.unit_id,
    )  # fmt: skip
    return [first, second]


def _second(chronicler: Chronicler, first: Told, at: datetime) -> Told:
    """Asked for when the first was."""
    draw = Draw(chronicler.world.region.key, "pairing", "second")
    story, item = Told(chronicler.cast, draw, chronicler.until - TOLD), ServiceItem.objects.get(pk=SECOND)
    request = Request(item=item, area=COMMUNITY, description=OTHER_MATTER, place=first.case.place)
    by, channel = _worker(first), Channel(first.case.channel)
    story.submit(request, resident=first.case.named_resident, by=by, at=first.case.submitted_at, channel=channel)
    story.entries[0].facts["split_from"] = first.case.number
    story.messages.clear()
    story.deliveries.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_serial')")
        story.numbered(cursor.fetchone()[0] % LARGEST_SERIAL)
    story.note_only("cases.split_off", by, at, text={"reason": APART}, other=first.case.number)
    story.say("cases.submitted", at, to_unit=True)
    story.say("cases.split_off", at, to_unit=False)
    return story


def _on_with(chronicler: Chronicler, case: Case) -> Told:
    """The life of a case that lies in the database, as it goes on."""
    draw = Draw(chronicler.world.region.key, "pairing", case.number)
    story = Told(chronicler.cast, draw, chronicler.until - TOLD)
    story.case, story.standing = case, case.standing
    return story


def _worker(story: Told) -> Actor:
    return story.cast.worker(story.case.unit_id or story.cast.committee(COMMUNITY), story.draw)


def _write(told: Iterable[Told]) -> None:
    for story in told:
        case = story.case
        if not Case.objects.filter(pk=case.pk).exists():
            copy(Case, [case])
            copy(CaseParty, story.parties.values())
        else:
            columns: dict[str, Any] = {"version": F("version") + 1, "merged_into": case.merged_into_id}
            Case.objects.filter(pk=case.pk).update(**columns, stage=case.stage, closed_at=case.closed_at)
            Case.objects.filter(pk=case.pk).update(due_at=case.due_at, accept_due_at=case.accept_due_at)
        there = JournalKey.objects.filter(subject_id__in=story.keys).values_list("subject_id", flat=True)
        copy(JournalKey, [key for subject, key in story.keys.items() if subject not in set(there)])
        copy(JournalPayload, story.payloads)
        copy_lines(JournalEntry, in_order_of_time(journal_by_day(story.entries, now()).values()))
        copy(Message, story.messages)
        copy(Delivery, story.deliveries)
