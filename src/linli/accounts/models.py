"""Sign-ins, posts, sessions, tokens and one-time codes."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import Role
from linli.accounts.rules import CodePurpose
from linli.areas.fields import AreaField
from linli.base.ids import new_id
from linli.base.models import Record, ScopedRecord
from linli.organizations.models import Organization


class UserKind(models.TextChoices):
    """Staff sign in by password, residents by a code to their phone."""

    STAFF = "staff", _("工作人员")
    RESIDENT = "resident", _("居民")


class UserManager(BaseUserManager["User"]):
    """Finds a user by the name typed."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of a sign-in name."""
        return self.get(username=username)


class User(AbstractBaseUser):
    """A sign-in. A resident's name stands in `people`; here lies only the phone, encrypted and findable by hash."""

    encrypted: ClassVar[dict[str, Any]] = {
        "phone_cipher": _("手机号"),
        "mail_cipher": _("邮箱"),
        "wecom_cipher": _("企业微信账号"),
        "totp_cipher": _("动态码的密钥"),
    }
    found_by: ClassVar[dict[str, tuple[str, str]]] = {"phone_hash": ("phone_cipher", "phone")}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    last_login = None  # the sessions say it; no second place to keep
    kind = models.CharField(max_length=10, choices=UserKind.choices)
    username = models.CharField(_("用户名"), max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=40, blank=True, help_text="Of staff only.")
    phone_cipher = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    totp_cipher = models.TextField(blank=True, help_text="The one-time-code secret, encrypted; empty while off.")
    totp_last = models.BigIntegerField(default=0, help_text="The last time step used, so that a code serves once.")
    created_at = models.DateTimeField(db_default=Now())
    signed_in_at = models.DateTimeField(null=True, help_text="Last time by a code: a number at rest may change hands.")
    stands_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", help_text="Whom this phone opens since a merge."
    )
    language = models.CharField(
        max_length=10, blank=True, db_default="", default="", help_text="Chosen on a page; empty is Chinese."
    )

    mail_cipher = models.TextField(blank=True, db_default="", default="", help_text="Shown to be theirs by a code.")
    wecom_cipher = models.TextField(blank=True, db_default="", default="", help_text="Staff's; shown by a code, too.")
    has_push = models.BooleanField(
        db_default=False, default=False, help_text="Whether some browser of theirs takes messages."
    )
    ways = models.CharField(
        max_length=40, blank=True, db_default="", default="", help_text="How they want to be told; empty is as usual."
    )
    quiet = models.CharField(
        max_length=11,
        blank=True,
        db_default="",
        default="",
        help_text="Hours in which they are not told: as usual, always, or 22:00-07:30.",
    )

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="staff_have_a_name_residents_none",
                # Nobody is both: a code to a phone must never open a sign-in of staff.
                condition=models.Q(kind="staff", username__isnull=False, phone_hash__isnull=True)
                | models.Q(kind="resident", username__isnull=True),
            ),
            models.CheckConstraint(
                name="phone_is_found_where_it_is_kept",
                condition=models.Q(phone_hash__isnull=True, phone_cipher="")
                | (models.Q(phone_hash__isnull=False) & ~models.Q(phone_cipher="")),
            ),
            models.CheckConstraint(
                name="only_residents_stand_for_another",
                condition=models.Q(stands_for__isnull=True)
                | (models.Q(kind="resident") & ~models.Q(stands_for=models.F("id"))),
            ),
        )

    def __str__(self) -> str:
        return self.username or str(self.pk)

    @property
    def is_staff_member(self) -> bool:
        """Whether this sign-in opens the desk."""
        return self.kind == UserKind.STAFF


class PostQuerySet(models.QuerySet["HeldPost"]):
    """Questions about posts."""

    def over(self, at: datetime) -> "PostQuerySet":
        """Ended, and those who go on have not been told yet."""
        return self.filter(ends_at__lte=at, settled_at__isnull=True)

    def held_at(self, moment: datetime) -> "PostQuerySet":
        """Posts begun and not ended at a moment."""
        return self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=moment), starts_at__lte=moment)


class HeldPost(Record):
    """A role held by somebody in an area and a unit, from a day, perhaps to a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("角色"), max_length=30, choices=[(role.value, role.label) for role in Role])
    area = AreaField(verbose_name=_("区域"))
    organization = models.ForeignKey(
        Organization, verbose_name=_("单位"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True)
    settled_at = models.DateTimeField(null=True, help_text="When, after its end, those who go on were told.")

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "accounts_post"
        ordering = ("area_id", "role")
        indexes = (
            models.Index(fields=["area"], name="post_area"),
            models.Index(
                fields=["ends_at"],
                name="post_to_be_settled",
                condition=models.Q(ends_at__isnull=False, settled_at__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                name="post_open_once",
                fields=["user", "role", "area", "organization"],
                condition=models.Q(ends_at__isnull=True),
                nulls_distinct=False,
            ),
        )


class Session(AbstractBaseSession):
    """A signed-in browser; the user's own list of these lets them end one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(db_default=Now())
    device = models.CharField(max_length=120, blank=True, help_text="The browser as it names itself, shortened.")

    class Meta:
        db_table = "accounts_session"

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that fills `user`."""
        from linli.accounts.sessions import SessionStore  # the store needs this model first

        return SessionStore


class PhoneCode(Record):
    """A code sent to a phone: its hash, for ten minutes, for five attempts, once, for one purpose."""

    phone_hash = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=10, default=CodePurpose.SIGN_IN, db_default=CodePurpose.SIGN_IN)
    about = models.UUIDField(null=True, help_text="The record it speaks of, where it is read out at a desk.")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class RecoveryCode(Record):
    """One of ten codes kept on paper for the day the phone is lost: its hash, and when it served."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class LinkedIdentity(ScopedRecord):
    """How somebody is known elsewhere, bound to their sign-in here: found by its hash, and shown to nobody."""

    encrypted: ClassVar[dict[str, Any]] = {"subject_cipher": _("别处登录的标识")}
    found_by: ClassVar[dict[str, tuple[str, str]]] = {"subject_hash": ("subject_cipher", "subject_elsewhere")}

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    way = models.CharField(max_length=30, help_text="The key of the provider.")
    subject_hash = models.CharField(max_length=64)
    subject_cipher = models.TextField()
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_linked_identity"
        ordering = ("linked_at",)
        constraints = (models.UniqueConstraint(name="identity_is_one_person_s", fields=["way", "subject_hash"]),)


class WhyReset(models.TextChoices):
    """Why somebody cannot come in by their one-time code; no words, so that nothing personal is written here."""

    LOST = "lost", _("手机丢了，备用码也没有了")
    BROKEN = "broken", _("手机坏了，备用码也没有了")
    CHANGED = "changed", _("换了手机，没有先关动态码")


class Outcome(models.TextChoices):
    """How a request to drop a one-time code ended."""

    DROPPED = "dropped", _("同意，已关掉")
    REFUSED = "refused", _("没有同意")
    WITHDRAWN = "withdrawn", _("申请人撤回")
    STOPPED = "stopped", _("本人叫停")
    LAPSED = "lapsed", _("过期")


class TotpReset(Record):
    """One administrator asks that somebody's one-time code be dropped, another one agrees or does not."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="totp_resets")
    reason = models.CharField(_("原因"), max_length=10, choices=WhyReset.choices)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="totp_reset_open_once", fields=["user"], condition=models.Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="totp_reset_ends_with_an_outcome",
                condition=models.Q(decided_at__isnull=True, outcome="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(outcome="")),
            ),
            models.CheckConstraint(
                name="totp_reset_takes_two",
                condition=~models.Q(outcome="dropped") | ~models.Q(decided_by=models.F("asked_by")),
            ),
        )


class Attempt(models.Model):
    """Counts tries at a door (sign-in, code) by whom or whence, so that guessing is slow."""

    id = models.BigAutoField(primary_key=True)
    door = models.CharField(max_length=30)
    key_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["door", "key_hash", "at"], name="attempt_door"),)


class ApiToken(Record):
    """A secret for a program that acts as a user; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
