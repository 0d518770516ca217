"""The phones of a record: those that open it, and the one that is to come, encrypted with its row."""

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.base.encryption import decrypt, encrypt
from linli.people.models import PhoneChange, Resident

PLACE = {"table": "people_phone_change", "column": "phone_cipher"}


def put_number(change: PhoneChange, phone: str) -> None:
    """Set the number that is to come, or none; whoever calls saves."""
    change.phone_cipher = encrypt(phone, **PLACE, row=change.pk) if phone else ""


def number_of(change: PhoneChange) -> str:
    """In clear, for sending a code to it and for giving it; empty where there is none, or where its key was lost."""
    return decrypt(change.phone_cipher, **PLACE, row=change.pk) if change.phone_cipher else ""


def who_opens(resident: Resident) -> list[User]:
    """The sign-ins with a phone that open a record: its own first, then those of records merged into it."""
    own = [resident.user] if resident.user.phone_hash else []
    return own + list(User.objects.filter(stands_for=resident.pk).exclude(phone_hash=None).order_by("pk"))


def speaks_for(resident: Resident) -> str:
    """The phone whose holder is asked about a record at the desk; empty where nothing opens it."""
    opening = who_opens(resident)
    return phone_of(opening[0]) if opening else ""
