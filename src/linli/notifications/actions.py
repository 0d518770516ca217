"""Telling somebody, and what becomes of it; the only code that writes messages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.accounts import actions as accounts
from linli.accounts.boxes import ways_to
from linli.accounts.models import HeldPost, User, UserKind
from linli.accounts.quiet import held_until
from linli.accounts.rights import RIGHTS, require
from linli.base.actor import Actor, system_actor
from linli.base.events import emit
from linli.base.ids import id_of_moment
from linli.base.inserting import insert
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.notifications import devices, wording
from linli.notifications.carriers import is_on
from linli.notifications.models import GOES_OUT, OPEN_STATES, Channel, Delivery, Message, Outcome, PushDevice, State
from linli.notifications.push import Subscription
from linli.notifications.wording import stored, text_of
from linli.organizations.models import Organization

DELIVER = "notifications.deliver"  # the job, by name: its module stands on this one
COURIER = system_actor(DELIVER)
OUTBOX = system_actor("notifications.outbox")
FORWARDER = system_actor("notifications.forward")
READING = "cases.read"  # the right by which a unit's messages are read at the desk
BEHIND_ALL_OTHERS = -1
OUTCOMES = {
    State.QUEUED: Outcome.NOT_TAKEN,
    State.SENDING: Outcome.UNCLEAR,
    State.UNKNOWN: Outcome.UNCLEAR,
    State.SENT: Outcome.SENT,
    State.FAILED: Outcome.FAILED,
}
"""How an attempt ended that leaves a message in a state."""
MOST_DEVICES = 10
FORWARDED_WITHIN = timedelta(hours=1)  # a worker that was away longer has other news to bring


def tell(
    to: User | Organization, event: str, *, about: models.Model, number: str, at: datetime, **facts: Any
) -> Message:
    """Tell a person or a unit that something happened: an outbox row and its job for each way, in this transaction.

    A resident is told on the ways they chose and finds it in the portal too; staff and units find it at the desk.
    `facts` are ids, dates, numbers, codes and units, named as the event's wording names them. Two statements for each
    way that goes out; one where there is none.
    """
    first, *more = _channels_to(to)
    goes_out = first in GOES_OUT
    message = Message(
        event=event,
        to_user=to if isinstance(to, User) else None,
        to_organization=to if isinstance(to, Organization) else None,
        about_kind=about._meta.label_lower,
        about_id=about.pk,
        number=number,
        facts=stored(facts),
        channel=first,
        state=State.QUEUED if goes_out else State.SENT,
        created_at=at,
        settled_at=None if goes_out else at,
    )
    text_of(message)  # a sentence that lacks one of its facts fails here, not in the worker
    _enter(message)
    if isinstance(to, User):
        for channel in more:
            _carry(message, to, channel, at)
    return message


def _enter(message: Message) -> None:
    if message.channel in GOES_OUT and message.to_user is not None:
        message.held_until = _held_until(message, message.to_user, message.created_at)
    insert(message)
    if message.channel in GOES_OUT:
        _put_out(message)


def _put_out(message: Message) -> None:
    """The job, behind all others: a way that is slow or down keeps no deadline waiting."""
    job = app.configure_task(DELIVER, priority=BEHIND_ALL_OTHERS, schedule_at=message.held_until)
    job.defer(message_id=str(message.pk))


def _held_until(message: Message, reader: User, at: datetime) -> datetime | None:
    """The end of this person's quiet hours, where the moment falls in them."""
    usual, is_urgent = settings.LINLI_QUIET_HOURS, wording.is_urgent(message.event)
    return held_until(at, own=reader.quiet, usual=usual, is_urgent=is_urgent)


@transaction.atomic
def forward(*, at: datetime) -> int:
    """Carry what units were told lately, and nobody has read yet, to those of their staff who want it elsewhere, too.

    Once for each person, message and way, however often it runs; the job sees to it that it runs one at a time. Gives
    the number of messages that go out.
    """
    readers = _readers(at)
    since = id_of_moment(int((at - FORWARDED_WITHIN).timestamp() * 1000), 0)
    told = list(Message.objects.unread().filter(pk__gte=since, to_organization__in=list(readers))) if readers else []
    carried = Message.objects.filter(carries__in=told)
    gone = set(carried.values_list("carries", "to_user", "channel")) if told else set()
    count = 0
    for message in told:
        for reader in readers[message.to_organization_id]:
            for channel in _channels_out(reader):
                if (message.pk, reader.pk, channel.value) not in gone:
                    _carry(message, reader, channel, at)
                    count += 1
    return count


def _readers(at: datetime) -> dict[Any, list[User]]:
    """Who wants to hear elsewhere what each unit is told: somebody whose post there lets them read it at the desk."""
    reading = [role for role, verbs in RIGHTS.items() if READING in verbs]
    posts = HeldPost.objects.held_at(at).filter(role__in=reading, user__is_active=True, user__kind=UserKind.STAFF)
    wanting = posts.exclude(user__ways="").exclude(organization=None).select_related("user")
    found: dict[Any, dict[Any, User]] = {}
    for post in wanting:
        if _channels_out(post.user):
            found.setdefault(post.organization_id, {})[post.user_id] = post.user
    return {unit: list(people.values()) for unit, people in found.items()}


def _carry(message: Message, reader: User, channel: Channel, at: datetime, device: UUID | None = None) -> None:
    """One more way for something that was told, or one more browser on that way."""
    also = Message(
        event=message.event,
        to_user=reader,
        carries_id=message.carries_id or message.pk,
        about_kind=message.about_kind,
        about_id=message.about_id,
        number=message.number,
        facts=message.facts,
        channel=channel,
        device=device,
        state=State.QUEUED,
        created_at=at,
    )
    _enter(also)


def mark_read(by: Actor, *, at: datetime, message: UUID | None = None) -> int:
    """Mark one message to the actor or the actor's units as read, or all of them; returns how many were new."""
    waiting = Message.objects.visible_to(by).unread()
    if message:
        waiting = waiting.filter(pk=message)
    return waiting.update(read_at=at)


def redirect(gone: User, kept: User, *, only: Iterable[Any] | None = None) -> list[UUID]:
    """Messages to one sign-in become those of another, since both are one person; the ids of those moved.

    Part of a merge and, with `only`, of its undoing. What is still to be sent goes to the phone of the one kept.
    """
    moved = Message.objects.filter(to_user=gone)
    if only is not None:
        moved = moved.filter(pk__in=list(only))
    ids = list(moved.values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(to_user=kept)
    return ids


@dataclass(frozen=True)
class Attempt:
    """One try at handing a message over: the message as it stands now, and what state the try found it in."""

    message: Message
    before: State
    delivery: Delivery

    @property
    def may_have_gone_out(self) -> bool:
        """Whether an earlier try left open if the gateway has it: it must be asked before anything is sent."""
        return self.before != State.QUEUED


def begin(message_id: UUID, *, at: datetime) -> Attempt | None:
    """Note, before the gateway is called, that it is about to be; None where nothing is left to do.

    Commit this before the call: whatever happens then, the next try finds that the gateway must be asked.
    """
    waiting = Message.objects.gone_out().filter(pk=message_id, state__in=OPEN_STATES).select_related("to_user")
    message = waiting.select_for_update(of=("self",)).first()
    if message is None or message.to_user is None or (message.state == State.UNKNOWN and message.settled_at):
        return None
    if until := _held_until(message, message.to_user, at):
        message.held_until = until
        message.save(update_fields=["held_until"])
        _put_out(message)
        return None
    if message.channel == Channel.PUSH and message.device is None:
        _push_to_each(message, message.to_user, at)
    before = State(message.state)
    message.state = State.UNKNOWN if before == State.UNKNOWN else State.SENDING
    message.attempts, message.sending_at = message.attempts + 1, at
    message.save(update_fields=["state", "attempts", "sending_at", "device"])
    cut_off = Delivery.objects.filter(message=message, ended_at__isnull=True)
    cut_off.update(outcome=Outcome.UNCLEAR, ended_at=at)
    delivery = Delivery(message=message, channel=message.channel, began_at=at, outcome=Outcome.SENDING)
    insert(delivery)
    return Attempt(message, before, delivery)


def _push_to_each(message: Message, reader: User, at: datetime) -> None:
    """Each browser of theirs has a row, a state and a job of its own: one that is slow delays no other.

    Only now, since whoever told it does not see them.
    """
    found = list(PushDevice.objects.filter(user=reader).values_list("pk", flat=True))
    message.device, more = (found[0], found[1:]) if found else (None, [])
    for device in more:
        _carry(message, reader, Channel.PUSH, at, device)


def leave_open(attempt: Attempt, state: State, *, at: datetime) -> None:
    """Say how a try ended that another will follow: QUEUED certainly not sent, SENDING or UNKNOWN perhaps."""
    _end(attempt, state, at)
    mine = Message.objects.filter(pk=attempt.message.pk, attempts=attempt.message.attempts, settled_at__isnull=True)
    mine.update(state=state)


def settle(attempt: Attempt, state: State, *, at: datetime, reference: str = "") -> None:
    """Close a message as SENT, FAILED or UNKNOWN; the first to say so stands.

    Where it may have arrived on no way, `notifications.undelivered` lets modules above tell who should know.
    """
    message = attempt.message
    _end(attempt, state, at)
    head = Message.objects.select_for_update().filter(pk=message.carries_id or message.pk)
    head.first()  # of two ways that end at once, the later one sees how the other ended
    unsettled = Message.objects.filter(pk=message.pk, settled_at__isnull=True)
    if not unsettled.update(state=state, settled_at=at, gateway_reference=reference):
        return
    message.state, message.settled_at, message.gateway_reference = state, at, reference
    record(f"notifications.{state.value}", on=message, by=COURIER, at=at, attempts=message.attempts)
    if message.device and state == State.SENT:
        PushDevice.objects.filter(pk=message.device).update(worked_at=at)
    if message.is_undelivered and not _may_be_reached(message):
        emit("notifications.undelivered", message=message, at=at)


def settle_gone(attempt: Attempt, *, at: datetime) -> None:
    """The browser takes no messages any more: it is forgotten, and what it should have shown goes another way.

    Where there is another one, nobody has to see to it: people change browsers.
    """
    message = attempt.message
    reader = _forget_device(message.to_user_id, message.device, by=COURIER, at=at)
    tried = set(Message.objects.of_the_same(message).values_list("channel", flat=True))
    for channel in _channels_out(reader):
        if channel not in tried:
            _carry(message, reader, channel, at)
    settle(attempt, State.FAILED, at=at)
    if _may_be_reached(message):
        Message.objects.filter(pk=message.pk).update(noted_at=at)


def _end(attempt: Attempt, state: State, at: datetime) -> None:
    """Write the attempt's end into the log, unless a later one found it cut off."""
    mine = Delivery.objects.filter(pk=attempt.delivery.pk, ended_at__isnull=True)
    mine.update(outcome=OUTCOMES[state], ended_at=at)


def _may_be_reached(message: Message) -> bool:
    """Whether another way has brought it, or still may: the last way to end speaks for all."""
    others = Message.objects.of_the_same(message).exclude(pk=message.pk)
    return others.filter(models.Q(state=State.SENT) | models.Q(settled_at__isnull=True)).exists()


def send_again(message_id: UUID, *, by: Actor, at: datetime) -> Message:
    """Try once more what has not certainly arrived; a gateway that may have it is asked before anything is sent."""
    with _undelivered(message_id, by) as message:
        message.state = State.UNKNOWN if message.state == State.UNKNOWN else State.QUEUED
        message.attempts, message.settled_at, message.gateway_reference = 0, None, ""
        message.save(update_fields=["state", "attempts", "settled_at", "gateway_reference"])
        _put_out(message)
    record("notifications.sent_again", on=message, by=by, at=at)
    return message


def note(message_id: UUID, *, by: Actor, at: datetime) -> Message:
    """Somebody was told in another way: it no longer waits for anybody. What became of the message stays as it is."""
    with _undelivered(message_id, by) as message:
        message.noted_at = at
        message.save(update_fields=["noted_at"])
    record("notifications.noted", on=message, by=by, at=at)
    return message


@contextmanager
def _undelivered(message_id: UUID, by: Actor) -> Iterator[Message]:
    """The row, locked, in a job's sight: whoever looks after the outbox is none of those who are written to."""
    require(by, "operation.manage")
    with acting_as(OUTBOX):
        message = Message.objects.undelivered().select_for_update().filter(pk=message_id).first()
        if message is None:
            raise Conflict("notifications.settled", _("这条消息已经有人处理，或者又发出去了。请看新的清单。"))
        yield message


def _channels_to(to: User | Organization) -> list[Channel]:
    """Residents: the ways they chose, or the page they find it on; staff find it at the desk, and where they chose."""
    if isinstance(to, Organization):
        return [Channel.DESK]
    out = _channels_out(to)
    if to.kind != UserKind.RESIDENT:
        return [Channel.DESK, *out]
    return out or [Channel.APP]


def _channels_out(reader: User) -> list[Channel]:
    """The ways a person chose that this installation offers."""
    return [Channel(way) for way in ways_to(reader) if is_on(way)]


def turn_on(user: User, subscription: Subscription, *, agent: str, by: Actor, at: datetime) -> None:
    """Tell somebody in this browser from now on, and nobody else: whoever it told before is told there no more.

    A browser that says it anew has perhaps other keys, and is still one.
    """
    if by.user != user.pk:
        raise Refused("notifications.device_of_another", _("只能开通和关掉自己的通知。"))
    with acting_as(devices.KEEPER):
        owner = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        held = PushDevice.objects.filter(endpoint_hash=devices.hash_of(subscription.endpoint)).first()
        if held and held.user_id != owner.pk:
            _forget_device(held.user_id, held.pk, by=devices.KEEPER, at=at)
            held = None
        if not held and PushDevice.objects.filter(user=owner).count() >= MOST_DEVICES:
            raise Refused("notifications.devices_full", _("开通的设备太多了。请先关掉一个不用的。"))
        device = held or PushDevice(user=owner)
        devices.put(device, subscription)
        device.name, device.made_at = devices.name_of(agent), at
        device.save()
        accounts.now_by_push(owner)
    record("notifications.push_on", on=user, by=by, at=at, ways=owner.ways.split())


@transaction.atomic
def turn_off(user: User, device: UUID, *, by: Actor, at: datetime) -> None:
    """A browser of one's own tells nothing any more."""
    if by.user != user.pk:
        raise Refused("notifications.device_of_another", _("只能开通和关掉自己的通知。"))
    _forget_device(user.pk, device, by=by, at=at)


def turn_off_all(**facts: Any) -> None:
    """Handles `accounts.phone_taken` (user, at): who held that phone turned them on, and may be somebody else."""
    user, at = facts["user"], facts["at"]
    with acting_as(devices.KEEPER):
        for device in PushDevice.objects.filter(user=user).values_list("pk", flat=True):
            _forget_device(user.pk, device, by=devices.KEEPER, at=at)


def _forget_device(whose: Any, device: UUID | None, *, by: Actor, at: datetime) -> User:
    """Nothing of it stays; without any other, nothing is pushed to its owner any more."""
    owner = User.objects.select_for_update(of=("self",)).get(pk=whose)  # of two that go at once, one is the last
    if device is None or not PushDevice.objects.filter(pk=device, user=owner).delete()[0]:
        return owner
    if not PushDevice.objects.filter(user=owner).exists():
        accounts.no_more_by_push(owner)
    record("notifications.push_off", on=owner, by=by, at=at)
    return owner


def forget_about(about: models.Model) -> int:
    """Throw away every message about something whose keeping time is over. For a job; how many."""
    found = Message.objects.filter(about_kind=about._meta.label_lower, about_id=about.pk)
    return found.delete()[1].get(Message._meta.label, 0)
