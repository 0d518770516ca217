"""A resident's phone: found by its keyed hash, kept encrypted with the row it belongs to."""

from collections.abc import Mapping
from uuid import UUID

from linli.accounts.models import User, UserKind
from linli.base import keyring
from linli.base.encryption import EncryptionError, decrypt, encrypt, is_lost, keyed_hash


def hash_of(phone: str) -> str:
    """What a phone is found by."""
    return keyed_hash(phone, "phone")


def phone_of(user: User) -> str:
    """The phone in clear, empty where there is none; whoever shows it to another person journals that first."""
    if not user.phone_cipher:
        return ""
    return decrypt(user.phone_cipher, table="accounts_user", column="phone_cipher", row=str(user.pk))


def put_phone(user: User, phone: str) -> None:
    """Set both columns of a phone, or of none; whoever calls saves."""
    user.phone_hash = hash_of(phone) if phone else None
    user.phone_cipher = encrypt(phone, table="accounts_user", column="phone_cipher", row=str(user.pk)) if phone else ""


def holder_of(phone: str) -> User | None:
    """The sign-in a phone lies with, though it may open another one."""
    return User.objects.select_related("stands_for").filter(kind=UserKind.RESIDENT, phone_hash=hash_of(phone)).first()


def user_with(phone: str) -> User | None:
    """The sign-in a phone opens: since a merge, that of the record that was kept."""
    found = holder_of(phone)
    return (found.stands_for or found) if found else None


def user_of_phone(phone: str) -> User:
    """The sign-in of a resident's phone, made where there is none; two at once get the same one.

    A phone whose key was lost is known again once it has been typed.
    """
    user = _new_user(phone)
    User.objects.bulk_create([user], ignore_conflicts=True)
    held = User.objects.select_related("stands_for").get(kind=UserKind.RESIDENT, phone_hash=user.phone_hash)
    if is_lost(held.phone_cipher):
        put_phone(held, phone)
        held.save(update_fields=["phone_cipher"])
    return held.stands_for or held


def users_of_phones(phones: Mapping[int, str]) -> dict[int, UUID]:
    """A place for each of many residents, by any number of theirs: of a known phone the sign-in that it opens."""
    fresh = {key: _new_user(phone) for key, phone in phones.items()}
    hashes = {user.phone_hash: key for key, user in fresh.items() if user.phone_hash}
    known = User.objects.filter(kind=UserKind.RESIDENT, phone_hash__in=list(hashes))
    opened = {
        hashes[str(hashed)]: other or user
        for user, hashed, other in known.values_list("pk", "phone_hash", "stands_for")
    }
    User.objects.bulk_create([user for key, user in fresh.items() if key not in opened], batch_size=1000)
    return {key: opened.get(key) or user.pk for key, user in fresh.items()}


def user_without_phone() -> User:
    """A place for a resident who has no phone: nobody signs in by it until one is given."""
    user = _new_user("")
    user.save(force_insert=True)
    return user


def _new_user(phone: str) -> User:
    user = User(kind=UserKind.RESIDENT)
    put_phone(user, phone)
    user.set_unusable_password()
    return user


def is_hashed_here() -> bool | None:
    """Whether phones of the database are found with the lookup key that lies here; None where none can be read."""
    if not keyring.has_lookup_key():
        return False if User.objects.exclude(phone_hash=None).exists() else None
    return is_hashed_with(keyring.lookup_key())


def is_hashed_with(key: keyring.LookupKey) -> bool | None:
    """Whether phones of the database are found with this key; None where no phone can be read to tell."""
    for user in User.objects.exclude(phone_cipher="").only("phone_cipher", "phone_hash")[:5]:
        try:
            phone = phone_of(user)
        except EncryptionError:
            continue
        if phone:
            return keyed_hash(phone, "phone", key) == user.phone_hash
    return None
