"""Where somebody can be written to besides their phone: kept encrypted with the row it belongs to, found by nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linli.accounts.models import User, UserKind
from linli.accounts.rules import CodePurpose, Way, mail_typed, ways_of, wecom_typed
from linli.base.encryption import decrypt, encrypt, is_lost


@dataclass(frozen=True)
class Box:
    """One kind of address: the column it lies in, and how what is typed is understood."""

    way: Way
    column: str
    purpose: CodePurpose
    typed: Callable[[str], str]

    def of(self, user: User) -> str:
        """The address in clear; empty where there is none, or its key was given up."""
        cipher: str = getattr(user, self.column)
        return decrypt(cipher, **self._place, row=str(user.pk)) if cipher else ""

    def put(self, user: User, address: str) -> None:
        """Set or empty the column; whoever calls saves."""
        setattr(user, self.column, encrypt(address, **self._place, row=str(user.pk)) if address else "")

    def is_known_of(self, user: User) -> bool:
        """Whether there is one that can be read."""
        cipher: str = getattr(user, self.column)
        return bool(cipher) and not is_lost(cipher)

    @property
    def _place(self) -> dict[str, str]:
        return {"table": "accounts_user", "column": self.column}


MAIL = Box(Way.MAIL, "mail_cipher", CodePurpose.MAIL, mail_typed)
WECOM = Box(Way.WECOM, "wecom_cipher", CodePurpose.WECOM, wecom_typed)
BOXES: Mapping[Way, Box] = {box.way: box for box in (MAIL, WECOM)}


def ways_to(user: User) -> tuple[Way, ...]:
    """How this person is told."""
    return ways_of(
        user.ways,
        is_resident=user.kind == UserKind.RESIDENT,
        has_phone=bool(user.phone_cipher),
        has_mail=MAIL.is_known_of(user),
        has_wecom=WECOM.is_known_of(user),
        has_push=user.has_push,
    )
