"""A ledger as a figure: the source that indicators ask, and the indicator that each published ledger is."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.standing import AskedWrongly, Given, Question, Source
from linli.areas.tags import tags
from linli.base.clock import local_day, now
from linli.base.languages import translated
from linli.indicators.standing.desk import Written
from linli.ledgers.models import Each, Ledger
from linli.ledgers.queries import HELD
from linli.ledgers.rules import Figure, Spec, SpecFault

LEDGER = """
ledger_id = (SELECT id FROM ledgers_ledger WHERE key = %(own_key)s::text)
"""
STANDS = HELD.replace("LEDGERS", LEDGER)
# Areas of which the line that stands meets what was wanted and has not run out.
MET = """
SELECT left(held.area_id, %(digits)s::int) AS code, count(*) AS value FROM (STANDS) held
 WHERE held.is_met AND (held.valid_until IS NULL OR held.valid_until >= %(day)s::date) GROUP BY 1
""".replace("STANDS", STANDS)
# What a field of the lines that stand adds up to, in whole numbers.
SUM = """
SELECT left(held.area_id, %(digits)s::int) AS code, sum((held.said ->> %(own_field)s::text)::numeric)::bigint AS value
  FROM (STANDS) held
 WHERE (held.valid_until IS NULL OR held.valid_until >= %(day)s::date)
   AND jsonb_typeof(held.said -> %(own_field)s::text) = 'number' GROUP BY 1
""".replace("STANDS", STANDS)


def ask(given: Given) -> Question:
    """`ledger`: its key. `field`: add up this whole-number field instead of counting the areas that meet it."""
    key, field = given.get("ledger"), given.get("field")
    if not key:
        raise AskedWrongly("ledger", "要写台账的代码")
    facts = {"key": key, **({"field": field} if field else {})}
    return Question(SUM if field else MET, lambda area: f"{reverse('ledgers:ledger', args=[key])}?area={area}", facts)


LEDGERS = Source("ledger", frozenset({"ledger", "field"}), ask, is_public=False, is_dated=True)


def written() -> Iterator[Written]:
    """Every ledger in use as a definition would stand in a file; to be read as strictly as one."""
    today = local_day(now())
    for ledger in Ledger.objects.in_use():
        said = (ledger.key, ledger.name, _("专项台账"), str(ledger.area_id))
        try:
            yield Written(*said, facts_of(ledger, ledger.in_force.read, today))
        except SpecFault as fault:
            yield Written(*said, None, str(fault))


def facts_of(ledger: Ledger, spec: Spec, today: date) -> dict[str, Any]:
    """The keys of a file."""
    asked: dict[str, Any] = {"name": "ledger", "ledger": ledger.key}
    facts: dict[str, Any] = {
        "id": ledger.key,
        "name": ledger.name,
        "unit": _unit(spec),
        "kind": {Figure.COVERAGE: "coverage", Figure.SHARE: "share"}.get(spec.figure, "count"),
        "counts": _counts(ledger, spec),
        "each": ledger.each,
        "source": asked if spec.figure in (Figure.COVERAGE, Figure.COUNT) else {**asked, "field": spec.figure_field},
        "target": [_target(ledger, spec, today)],
    }
    if ledger.of:
        facts["of"] = ledger.of
    if spec.figure is Figure.SHARE:
        facts["denominator"] = {**asked, "field": spec.figure_of}
    return facts


def _unit(spec: Spec) -> str:
    if spec.figure in (Figure.COVERAGE, Figure.SHARE):
        return "%"
    field = spec.field(spec.figure_field)
    return (field.unit if field and spec.figure is Figure.SUM else "") or _("个")


def _target(ledger: Ledger, spec: Spec, today: date) -> dict[str, Any]:
    goal = spec.goal_for(today.year)
    facts: dict[str, Any] = {"plan": ledger.key, "name": ledger.name}
    if goal is None:
        return {**facts, "clause": _("没有定目标"), "words": _("没有定目标")}
    # A number of areas is the whole region's goal, a share everybody's.
    is_share = spec.figure in (Figure.COVERAGE, Figure.SHARE)
    clause = _("%(year)s 年底前") % {"year": goal[0]}
    return {
        **facts,
        "clause": clause,
        "year": goal[0],
        "at_least": f"{goal[1].normalize():f}",
        **({} if is_share else {"only_there": True}),
    }


def where(ledger: Ledger) -> str:
    """Which areas it is of, in words: 农村社区."""
    tag = tags().get(ledger.of)
    return translated(tag.name) if tag else str(Each(ledger.each).label)


def _counts(ledger: Ledger, spec: Spec) -> str:
    facts = {"where": where(ledger)}
    if spec.figure is Figure.COVERAGE:
        return _("做到的%(where)s占全部的百分之几") % facts
    if spec.figure is Figure.COUNT:
        return _("做到的%(where)s有多少个") % facts
    parts = [spec.field(code) for code in (spec.figure_field, spec.figure_of)]
    names = [part.label for part in parts if part]
    if spec.figure is Figure.SUM:
        return _("各处“%(field)s”加起来") % {"field": names[0]}
    return _("各处“%(field)s”占“%(of)s”的百分之几") % {"field": names[0], "of": names[1]}
