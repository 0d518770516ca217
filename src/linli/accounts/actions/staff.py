"""The sign-ins of staff: made, closed and opened again by an administrator of all their areas."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import queries
from linli.accounts.actions.passwords import check_strength
from linli.accounts.actions.posts import VERB
from linli.accounts.actions.sessions import drop_sessions
from linli.accounts.actions.totp import Enrolment, begin_totp, forget_totp, give_recovery_codes
from linli.accounts.models import ApiToken, User, UserKind
from linli.accounts.rights import require
from linli.accounts.rules import username_typed
from linli.base.actor import Actor
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another


def first_password() -> str:
    """A password to hand over once: twelve characters nobody mixes up."""
    return "".join(secrets.choice(LETTERS) for _place in range(12))


@transaction.atomic
def create_staff(*, username: str, name: str, password: str, by: Actor, at: datetime) -> User:
    """Make a sign-in of staff. It opens nothing until a post is given."""
    require(by, VERB)
    user = User(kind=UserKind.STAFF, username=username_typed(username), name=name.strip())
    if User.objects.filter(username=user.username).exists():
        raise Refused("accounts.username_taken", _("这个用户名有人用了。请换一个。"), field="username")
    check_strength(password, user, field="password")
    user.set_password(password)
    user.save(force_insert=True)
    record("accounts.staff_created", on=user, by=by, at=at)
    return user


@transaction.atomic
def close(user: User, *, by: Actor, at: datetime) -> None:
    """Close a sign-in: sessions and tokens end at once. What was done under it stays."""
    user = above(user, by, at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    drop_sessions(user)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    record("accounts.closed", on=user, by=by, at=at)


@transaction.atomic
def reopen(user: User, *, by: Actor, at: datetime) -> None:
    """Open a closed sign-in again; its posts are as they were."""
    user = above(user, by, at)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("accounts.reopened", on=user, by=by, at=at)


@transaction.atomic
def reset_password(user: User, *, by: Actor, at: datetime) -> str:
    """A new first password for somebody who has forgotten theirs; sessions end.

    The one-time code stays: one administrator alone must not be able to come in as somebody else. Who runs commands on
    the machine can do anything there; they are handed a sign-in that opens.
    """
    user = above(user, by, at)
    password = first_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    if by.is_system:
        forget_totp(user)
    drop_sessions(user)
    record("accounts.password_reset", on=user, by=by, at=at)
    emit("accounts.told", to=user, what="accounts.password_reset", about=user, at=at)
    return password


@transaction.atomic
def give_totp(user: User, *, by: Actor, at: datetime) -> tuple[Enrolment, tuple[str, ...]]:
    """Set up one-time codes for somebody who is present and takes the secret at once, and the codes on paper.

    At the machine alone: at the desk it would be a way around the second administrator.
    """
    user = above(user, by, at)
    if not by.is_system:
        raise Refused("accounts.no_right", _("这要在服务器上用命令做，或者由本人登录时开通。"))
    begun = begin_totp(user)
    user.totp_cipher = begun.cipher
    user.save(update_fields=["totp_cipher"])
    record("accounts.totp_enrolled", on=user, by=by, at=at)
    emit("accounts.told", to=user, what="accounts.totp_enrolled", about=user, at=at)
    return begun, give_recovery_codes(user, by=by, at=at)


def above(user: User, by: Actor, at: datetime) -> User:
    """The user, locked, where the actor is in charge of the sign-in."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_staff_member:
        raise Refused("accounts.not_staff", _("这不是工作人员的账号。"))
    if by.user == user.pk:
        raise Refused("accounts.oneself", _("自己的账号要由别的管理员来办。"))
    require(by, VERB)
    if not queries.is_in_charge_of(by, user, at):
        raise Refused("accounts.no_right", _("这个账号由别处的管理员管理。"))
    return user
