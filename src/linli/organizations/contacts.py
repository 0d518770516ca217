"""The person to ask for in an organisation: kept unreadable, shown masked."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.base.encryption import decrypt, encrypt, is_lost, mask_name, mask_phone
from linli.organizations.models import Organization

PLACE = {"table": "organizations_organization", "column": "contact_cipher"}


@dataclass(frozen=True)
class Contact:
    """Whom to ask for, and how to reach them."""

    name: str
    phone: str

    @property
    def masked(self) -> "Contact":
        """As it stands on a page: 王＊英, 138****0000."""
        return Contact(mask_name(self.name), mask_phone(self.phone))


def contact_of(unit: Organization) -> Contact | None:
    """The contact in clear; whoever shows it writes that down first."""
    if not unit.contact_cipher:
        return None
    return Contact(**json.loads(decrypt(unit.contact_cipher, row=unit.pk, **PLACE)))


def sealed(unit: Organization, contact: Contact | None) -> str:
    """As it is kept; empty where there is none."""
    if contact is None:
        return ""
    words = json.dumps({"name": contact.name, "phone": contact.phone}, ensure_ascii=False)
    return encrypt(words, row=unit.pk, **PLACE)


def is_of_a_unit(phone: str, units: Iterable[Organization]) -> bool:
    """Whether a mobile number is one of these units' own, or of the person to ask for there; nothing says which."""
    return any(phone in _numbers(unit) for unit in units)


def _numbers(unit: Organization) -> set[str]:
    told = [unit.phone]
    if unit.contact_cipher and not is_lost(unit.contact_cipher) and (contact := contact_of(unit)):
        told.append(contact.phone)
    return {re.sub(r"\D", "", number) for number in told}
