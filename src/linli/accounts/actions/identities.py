"""Signing in as who one is known to be elsewhere; binding that to a sign-in here, and taking it off again.

An identity opens what it was bound to and makes no account. Of staff it stands for the password alone: where a one-time
code is set up, or asked of everybody, it is asked here too.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.actions.codes import SIGN_IN
from linli.accounts.actions.passwords import TOO_MANY, TotpMissing, has_second
from linli.accounts.actions.staff import above
from linli.accounts.identities import KEEPER, holder_of, put_subject
from linli.accounts.models import LinkedIdentity, User
from linli.accounts.providers.terms import Elsewhere
from linli.accounts.rules import MOST_IDENTITIES, WRONG_CODES
from linli.base.actor import Actor
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as


class Unbound(Refused):
    """Nobody here is bound to who was named."""

    def __init__(self) -> None:
        super().__init__(
            "accounts.identity_unbound",
            _("这个登录还没有绑定这里的账号。请先用用户名和密码登录，再到“我的账号”绑定，或者请管理员绑定。"),
        )


class SecondWanted(Refused):
    """Who was named is `user`, whose one-time code is still to be typed."""

    def __init__(self, user: User) -> None:
        super().__init__("accounts.totp_wanted", _("您开通了动态码。请填手机上显示的 6 位数字。"))
        self.user = user


def sign_in_with_identity(elsewhere: Elsewhere, *, kind: str, at: datetime) -> User:
    """Whose sign-in an identity opens at this door.

    Raises Unbound where it is nobody's, SecondWanted and TotpMissing where of staff a one-time code is wanting.
    """
    holder = holder_of(elsewhere)
    user = (holder.stands_for or holder) if holder else None
    if user is None or user.kind != kind:
        raise Unbound
    if not user.is_active:
        raise Refused("accounts.closed_here", _("您在这里的账号已停用。请联系管理员或社区。"))
    if user.is_staff_member and user.totp_cipher:
        raise SecondWanted(user)
    if user.is_staff_member and settings.LINLI_REQUIRE_TOTP:
        raise TotpMissing(user)
    with acting_as(SIGN_IN):
        record("accounts.signed_in", on=user, by=SIGN_IN, at=at, door=elsewhere.way)
    return user


def prove_at_the_door(user: User, *, code: str, door: str, at: datetime) -> None:
    """The one-time code of who has been named elsewhere, or a code from paper: with as many tries as at any door."""
    name = user.username or ""
    throttling.hold("totp", name)
    throttling.check("totp", name, WRONG_CODES, at, code=TOO_MANY)
    is_right = has_second(user, code, at)
    if not is_right:
        throttling.count("totp", name, at)
    with acting_as(SIGN_IN):
        verb = "accounts.signed_in" if is_right else "accounts.sign_in_failed"
        record(verb, on=user, by=SIGN_IN, at=at, door=door)
    if not is_right:
        raise Refused("accounts.totp_wrong", _("动态码不对。请等手机上换一个新的，再填一次。"), field="code")


@transaction.atomic
def link_identity(user: User, elsewhere: Elsewhere, *, by: Actor, at: datetime) -> None:
    """Bind who one is known as elsewhere to one's own sign-in; said to its owner, in case it was not them."""
    if by.user != user.pk:
        raise Refused("accounts.identity_of_another", _("只能绑定和解除自己的登录方式。"))
    _link(user, elsewhere, by, at)


@transaction.atomic
def link_identity_of(user: User, elsewhere: Elsewhere, *, by: Actor, at: datetime) -> None:
    """An administrator binds somebody of theirs. The person hears of it; a one-time code is asked all the same."""
    _link(above(user, by, at), elsewhere, by, at)


@transaction.atomic
def unlink_identity(user: User, identity: UUID, *, by: Actor, at: datetime) -> None:
    """Take one's own off again; the other ways in stay."""
    if by.user != user.pk:
        raise Refused("accounts.identity_of_another", _("只能绑定和解除自己的登录方式。"))
    _unlink(user, identity, by, at)


@transaction.atomic
def unlink_identity_of(user: User, identity: UUID, *, by: Actor, at: datetime) -> None:
    """An administrator takes one off: it was bound wrongly, or is no longer the person's."""
    _unlink(above(user, by, at), identity, by, at)


def forget_identities(user: User) -> None:
    """None of them opens this sign-in any more; part of a larger action, which journals."""
    with acting_as(KEEPER):
        LinkedIdentity.objects.filter(user=user).delete()


def _link(user: User, elsewhere: Elsewhere, by: Actor, at: datetime) -> None:
    with acting_as(KEEPER):
        if LinkedIdentity.objects.filter(user=user).count() >= MOST_IDENTITIES:
            raise Refused("accounts.identities_full", _("绑定得太多了。请先解除一个不用的。"))
        identity = LinkedIdentity(user=user, way=elsewhere.way, linked_at=at)
        put_subject(identity, elsewhere.subject)
        LinkedIdentity.objects.bulk_create([identity], ignore_conflicts=True)
        holder = LinkedIdentity.objects.get(way=elsewhere.way, subject_hash=identity.subject_hash)
    if holder.user_id != user.pk:
        raise Refused("accounts.identity_taken", _("这个登录已经绑定了别的账号。请先在那个账号里解除。"))
    if holder.pk != identity.pk:
        return  # it is theirs already
    record("accounts.identity_linked", on=user, by=by, at=at, way=elsewhere.way)
    emit("accounts.told", to=user, what="accounts.identity_linked", about=user, at=at)


def _unlink(user: User, identity: UUID, by: Actor, at: datetime) -> None:
    with acting_as(KEEPER):
        found = LinkedIdentity.objects.filter(user=user, pk=identity).first()
        if found is None:
            raise Refused("accounts.identity_gone", _("这个登录方式已经解除了。"))
        found.delete()
    record("accounts.identity_unlinked", on=user, by=by, at=at, way=found.way)
    emit("accounts.told", to=user, what="accounts.identity_unlinked", about=user, at=at)
