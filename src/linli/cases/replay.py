"""A case's standing rebuilt from its journal alone: what the figures' recount and the checks of invented data use.

The journal carries each deadline it moved, so nothing here asks a calendar: an entry says what was decided then, even
if the calendar has been corrected since.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from linli.base.journal import Entry
from linli.cases.rules import Stage, Standing

RUNNING: dict[str, Any] = {"paused_at": None, "paused_until": None, "paused_left": None}
OVER = {"returned_at": None, "answer_due_at": None, **RUNNING}  # what ends with a case


def standing_of(entries: Iterable[Entry]) -> Standing:
    """The standing after the entries of one case, oldest first. Raises ValueError where the first is no submission."""
    standing: Standing | None = None
    for entry in entries:
        if entry.verb == "cases.submitted":
            standing = _submitted(entry)
        elif standing is None:
            raise ValueError(f"the journal of a case begins with {entry.verb}")
        else:
            standing = _after(standing, entry)
    if standing is None:
        raise ValueError("no entries")
    return standing


def _submitted(entry: Entry) -> Standing:
    return Standing(Stage.SUBMITTED, entry.at, _moment(entry, "accept_due"), _moment(entry, "due"))


def _after(case: Standing, entry: Entry) -> Standing:  # noqa: C901, PLR0911, PLR0912 (one flat table of verbs reads best)
    stage = Stage(entry.facts["stage"]) if "stage" in entry.facts else case.stage
    match entry.verb:
        case "cases.accepted":
            return replace(
                case,
                stage=stage,
                accepted_at=case.accepted_at or entry.at,
                first_contact_at=case.first_contact_at or entry.at,
            )
        case "cases.assigned":
            return replace(case, stage=stage, assigned_at=entry.at, decided_at=None)
        case "cases.returned":
            return _returned(case, entry, stage)
        case "cases.return_asked_higher":
            return replace(case, answer_due_at=_moment(entry, "answer_due"))
        case "cases.decided":
            return _decided(case, entry, stage)
        case "cases.called_in":
            return replace(case, open_parts=case.open_parts + ("part" in entry.facts))  # the first ones had no part
        case "cases.part_done" | "cases.part_released":
            return replace(case, open_parts=case.open_parts - 1)
        case "cases.paused":
            return _paused(case, entry)
        case "cases.resumed":
            return replace(case, due_at=_moment(entry, "due"), **RUNNING)
        case "cases.extended":
            return replace(case, due_at=_moment(entry, "due"), extended_count=case.extended_count + 1)
        case "cases.resolved":
            return _resolved(case, entry, stage)
        case "cases.reopened" | "cases.reopened_by_call":
            return _reopened(case, entry, stage)
        case "cases.confirmed":
            return replace(case, stage=stage, closed_at=entry.at, solved=True)
        case "cases.rated" | "cases.rated_for":
            return _rated(case, entry, stage)
        case "cases.rating_set_aside":
            return replace(case, rating=None, rating_set_aside=True)
        case "cases.heard":
            return replace(case, solved=bool(entry.facts["solved"]))
        case "cases.lapsed":
            return replace(case, stage=stage, closed_at=entry.at, solved=None)
        case "cases.took_in" | "cases.let_go":
            return replace(case, due_at=_moment(entry, "due"), accept_due_at=_moment(entry, "accept_due"))
        case "cases.unmerged":
            return replace(case, stage=stage, closed_at=None)
        case "cases.withdrawn" | "cases.merged":
            return replace(case, stage=stage, closed_at=entry.at, **OVER, open_parts=0)
        case _:  # reminders, parties, looks: nothing the rules know of
            return case


def _returned(case: Standing, entry: Entry, stage: Stage) -> Standing:
    again = case.returned_count + 1
    if "answer_due" not in entry.facts:  # of the first days: a case went up at once, and was to be taken up there
        return replace(case, stage=stage, assigned_at=None, returned_count=again)
    return replace(case, returned_at=entry.at, answer_due_at=_moment(entry, "answer_due"), returned_count=again)


def _decided(case: Standing, entry: Entry, stage: Stage) -> Standing:
    handed_on = stage is Stage.ASSIGNED and entry.facts["unit"] != entry.facts["before"]
    return replace(
        case,
        stage=stage,
        assigned_at=entry.at if handed_on else case.assigned_at,
        returned_at=None,
        answer_due_at=None,
        decided_at=entry.at,
    )


def _resolved(case: Standing, entry: Entry, stage: Stage) -> Standing:
    return replace(
        case,
        stage=stage,
        resolved_at=entry.at,
        first_contact_at=case.first_contact_at or entry.at,
        **OVER,
    )


def _paused(case: Standing, entry: Entry) -> Standing:
    return replace(
        case,
        paused_at=entry.at,
        paused_until=_moment(entry, "until"),
        paused_left=int(entry.facts["left"]),
        paused_count=case.paused_count + 1,
        due_at=_moment(entry, "due"),
    )


def _reopened(case: Standing, entry: Entry, stage: Stage) -> Standing:
    return replace(
        case,
        stage=stage,
        assigned_at=entry.at,
        due_at=_moment(entry, "due"),
        resolved_at=None,
        closed_at=None,
        solved=False,
        reopened_count=case.reopened_count + 1,
    )


def _rated(case: Standing, entry: Entry, stage: Stage) -> Standing:
    return replace(
        case,
        stage=stage,
        rating=int(entry.facts["level"]),
        closed_at=case.closed_at or entry.at,
        solved=True if case.solved is None or case.stage is Stage.RESOLVED else case.solved,
    )


def _moment(entry: Entry, name: str) -> datetime:
    return datetime.fromisoformat(str(entry.facts[name]))
