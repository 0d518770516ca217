"""What the jobs do: read a file, check it as a set, and write all of it in one transaction or nothing.

May be run any number of times. A run that was cut off has left nothing behind but its stage; the next one begins anew.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.tables import files, queries
from linli.tables.actions.uploading import begun
from linli.tables.models import FileKind, KeptFile, Step, TableImport
from linli.tables.rules import SHOWN_PROBLEMS, Stage
from linli.web.tables import files as reading
from linli.web.tables import layout, staging, writing
from linli.web.tables.layout import Found
from linli.web.tables.register import Register
from linli.web.tables.staging import Counts, Problem, Staged

CLERK = system_actor("tables.run")


@dataclass(frozen=True)
class Outcome:
    """What bringing a file in does: figures, problems, what was passed over, and the file handed back."""

    counts: Counts
    problems: Sequence[Problem]
    notes: Sequence[str]
    found: Found

    def returned(self) -> bytes:
        """The file with its problems written into it."""
        return writing.returned(self.found, self.problems)


@dataclass(frozen=True)
class _Taken:
    """A file taken up: what is needed to read it outside of any transaction."""

    of: TableImport
    register: Register
    actor: Actor
    data: bytes


def run_check(import_id: UUID) -> None:
    """Look a file through and say what is wrong with it. Changes nothing in the register."""
    with _said_on(import_id):
        taken = _begin(import_id, Stage.CHECKING)
        if taken is None:
            return
        found = _read(taken)
        with acting_as(taken.actor):
            of = _locked(import_id, Stage.CHECKING)
            if of is not None:
                _report(of, _staged(taken.register, found, taken.actor, of.pk, now()))


def run_write(import_id: UUID) -> None:
    """Write a confirmed file, all of it or nothing; checked once more, since the register may have changed."""
    with _said_on(import_id):
        taken = _begin(import_id, Stage.WRITING)
        if taken is None:
            return
        found = _read(taken)
        with acting_as(taken.actor):
            of = _locked(import_id, Stage.WRITING)
            if of is not None:
                _write(of, taken, found, now())


def try_out(register: Register, data: bytes, *, by: Actor, at: datetime) -> Outcome:
    """What a file would do, without keeping anything of it; in the caller's transaction, which keeps nothing either."""
    found = layout.find(reading.opened(data), register.columns)
    return _outcome(_staged(register, found, by, UUID(int=0), at))


@transaction.atomic
def bring_in(register: Register, data: bytes, *, name: str, by: Actor, at: datetime) -> Outcome:
    """Read, check and write in one go where nobody waits at a screen; with a wrong row nothing is written or kept."""
    found = layout.find(reading.opened(data), register.columns)
    one_after_another(register.code)
    source = new_id()
    staged = _staged(register, found, by, source, at)
    outcome = _outcome(staged)
    if not staged.problems:
        of = begun(register, name=name, data=data, stage=Stage.WRITING, by=by, at=at, pk=source)
        of.notes = list(outcome.notes)
        _finish(of, register, staged, outcome.counts)
    return outcome


def give_up(import_id: UUID) -> None:
    """Say that a file is not tried again: whoever read or wrote it was killed, more than once."""
    with _said_on(import_id):
        raise Refused(
            "tables.breaks_off",
            _("处理这个文件时，系统几次中断，什么都没有保存。请另存为 .xlsx，分成小文件再上传；还不行就联系管理员。"),
        )


def fail(import_id: UUID, sentence: str, *, at: datetime) -> None:
    """Give a file up, in words; one that is finished stays as it is."""
    with acting_as(CLERK):
        open_ones = TableImport.objects.filter(pk=import_id, stage__in=[Stage.CHECKING, Stage.WRITING])
        if open_ones.update(stage=Stage.FAILED, sentence=sentence[:400], finished_at=at, changed_at=at):
            record("tables.failed", on=("tables.tableimport", import_id), by=CLERK, at=at)


@contextmanager
def _said_on(import_id: UUID) -> Iterator[None]:
    """All is said in the language of who sent it. A refusal is told on the import; other faults are the job's."""
    if connection.in_atomic_block:
        raise RuntimeError("commits by itself: call it outside any transaction")
    with acting_as(CLERK):
        language = queries.language_of(import_id)
    with translation.override(language):
        try:
            yield
        except Refused as refusal:
            fail(import_id, str(refusal.sentence), at=now())


def _begin(import_id: UUID, stage: Stage) -> _Taken | None:
    """Take a file up, if it still waits for this."""
    with acting_as(CLERK):
        of = TableImport.objects.filter(pk=import_id, stage=stage).first()
        if of is None:
            return None
        _step(import_id, Step.READING)
        actor = CLERK if of.by_id is None else queries.actor_of(of, now())
        if actor is None or of.of is None:
            raise Refused("tables.nobody_there", _("上传的人已经不在岗，这个文件不能再处理。"))
        return _Taken(of, of.of, actor, files.opened(of, FileKind.SENT))


def _read(taken: _Taken) -> Found:
    """The table in the file; the longest part that needs no database."""
    found = layout.find(reading.opened(taken.data), taken.register.columns)
    with acting_as(CLERK):
        _step(taken.of.pk, Step.WORKING, rows=len(found.rows))
    return found


def _step(import_id: UUID, step: Step, *, rows: int = 0) -> None:
    facts = {"step": step, "changed_at": now(), **({"counts": asdict(Counts(rows=rows))} if rows else {})}
    TableImport.objects.filter(pk=import_id, stage__in=[Stage.CHECKING, Stage.WRITING]).update(**facts)


def _locked(import_id: UUID, stage: Stage) -> TableImport | None:
    """The import under a lock until the end of the transaction; None where another run was faster."""
    return TableImport.objects.select_for_update().filter(pk=import_id, stage=stage).first()


def _staged(register: Register, found: Found, by: Actor, source: UUID, at: datetime) -> Staged:
    require(by, register.right)
    reach = queries.reach(by, register.right)
    return staging.staged(register, found, by=by, at=at, within=reach, source=source)


def _outcome(staged: Staged) -> Outcome:
    if staged.refusal:
        raise staged.refusal
    notes = [*staged.found.notes, *(str(each) for each in staged.ignored)]
    problems = sorted(staged.problems, key=lambda problem: problem.line)
    return Outcome(staged.counts(), problems, notes, staged.found)


def _report(of: TableImport, staged: Staged, *, again: bool = False) -> None:
    """Write down what the check has found, with the file to hand back where something is wrong.

    A file that is refused as a whole is given up in this transaction: what the check has put on record is kept.
    """
    if staged.refusal:
        fail(of.pk, str(staged.refusal.sentence), at=staged.at)
        return
    outcome, at = _outcome(staged), staged.at
    of.stage, of.step, of.changed_at = Stage.CHECKED, Step.WAITING, at
    of.counts, of.notes = asdict(outcome.counts), list(outcome.notes)
    if again:
        of.notes.insert(0, _("确认以后，登记表里的内容又变了，所以重新核对了一遍。"))
    of.save(update_fields=["stage", "step", "changed_at", "counts", "notes"])
    KeptFile.objects.filter(of=of).exclude(kind=FileKind.SENT).delete()
    if outcome.problems:
        first = json.dumps([astuple(problem) for problem in outcome.problems[:SHOWN_PROBLEMS]], ensure_ascii=False)
        KeptFile.objects.bulk_create(
            [
                files.sealed(of, FileKind.PROBLEMS, first.encode(), at),
                files.sealed(of, FileKind.RETURNED, outcome.returned(), at),
            ]
        )


def _write(of: TableImport, taken: _Taken, found: Found, at: datetime) -> None:
    one_after_another(of.register)
    staged = _staged(taken.register, found, taken.actor, of.pk, at)
    if staged.problems or staged.refusal:
        _report(of, staged, again=True)
    else:
        _finish(of, taken.register, staged, staged.counts())


def _finish(of: TableImport, register: Register, staged: Staged, counts: Counts) -> None:
    """The rows, and in the same transaction that they are there."""
    at = staged.at
    if register.write is not None and (counts.new or counts.changed):
        register.write(staged)
    of.stage, of.step, of.counts, of.finished_at, of.changed_at = Stage.DONE, Step.WAITING, asdict(counts), at, at
    of.save(update_fields=["stage", "step", "counts", "notes", "finished_at", "changed_at"])
    record(
        "tables.brought_in", on=of, by=staged.by, at=at, area=of.area_id or "", register=of.register, **asdict(counts)
    )


def one_after_another(register: str) -> None:
    """Two files for one register are written one after the other: the second sees what the first has done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tables ' || %s::text))", [register])
