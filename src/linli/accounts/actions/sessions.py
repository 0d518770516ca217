"""Ending sessions: one's own other browsers, or all of a closed account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Session, User
from linli.accounts.queries import session_reference
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused


def drop_sessions(user: User, *, keep: str | None = None) -> int:
    """Delete the rows; part of a larger action, which journals."""
    sessions = Session.objects.filter(user=user)
    if keep:
        sessions = sessions.exclude(session_key=keep)
    count, _by_model = sessions.delete()
    return count


@transaction.atomic
def end_session(user: User, reference: str, *, by: Actor, at: datetime) -> None:
    """End the one session of this user that the reference names."""
    keys = Session.objects.filter(user=user).values_list("session_key", flat=True)
    ending = [key for key in keys if session_reference(key) == reference]
    if not ending:
        raise Refused("accounts.session_gone", _("这个登录已经结束了。"))
    Session.objects.filter(session_key__in=ending).delete()
    record("accounts.session_ended", on=user, by=by, at=at, count=len(ending))


@transaction.atomic
def end_other_sessions(user: User, *, keep: str, by: Actor, at: datetime) -> int:
    """End all sessions of this user but this one; how many there were."""
    count = drop_sessions(user, keep=keep)
    if count:
        record("accounts.session_ended", on=user, by=by, at=at, count=count)
    return count


def signed_out(user: User, *, by: Actor, at: datetime) -> None:
    """Write down that somebody signed out; the session itself is ended by the door."""
    record("accounts.signed_out", on=user, by=by, at=at)
