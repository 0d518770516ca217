"""Tokens: given by a user to a program of theirs, taken back at any time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import ApiToken, User
from linli.accounts.tokens import hash_of, new_secret
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused


@transaction.atomic
def issue_token(
    user: User, *, name: str, by: Actor, at: datetime, ends_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown this once and kept nowhere."""
    _own(user, by)
    secret = new_secret()
    token = ApiToken(user=user, name=name.strip(), token_hash=hash_of(secret), created_at=at, ends_at=ends_at)
    token.save(force_insert=True)
    record("accounts.token_issued", on=user, by=by, at=at, token=token.pk, ends=ends_at)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """Take a token back; a program that uses it is refused from now on."""
    _own(token.user, by)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record("accounts.token_revoked", on=token.user, by=by, at=at, token=token.pk)


def _own(user: User, by: Actor) -> None:
    if not by.is_system and by.user != user.pk:
        raise Refused("accounts.token_of_another", _("只能管理自己的令牌。"))
