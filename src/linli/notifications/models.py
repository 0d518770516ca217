"""The outbox: one row for each thing somebody is told, with what became of it; and the browsers that take messages."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.base.actor import Actor
from linli.base.models import ScopedRecord
from linli.organizations.models import Organization


class Channel(models.TextChoices):
    """How a message travels. Each can be read in the portal or at the desk; some go out as well."""

    DESK = "desk", _("工作台")
    SMS = "sms", _("短信")
    MAIL = "mail", _("邮件")
    WECOM = "wecom", _("企业微信")
    PUSH = "push", _("浏览器通知")
    APP = "app", _("站内")


GOES_OUT = (Channel.SMS, Channel.MAIL, Channel.WECOM, Channel.PUSH)
"""Channels that leave the house: a job hands them over, and what became of it is a question."""


class State(models.TextChoices):
    """What became of a message. UNKNOWN is an answer too: nobody can say whether the phone got it."""

    QUEUED = "queued", _("等待发送")
    SENDING = "sending", _("正在发送")
    SENT = "sent", _("已发出")
    UNKNOWN = "unknown", _("不清楚是否发出")
    FAILED = "failed", _("没有发成")


class Outcome(models.TextChoices):
    """How one attempt at handing a message over ended."""

    SENDING = "sending", _("正在发送")
    SENT = "sent", _("发出了")
    NOT_TAKEN = "not_taken", _("对方没有收下")
    UNCLEAR = "unclear", _("对方没有回话")
    FAILED = "failed", _("没有发成")


OPEN_STATES = (State.QUEUED, State.SENDING, State.UNKNOWN)
UNDELIVERED = (State.UNKNOWN, State.FAILED)


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        """Those to the actor and, for staff, to the actor's units; a job sees all."""
        if actor.is_system:
            return self.all()
        if actor.is_staff:
            return self.filter(models.Q(to_user=actor.user) | models.Q(to_organization__in=actor.units))
        return self.filter(to_user=actor.resident) if actor.is_resident else self.none()

    def listed(self) -> "MessageQuerySet":
        """One row for each thing told, whatever ways it went."""
        return self.filter(carries__isnull=True)

    def of_the_same(self, message: "Message") -> "MessageQuerySet":
        """All ways of one thing told, this one too."""
        root = message.carries_id or message.pk
        return self.filter(models.Q(pk=root) | models.Q(carries=root))

    def undelivered(self) -> "MessageQuerySet":
        """Settled, perhaps not arrived, and nobody has dealt with it yet."""
        return self.filter(state__in=UNDELIVERED, settled_at__isnull=False, noted_at__isnull=True)

    def gone_out(self) -> "MessageQuerySet":
        """On a way that leaves the house, or waiting to."""
        return self.filter(channel__in=GOES_OUT)

    def unread(self) -> "MessageQuerySet":
        """Not marked as read by anybody they are for."""
        return self.listed().filter(read_at__isnull=True)


class Message(ScopedRecord):
    """One thing told to a person or a unit. Holds ids, numbers and dates; the words are made when they are read.

    The id is the key under which a gateway knows the message, so that it is never sent twice.
    """

    event = models.CharField(max_length=60)
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    to_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    carries = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="The message that this one carries on another way; empty for the one that is read here.",
    )
    about_kind = models.CharField(max_length=60, help_text="module.model of what it is about.")
    about_id = models.UUIDField()
    number = models.CharField(max_length=40, help_text="The number people know it by; never personal.")
    facts = models.JSONField(default=dict, help_text="Ids, dates, numbers and names of units; never personal.")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    device = models.UUIDField(null=True, help_text="The browser it is pushed to; perhaps gone since.")
    state = models.CharField(max_length=10, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, help_text="It leaves the house then; empty for at once.")
    sending_at = models.DateTimeField(null=True, help_text="Begin of the last attempt.")
    settled_at = models.DateTimeField(null=True, help_text="When nothing more was going to be tried.")
    read_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True, help_text="When somebody dealt with one that may not have arrived.")
    gateway_reference = models.CharField(max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["to_user", "-id"], name="message_to_user"),
            models.Index(fields=["to_organization", "-id"], name="message_to_organization"),
            models.Index(fields=["about_id"], name="message_about"),
            models.Index(fields=["carries"], name="message_carries", condition=models.Q(carries__isnull=False)),
            models.Index(fields=["state", "id"], name="message_not_sent", condition=~models.Q(state="sent")),
        )
        constraints = (
            models.CheckConstraint(
                name="message_to_exactly_one",
                condition=models.Q(to_user__isnull=True, to_organization__isnull=False)
                | models.Q(to_user__isnull=False, to_organization__isnull=True),
            ),
            models.CheckConstraint(
                name="message_sms_goes_to_a_person",
                condition=~models.Q(channel="sms") | models.Q(to_user__isnull=False),
            ),
            models.CheckConstraint(
                name="message_settled_when_it_ends",
                condition=models.Q(state__in=("queued", "sending"), settled_at__isnull=True)
                | models.Q(state__in=("sent", "failed"), settled_at__isnull=False)
                | models.Q(state="unknown"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.number}"

    @property
    def is_held(self) -> bool:
        """Whether it waits for the end of quiet hours, and not for a gateway."""
        until, tried = self.held_until, self.sending_at
        return self.state == State.QUEUED and until is not None and (tried is None or tried < until)

    @property
    def is_undelivered(self) -> bool:
        """Whether somebody should know that it may not have arrived."""
        return self.state in UNDELIVERED


class Delivery(ScopedRecord):
    """One attempt at handing a message over: when, on which way, what came of it. No words, no numbers, no names."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="delivery_ends_with_an_outcome",
                condition=models.Q(outcome="sending", ended_at__isnull=True)
                | (~models.Q(outcome="sending") & models.Q(ended_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome}"


class PushDevice(ScopedRecord):
    """A browser in which somebody turned messages on. Its address lets anybody wake it, so it lies encrypted.

    A browser tells one person: whoever turns messages on there last.
    """

    encrypted: ClassVar[dict[str, Any]] = {
        "endpoint_cipher": _("浏览器通知的地址"),
        "keys_cipher": _("浏览器通知的密钥"),
    }
    found_by: ClassVar[dict[str, tuple[str, str]]] = {"endpoint_hash": ("endpoint_cipher", "push_endpoint")}

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    endpoint_hash = models.CharField(max_length=64, unique=True)
    endpoint_cipher = models.TextField()
    keys_cipher = models.TextField(help_text="By which only this browser reads what it is sent.")
    name = models.CharField(max_length=60, blank=True, help_text="Browser and system, as the browser names itself.")
    made_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, help_text="When its push service last took a message.")

    class Meta:
        db_table = "notifications_push_device"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class EventWords(models.Model):
    """A sheet: how a place says one event, on each way and in each language. Read by all, loaded by the owner."""

    event = models.CharField(primary_key=True, max_length=60)
    words = models.JSONField(help_text="By language, by form: line, sms, subject, body.")
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("event",)

    def __str__(self) -> str:
        return self.event
