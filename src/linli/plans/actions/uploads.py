"""A plan's file arrives through the web, is read by a job, and becomes a draft somebody confirms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.queries import actor_now
from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.clock import now
from linli.base.journal import record
from linli.base.languages import SOURCE, known
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.plans.actions.drafts import VERB, draft
from linli.plans.actions.targets import take_in
from linli.plans.models import Plan, PlanUpload, UploadStage
from linli.plans.reading.source import LARGEST_FILE, text_in, too_large
from linli.web.words import readable

READ = "plans.read_upload"  # the job, by name: its module stands on this one
CLERK = system_actor(READ)
LONGEST_NAME = 120


@transaction.atomic
def upload(name: str, data: bytes, *, area: str, by: Actor, at: datetime) -> PlanUpload:
    """Keep a plan's file and have it read, as the plan of an area."""
    require(by, VERB, area=area)
    if by.user is None:
        raise RuntimeError("only a person uploads a plan")
    name = readable(re.split(r"[/\\]", name)[-1])[:LONGEST_NAME] or "—"
    if len(data) > LARGEST_FILE:
        raise too_large(name)
    found = PlanUpload(
        area_id=area, by_id=by.user, file_name=name, file_size=len(data), content=data, uploaded_at=at, changed_at=at
    )
    found.save(force_insert=True)
    record("plans.uploaded", on=found, by=by, at=at, area=area, size=len(data))
    app.configure_task(READ).defer(upload_id=str(found.pk))
    return found


def read_upload(pk: UUID) -> None:
    """Read a file that waits; may be run any number of times, and is read once."""
    with _said_on(pk):
        of = _step(pk, UploadStage.EXTRACTING)
        if of is None:
            return
        text = text_in(of.file_name, bytes(of.content or b""))
        _step(pk, UploadStage.READING)
        by = actor_now(of.by_id, now())
        if by is None:
            raise Refused("plans.nobody_there", _("上传的人已经不在岗，这个文件不再读。"))
        with acting_as(by):
            _take(pk, text, by, now())


@transaction.atomic
def discard(plan: Plan, *, by: Actor, at: datetime) -> None:
    """Throw away a draft uploaded by mistake, with all that was read in it; who sent it stays on record."""
    plan = draft(plan, by)
    if not plan.can_be_discarded:
        why = _("只有上传来的、从来没有发布过的草稿才能扔掉。这一份要改的，请改好再发布。")
        raise Refused("plans.to_be_kept", why)
    record("plans.discarded", on=plan, by=by, at=at, area=plan.area_id, sha256=plan.text_hash)
    of = {"plan": None, "stage": UploadStage.DISCARDED, "sentence": "", "changed_at": at}
    PlanUpload.objects.filter(plan=plan).update(**of)
    try:
        with transaction.atomic():
            plan.delete()
    except ProtectedError as held:
        sentence = _("任务清单或报告用着这份规划，不能扔掉。请先到“工作台账”和“规划报告”里看一看。")
        raise Refused("plans.in_use", sentence) from held


def give_up(pk: UUID) -> None:
    """Say that a file is not tried again: two workers died over it."""
    with _said_on(pk):
        sentence = _("读这个文件时，系统几次中断，没有读成。请另存为 docx 或 txt 再上传；还不行就联系管理员。")
        raise Refused("plans.breaks_off", sentence)


def fail(pk: UUID, sentence: str, *, at: datetime) -> None:
    """Give a file up, in words, and throw it away; one that is finished stays as it is."""
    with acting_as(CLERK):
        facts = {"stage": UploadStage.FAILED, "sentence": sentence[:400], "content": None, "changed_at": at}
        if PlanUpload.objects.filter(pk=pk, stage__in=UploadStage.under_way()).update(**facts):
            record("plans.upload_failed", on=("plans.planupload", pk), by=CLERK, at=at)


def _take(pk: UUID, text: str, by: Actor, at: datetime) -> None:
    """The draft, and in the same transaction that it is there; the file is needed no longer."""
    of = PlanUpload.objects.select_for_update().filter(pk=pk, stage=UploadStage.READING).first()
    if of is None:
        return
    require(by, VERB, area=of.area_id)
    of.plan = take_in(text, area=of.area_id, by=by, at=at)
    of.stage, of.content, of.changed_at = UploadStage.DONE, None, at
    of.save(update_fields=["plan", "stage", "content", "changed_at"])


def _step(pk: UUID, stage: UploadStage) -> PlanUpload | None:
    """Say how far it is, where a job is still at it."""
    with acting_as(CLERK):
        found = PlanUpload.objects.filter(pk=pk, stage__in=UploadStage.under_way())
        found.update(stage=stage, changed_at=now())
        return found.first()


@contextmanager
def _said_on(pk: UUID) -> Iterator[None]:
    """All is said in the language of who sent it. A refusal is told on the upload; other faults are the job's."""
    if connection.in_atomic_block:
        raise RuntimeError("commits by itself: call it outside any transaction")
    with acting_as(CLERK):
        language = PlanUpload.objects.filter(pk=pk).values_list("by__language", flat=True).first()
    with translation.override(known(language or "") or SOURCE):
        try:
            yield
        except Refused as refusal:
            fail(pk, str(refusal.sentence), at=now())
