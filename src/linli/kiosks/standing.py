"""Machines as a source of indicators: those that are alive and used. A new kind is a new coverage without code."""

from django.urls import reverse

from linli.areas.standing import AskedWrongly, Given, Question, Source
from linli.kiosks.kinds import kinds, self_service
from linli.kiosks.queries import WORKING
from linli.kiosks.rules import PERIOD

COUNTED = """
SELECT code, count(*) AS value FROM (WORKING) w GROUP BY 1
"""
AS_SOURCE = {
    "%(since)s": "(%(day)s::date - %(own_period)s::int + 1)",
    "%(period)s": "%(own_period)s",
    "%(kinds)s": "%(own_kinds)s",
}


def ask(given: Given) -> Question:
    """As a source of indicators: machines alive and used, of some kinds (`types`), else of those for self-service."""
    wanted = list(given.get("types", ()))
    if unknown := sorted(set(wanted) - set(kinds())):
        raise AskedWrongly("types", f"里的 {unknown[0]} 不在 data/types/machines.toml 里")
    counted = COUNTED.replace("WORKING", WORKING)
    for ours, asked in AS_SOURCE.items():
        counted = counted.replace(ours, asked)
    seen_at = f"&kind={wanted[0]}" if wanted else ""
    return Question(
        counted,
        lambda area: f"{reverse('kiosks_desk:coverage')}?area={area}{seen_at}",
        {"period": PERIOD, "kinds": wanted or self_service()},
    )


KIOSKS = Source("kiosks_working", frozenset({"types"}), ask, is_public=False, is_dated=True)
