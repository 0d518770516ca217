"""The limits of writing: the rows that a request leaves, as scripts for pgbench.

Runs in the process of `seeding`. Columns come from the models, so that a new one is written here too, with its default.
A script names what it works on by a number; `bench_person` and `bench_pool` tell the rest.
"""

import json
from secrets import token_hex
from typing import Any

from django.db import models

from linli.base.models import JournalEntry, JournalPayload
from linli.cases.models import Case, CaseParty, Rating
from linli.indicators.models import StaleDay
from linli.notifications.models import Message

SAID = "三楼的灯坏了，晚上看不见，老人上下楼不方便。"
DAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
CASE = {
    "id": "uuidv7()",
    "number": "left(p.area, 6) || to_char(now(), '-YYYYMMDD-') || lpad(nextval('cases_serial')::text, 6, '0')",
    "item_id": "'public-repair'",
    "area_id": "p.area",
    "resident_id": "p.resident",
    "unit_id": "p.unit",
    "title": "'三楼的灯坏了'",
    "description": f"'{SAID}'",
    "place": "'3 号楼 2 单元'",
    "answers": f"""'{{"where": "unsure", "danger": true, "description": "{SAID}"}}'""",
    "audience": "'ordinary'",
    "channel": "'api'",
    "submitted_by_id": "p.resident",
    "client_key": "gen_random_uuid()",
    "stage": "'submitted'",
    "submitted_at": "now()",
    "accept_due_at": "now() + interval '2 hours'",
    "due_at": "now() + interval '7 days'",
}
DUE = "to_jsonb(now() + interval '7 days')"
PERSON = "bench_person p WHERE p.n = :n"
POOL = "bench_pool p WHERE p.n = :n"


def insert(model: type[models.Model], source: str, given: dict[str, str], *, but: str = "") -> str:
    """One row (or as many as the source has) with these expressions, and the models' defaults for all other columns."""
    names, values = [], []
    for field in model._meta.concrete_fields:
        if field.column in given or not isinstance(field, models.AutoField):
            names.append(f'"{field.column}"')
            values.append(given.get(str(field.column)) or _default(field))
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {source}{but};"


def _default(field: "models.Field[Any, Any]") -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    return f"'{json.dumps(value)}'" if isinstance(value, dict | list) else f"'{value}'"


def journal(verb: str, kind: str, actor: str, source: str, facts: str, *, entry: str = "uuidv7()") -> str:
    """An entry about the case in hand."""
    given = {
        "id": entry,
        "recorded_at": "now()",
        "happened_at": "now()",
        "verb": f"'{verb}'",
        "subject_kind": "'cases.case'",
        "subject_id": "p.case_id",
        "area_code": "p.area",
        "actor_kind": f"'{kind}'",
        "actor_user": actor,
        "fields": """'["stage", "accepted_at", "first_contact_at"]'""",
        "facts": facts,
    }
    return insert(JournalEntry, source, given)


def message(event: str, source: str, *, unit: str = "NULL", user: str = "NULL") -> str:
    """A row of the outbox: to a unit at its desk, or to a resident by SMS."""
    is_sms = user != "NULL"
    given = {
        "id": "uuidv7()",
        "event": f"'{event}'",
        "to_user_id": user,
        "to_organization_id": unit,
        "about_kind": "'cases.case'",
        "about_id": "p.case_id",
        "number": "p.number",
        "facts": f"jsonb_build_object('due', {DUE})",
        "channel": "'sms'" if is_sms else "'desk'",
        "state": "'queued'" if is_sms else "'sent'",
        "created_at": "now()",
        "settled_at": "NULL" if is_sms else "now()",
    }
    return insert(Message, source, given)


def stale(source: str) -> str:
    """The mark that a day is to be counted again."""
    return insert(StaleDay, source, {"id": "uuidv7()", "area_id": "p.area", "day": DAY})


def party(source: str, unit: str, role: str) -> str:
    """A unit on the case, unless it is already."""
    given = {
        "id": "uuidv7()",
        "case_id": "p.case_id",
        "unit_id": unit,
        "role": f"'{role}'",
        "since": "now()",
        "submitted_at": "NULL",
    }
    return insert(CaseParty, source, given, but=" ON CONFLICT DO NOTHING")


def job() -> str:
    """The job of an SMS, by the function that defers every job."""
    args = "jsonb_build_object('message_id', uuidv7())"
    row = f"ROW('default', 'notifications.deliver', 0, NULL, NULL, {args}, NULL)::procrastinate_job_to_defer_v1"
    return f"SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[{row}])) AS id;"


def scope(role: str, who: str, source: str, *, area: str = "''", units: str = "''") -> str:
    """Take a role for one actor."""
    resident = f"{who}::text" if role == "linli_resident" else "''"
    low, high, ranges = "''", "''", "''"
    if area != "''":
        low, high, ranges = area, f"{area} || chr(58)", f"'{{[' || {area} || ',' || {area} || chr(58) || ')}}'"
    values = {
        "role": f"'{role}'",
        "linli.lo": low,
        "linli.hi": high,
        "linli.mr": ranges,
        "linli.mr_cases": ranges,
        "linli.mr_people": "''",
        "linli.units": units,
        "linli.units_cases": units,
        "linli.resident": resident,
        "linli.actor": f"{who}::text",
    }
    taken = ", ".join(f"set_config('{name}', {value}, true)" for name, value in values.items())
    return f"SELECT {taken} FROM {source};"


def intake_script() -> str:
    """A request by a resident: the case, its unit, the entry, the unit's message, the mark."""
    made = (
        "(SELECT p.resident, p.area, p.unit, :case_id::uuid AS case_id, :number::text AS number "
        "FROM bench_person p WHERE p.n = :n) p"
    )
    facts = f"jsonb_build_object('channel', 'api', 'item', 'public-repair', 'unit', p.unit, 'due', {DUE})"
    return "\n".join(
        (
            r"\set n random(1, :people)",
            "BEGIN;",
            scope("linli_resident", "p.resident", PERSON),
            insert(Case, PERSON, CASE).rstrip(";") + r" RETURNING id AS case_id, number \gset",
            party(made, "p.unit", "lead"),
            journal("cases.submitted", "resident", "p.resident", made, facts),
            message("cases.submitted", made, unit="p.unit"),
            stale(made),
            "COMMIT;",
        )
    )


def handle_script() -> str:
    """A life from acceptance to rating, as the dispatcher, the clerk and the resident, in one transaction."""
    steps = (
        r"\set i :i + 1",
        r"\set n :first + :client_id * :span + mod(:i, :span)",
        "BEGIN;",
        *_dispatching(),
        *_resolving(),
        *_answering(),
        "COMMIT;",
    )
    return "\n".join(steps)


def _dispatching() -> tuple[str, ...]:
    return (
        scope("linli_staff", "p.dispatcher", POOL, area="p.county"),
        update("stage = 'accepted', accepted_at = now(), first_contact_at = now()"),
        journal("cases.accepted", "staff", "p.dispatcher", POOL, _facts("accepted")),
        stale(POOL),
        message("cases.accepted", POOL, user="p.resident"),
        job(),
        party(POOL, "p.unit", "former"),
        party(POOL, "p.to_unit", "lead"),
        update("stage = 'assigned', assigned_at = now(), unit_id = p.to_unit"),
        journal("cases.assigned", "staff", "p.dispatcher", POOL, _facts("assigned")),
        stale(POOL),
        message("cases.assigned", POOL, unit="p.to_unit"),
    )


def _resolving() -> tuple[str, ...]:
    said = {"entry": ":entry::uuid", "subject_id": "p.case_id", "cipher": "repeat('c', 150)"}
    return (
        scope("linli_staff", "p.handler", POOL, units="'{' || p.to_unit || '}'"),
        update("stage = 'resolved', resolved_at = now()"),
        f"SELECT journal_key_of(p.case_id, 'cases.case', repeat('k', 150)) FROM {POOL};",
        r"SELECT uuidv7() AS entry \gset",
        journal("cases.resolved", "staff", "p.handler", POOL, _facts("resolved"), entry=":entry::uuid"),
        insert(JournalPayload, POOL, said),
        stale(POOL),
        message("cases.resolved", POOL, user="p.resident"),
        job(),
    )


def _answering() -> tuple[str, ...]:
    rated = {"id": "uuidv7()", "case_id": "p.case_id", "level": "5", "at": "now()"}
    return (
        scope("linli_resident", "p.resident", POOL),
        update("stage = 'closed', closed_at = now(), solved = true"),
        journal("cases.confirmed", "resident", "p.resident", POOL, _facts("closed")),
        stale(POOL),
        insert(Rating, POOL, rated, but=" ON CONFLICT DO NOTHING"),
        update("rating = 5"),
        journal("cases.rated", "resident", "p.resident", POOL, _facts("closed")),
        stale(POOL),
        message("cases.rated", POOL, unit="p.to_unit"),
    )


def update(what: str) -> str:
    """Change the case in hand."""
    case = f"{POOL} AND cases_case.id = p.case_id"
    return f"UPDATE cases_case SET {what}, version = version + 1 FROM {case};"


def _facts(stage: str) -> str:
    return f"jsonb_build_object('stage', '{stage}', 'unit', p.to_unit, 'due', {DUE})"


def pooled(first: int, count: int) -> list[str]:
    """Submitted cases numbered from `first`, set-wise: rows as a request leaves them, and their line in the pool."""
    numbers = f"generate_series({first}, {first + count - 1}) g"
    numbered = (
        "(SELECT g AS n, q.resident, q.area, q.unit, q.county, q.dispatcher, q.handler, q.to_unit "
        f"FROM {numbers} JOIN bench_person q ON q.n = 1 + g % (SELECT count(*) FROM bench_person)) p"
    )
    key = f"md5('{token_hex(8)} ' || p.n)::uuid"
    made = insert(Case, numbered, {**CASE, "client_key": key}).rstrip(";")
    keep = (
        f"WITH made AS ({made} RETURNING id, number, client_key) "
        "INSERT INTO bench_pool SELECT p.n, m.id, m.number, p.resident, p.area, p.unit, p.county, p.dispatcher, "
        f"p.handler, p.to_unit FROM {numbered} JOIN made m ON m.client_key = {key}"
    )
    mine = f"bench_pool p WHERE p.n BETWEEN {first} AND {first + count - 1}"
    return [
        keep,
        party(mine, "p.unit", "lead"),
        journal("cases.submitted", "resident", "p.resident", mine, _facts("submitted")),
    ]
