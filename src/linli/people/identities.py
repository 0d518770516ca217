"""A resident's identity number: found by its keyed hash, kept encrypted with the row it belongs to."""

from linli.base.encryption import decrypt, encrypt, keyed_hash, mask_identity
from linli.people.models import Resident

PLACE = {"table": "people_resident", "column": "identity_cipher"}


def hash_of_identity(number: str) -> str:
    """What a number is found by."""
    return keyed_hash(number, "identity")


def identity_of(resident: Resident) -> str:
    """The number in clear, empty where there is none; whoever shows it to another person journals that first."""
    if not resident.identity_cipher:
        return ""
    return decrypt(resident.identity_cipher, **PLACE, row=str(resident.pk))


def masked_identity(resident: Resident) -> str:
    """1****************X, or nothing."""
    return mask_identity(identity_of(resident))


def put_identity(resident: Resident, number: str) -> None:
    """Set both columns of a number, or of none; whoever calls saves."""
    resident.identity_hash = hash_of_identity(number) if number else None
    resident.identity_cipher = encrypt(number, **PLACE, row=str(resident.pk)) if number else ""
