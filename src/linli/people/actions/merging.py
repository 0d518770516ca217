"""Two records of one person become one, and can be taken apart again: the journal says what was moved, in sealed words.

Whoever holds the phone of a record agrees first: a code sent to it is read out at the desk.

The record that goes keeps its row, its name and its own history. What hangs on it is moved to the one that stays;
modules above move theirs on `people.merging` and back on `people.unmerging`, both in the same transaction.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts.actions import Spoken
from linli.accounts.rights import require
from linli.accounts.rules import CodePurpose
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.journal import Entry, as_json, entries, record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.notifications.actions import redirect, tell
from linli.notifications.models import Message
from linli.people.actions.writing import locked
from linli.people.identities import identity_of, put_identity
from linli.people.models import (
    UNSETTLED,
    Consent,
    Contact,
    HouseholdMember,
    Merge,
    PhoneChange,
    RecordRequest,
    RequestKind,
    Resident,
)
from linli.people.numbers import speaks_for, who_opens
from linli.people.parting import came_since
from linli.people.rules import UNDONE_WITHIN, may_merge, said

VERB = "people.merge"
NO_CODES: Mapping[UUID, str] = MappingProxyType({})
NOBODYS: Mapping[UUID, UUID] = MappingProxyType({})
MOVER = system_actor("people.merge")
"""What hangs on a record may lie where the actor sees nothing: confidential cases, a household elsewhere."""

HANGING: Mapping[str, tuple[type[models.Model], str]] = {
    "people.consent": (Consent, "resident"),
    "people.contact": (Contact, "resident"),
    "people.contact.other": (Contact, "other"),
    "people.householdmember": (HouseholdMember, "resident"),
    "people.recordrequest": (RecordRequest, "resident"),
}


def ask_merge_code(of: Resident, other: Resident, *, by: Actor, at: datetime) -> None:
    """Send a code to the phone that opens the one record; read out, it lets this other record be merged with it."""
    of, other = _both(of, other, by)
    _may_merge(of, other, is_order_open=True)
    phone = speaks_for(of)
    if not phone:
        raise Refused("people.no_phone", _("这份档案没有登记手机号。"))
    accounts.ask_at_desk(phone=phone, purpose=CodePurpose.MERGE, about=other.pk, verb=VERB, by=by, at=at)


def merge(
    kept: Resident, gone: Resident, *, reason: str, codes: Mapping[UUID, str] = NO_CODES, by: Actor, at: datetime
) -> Merge:
    """Both are the same person: `kept` stays on the register with everything of both. Undone within thirty days.

    `codes` are what was read out of the phones, by record; tries count outside any savepoint of ours.
    """
    reason = said(reason, "people.reason_missing", _("请写明为什么，居民会看到。"), field="reason")
    kept, gone = _both(kept, gone, by)
    _may_merge(kept, gone)
    spoken = [
        Spoken(phone, codes.get(each.pk, "").strip(), other.pk, field_of_code(each.pk))
        for each, other in ((kept, gone), (gone, kept))
        if (phone := speaks_for(each))
    ]
    for one in spoken:
        if not one.code:
            raise Refused(
                "people.code_missing",
                _("请本人念出这个号码收到的验证码。手机丢了、不用了，先在“手机号”里收回它，七天后再来合并。"),
                field=one.field,
            )
    accounts.hear_at_desk(spoken, purpose=CodePurpose.MERGE, at=at)
    return _merged(kept, gone, reason, by, at)


def field_of_code(record: UUID) -> str:
    """What the field is called into which the code read out of a record's phone is typed."""
    return f"code_{record.hex}"


@transaction.atomic
def undo_merge(done: Merge, *, whose: Mapping[UUID, UUID] = NOBODYS, by: Actor, at: datetime) -> Merge:
    """They were two people after all: each has again exactly what it had.

    `whose` says of each case asked since then, by its id, whose it is; the rest that came since stays with the one
    kept. An identity number that was corrected meanwhile stays there, too.
    """
    kept = locked(done.kept, by, VERB)
    found = Merge.objects.select_for_update(of=("self",)).filter(pk=done.pk, undone_at=None).first()
    if found is None:
        raise Refused("people.merge_undone", _("这次合并已经撤销了。"))
    if at > found.merged_at + UNDONE_WITHIN:
        raise Refused("people.merge_too_old", _("合并超过 30 天，不能撤销了。请联系管理员。"))
    asked = [each.key for each in came_since(found)]
    if any(whose.get(key) not in (found.kept_id, found.gone_id) for key in asked):
        raise Refused("people.say_whose", _("请先说清楚，合并以后提的每件诉求是谁的。"))
    with acting_as(MOVER):
        gone = Resident.objects.select_related("user").select_for_update(of=("self",)).get(pk=found.gone_id)
        _moved_back(found, kept, gone, Said([key for key in asked if whose[key] == found.gone_id], asked, at))
    require(by, VERB, area=gone.home_area_id)
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    for each in (kept, gone):
        record("people.merge_undone", on=each, by=by, at=at, area=str(each.home_area_id), kept=kept.pk, gone=gone.pk)
        _tell(each, "people.records_parted", at)
    return found


def _both(first: Resident, second: Resident, by: Actor) -> tuple[Resident, Resident]:
    """Two records, locked in the same order by everybody."""
    both = {each: locked(Resident(pk=each), by, VERB) for each in sorted({first.pk, second.pk})}
    return both[first.pk], both[second.pk]


def _may_merge(kept: Resident, gone: Resident, *, is_order_open: bool = False) -> None:
    phones = (is_order_open or bool(speaks_for(kept)), bool(speaks_for(gone)))
    may_merge(
        is_same=kept.pk == gone.pk,
        names=(kept.name, gone.name),
        identities=(kept.identity_hash, gone.identity_hash),
        phones=phones,
    )
    if RecordRequest.objects.unsettled().filter(resident__in=(kept, gone), kind=RequestKind.DELETION).exists():
        raise Refused("people.deletion_asked", _("居民申请了删除其中一份档案。请先答复那个申请。"))
    if PhoneChange.objects.unsettled().filter(resident__in=(kept, gone)).exists():
        raise Refused("people.phone_in_between", _("其中一份档案正在换手机号。请等它生效，或者先取消。"))


@transaction.atomic
def _merged(kept: Resident, gone: Resident, reason: str, by: Actor, at: datetime) -> Merge:
    with acting_as(MOVER):
        moved = _moved(kept, gone, at)
    facts = {"kept": kept.pk, "gone": gone.pk, "moved": {"identity": moved["identity"]}}
    area, text = str(kept.home_area_id), {"reason": reason}
    sealed = {**text, "moved": as_json(moved)}  # confidential cases are among it: no fact that is open to whoever reads
    entry = record("people.merged", on=kept, by=by, at=at, area=area, text=sealed, **facts)
    record("people.merged_away", on=gone, by=by, at=at, area=str(gone.home_area_id), text=text, kept=kept.pk)
    done = Merge(kept=kept, gone=gone, entry=entry, merged_at=at)
    done.save(force_insert=True)
    _tell(kept, "people.records_merged", at)
    return done


def _tell(resident: Resident, event: str, at: datetime) -> None:
    """Every phone that opens the record."""
    for user in who_opens(resident) or [resident.user]:
        tell(user, event, about=resident, number="", at=at)


def _moved(kept: Resident, gone: Resident, at: datetime) -> dict[str, Any]:
    """Everything that pointed to the one now points to the other; by kind, the ids of what was moved."""
    is_first_phone = bool(who_opens(kept)) and not who_opens(gone)
    moved: dict[str, Any] = {"ended": _left_one_household(kept, gone, at)}
    for kind, (model, column) in HANGING.items():
        moved[kind] = _repointed(model, column, gone.pk, kept.pk)
    moved["people.resident"] = _followed(gone, kept)
    moved["notifications.message"] = redirect(gone.user, kept.user)
    emit("people.merging", kept=kept, gone=gone, moved=moved, is_first_phone=is_first_phone, at=at)
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


@dataclass(frozen=True)
class Said:
    """What the clerk said at the undoing: which of the cases asked since are theirs who goes, and of which it spoke."""

    theirs: list[UUID]
    all: list[UUID]
    at: datetime


def _moved_back(done: Merge, kept: Resident, gone: Resident, said: Said) -> None:
    history = entries(on=kept)
    place = next(index for index, each in enumerate(history) if each.id == done.entry)
    moved, since = _what_moved(history[place]), history[place + 1 :]
    for kind, (model, column) in HANGING.items():
        _put_back(model, column, moved[kind], gone.pk)
    HouseholdMember.objects.filter(pk__in=moved["ended"]).update(until=None)
    _follow(moved["people.resident"], gone)
    about = Message.objects.filter(to_user=kept.user, about_id__in=said.theirs).values_list("pk", flat=True)
    redirect(kept.user, gone.user, only=[*moved["notifications.message"], *about])
    emit("people.unmerging", done=done, kept=kept, gone=gone, moved=moved, said=said)
    number = identity_of(kept) if moved["identity"] and not any(map(_touches_number, since)) else ""
    if number:
        put_identity(kept, "")
        kept.save(update_fields=["identity_hash", "identity_cipher"])
    put_identity(gone, number)
    gone.merged_into = None
    gone.save(update_fields=["merged_into", "identity_hash", "identity_cipher"])
    accounts.open_own(gone.user)


def _what_moved(entry: Entry) -> Mapping[str, Any]:
    """Of its sealed words; merges from before it was sealed say it openly."""
    sealed = (entry.text or {}).get("moved")
    moved: Mapping[str, Any] = json.loads(sealed) if sealed else entry.facts["moved"]
    return moved


def _touches_number(entry: Entry) -> bool:
    """Whether the identity number of a record is another since this entry: corrected, or come with another merge."""
    return "identity" in entry.fields or bool(entry.facts.get("moved", {}).get("identity"))


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
