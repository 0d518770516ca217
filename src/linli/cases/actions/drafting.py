"""What somebody has typed and not sent: kept for them alone, as unreadable as the case's words, for thirty days."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from linli.base.actor import Actor
from linli.base.encryption import EncryptionError, decrypt, encrypt
from linli.cases import rules
from linli.cases.models import Draft

LONGEST = 20_000
PLACE = {"table": "cases_draft", "column": "cipher"}
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "kept", "send", "back", "do", "choose", "client_key", "seen"})


@transaction.atomic
def keep_draft(item: str, typed: Mapping[str, Sequence[str]], *, by: Actor, at: datetime) -> Draft | None:
    """Keep what stands in a form; an emptied form keeps nothing. The one before of the same item is written over."""
    words = {name: list(values) for name, values in typed.items() if name not in LEFT_OUT and any(values)}
    written = json.dumps(words, ensure_ascii=False)
    if by.user is None or not words or len(written) > LONGEST:
        return None
    draft = Draft.objects.filter(owner=by.user, item=item).first() or Draft(owner_id=by.user, item_id=item)
    draft.cipher, draft.saved_at = encrypt(written, row=str(draft.pk), **PLACE), at
    draft.save()
    return draft


def drop_draft(item: str, *, by: Actor) -> None:
    """Sent, or thrown away by who typed it."""
    Draft.objects.filter(owner=by.user, item=item).delete()


def draft_of(item: str, by: Actor, at: datetime) -> Draft | None:
    """What this person left in this form, while it is kept."""
    since = at - rules.DRAFT_KEPT
    return Draft.objects.filter(owner=by.user, item=item, saved_at__gt=since).first()


def words_of(draft: Draft) -> QueryDict:
    """What was typed, as a form takes it; nothing where the key has been lost since."""
    data = QueryDict(mutable=True)
    try:
        words = json.loads(decrypt(draft.cipher, row=str(draft.pk), **PLACE))
    except EncryptionError:
        return data
    for name, values in words.items():
        data.setlist(name, values)
    return data


@transaction.atomic
def drop_old_drafts(*, at: datetime) -> int:
    """Those of thirty days are destroyed. Done by a named job."""
    gone, _each = Draft.objects.filter(saved_at__lte=at - rules.DRAFT_KEPT).delete()
    return gone


def forget_drafts(**facts: Any) -> None:
    """Handles `people.erased`: whoever is deleted leaves no words behind that were never sent."""
    Draft.objects.filter(owner=facts["resident"].pk).delete()
