"""One-time codes of staff (RFC 6238): the secret in an app on the phone, six digits every thirty seconds."""

import secrets
from datetime import datetime

import pyotp

from linli.accounts.models import RecoveryCode, User
from linli.accounts.rules import code_typed, recovery_typed
from linli.base.encryption import KeyMissing, decrypt, encrypt, is_lost, keyed_hash

STEP = 30
ISSUER = "邻里"


def sealed(secret: str, user: User) -> str:
    """The secret as it lies in the user's row."""
    return encrypt(secret, table="accounts_user", column="totp_cipher", row=str(user.pk))


def opened(cipher: str, user: User) -> str:
    """The secret in clear; never an empty one, whose codes anybody could compute."""
    if is_lost(cipher):
        raise KeyMissing("the key of this secret has been given up")
    return decrypt(cipher, table="accounts_user", column="totp_cipher", row=str(user.pk))


def address(secret: str, user: User) -> str:
    """What the app on the phone reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username or str(user.pk), issuer_name=ISSUER)


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The time step a code belongs to: now, or the one before or after, since phones run fast and slow."""
    current, generator = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    for step in (current, current - 1, current + 1):
        if secrets.compare_digest(generator.generate_otp(step).encode(), code_typed(typed).encode()):
            return step
    return None


def uses_up_code(user: User, typed: str, at: datetime) -> bool:
    """Whether the code is right and not used before; afterwards it is."""
    step = step_of(opened(user.totp_cipher, user), typed, at)
    return step is not None and bool(User.objects.filter(pk=user.pk, totp_last__lt=step).update(totp_last=step))


def recovery_hash(user: User, typed: str) -> str:
    """What a code from paper is found by; of one person, so that equal codes of two are two hashes."""
    return keyed_hash(f"{user.pk}:{recovery_typed(typed)}", "recovery_code")


def uses_up_recovery_code(user: User, typed: str, at: datetime) -> bool:
    """Whether this is one of the person's codes from paper and still unused; afterwards it is used."""
    mine = RecoveryCode.objects.filter(user=user, code_hash=recovery_hash(user, typed), used_at=None)
    return bool(mine.update(used_at=at))


def recovery_codes_left(user: User) -> int:
    """How many codes on paper still serve."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
