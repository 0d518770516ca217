"""In which language somebody reads, so that what is sent to their phone speaks it too."""

from datetime import datetime

from django.db import transaction

from linli.accounts.actions.codes import SIGN_IN
from linli.accounts.models import User
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.languages import known
from linli.base.scope import acting_as


@transaction.atomic
def choose_language(user: User, language: str, *, by: Actor, at: datetime) -> None:
    """Keep the language somebody chose; one that is not ours, or is theirs already, changes nothing."""
    if not known(language) or user.language == language:
        return
    user.language = language
    user.save(update_fields=["language"])
    record("accounts.language_chosen", on=user, by=by, at=at, fields=["language"], language=language)


def bring_language(user: User, language: str, *, at: datetime) -> None:
    """What the browser had chosen before its person signed in; their own earlier choice stands."""
    if language and not user.language:
        with acting_as(SIGN_IN):
            choose_language(user, language, by=SIGN_IN, at=at)
