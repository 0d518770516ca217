"""Files brought in and given out as `tables.actions` writes them down, and what is handed back where rows are wrong."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.base.actor import Actor
from linli.demo.registers.keeping import Keeper
from linli.demo.rows import Maker
from linli.tables import files
from linli.tables.actions.running import CLERK
from linli.tables.models import FileKind, Step, TableExport, TableImport
from linli.tables.queries import above_all
from linli.tables.rules import Stage
from linli.web.tables import files as reading
from linli.web.tables import layout, writing
from linli.web.tables.register import Register
from linli.web.tables.staging import Counts, Problem

IMPORT, EXPORT = TableImport._meta.label_lower, TableExport._meta.label_lower
an_import, an_export = Maker(TableImport), Maker(TableExport)


class PaperKeeper(Keeper):
    """Keeps what was brought in and given out."""

    def upload(self, register: Register, name: str, data: bytes, *, by: Actor, at: datetime) -> TableImport:
        """A file has arrived and waits to be looked through."""
        found = an_import(
            id=self.draw.id_at(at),
            register=register.code,
            by_id=by.user,
            area_id=above_all(by.areas),
            file_name=name,
            file_size=len(data),
            file_hash=hashlib.sha256(data).hexdigest(),
            stage=Stage.CHECKING,
            step=Step.WAITING.value,
            uploaded_at=at,
            changed_at=at,
        )
        facts: dict[str, Any] = {"register": register.code, "sha256": found.file_hash, "size": len(data)}
        self._of_import("tables.uploaded", found, by, at, **facts)
        return self.keep(found)

    def found_wrong(
        self, of: TableImport, register: Register, data: bytes, problems: Sequence[Problem], *, at: datetime
    ) -> None:
        """Rows have to be put right first: the file is handed back with what is wrong written into it."""
        found = layout.find(reading.opened(data), register.columns)
        wrong = len({problem.line for problem in problems})
        self._checked(of, Counts(rows=len(found.rows), new=len(found.rows) - wrong, wrong=wrong), at)
        said = json.dumps([astuple(problem) for problem in problems], ensure_ascii=False).encode()
        for kind, content in (
            (FileKind.SENT, data),
            (FileKind.PROBLEMS, said),
            (FileKind.RETURNED, writing.returned(found, problems)),
        ):
            kept = files.sealed(of, kind, content, of.uploaded_at if kind == FileKind.SENT else at)
            kept.pk = self.draw.id_at(at)
            self.keep(kept)

    def confirm(
        self, of: TableImport, counts: Counts, *, by: Actor, checked: datetime, at: datetime, done: datetime
    ) -> None:
        """Nothing is wrong; it is confirmed, and written by the job soon after."""
        self._checked(of, counts, checked)
        of.confirmed_at = at
        self._of_import("tables.confirmed", of, by, at, register=of.register)
        of.stage, of.finished_at, of.changed_at = Stage.DONE, done, done
        self._of_import("tables.brought_in", of, by, done, register=of.register, **asdict(counts))

    def bring_in(self, register: Register, name: str, counts: Counts, *, by: Actor, done: datetime) -> TableImport:
        """All of that in a quarter of an hour; the file itself has been thrown away since."""
        self.about("file", register.code, by.user, done)
        data = f"{name} {counts}".encode() * max(counts.rows * 2, 40)  # of it nothing but size and hash is kept
        found = self.upload(register, name, data, by=by, at=done - timedelta(minutes=11))
        checked, confirmed = done - timedelta(minutes=10), done - timedelta(seconds=20)
        self.confirm(found, counts, by=by, checked=checked, at=confirmed, done=done)
        return found

    def fail(self, of: TableImport, sentence: str, *, at: datetime) -> None:
        """No table was found in it."""
        of.stage, of.sentence, of.finished_at, of.changed_at = Stage.FAILED, sentence, at, at
        self.enter("tables.failed", CLERK, at, on=(IMPORT, of.pk))

    def give_out(self, register: Register, rows: int, *, by: Actor, at: datetime) -> None:
        """A register went out as a file, masked."""
        out = an_export(
            id=self.draw.id_at(at),
            register=register.code,
            by_id=by.user,
            area_id=above_all(by.areas),
            at=at,
            rows=rows,
            in_clear=False,
        )
        facts: dict[str, Any] = {"register": register.code, "rows": rows, "in_clear": False}
        self.enter("tables.given_out", by, at, on=(EXPORT, out.pk), area=out.area_id or "", **facts)
        self.keep(out)

    def _checked(self, of: TableImport, counts: Counts, at: datetime) -> None:
        of.stage, of.counts, of.changed_at = Stage.CHECKED, asdict(counts), at

    def _of_import(self, verb: str, of: TableImport, by: Actor, at: datetime, **facts: Any) -> UUID:
        return self.enter(verb, by, at, on=(IMPORT, of.pk), area=of.area_id or "", **facts)
