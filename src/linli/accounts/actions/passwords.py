"""Staff sign in by name and password, and a one-time code where it is set up.

Wrong tries are counted outside any savepoint of ours, in the caller's transaction: a refusal must not undo its count.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.actions.codes import SIGN_IN
from linli.accounts.actions.sessions import drop_sessions
from linli.accounts.actions.totp import uses_up
from linli.accounts.models import User, UserKind
from linli.accounts.rules import WRONG_FROM_AN_ADDRESS, WRONG_PASSWORDS, username_typed
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as

TOO_MANY = "accounts.too_many_wrong"
WEAK = {
    "password_too_short": _("密码至少 10 位。"),
    "password_too_common": _("这个密码太常见，别人容易猜到。请换一个。"),
}


class TotpMissing(Refused):
    """Name and password are right, and the one-time code that is asked here has yet to be set up: by `user`, now."""

    def __init__(self, user: User) -> None:
        super().__init__("accounts.totp_missing", _("这里登录要用动态码，您还没有开通。请先开通。"))
        self.user = user


def sign_in_with_password(*, username: str, password: str, totp: str = "", at: datetime, whence: str) -> User:
    """The member of staff of this name and password. An unknown name takes as long and is answered the same.

    Raises TotpMissing where nothing is wanting but a one-time code that was never set up.
    """
    name = username_typed(username)
    throttling.hold("password", name)
    throttling.check("password", name, WRONG_PASSWORDS, at, code=TOO_MANY)
    throttling.check("password_whence", whence, WRONG_FROM_AN_ADDRESS, at, code=TOO_MANY)
    user = User.objects.filter(kind=UserKind.STAFF, username=name).first()
    if not _fits(user, password) or user is None or not user.is_active:
        raise _wrong(user, name, at, whence)
    if user.totp_cipher and not totp.strip():
        raise Refused("accounts.totp_wanted", _("您开通了动态码。请填手机上显示的 6 位数字。"), field="totp")
    if user.totp_cipher and not has_second(user, totp, at):
        raise _wrong(user, name, at, whence)
    if settings.LINLI_REQUIRE_TOTP and not user.totp_cipher:
        raise TotpMissing(user)
    with acting_as(SIGN_IN):
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door="password")
    return user


def change_password(user: User, *, old: str, new: str, by: Actor, at: datetime, keep: str | None = None) -> None:
    """Set a new password. All sessions but `keep` end; the caller writes the new hash into that one."""
    name = user.username or ""
    throttling.hold("password", name)
    throttling.check("password", name, WRONG_PASSWORDS, at, code=TOO_MANY)
    if not check_password(old, user.password):
        throttling.count("password", name, at)
        raise Refused("accounts.old_password_wrong", _("原来的密码不对。"), field="old")
    check_strength(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        drop_sessions(user, keep=keep)
        record("accounts.password_changed", on=user, by=by, at=at)


def check_strength(password: str, user: User, field: str = "new") -> None:
    """Refuse a password that is short or common."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        known = [str(WEAK[error.code]) for error in weak.error_list if error.code in WEAK]
        raise Refused("accounts.password_weak", "".join(known) or _("请换一个密码。"), field=field) from weak


def has_second(user: User, typed: str, at: datetime) -> bool:
    """Whether a code of the phone, or one from paper, is right; it never serves again. Part of a door's action."""
    with acting_as(SIGN_IN):
        return uses_up(user, typed, by=SIGN_IN, at=at)


def _fits(user: User | None, password: str) -> bool:
    if user is None:
        make_password(password)  # as long as a comparison takes
        return False
    return check_password(password, user.password)


def _wrong(user: User | None, name: str, at: datetime, whence: str) -> Refused:
    throttling.count("password", name, at)
    throttling.count("password_whence", whence, at)
    if user is not None:
        with acting_as(SIGN_IN):
            record("accounts.sign_in_failed", on=user, by=SIGN_IN, at=at, door="password")
    return Refused("accounts.sign_in_wrong", _("用户名、密码或动态码不对。请再看一下。"))
