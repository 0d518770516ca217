"""A file arrives, is confirmed or dropped; the reading and writing between is done by jobs."""

import hashlib
import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.tables import queries, rules
from linli.tables.files import sealed
from linli.tables.models import FileKind, KeptFile, TableImport
from linli.tables.rules import Stage
from linli.web.tables.files import LARGEST, too_large
from linli.web.tables.register import Register
from linli.web.words import readable

CHECK, WRITE = "tables.check", "tables.write"  # the jobs, by name: their module stands on this one


@transaction.atomic
def upload(register: Register, *, name: str, data: bytes, by: Actor, at: datetime) -> TableImport:
    """Keep a file and have it looked through; nothing of it reaches the register before it is confirmed."""
    found = begun(register, name=name, data=data, stage=Stage.CHECKING, by=by, at=at)
    KeptFile.objects.bulk_create([sealed(found, FileKind.SENT, data, at)])
    app.configure_task(CHECK).defer(import_id=str(found.pk))
    return found


def begun(
    register: Register, *, name: str, data: bytes, stage: Stage, by: Actor, at: datetime, pk: UUID | None = None
) -> TableImport:
    """The record of a file that has arrived."""
    if not register.comes_in:
        raise Refused("tables.only_out", _("这张表只能导出。"))
    require(by, register.right)
    if len(data) > LARGEST:
        raise too_large()
    found = TableImport(
        pk=pk or new_id(),
        register=register.code,
        by_id=by.user,
        area_id=queries.above_all(queries.reach(by, register.right)),
        file_name=_file_name(name),
        file_size=len(data),
        file_hash=hashlib.sha256(data).hexdigest(),
        stage=stage,
        uploaded_at=at,
        changed_at=at,
    )
    found.save(force_insert=True)
    record(
        "tables.uploaded", on=found, by=by, at=at, area=found.area_id or "", register=register.code,
        sha256=found.file_hash, size=found.file_size,
    )  # fmt: skip
    return found


@transaction.atomic
def confirm(of: TableImport, *, by: Actor, at: datetime) -> TableImport:
    """Have a checked file written; confirming twice is confirming once."""
    of = _mine(of, by)
    if of.stage in (Stage.WRITING, Stage.DONE):
        return of
    require(by, _register(of).right)
    held = of.held
    of.stage = rules.confirm(Stage(of.stage), wrong=held.wrong, new=held.new, changed=held.changed)
    of.step, of.confirmed_at, of.changed_at = "waiting", at, at
    of.save(update_fields=["stage", "step", "confirmed_at", "changed_at"])
    record("tables.confirmed", on=of, by=by, at=at, area=of.area_id or "", register=of.register)
    app.configure_task(WRITE).defer(import_id=str(of.pk))
    return of


@transaction.atomic
def cancel(of: TableImport, *, by: Actor, at: datetime) -> TableImport:
    """Leave it at that: the file is thrown away now."""
    of = _mine(of, by)
    if of.stage == Stage.CANCELLED:
        return of
    of.stage = rules.cancel(Stage(of.stage))
    of.finished_at = of.changed_at = at
    of.save(update_fields=["stage", "finished_at", "changed_at"])
    KeptFile.objects.filter(of=of).delete()
    record("tables.cancelled", on=of, by=by, at=at, area=of.area_id or "", register=of.register)
    return of


def _mine(of: TableImport, by: Actor) -> TableImport:
    """The import, locked; only who sent it goes on with it."""
    found = TableImport.objects.select_for_update().filter(pk=of.pk).first()
    if found is None or (not by.is_system and found.by_id != by.user):
        raise Refused("tables.not_yours", _("这个文件是别人上传的，要由他自己确认。"))
    return found


def _register(of: TableImport) -> Register:
    if of.of is None:
        raise Refused("tables.register_gone", _("现在没有这张表了。"))
    return of.of


def _file_name(name: str) -> str:
    return readable(re.split(r"[/\\]", name)[-1])[:120] or "—"
