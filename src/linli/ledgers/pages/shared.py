"""What both kinds of pages begin with: the ledger, within the reader's sight."""

from django.http import Http404

from linli.accounts.doors import StaffRequest
from linli.ledgers.models import Ledger, LedgerVersion


def ledger_of(request: StaffRequest, key: str) -> Ledger:
    """The ledger; 404 for one that is none of theirs."""
    found = Ledger.objects.visible_to(request.actor).select_related("area", "filled_by", "current")
    ledger = found.filter(key=key).first()
    if ledger is None:
        raise Http404
    return ledger


def draft_of(ledger: Ledger) -> LedgerVersion | None:
    """The version that waits to be published."""
    return ledger.versions.filter(published_at__isnull=True).select_related("made_by", "filled_by").first()
