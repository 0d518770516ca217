"""What is told in memory is what the actions do: the same lives by both leave the same rows."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from linli.base.encryption import decrypt_with
from linli.base.journal import entries
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.models import Case, CaseAttachment, CasePart, CaseParty, Rating
from linli.demo.cast import WATCHER, Cast
from linli.demo.draws import Draw
from linli.demo.moments import submissions
from linli.demo.scripts import Script
from linli.demo.stories import CASE_KIND, Story
from linli.demo.tests.doing import Doing
from linli.demo.tests.given import DAYS, MONDAY, a_story, lived, lives, the_scripts
from linli.notifications.models import Message

VERBS = {
    "cases.submitted", "cases.accepted", "cases.assigned", "cases.called_in", "cases.part_taken_up",
    "cases.part_done", "cases.part_released", "cases.paused", "cases.resumed",
    "cases.urged", "cases.supervised", "cases.supervision_answered", "cases.noted", "cases.returned", "cases.decided",
    "cases.extended",
    "cases.resolved", "cases.confirmed", "cases.reopened", "cases.rated", "cases.lapsed", "cases.withdrawn",
    "cases.made_confidential", "cases.reminded", "cases.escalated", "people.revealed",
}  # fmt: skip
OWN = {"id", "number", "client_key"}  # columns that differ between two cases by their nature
COLUMNS = [field.attname for field in Case._meta.concrete_fields if field.attname not in OWN]


def test_a_life_told_is_a_life_done(a_world):
    cast = Cast(a_world)
    seen = set()
    for number, script in _telling_lives(cast):
        story = a_story(script, cast, number)
        with transaction.atomic():
            doing = Doing()
            lived(doing, script, cast, number)
            assert _done(doing.case) == _told(story), (number, script.asked.request.item)
            transaction.set_rollback(True)  # the watching jobs of the next life must find that one alone
        seen |= {entry.verb for entry in story.entries}
    assert seen == VERBS


def _telling_lives(cast: Cast) -> Iterator[tuple[int, Script]]:
    """The written lives, a dozen left to chance, and as many more as it takes until every verb has come up."""
    yield from enumerate(the_scripts(cast), start=10_000)
    missing = set(VERBS)
    for number, script in lives(cast, submissions(Draw("tests", "moments"), 2500, MONDAY, DAYS)):
        if number >= 12 and not missing:
            return
        verbs = {entry.verb for entry in a_story(script, cast, number).entries}
        if number < 12 or verbs & missing:
            missing -= verbs
            yield number, script


def _told(story: Story) -> dict[str, Any]:
    words = {payload.entry: payload for payload in story.payloads}

    def text(entry: JournalEntry) -> Any:
        found = words.get(entry.id)
        return (
            json.loads(decrypt_with(story.keys[found.subject_id].wrapped, found.cipher, str(entry.id))) if found else {}
        )

    return {
        "case": {name: getattr(story.case, name) for name in COLUMNS},
        "parties": {unit: (str(party.role), party.since) for unit, party in story.parties.items()},
        "parts": {part.unit_id: [str(part.called_by_id), part.task, part.standing] for part in story.parts},
        "attachments": [(one.key, one.of_result, one.added_at) for one in story.attachments],
        "rating": [(story.rating.level, story.rating.comment, story.rating.at)] if story.rating else [],
        "journal": [
            _line(entry, text(entry), story.case) for entry in story.entries if entry.subject_kind == CASE_KIND
        ],
        "looks": [_line(entry, text(entry), story.case) for entry in story.entries if entry.subject_kind != CASE_KIND],
        "messages": _in_order(story.messages),
    }


def _done(case: Case) -> dict[str, Any]:
    resident = ("people.resident", case.resident_id)
    with acting_as(WATCHER):
        rows = {entry.id: entry for entry in JournalEntry.objects.all()}
        return {
            "case": {name: getattr(case, name) for name in COLUMNS},
            "parties": {party.unit_id: (party.role, party.since) for party in CaseParty.objects.filter(case=case)},
            "parts": {
                part.unit_id: [str(part.called_by_id), part.task, part.standing]
                for part in CasePart.objects.filter(case=case)
            },
            "attachments": [(one.key, one.of_result, one.added_at) for one in CaseAttachment.objects.filter(case=case)],
            "rating": [(given.level, given.comment, given.at) for given in Rating.objects.filter(case=case)],
            "journal": [_line(rows[entry.id], dict(entry.text), case) for entry in entries(on=case)],
            "looks": [_line(rows[entry.id], dict(entry.text), case) for entry in entries(on=resident)],
            "messages": _in_order(Message.objects.filter(about_id=case.pk)),
        }


def _line(entry: JournalEntry, text: Any, case: Case) -> Any:
    own = {str(case.pk): "this case", case.number: "its number"}
    own |= dict.fromkeys((str(entry.facts["part"]),) if "part" in entry.facts else (), "a part")
    facts = {
        name: own.get(value, value) if isinstance(value, str) else value for name, value in _plain(entry.facts).items()
    }
    return (
        entry.verb, entry.happened_at, entry.area_code, entry.subject_kind, entry.actor_kind, entry.actor_user,
        entry.actor_unit, entry.actor_name, entry.fields, facts, text,
    )  # fmt: skip


def _in_order(messages: Iterable[Message]) -> list[Any]:
    """By moment and event: two of the same millisecond have ids in no order."""
    return sorted(map(_message, messages), key=lambda each: (each[5].astimezone(UTC), each[0], str(each[2])))


def _message(message: Message) -> Any:
    return (
        message.event, message.to_user_id, message.to_organization_id, message.about_kind, str(message.channel),
        message.created_at, _plain(message.facts),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """As the database gives it back, with moments compared as moments."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in json.loads(json.dumps(value, cls=DjangoJSONEncoder)).items()}
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
