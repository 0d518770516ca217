"""A mail address: kept encrypted with the row it belongs to, and found by nothing."""

from linli.accounts.models import User, UserKind
from linli.accounts.rules import Way, ways_of
from linli.base.encryption import decrypt, encrypt, is_lost

PLACE = {"table": "accounts_user", "column": "mail_cipher"}


def mail_of(user: User) -> str:
    """The address in clear, empty where there is none."""
    return decrypt(user.mail_cipher, **PLACE, row=str(user.pk)) if user.mail_cipher else ""


def put_mail(user: User, mail: str) -> None:
    """Set or empty the column; whoever calls saves."""
    user.mail_cipher = encrypt(mail, **PLACE, row=str(user.pk)) if mail else ""


def ways_to(user: User) -> tuple[Way, ...]:
    """How this person is told."""
    return ways_of(
        user.ways,
        is_resident=user.kind == UserKind.RESIDENT,
        has_phone=bool(user.phone_cipher),
        has_mail=bool(user.mail_cipher) and not is_lost(user.mail_cipher),
    )
