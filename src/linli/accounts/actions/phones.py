"""A resident's phone is given, taken away, or comes to open another record. Parts of larger actions, which journal."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.accounts.actions.identities import forget_identities
from linli.accounts.actions.sessions import drop_sessions
from linli.accounts.boxes import BOXES
from linli.accounts.models import ApiToken, PhoneCode, User
from linli.accounts.phones import put_phone, user_with
from linli.base.events import emit
from linli.base.refusals import Refused


def take_phone(user: User, *, at: datetime) -> None:
    """The phone opens this sign-in no more: it is destroyed, and whoever is signed in by it is signed out.

    What was bound to the sign-in was bound by whoever held the phone, so it goes with it.
    """
    if user.phone_hash:
        PhoneCode.objects.filter(phone_hash=user.phone_hash).delete()
    forget_identities(user)
    emit("accounts.phone_taken", user=user, at=at)
    put_phone(user, "")
    user.signed_in_at = None
    user.save(update_fields=["phone_hash", "phone_cipher", "signed_in_at"])
    _signed_out_everywhere(user, at)


def give_phone(user: User, phone: str, *, at: datetime) -> None:
    """From now on this phone opens this sign-in, and no other one; the phone it had before opens nothing."""
    holder = user_with(phone)
    if holder and holder.pk != user.pk:
        raise Refused("accounts.phone_taken", _("这个手机号登记在别人名下。请再核对一遍号码。"), field="phone")
    if holder is None:
        take_phone(user, at=at)
        put_phone(user, phone)
        user.save(update_fields=["phone_hash", "phone_cipher"])


def close_for_good(user: User, *, at: datetime) -> None:
    """Nobody signs in here any more; nothing of the phone or another address stays."""
    take_phone(user, at=at)
    for box in BOXES.values():
        box.put(user, "")
    user.is_active = False
    user.save(update_fields=["is_active", *(box.column for box in BOXES.values())])


def open_another(user: User, other: User, *, at: datetime | None = None) -> None:
    """Since a merge, this phone opens the record that was kept; whoever is signed in (`at`) signs in anew."""
    user.stands_for = other
    user.save(update_fields=["stands_for"])
    if at:
        _signed_out_everywhere(user, at)


def open_own(user: User) -> None:
    """The merge was undone: the phone opens its own record again."""
    user.stands_for = None
    user.save(update_fields=["stands_for"])


def _signed_out_everywhere(user: User, at: datetime) -> None:
    drop_sessions(user)
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
