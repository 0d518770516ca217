"""How somebody is known elsewhere: found by its keyed hash, kept encrypted with its row."""

from linli.accounts.models import LinkedIdentity, User
from linli.accounts.providers.terms import Elsewhere
from linli.base.actor import system_actor
from linli.base.encryption import encrypt, keyed_hash
from linli.base.scope import acting_as

KEEPER = system_actor("accounts.identities")
"""Reads whose an identity is before anybody has signed in, and what an administrator is in charge of."""


def hash_of(subject: str) -> str:
    """What a subject is found by."""
    return keyed_hash(subject, "subject_elsewhere")


def put_subject(identity: LinkedIdentity, subject: str) -> None:
    """Set both columns; whoever calls saves."""
    identity.subject_hash = hash_of(subject)
    identity.subject_cipher = encrypt(
        subject, table="accounts_linked_identity", column="subject_cipher", row=str(identity.pk)
    )


def holder_of(elsewhere: Elsewhere) -> User | None:
    """The sign-in an identity is bound to, though since a merge it may open another one."""
    with acting_as(KEEPER):
        mine = LinkedIdentity.objects.filter(way=elsewhere.way, subject_hash=hash_of(elsewhere.subject))
        found = mine.select_related("user__stands_for").first()
    return found.user if found else None


def identities_of(user: User) -> list[LinkedIdentity]:
    """What is bound to a sign-in, for whoever has the right to know."""
    with acting_as(KEEPER):
        return list(LinkedIdentity.objects.filter(user=user))
