"""A resident's phone: found by its keyed hash, kept encrypted with the row it belongs to."""

from linli.accounts.models import User, UserKind
from linli.base.encryption import decrypt, encrypt, keyed_hash


def hash_of(phone: str) -> str:
    """What a phone is found by."""
    return keyed_hash(phone, "phone")


def phone_of(user: User) -> str:
    """The phone in clear; whoever shows it to another person journals that first."""
    return decrypt(user.phone_cipher, table="accounts_user", column="phone_cipher", row=str(user.pk))


def user_of_phone(phone: str) -> User:
    """The sign-in of a resident's phone, made where there is none; two at once get the same one."""
    user = User(kind=UserKind.RESIDENT, phone_hash=hash_of(phone))
    user.phone_cipher = encrypt(phone, table="accounts_user", column="phone_cipher", row=str(user.pk))
    user.set_unusable_password()
    User.objects.bulk_create([user], ignore_conflicts=True)
    return User.objects.get(kind=UserKind.RESIDENT, phone_hash=user.phone_hash)
