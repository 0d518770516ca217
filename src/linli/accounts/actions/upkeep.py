"""Throwing away what no longer opens anything."""

from datetime import datetime

from linli.accounts.models import Attempt, PhoneCode, Session


def tidy(*, before: datetime, at: datetime) -> tuple[int, int, int]:
    """Delete sessions past their end, and codes and tries from before a moment; how many of each."""
    sessions, _by_model = Session.objects.filter(expire_date__lte=at).delete()
    codes, _by_model = PhoneCode.objects.filter(sent_at__lt=before).delete()
    tries, _by_model = Attempt.objects.filter(at__lt=before).delete()
    return sessions, codes, tries
