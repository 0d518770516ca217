"""What must be true afterwards, however hard it was struck. Each proof names what contradicts it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from linli.base.clock import local_day
from linli.base.models import JournalEntry, JournalSeal
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify
from linli.cases.models import Case, CaseAttachment
from linli.cases.replay import standing_of
from linli.indicators import recount
from linli.indicators.rules import Period
from linli.notifications.models import Message
from tests.faults.harness.cast import HARNESS
from tests.faults.harness.client import PAST, SUBMITTED
from tests.faults.harness.ledger import Ledger, Note
from tests.faults.moody_gateway import MoodyGateway

OTHERS = {
    "called_in",
    "part_done",
    "part_released",
    "paused",
    "urged",
    "supervised",
    "supervision_answered",
    "resumed",
    "returned",
    "decided",
    "return_asked_higher",
    "owner_found",
    "lapsed",
    "made_confidential",
    "located",
    "rated_for",
    "joined",
    "split",
    "took_in",
    "merged",
    "let_go",
    "unmerged",
}
COUNTED = frozenset({"submitted", *PAST.values(), *OTHERS})
"""The verbs of a case that count its version up, the first one to 1."""
TELLS_RESIDENT = ("cases.accepted", "cases.extended", "cases.resolved")
MOST_NAMED = 5


@dataclass(frozen=True)
class Proof:
    """What was looked at, in figures, and what contradicts it: nothing, if it holds."""

    name: str
    figures: dict[str, Any]
    contradictions: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts it."""
        return not self.contradictions


@dataclass
class World:
    """What lies in the database, read once."""

    cases: dict[str, Case]
    entries: dict[UUID, list[JournalEntry]]
    messages: list[Message]

    @classmethod
    def read(cls) -> "World":
        """As a named job, which sees everything."""
        rows = JournalEntry.objects.filter(subject_kind="cases.case").order_by("subject_id", "seq")
        entries = {key: list(group) for key, group in groupby(rows.iterator(), key=lambda row: row.subject_id)}
        return cls({case.number: case for case in Case.objects.all()}, entries, list(Message.objects.all()))

    def steps_of(self, case: Case) -> list[JournalEntry]:
        """The entries that counted the version up, in order."""
        return [row for row in self.entries.get(case.pk, []) if row.verb.removeprefix("cases.") in COUNTED]


def proofs(ledger: Ledger, gateway: MoodyGateway, home: Path, before: frozenset[UUID]) -> list[Proof]:
    """All of them. `before` are the messages that were there before the trial."""
    with acting_as(HARNESS):
        seal()
    with acting_as(HARNESS):
        world = World.read()
        told = [message for message in world.messages if message.pk not in before]
        return [
            confirmed_cases(ledger.confirmed, world),
            confirmed_steps(ledger.confirmed, world),
            replayed(world),
            journal(),
            outbox(world, before),
            gateway_record(told, gateway, world),
            figures(world),
            jobs(),
            attachments(ledger.confirmed, world, home),
            manners(ledger),
        ]


def confirmed_cases(confirmed: Iterable[Note], world: World) -> Proof:
    """Every case that was confirmed is there, once, under the number that was told."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for note in confirmed:
        if note["verb"] == SUBMITTED:
            told[note["who"], note["key"]].add(note["number"])
    there: dict[tuple[str, str], list[str]] = defaultdict(list)
    for case in world.cases.values():
        there[str(case.submitted_by_id), str(case.client_key)].append(case.number)
    wrong = [
        f"{sender}: told {told[sender]}, there {there.get(sender)}"
        for sender in told
        if [*told[sender]] != there.get(sender)
    ]
    return Proof("every confirmed case is there exactly once", {"confirmed": len(told)}, wrong)


def confirmed_steps(confirmed: Iterable[Note], world: World) -> Proof:
    """Every step that was confirmed stands in the journal, at the version and by the person it was confirmed to."""
    wrong, count = [], Counter[str]()
    for note in confirmed:
        count[note["verb"]] += 1
        case = world.cases.get(note["number"])
        steps = world.steps_of(case) if case else []
        at = note["version"] - 1
        if at >= len(steps) or (steps[at].verb, str(steps[at].actor_user)) != (f"cases.{note['verb']}", note["who"]):
            wrong.append(
                f"{note['number']} {note['verb']} {note['version']}: the journal has {[step.verb for step in steps]}"
            )
    return Proof("every confirmed step is in the journal, in its place", dict(count), wrong)


def replayed(world: World) -> Proof:
    """Each case stands as its journal says, no entry is missing or too many, none belongs to no case."""
    wrong, steps = [], 0
    for case in world.cases.values():
        rows = world.entries.get(case.pk, [])
        steps += len(rows)
        counted = world.steps_of(case)
        if not rows or standing_of(recount._plain(row) for row in rows) != case.standing:
            wrong.append(f"{case.number} does not stand as its journal says")
        if case.version != len(counted) and case.client_key:  # the demo writes cases at once, in their last state
            wrong.append(f"{case.number} is at version {case.version} after {len(counted)} steps")
        if [row.verb for row in rows].count("cases.submitted") != 1:
            wrong.append(f"{case.number} was not submitted exactly once")
    known = {case.pk for case in world.cases.values()}
    wrong += [f"entries of {key}, which is no case" for key in world.entries if key not in known]
    return Proof("each case stands as its journal replays", {"cases": len(world.cases), "entries": steps}, wrong)


def journal() -> Proof:
    """The seals hold, and follow upon each other without a gap."""
    verdict, ranges = verify(), list(JournalSeal.objects.order_by("id").values_list("first_seq", "last_seq"))
    wrong = [] if verdict.broken is None else [f"broken: {verdict.broken}"]
    wrong += [f"a gap before {after[0]}" for before, after in pairwise(ranges) if before[1] != after[0]]
    if verdict.entries != JournalEntry.objects.filter(seq__lte=ranges[-1][1]).count():
        wrong.append("an entry lies under no seal")
    return Proof("the journal's seals hold without a gap", {"seals": verdict.seals, "entries": verdict.entries}, wrong)


def outbox(world: World, before: frozenset[UUID]) -> Proof:
    """For every step that tells the resident there is one message, and no message without its step."""
    told = Counter((m.about_id, m.event) for m in world.messages if m.pk not in before and m.event in TELLS_RESIDENT)
    done = Counter(
        (case.pk, row.verb)
        for case in world.cases.values()
        for row in world.entries.get(case.pk, [])
        if row.verb in TELLS_RESIDENT and row.actor_kind == "staff"
    )
    old = Counter((m.about_id, m.event) for m in world.messages if m.pk in before and m.event in TELLS_RESIDENT)
    wrong = [
        f"{key}: {done[key]} steps, {told[key] + old[key]} messages"
        for key in told
        if done[key] != told[key] + old[key]
    ]
    ours = {case.pk for case in world.cases.values() if case.client_key}
    wrong += [f"{key}: no message" for key in done if key[0] in ours and not told[key]]
    return Proof("each step that tells the resident has its one message", {"messages": sum(told.values())}, wrong)


def gateway_record(told: list[Message], gateway: MoodyGateway, world: World) -> Proof:
    """No SMS went out twice; each is sent, or known to have failed, or marked as unknown and said so at the desk."""
    said = {message.about_id for message in told if message.event == "cases.not_reached"}
    ended = {case.pk for case in world.cases.values() if case.closed_at or case.reopened_count}  # nobody to call then
    wrong, states = [], Counter[str]()
    for message in told:
        if message.channel != "sms":
            continue
        states[message.state] += 1
        taken = gateway.taken[str(message.pk)]
        allowed = {"sent": (1,), "failed": (0,), "unknown": (0, 1)}.get(message.state, ())
        if taken not in allowed or message.settled_at is None:
            wrong.append(f"{message.pk} is {message.state}, the gateway took it {taken} times")
        if message.is_undelivered and message.about_id not in said | ended:
            wrong.append(f"{message.pk} is {message.state}, and nobody was told")
    strangers = set(gateway.taken) - {str(message.pk) for message in told}
    wrong += [f"the gateway took {key}, which is no message" for key in strangers if gateway.taken[key]]
    posts = Counter(mood for _key, mood in gateway.posts)
    return Proof("no SMS is lost, none went out twice", {**states, "calls": dict(posts)}, wrong)


def figures(world: World) -> Proof:
    """What is stored equals a recount from the journal, months of counties and above included."""
    days = [local_day(case.due_at) for case in world.cases.values()]
    period = Period(Period.month_of(min(days)).first, Period.month_of(max(days)).last)
    found = recount.compare("13", period)
    wrong = [f"{each.leaf}: stored {each.stored}, recounted {each.recounted}" for each in found.differences]
    wrong += [f"{found.waiting} days wait to be counted"] * bool(found.waiting)
    return Proof("figures equal a recount from the journal", {"cases": found.cases, "figures": found.figures}, wrong)


def jobs() -> Proof:
    """None is under way for ever, none has failed, none waits though its time has come."""
    return Proof("no job is stuck", {}, [f"{task} {status}" for task, status in stuck_jobs()])


def stuck_jobs() -> list[tuple[str, str]]:
    """Task and status of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name::text, status::text FROM procrastinate_jobs j WHERE status = 'failed'"
            " OR (status = 'doing' AND NOT EXISTS (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id"
            "      AND e.at > now() - interval '30 seconds'))"
            " OR (status = 'todo' AND task_name = 'notifications.deliver')"
            " OR (status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '60 seconds')"
        )
        return cursor.fetchall()


def attachments(confirmed: Iterable[Note], world: World, home: Path) -> Proof:
    """Each row has its file, whole; each confirmed photo has its row. Files without a row are counted, not held against it."""
    rows = list(CaseAttachment.objects.select_related("case"))
    wrong = []
    for row in rows:
        path = home / "files" / row.key[:2] / row.key[2:4] / row.key
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != row.key:
            wrong.append(f"{row.case.number}: {row.name} is missing or broken")
    there = Counter((row.case.number, row.of_result) for row in rows)
    wanted = Counter[tuple[str, bool]]()
    for note in confirmed:
        wanted[note["number"], note["verb"] == "resolved"] += note.get("photos", 0)
    wrong += [f"{key}: {there[key]} photos, {count} confirmed" for key, count in wanted.items() if there[key] < count]
    known = {row.key for row in rows}
    found = [path for path in (home / "files").rglob("*") if path.is_file()]
    spare = {
        "without_row": sum(path.name not in known for path in found),
        "drafts": sum(path.name[0] == "." for path in found),
    }
    return Proof("every attachment is on disk, whole", {"rows": len(rows), **spare}, wrong)


def manners(ledger: Ledger) -> Proof:
    """Nobody was told nonsense: no crash, no lost session, and whoever had to wait read a sentence saying so."""
    wrong = [f"{count} × {kind}" for kind, count in ledger.answers().items() if _is_rude(kind)]
    wrong += [
        f"503 said {said!r}" for said in ledger.sentences(503) if not any("一" <= letter <= "鿿" for letter in said)
    ]
    wrong += [f"{note['verb']} was given up" for note in ledger.others if note.get("gave_up")]
    return Proof(
        "nobody was told nonsense", {"answers": dict(ledger.answers()), "said": dict(ledger.sentences(503))}, wrong
    )


def _is_rude(kind: str) -> bool:
    status = kind.rsplit(" ", 1)[1]
    return status.isdigit() and status not in ("409", "422", "503")
