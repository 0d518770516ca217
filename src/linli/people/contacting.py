"""Name and phone of a contact who is not on the register: encrypted with the row, shown masked."""

from linli.base.encryption import decrypt, encrypt, mask_name, mask_phone
from linli.people.models import Contact

TABLE = "people_contact"


def put_person(contact: Contact, name: str, phone: str) -> None:
    """Set both columns; whoever calls saves."""
    contact.name_cipher = encrypt(name, table=TABLE, column="name_cipher", row=contact.pk)
    contact.phone_cipher = encrypt(phone, table=TABLE, column="phone_cipher", row=contact.pk)


def name_of(contact: Contact) -> str:
    """The name in clear; whoever shows it to another person journals that first."""
    return decrypt(contact.name_cipher, table=TABLE, column="name_cipher", row=contact.pk)


def phone_of_contact(contact: Contact) -> str:
    """The phone in clear; whoever shows it to another person journals that first."""
    return decrypt(contact.phone_cipher, table=TABLE, column="phone_cipher", row=contact.pk)


def masked_person(contact: Contact) -> tuple[str, str]:
    """王＊英 and 138****0000 of who is not on the register."""
    return mask_name(name_of(contact)), mask_phone(phone_of_contact(contact))
