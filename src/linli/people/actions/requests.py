"""A resident says that something on record is wrong, or that it should go; staff of the community answer and say why.

Law: 《个人信息保护法》 articles 46 (correction) and 47 (deletion), 50 (a refusal says why).
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import nearest_units
from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.calendar import Limit, add_working, calendar
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.notifications.actions import tell
from linli.people.actions.changing import correct
from linli.people.actions.erasing import erase
from linli.people.keeping import reasons_to_keep
from linli.people.models import AskedField, RecordRequest, RequestKind, RequestState, Resident
from linli.people.rules import said
from linli.people.wording import put_reply, put_words

VERB = "people.answer"
ANSWERED_WITHIN = Limit(15, "day")
SLEPT_OVER = timedelta(days=7)
"""Between agreeing to a deletion and carrying it out: the resident is told, and can still think better of it."""
SETS = {AskedField.NAME: "name", AskedField.HOME: "home_area", AskedField.IDENTITY: "identity"}


@transaction.atomic
def ask_correction(resident: Resident, *, field: AskedField, words: str, by: Actor, at: datetime) -> RecordRequest:
    """“这里写错了”: which field, and what is right."""
    words = said(words, "people.words_missing", _("请写明应该是什么，几个字就行。"), field="words")
    _theirs(resident, by)
    return _asked(RecordRequest(resident=resident, kind=RequestKind.CORRECTION, field=field), words, by, at)


@transaction.atomic
def ask_deletion(resident: Resident, *, words: str = "", by: Actor, at: datetime) -> RecordRequest:
    """All that is on record should go, as far as nothing needs it any more."""
    _theirs(resident, by)
    return _asked(RecordRequest(resident=resident, kind=RequestKind.DELETION), words.strip()[:500], by, at)


@transaction.atomic
def withdraw_request(request: RecordRequest, *, by: Actor, at: datetime) -> RecordRequest:
    """The resident thinks better of it, at the latest before the day of a deletion."""
    found = _unsettled(request, RequestState.OPEN, RequestState.SCHEDULED)
    if by.resident != found.resident_id:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))
    _settled(found, RequestState.WITHDRAWN, at)
    _journal("people.request_withdrawn", found, by, at)
    return found


@transaction.atomic
def accept_correction(
    request: RecordRequest, *, value: str = "", reply: str = "", by: Actor, at: datetime
) -> RecordRequest:
    """It was wrong and is put right here; what lies on another page has been put right there, and the reply says so.

    A phone is such a thing: it is given against a code that was sent to it.
    """
    found = _unsettled(request, RequestState.OPEN)
    _answering(found, RequestKind.CORRECTION, by)
    field = AskedField(found.field)
    if field in SETS:
        value = said(value, "people.value_missing", _("请填正确的内容。"), field="value", least=1)
    else:
        reply = said(reply, "people.reply_missing", _("请写明改了什么，居民会看到。"), field="reply")
    resident = Resident.objects.select_related("user").get(pk=found.resident_id)
    put_reply(found, reply.strip()[:500])
    _settled(found, RequestState.DONE, at)
    _journal("people.request_accepted", found, by, at)
    _tell("people.request_accepted", found, at)
    if field in SETS:
        correct(resident, **{SETS[field]: value}, by=by, at=at)
    return found


@transaction.atomic
def accept_deletion(request: RecordRequest, *, by: Actor, at: datetime) -> RecordRequest:
    """Nothing needs the record any more: it goes in seven days, and the resident is told the day."""
    found = _unsettled(request, RequestState.OPEN)
    _answering(found, RequestKind.DELETION, by)
    if reasons := reasons_to_keep(found.resident_id):
        raise Refused("people.kept_for_now", _("还不能删：%(why)s") % {"why": "；".join(str(each) for each in reasons)})
    found.state, found.due_on = RequestState.SCHEDULED, local_day(at + SLEPT_OVER)
    found.save(update_fields=["state", "due_on"])
    _journal("people.deletion_scheduled", found, by, at)
    tell(found.resident.user, "people.deletion_scheduled", about=found, number=found.number, at=at, day=found.due_on)
    return found


@transaction.atomic
def refuse_request(request: RecordRequest, *, reason: str, by: Actor, at: datetime) -> RecordRequest:
    """It stays as it is, and the resident reads why."""
    found = _unsettled(request, RequestState.OPEN)
    _answering(found, RequestKind(found.kind), by)
    put_reply(found, said(reason, "people.reason_missing", _("请写明为什么，居民会看到。"), field="reason"))
    _settled(found, RequestState.REFUSED, at)
    _journal("people.request_refused", found, by, at)
    _tell("people.request_refused", found, at)
    return found


@transaction.atomic
def carry_out_deletions(*, by: Actor, at: datetime) -> int:
    """Delete the records whose day has come; what has come to need one meanwhile keeps it until that is over."""
    due = RecordRequest.objects.filter(state=RequestState.SCHEDULED, due_on__lte=local_day(at))
    done = 0
    for request in due.select_related("resident").select_for_update(skip_locked=True, of=("self",)):
        if not reasons_to_keep(request.resident_id):
            _settled(request, RequestState.DONE, at)
            _journal("people.deleted", request, by, at)
            erase(request.resident, at=at)
            done += 1
    return done


def _theirs(resident: Resident, by: Actor) -> None:
    if by.resident != resident.pk:
        raise Refused("people.not_yourself", _("只能填写自己的资料。"))


def _asked(request: RecordRequest, words: str, by: Actor, at: datetime) -> RecordRequest:
    """Number and save a request, and tell the units that may answer it."""
    home = str(request.resident.home_area_id)
    request.number = _next_number(home, at)
    request.asked_at, request.due_at = at, add_working(at, ANSWERED_WITHIN, calendar())
    put_words(request, words)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as fault:
        if "request_once_at_a_time" not in str(fault):
            raise
        raise Refused("people.asked_already", _("这件事您已经提过，社区还在处理。"), field="field") from fault
    _journal("people.request_made", request, by, at)
    for unit in nearest_units(VERB, home, at):
        tell(unit, "people.request_made", about=request, number=request.number, at=at, due=request.due_at)
    return request


def _next_number(area: str, at: datetime) -> str:
    """`Z131102-20261123-0012`: the county, the day in China, and the next value of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_request_serial')")
        return f"Z{area[:6]}-{local_day(at):%Y%m%d}-{cursor.fetchone()[0]:04d}"


def _unsettled(request: RecordRequest, *states: RequestState) -> RecordRequest:
    found = (
        RecordRequest.objects.select_related("resident__user")
        .select_for_update(of=("self",))
        .filter(pk=request.pk)
        .first()
    )
    if found is None:
        raise Refused("people.not_visible", _("没有找到这份档案，或者它已经不归您管。"))
    if found.state not in states:
        raise Conflict("people.answered_already", _("这个申请已经有了结果。请看最新情况。"))
    return found


def _answering(request: RecordRequest, kind: RequestKind, by: Actor) -> None:
    require(by, VERB, area=request.resident.home_area_id)
    if request.kind != kind:
        raise Refused("people.another_kind", _("这个申请要在另一处办。"))


def _settled(request: RecordRequest, state: RequestState, at: datetime) -> None:
    request.state, request.settled_at = state, at
    request.save(update_fields=["state", "settled_at", "reply_cipher"])


def _journal(verb: str, request: RecordRequest, by: Actor, at: datetime) -> None:
    """On the resident, who reads it."""
    record(
        verb, on=request.resident, by=by, at=at, area=request.resident.home_area_id, request=request.number,
        kind=request.kind, field=request.field,
    )  # fmt: skip


def _tell(event: str, request: RecordRequest, at: datetime) -> None:
    tell(request.resident.user, event, about=request, number=request.number, at=at)
