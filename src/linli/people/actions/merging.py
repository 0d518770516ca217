"""Two records of one person become one, and can be taken apart again: the journal says what was moved.

The record that goes keeps its row, its name and its own history. What hangs on it is moved to the one that stays;
modules above move theirs on `people.merging` and back on `people.unmerging`, both in the same transaction.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.journal import entries, record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.actions import redirect
from linli.people.actions.writing import locked
from linli.people.identities import identity_of, put_identity
from linli.people.models import (
    UNSETTLED,
    Consent,
    Contact,
    HouseholdMember,
    Merge,
    RecordRequest,
    RequestKind,
    Resident,
)
from linli.people.rules import UNDONE_WITHIN, may_merge, said

VERB = "people.merge"
MOVER = system_actor("people.merge")
"""What hangs on a record may lie where the actor sees nothing: confidential cases, a household elsewhere."""

HANGING: Mapping[str, tuple[type[models.Model], str]] = {
    "people.consent": (Consent, "resident"),
    "people.contact": (Contact, "resident"),
    "people.contact.other": (Contact, "other"),
    "people.householdmember": (HouseholdMember, "resident"),
    "people.recordrequest": (RecordRequest, "resident"),
}


@transaction.atomic
def merge(kept: Resident, gone: Resident, *, reason: str, by: Actor, at: datetime) -> Merge:
    """Both are the same person: `kept` stays on the register with everything of both. Undone within thirty days."""
    reason = said(reason, "people.reason_missing", _("请写明为什么，居民会看到。"), field="reason")
    both = {each: locked(Resident(pk=each), by, VERB) for each in sorted({kept.pk, gone.pk})}
    kept, gone = both[kept.pk], both[gone.pk]
    may_merge(
        is_same=kept.pk == gone.pk,
        identities=(kept.identity_hash, gone.identity_hash),
        phones=(bool(kept.user.phone_hash), bool(gone.user.phone_hash)),
    )
    if RecordRequest.objects.unsettled().filter(resident__in=both, kind=RequestKind.DELETION).exists():
        raise Refused("people.deletion_asked", _("居民申请了删除其中一份档案。请先答复那个申请。"))
    with acting_as(MOVER):
        moved = _moved(kept, gone, at)
    facts = {"kept": kept.pk, "gone": gone.pk, "moved": moved}
    area = str(kept.home_area_id)
    entry = record("people.merged", on=kept, by=by, at=at, area=area, text={"reason": reason}, **facts)
    record(
        "people.merged_away", on=gone, by=by, at=at, area=str(gone.home_area_id), text={"reason": reason}, kept=kept.pk
    )
    done = Merge(kept=kept, gone=gone, entry=entry, merged_at=at)
    done.save(force_insert=True)
    return done


@transaction.atomic
def undo_merge(done: Merge, *, by: Actor, at: datetime) -> Merge:
    """They were two people after all: each has again exactly what it had; what came since stays with the one kept."""
    kept = locked(done.kept, by, VERB)
    found = Merge.objects.select_for_update(of=("self",)).filter(pk=done.pk, undone_at=None).first()
    if found is None:
        raise Refused("people.merge_undone", _("这次合并已经撤销了。"))
    if at > found.merged_at + UNDONE_WITHIN:
        raise Refused("people.merge_too_old", _("合并超过 30 天，不能撤销了。请联系管理员。"))
    with acting_as(MOVER):
        entry = next(each for each in entries(on=kept, verbs=["people.merged"]) if each.id == found.entry)
        gone = Resident.objects.select_related("user").select_for_update(of=("self",)).get(pk=found.gone_id)
        _moved_back(kept, gone, entry.facts["moved"])
    require(by, VERB, area=gone.home_area_id)
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    for each in (kept, gone):
        record("people.merge_undone", on=each, by=by, at=at, area=str(each.home_area_id), kept=kept.pk, gone=gone.pk)
    return found


def _moved(kept: Resident, gone: Resident, at: datetime) -> dict[str, Any]:
    """Everything that pointed to the one now points to the other; by kind, the ids of what was moved."""
    moved: dict[str, Any] = {"ended": _left_one_household(kept, gone, at)}
    for kind, (model, column) in HANGING.items():
        moved[kind] = _repointed(model, column, gone.pk, kept.pk)
    moved["people.resident"] = _followed(gone, kept)
    moved["notifications.message"] = redirect(gone.user, kept.user)
    emit("people.merging", kept=kept, gone=gone, moved=moved, at=at)
    number = identity_of(gone)
    moved["identity"] = bool(number)
    gone.merged_into = kept
    put_identity(gone, "")
    gone.save(update_fields=["merged_into", "identity_hash", "identity_cipher"])
    if number:
        put_identity(kept, number)
        kept.save(update_fields=["identity_hash", "identity_cipher"])
    accounts.open_another(gone.user, kept.user, at=at)
    return moved


def _moved_back(kept: Resident, gone: Resident, moved: Mapping[str, Any]) -> None:
    for kind, (model, column) in HANGING.items():
        _put_back(model, column, moved[kind], gone.pk)
    HouseholdMember.objects.filter(pk__in=moved["ended"]).update(until=None)
    _follow(moved["people.resident"], gone)
    redirect(kept.user, gone.user, only=moved["notifications.message"])
    emit("people.unmerging", kept=kept, gone=gone, moved=moved)
    number = identity_of(kept) if moved["identity"] else ""
    if number:
        put_identity(kept, "")
        kept.save(update_fields=["identity_hash", "identity_cipher"])
    put_identity(gone, number)
    gone.merged_into = None
    gone.save(update_fields=["merged_into", "identity_hash", "identity_cipher"])
    accounts.open_own(gone.user)


def _followed(gone: Resident, kept: Resident) -> list[UUID]:
    """What was merged into the one that goes is merged into the one that stays; their phones open that one."""
    ids = list(Resident.objects.filter(merged_into=gone).values_list("pk", flat=True))
    _follow(ids, kept)
    return ids


def _follow(ids: Iterable[Any], kept: Resident) -> None:
    for each in Resident.objects.select_related("user").filter(pk__in=list(ids)):
        each.merged_into = kept
        each.save(update_fields=["merged_into"])
        accounts.open_another(each.user, kept.user)


def _left_one_household(kept: Resident, gone: Resident, at: datetime) -> list[UUID]:
    """One person belongs to one household: where both records do, that of the one that goes ends today."""
    if not HouseholdMember.objects.current().filter(resident=kept).exists():
        return []
    ending = HouseholdMember.objects.current().filter(resident=gone)
    ids = list(ending.values_list("pk", flat=True))
    ending.update(until=local_day(at))
    return ids


def _repointed(model: type[models.Model], column: str, gone: UUID, kept: UUID) -> list[UUID]:
    """Ids of the rows moved. What the one that stays has already, or would be to itself, stays where it is."""
    rows = model._default_manager.filter(**{column: gone})
    if model is Contact:
        rows = rows.exclude(**{"other" if column == "resident" else "resident": kept})
    if model is RecordRequest:
        asked = RecordRequest.objects.unsettled().filter(resident=kept).values("field")
        rows = rows.exclude(state__in=UNSETTLED, field__in=asked)
    ids = list(rows.values_list("pk", flat=True))
    _put_back(model, column, ids, kept)
    return ids


def _put_back(model: type[models.Model], column: str, ids: Iterable[Any], to: UUID) -> None:
    model._default_manager.filter(pk__in=list(ids)).update(**{f"{column}_id": to})
