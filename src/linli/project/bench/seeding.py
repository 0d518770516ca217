"""What a bench needs in its copy of the database: `python -m linli.project.bench.seeding BENCH …` as the owner.

Prints one JSON object: who acts, on what, and the scripts of the limit.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

PEOPLE, MONTHS = 400, 12
WORKER, DISPATCHER, SUPERVISOR = "youyuan", "fenpai", "shiji"  # of a community, its county, and the city
PERSON = """
CREATE TABLE bench_person AS
SELECT row_number() OVER (ORDER BY md5(r.user_id::text))::int AS n, r.user_id AS resident,
       r.home_area_id::text AS area, s.organization_id AS unit, t.county, t.dispatcher, t.handler, t.to_unit
  FROM people_resident r
  JOIN LATERAL (SELECT s.organization_id FROM organizations_servingarea s
                  JOIN organizations_organization o ON o.id = s.organization_id AND o.is_active
                 WHERE s.area_id = r.home_area_id AND o.type_id IN ('community_committee', 'village_committee')
                 LIMIT 1) s ON true
  JOIN unnest(%s::text[], %s::uuid[], %s::uuid[], %s::uuid[]) AS t(county, dispatcher, handler, to_unit)
    ON left(r.home_area_id, 6) = t.county
 ORDER BY 1 LIMIT %s::int
"""
POOL = """
CREATE TABLE bench_pool (n int PRIMARY KEY, case_id uuid, number text, resident uuid, area text, unit uuid,
                         county text, dispatcher uuid, handler uuid, to_unit uuid)
"""


def main(arguments: list[str]) -> None:
    """Seed for one bench."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    django.setup()
    seed, numbers = SEEDS[arguments[0]], arguments[1:]
    sys.stdout.write(json.dumps(seed(*map(int, numbers)), ensure_ascii=False, default=str))


def intake() -> dict[str, Any]:
    """Residents of all counties with a token each."""
    from linli.project.bench import writing

    people = _people()
    return {"people": people, "script": writing.intake_script()}


def handle(ours: int, limit: int) -> dict[str, Any]:
    """Submitted cases for ours and for the limit, and who takes them on."""
    from linli.project.bench import people, writing

    persons = _people()
    tokens = people.tokens_of({user.pk for team in people.teams() for user in (team["dispatcher"], team["handler"])})
    by_resident = {each["id"]: each["token"] for each in persons}
    _run(POOL, *writing.pooled(0, ours), *writing.pooled(ours, limit), "ANALYZE")
    rows = _rows("SELECT number, resident, dispatcher, handler, to_unit FROM bench_pool ORDER BY n")[:ours]
    lives = [
        {"number": number, "resident": by_resident[resident], "dispatcher": tokens[dispatcher],
         "handler": tokens[handler], "unit": unit}
        for number, resident, dispatcher, handler, unit in rows
    ]  # fmt: skip
    return {"lives": lives, "script": writing.handle_script()}


def lists() -> dict[str, Any]:
    """A county's dispatcher, and the list of open cases that has most rows for them."""
    from linli.cases.models import Case
    from linli.project.bench import people, reading

    at = reading.this_second()
    user, actor = people.actor_named(DISPATCHER)
    stage, due, count = reading.longest_list(actor, at)
    return {
        "open": Case.objects.unclosed().count(),
        "rows": count,
        "session": people.session_of(user),
        "path": f"/desk/cases/?stage={stage}&due={due}",
        "script": reading.list_script(actor, stage, due, at),
    }


def search() -> dict[str, Any]:
    """Words that are found and words that are not, asked by who sees a community, a county and the whole city."""
    from linli.project.bench import people, reading

    who = [people.actor_named(name) for name in (WORKER, DISPATCHER, SUPERVISOR)]
    sessions = [people.session_of(user) for user, _actor in who]
    kinds = {"hit": reading.words_found(20), "miss": list(reading.MISSES)}
    return {
        kind: {
            "searches": [
                {"path": f"/desk/cases/?{urlencode({'q': each})}", "session": session}
                for each in words
                for session in sessions
            ],
            "scripts": [reading.search_script(actor, each) for each in words for _user, actor in who],
        }
        for kind, words in kinds.items()
    }


def report() -> dict[str, Any]:
    """A year of the city by unit and month: how it is asked for, the same as a query over the leaves, and its sums."""
    from linli.api.paging import MOST
    from linli.base.clock import local_day, now
    from linli.indicators.rules import Period
    from linli.project.bench import people, reading

    user, actor = people.actor_named(SUPERVISOR)
    months = Period.month_of(local_day(now())).lately(MONTHS)
    period, area = Period(months[0].first, months[-1].last), actor.sight[0]
    sums, rates = reading.leaf_sums(area, period)
    return {
        "token": people.tokens_of([user.pk])[user.pk],
        "path": f"/api/v1/indicators/units?area={area}&first={months[0]}&last={months[-1]}&limit={MOST}",
        "script": reading.as_script(actor, sums),
        "leaves": {
            f"{unit or ''} {month:%Y-%m}": [[rate.numerator, rate.denominator] for rate in found]
            for (unit, month), found in rates.items()
        },
    }


def recount() -> dict[str, Any]:
    """The same months from the journal alone, and where they differ from what is stored."""
    from linli.base.clock import local_day, now
    from linli.indicators import recount as counting
    from linli.indicators.rules import Period
    from linli.project.bench import people

    _user, actor = people.actor_named(SUPERVISOR)
    months = Period.month_of(local_day(now())).lately(MONTHS)
    found = [counting.compare(actor.sight[0], month) for month in months]
    differing = sum(len(each.differences) for each in found)
    cases = sum(each.cases for each in found)
    return {"recounted_cases": cases, "differences": differing, "equals_journal": not differing}


def pages(lives: int) -> dict[str, Any]:
    """The pages to open, and cases to be lived through on them."""
    from linli.accounts.models import User
    from linli.project.bench import looks, people, writing

    found = looks.pages()
    tokens = {each["id"]: each["token"] for each in _people()}
    _run(POOL, *writing.pooled(0, lives), "ANALYZE")
    rows = _rows("SELECT n, number, resident, dispatcher, handler, to_unit, area FROM bench_pool ORDER BY n")
    users = {user for row in rows for user in row[2:5]}
    sessions = {user.pk: people.session_of(user) for user in User.objects.filter(pk__in=users)}
    made = [
        {"serial": serial, "number": number, "resident": sessions[resident], "dispatcher": sessions[dispatcher],
         "handler": sessions[handler], "unit": unit, "area": area, "token": tokens[resident]}
        for serial, number, resident, dispatcher, handler, unit, area in rows
    ]  # fmt: skip
    return {"pages": found, "lives": made}


def _people() -> list[dict[str, Any]]:
    """Some hundred residents, the same each time, whose counties have a dispatcher and an office to hand cases to."""
    from linli.project.bench import people

    found = people.teams()
    columns = [
        [team["area"] for team in found],
        [team["dispatcher"].pk for team in found],
        [team["handler"].pk for team in found],
        [team["unit"] for team in found],
    ]
    _run("DROP TABLE IF EXISTS bench_pool, bench_person")
    _run_with(PERSON, [*columns, PEOPLE])
    _run("ALTER TABLE bench_person ADD PRIMARY KEY (n)", "ANALYZE bench_person")
    rows: list[tuple[UUID, str]] = _rows("SELECT resident, area FROM bench_person ORDER BY n")
    tokens = people.tokens_of({resident for resident, _area in rows})
    return [{"id": resident, "area": area, "token": tokens[resident]} for resident, area in rows]


def _run(*statements: str) -> None:
    for statement in statements:
        _run_with(statement, None)


def _run_with(statement: str, values: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _rows(statement: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


SEEDS: dict[str, Callable[..., dict[str, Any]]] = {
    "intake": intake,
    "handle": handle,
    "lists": lists,
    "search": search,
    "report": report,
    "recount": recount,
    "pages": pages,
}

if __name__ == "__main__":
    main(sys.argv[1:])
