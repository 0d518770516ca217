"""One thing done to many cases: each row goes through the ordinary verb, with its own rules and its own journal entry.

A run is tried first: each row is done and taken back, so that whoever asked reads row by row what will happen and what
is refused. Then it is carried out, each row in its own transaction; one that somebody has changed meanwhile is refused
by its version. A row that is refused leaves the others alone. A run that is cut off goes on at the row where it stood.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.encryption import decrypt, encrypt
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.cases.actions.handling import accept, assign, resolve
from linli.cases.actions.urging import supervise
from linli.cases.models import ActChoices, BulkRun, BulkStage, Case
from linli.organizations.queries import unit_with_type

MOST_ROWS, AT_ONCE = 100, 4  # rows of a run; rows that a page waits for
KEPT = timedelta(days=1)
CARRY_ON = "cases.carry_on_bulk"
PLACE = {"table": "cases_bulk_run", "column": "cipher"}
RIGHTS = {
    ActChoices.ACCEPT: "cases.accept",
    ActChoices.ASSIGN: "cases.assign",
    ActChoices.SUPERVISE: "cases.supervise",
    ActChoices.RESOLVE: "cases.resolve",
}


@dataclass(frozen=True)
class Told:
    """What is to be done to each: to whom, in which words; what an act does not need stays empty."""

    unit: UUID | None = None
    words: str = ""


class _Undo(Exception):
    """Takes a trial back."""


Act = Callable[[Case, Told, Actor, datetime, int], Any]


def _accept(case: Case, _told: Told, by: Actor, at: datetime, seen: int) -> None:
    accept(case, by=by, at=at, seen=seen)


def _assign(case: Case, told: Told, by: Actor, at: datetime, seen: int) -> None:
    unit = unit_with_type(told.unit) if told.unit else None
    if unit is None:
        raise Refused("cases.bulk_unit_missing", _("请写明派给哪个单位。"), field="to")
    assign(case, to=unit, by=by, at=at, seen=seen)


def _supervise(case: Case, told: Told, by: Actor, at: datetime, seen: int) -> None:
    supervise(case, reason=told.words, by=by, at=at, seen=seen)


def _resolve(case: Case, told: Told, by: Actor, at: datetime, seen: int) -> None:
    resolve(case, reply=told.words, by=by, at=at, seen=seen)


ACTS: dict[str, Act] = {
    ActChoices.ACCEPT: _accept,
    ActChoices.ASSIGN: _assign,
    ActChoices.SUPERVISE: _supervise,
    ActChoices.RESOLVE: _resolve,
}


@transaction.atomic
def begin_bulk(act: ActChoices, rows: Sequence[tuple[str, int]], told: Told, *, by: Actor, at: datetime) -> BulkRun:
    """Have it tried: a few rows now, more by a job that the page watches."""
    require(by, RIGHTS[act])
    if by.user is None or not rows:
        raise Refused("cases.bulk_empty", _("请先勾选要办的办件。"), field="chosen")
    if len(rows) > MOST_ROWS:
        raise Refused("cases.bulk_many", _("一次最多 100 件，请分几次办。"), field="chosen")
    run = BulkRun(
        owner_id=by.user, act=act.value, rows=[list(row) for row in rows], stage=BulkStage.CHECKING, begun_at=at
    )
    words = json.dumps({"unit": str(told.unit or ""), "words": told.words}, ensure_ascii=False)
    run.cipher = encrypt(words, row=str(run.pk), **PLACE)
    run.save(force_insert=True)
    return _go_on(run, by, at)


@transaction.atomic
def confirm_bulk(run: BulkRun, *, by: Actor, at: datetime) -> BulkRun:
    """Carry out what was tried."""
    run = BulkRun.objects.select_for_update().get(pk=run.pk, owner=by.user)
    if run.stage != BulkStage.CHECKED:
        raise Conflict("cases.bulk_moved_on", _("这一批已经在办，或者办完了。请刷新后再看。"))
    run.stage, run.done, run.said = BulkStage.RUNNING, 0, []
    run.save(update_fields=["stage", "done", "said"])
    return _go_on(run, by, at)


def carry_on(run: BulkRun, by: Actor, at: datetime) -> None:
    """Every row that is left, each with its own end: for the job, which holds no transaction around it."""
    told = _told(run)
    while run.is_under_way:
        with acting_as(by):
            found = BulkRun.objects.select_for_update().get(pk=run.pk)
            if not found.is_under_way:
                return
            run = _one_more(found, told, by, at)


@transaction.atomic
def stop_bulk(run: BulkRun, *, at: datetime) -> None:
    """Who began it works here no more: nothing further is done."""
    run.stage, run.cipher, run.ended_at = BulkStage.DONE, "", at
    run.save(update_fields=["stage", "cipher", "ended_at"])


@transaction.atomic
def drop_old_bulk(*, at: datetime) -> int:
    """Runs of yesterday are forgotten; what they did stands in each case's journal."""
    gone, _each = BulkRun.objects.filter(begun_at__lte=at - KEPT).delete()
    return gone


def _go_on(run: BulkRun, by: Actor, at: datetime) -> BulkRun:
    if len(run.rows) > AT_ONCE:
        app.configure_task(CARRY_ON).defer(run=str(run.pk))
        return run
    told = _told(run)
    while run.is_under_way:
        run = _one_more(run, told, by, at)
    return run


def _one_more(run: BulkRun, told: Told, by: Actor, at: datetime) -> BulkRun:
    """The next row, and where the run stands after it."""
    if run.done < len(run.rows):
        if refusal := _refusal(run, told, by, at):
            run.said = [*run.said, [run.rows[run.done][0], refusal]]
        run.done += 1
    if run.done >= len(run.rows):
        run.stage = BulkStage.CHECKED if run.stage == BulkStage.CHECKING else BulkStage.DONE
        if run.stage == BulkStage.DONE:
            run.cipher, run.ended_at = "", at
    run.save(update_fields=["stage", "done", "said", "cipher", "ended_at"])
    return run


def _refusal(run: BulkRun, told: Told, by: Actor, at: datetime) -> str:
    """Do it to the next case, and take it back where it is only tried; why not, if it is refused."""
    number, seen = run.rows[run.done]
    case = Case.objects.visible_to(by).filter(number=number).first()
    if case is None:
        return gettext("没有这件办件，或者您看不到它。")
    try:
        with transaction.atomic():
            ACTS[run.act](case, told, by, at, seen)
            if run.stage == BulkStage.CHECKING:
                raise _Undo
    except _Undo:
        return ""
    except Refused as refusal:
        return str(refusal.sentence)
    return ""


def _told(run: BulkRun) -> Told:
    if not run.cipher:
        return Told()
    said = json.loads(decrypt(run.cipher, row=str(run.pk), **PLACE))
    return Told(UUID(said["unit"]) if said["unit"] else None, said["words"])
