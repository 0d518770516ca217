"""Somebody has lost phone and paper: their one-time code is dropped by two administrators, or at the machine itself.

One alone could take any sign-in over: set its password anew and drop its code. So the page needs a second one, whose
account is not the first one's making, and the person is told at once and can stop it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import queries
from linli.accounts.actions.posts import VERB
from linli.accounts.actions.sessions import drop_sessions
from linli.accounts.actions.staff import above
from linli.accounts.actions.totp import forget_totp
from linli.accounts.models import Outcome, TotpReset, User, WhyReset
from linli.accounts.rights import require
from linli.accounts.rules import RESET_LASTS, may_agree
from linli.base.actor import Actor
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused


@transaction.atomic
def ask_totp_reset(user: User, *, reason: WhyReset, by: Actor, at: datetime) -> TotpReset:
    """Ask that a one-time code be dropped: the person and the other administrators hear of it at once."""
    user = above(user, by, at)
    if not user.totp_cipher:
        raise Refused("accounts.totp_not_set_up", _("他没有开通动态码，用密码就能登录。"))
    _lapse(user, at)
    if TotpReset.objects.filter(user=user, decided_at=None).exists():
        raise Refused("accounts.reset_asked_already", _("已经有人申请了，正等另一位管理员同意。"))
    others = queries.other_administrators(user, by, at)
    if not others:
        raise Refused(
            "accounts.no_second_administrator",
            _("没有第二位能管这个账号的管理员。请在服务器上执行 linli accounts drop-totp。"),
        )
    reset = TotpReset(user=user, reason=reason, asked_by_id=_person(by), asked_at=at)
    reset.save(force_insert=True)
    record("accounts.totp_reset_asked", on=user, by=by, at=at, reset=reset.pk, reason=reason)
    emit("accounts.told", to=user, what="accounts.totp_reset_asked", about=user, at=at)
    for other in others:
        emit("accounts.told", to=other, what="accounts.totp_reset_waits", about=reset, at=at)
    return reset


@transaction.atomic
def decide_totp_reset(reset: TotpReset, *, agrees: bool, by: Actor, at: datetime) -> None:
    """The second administrator has made sure who asks, and agrees, or does not. Sessions end with the code."""
    reset, user = _open(reset, at)
    above(user, by, at)
    second = _person(by)
    helped = queries.helped_into_account(second, reset.asked_by_id)
    if not may_agree(asked_by=reset.asked_by_id, second=second, owner=user.pk, at=at, helped_at=helped):
        raise Refused(
            "accounts.not_the_second",
            _("要由另一位管理员决定：不是申请人，账号和密码也不是申请人这七天里给的。"),
        )
    _close(reset, Outcome.DROPPED if agrees else Outcome.REFUSED, by, at)
    if agrees:
        forget_totp(user)
        drop_sessions(user)
        record("accounts.totp_reset", on=user, by=by, at=at, reset=reset.pk)
    else:
        record("accounts.totp_reset_refused", on=user, by=by, at=at, reset=reset.pk)
    what = "accounts.totp_reset" if agrees else "accounts.totp_reset_refused"
    emit("accounts.told", to=user, what=what, about=user, at=at)
    emit("accounts.told", to=reset.asked_by, what=f"{what}_as_asked", about=reset, at=at)


@transaction.atomic
def withdraw_totp_reset(reset: TotpReset, *, by: Actor, at: datetime) -> None:
    """Who asked takes it back; or the person it is about, who has not lost anything, stops it."""
    reset, user = _open(reset, at)
    if by.user not in (reset.asked_by_id, user.pk):
        raise Refused("accounts.not_the_asker", _("只有申请人和本人能撤回。"))
    is_own = by.user == user.pk
    if not is_own:
        require(by, VERB)
    _close(reset, Outcome.STOPPED if is_own else Outcome.WITHDRAWN, by, at)
    if is_own:
        record("accounts.totp_reset_stopped", on=user, by=by, at=at, reset=reset.pk)
        emit("accounts.told", to=reset.asked_by, what="accounts.totp_reset_stopped", about=reset, at=at)
    else:
        record("accounts.totp_reset_withdrawn", on=user, by=by, at=at, reset=reset.pk)
        emit("accounts.told", to=user, what="accounts.totp_reset_withdrawn", about=user, at=at)


@transaction.atomic
def drop_totp_at_the_machine(user: User, *, by: Actor, at: datetime) -> None:
    """Who can run commands on the machine drops a code alone: on record, and told to the person."""
    user = above(user, by, at)
    if not by.is_system:
        raise Refused("accounts.no_right", _("这要在服务器上用命令做，或者由两位管理员在工作台做。"))
    forget_totp(user)
    drop_sessions(user)
    record("accounts.totp_reset", on=user, by=by, at=at)
    emit("accounts.told", to=user, what="accounts.totp_reset", about=user, at=at)


def _person(by: Actor) -> UUID:
    """Who acts; the command line asks nobody, it drops a code at once."""
    if by.user is None:
        raise Refused("accounts.no_right", _("在服务器上请直接执行 linli accounts drop-totp。"))
    return by.user


def _open(reset: TotpReset, at: datetime) -> tuple[TotpReset, User]:
    reset = TotpReset.objects.select_for_update().select_related("user", "asked_by").get(pk=reset.pk)
    if reset.decided_at is not None:
        raise Conflict("accounts.reset_decided", _("这份申请已经有结果了。"))
    if at >= reset.asked_at + RESET_LASTS:
        raise Refused("accounts.reset_lapsed", _("申请过了 24 小时，作废了。还需要的话，请重新申请。"))
    return reset, reset.user


def _lapse(user: User, at: datetime) -> None:
    late = TotpReset.objects.filter(user=user, decided_at=None, asked_at__lte=at - RESET_LASTS)
    late.update(decided_at=at, outcome=Outcome.LAPSED)


def _close(reset: TotpReset, outcome: Outcome, by: Actor, at: datetime) -> None:
    reset.decided_by_id, reset.decided_at, reset.outcome = by.user, at, outcome
    reset.save(update_fields=["decided_by", "decided_at", "outcome"])
