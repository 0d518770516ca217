"""The verbs of reports: begin, write, read figures again, issue, make files, fetch. The only code that writes them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.queries import nearest_holders
from linli.accounts.rights import Role, require
from linli.base.actor import Actor, system_actor
from linli.base.attachments import Examined, open_stored, store
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.notifications.actions import tell
from linli.plans.models import Plan, PlanStatus
from linli.reports import drafting, queries, rules
from linli.reports.models import Draft, FormatChoices, Issue, IssueFile, Reminder
from linli.reports.rules import Days, Kind
from linli.reports.templating import template

VERB = "reports.write"
MAKE = "reports.make"  # the job, by name: its module stands on this one
MAKER = system_actor(MAKE)
LONGEST_WORDS = 20_000
REMIND_WITHIN = timedelta(days=31)  # of the quarter's end; a system that was off so long says nothing of it


@transaction.atomic
def begin(plan: Plan, kind: Kind, days: Days, *, title: str = "", by: Actor, at: datetime) -> Draft:
    """A draft of a plan's report with the figures of today."""
    area = str(plan.area_id)
    require(by, VERB, area=area)
    if by.user is None:
        raise TypeError("only a person writes a report")
    if plan.status != PlanStatus.PUBLISHED:
        raise Refused("reports.plan_not_published", _("规划还没有确认发布，请管理员先发布。"), field="plan")
    if days.first > local_day(at):
        raise Refused("reports.not_begun", _("这段时间还没有开始。"), field="year")
    if not days.first <= days.last <= days.first + rules.LONGEST:
        raise Refused("reports.days", _("结束的日子要在开始以后，最多五年。"), field="last")
    draft = Draft(
        area_id=area,
        plan=plan,
        kind=kind.value,
        first=days.first,
        last=days.last,
        title=title or drafting.title(template(kind), plan, area, days)[:120],
        figures=drafting.figures(plan, area, days, viewer=by, at=at),
        made_by_id=by.user,
        made_at=at,
        read_at=at,
    )
    draft.save(force_insert=True)
    record("reports.begun", on=draft, by=by, at=at, area=area, kind=kind.value, first=days.first, last=days.last)
    return draft


@transaction.atomic
def write(draft: Draft, *, title: str, words: Mapping[str, str], seen: int, by: Actor, at: datetime) -> Draft:
    """What a person says in each section; `seen` is the version they began from."""
    held = _open(draft, by)
    if held.version != seen:
        raise Conflict(
            "reports.changed_meanwhile", _("您打开以后，有人存过这份草稿。您写的还在，没有存；请对照着合好，再存一次。")
        )
    sections = {each.key for each in template(Kind(held.kind)).sections}
    held.title = title.strip()
    held.words = {key: said.strip()[:LONGEST_WORDS] for key, said in words.items() if key in sections and said.strip()}
    held.version += 1
    held.save(update_fields=["title", "words", "version"])
    record("reports.written", on=held, by=by, at=at, area=str(held.area_id), sections=sorted(held.words))
    return held


@transaction.atomic
def read_again(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """The figures as they are known now."""
    held = _open(draft, by)
    days = Days(held.first, held.last)
    held.figures = drafting.figures(held.plan, str(held.area_id), days, viewer=by, at=at)
    held.read_at = at
    held.save(update_fields=["figures", "read_at"])
    record("reports.figures_read", on=held, by=by, at=at, area=str(held.area_id))
    return held


@transaction.atomic
def drop(draft: Draft, *, by: Actor, at: datetime) -> None:
    """A draft that is not wanted."""
    held = _open(draft, by)
    record("reports.dropped", on=held, by=by, at=at, area=str(held.area_id), kind=held.kind)
    held.delete()


@transaction.atomic
def issue(draft: Draft, *, by: Actor, at: datetime) -> Issue:
    """From now on it stands: numbered, with the checksum of all it says; a job makes its files."""
    held = _open(draft, by)
    if by.user is None:
        raise TypeError("only a person issues a report")
    area, year = str(held.area_id), local_day(at).year
    order = _next(area, year)
    said = drafting.content(held, order, at=at)
    issued = Issue(
        area_id=area,
        plan_id=held.plan_id,
        draft=held,
        kind=held.kind,
        title=held.title,
        year=year,
        order=order,
        content=said,
        sha256=rules.checksum(said),
        issued_by_id=by.user,
        issued_at=at,
    )
    issued.save(force_insert=True)
    held.issued_at = at
    held.save(update_fields=["issued_at"])
    record("reports.issued", on=issued, by=by, at=at, area=area, number=issued.number, sha256=issued.sha256)
    app.configure_task(MAKE).defer(issue_id=str(issued.pk))
    return issued


def make(issue_id: UUID, *, at: datetime) -> int:
    """Make the files that are not there yet, each on its own; run again, it goes on. How many were made."""
    from linli.reports.making import written  # loads what sets documents, needed by the worker alone

    made = 0
    with acting_as(MAKER):
        issued = Issue.objects.get(pk=issue_id)
        there = set(issued.files.values_list("format", flat=True))
    for wanted in FormatChoices:
        if wanted.value in there:
            continue
        data = written(FormatChoices(wanted), issued.content, issued.sha256)
        digest = hashlib.sha256(data).hexdigest()
        key = store(Examined("application/octet-stream", data, f"report.{wanted.value}", len(data), digest))
        with acting_as(MAKER), transaction.atomic():
            IssueFile.objects.create(issue=issued, format=wanted.value, key=key, size=len(data), made_at=at)
        made += 1
    return made


@transaction.atomic
def fetch(file: IssueFile, *, by: Actor, at: datetime) -> bytes:
    """A finished file; who took it is on record."""
    issued = Issue.objects.visible_to(by).get(pk=file.issue_id)
    require(by, "reports.read", area=str(issued.area_id))
    record("reports.fetched", on=issued, by=by, at=at, area=str(issued.area_id), format=file.format, sha256=file.key)
    with open_stored(file.key) as stored:
        return stored.read()


def remind(*, by: Actor, at: datetime) -> int:
    """For a job, once a day: who answers for a plan's reports hears once that a quarter is over. Of how many plans."""
    quarter, plans = queries.due(by, local_day(at))
    if local_day(at) > quarter.last + REMIND_WITHIN:
        return 0
    told = set(Reminder.objects.filter(first=quarter.first).values_list("plan", flat=True))
    return sum(_remind(each, quarter, by, at) for each in plans if each.pk not in told)


@transaction.atomic
def _remind(plan: Plan, quarter: Days, by: Actor, at: datetime) -> bool:
    """Whether there was somebody to tell; where nobody is, whoever comes is told on a later day."""
    area = str(plan.area_id)
    writers = nearest_holders(Role.SUPERVISOR, area, at)
    if not writers:
        return False
    said = Reminder(plan=plan, first=quarter.first, told_at=at)
    said.save(force_insert=True)
    for each in writers:
        facts = {"year": quarter.first.year, "quarter": rules.quarter_of(quarter.first)}
        tell(each, "reports.quarter_ended", about=said, number="", at=at, **facts)
    record("reports.reminded", on=said, by=by, at=at, area=area, plan=plan.pk, first=quarter.first, people=len(writers))
    return True


def _next(area: str, year: int) -> int:
    """The next number of an area and year; whoever issues at the same time waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s::text))", [f"reports.issue {area}"])
    last = Issue.objects.filter(area=area, year=year).order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def _open(draft: Draft, by: Actor) -> Draft:
    """The draft, locked, for who may write it."""
    require(by, VERB, area=str(draft.area_id))
    held = Draft.objects.visible_to(by).select_for_update(of=("self",)).select_related("plan").get(pk=draft.pk)
    if held.issued_at is not None:
        raise Conflict("reports.issued_already", _("报告已经印发，不能再改。要更正，请另起一份。"))
    found: Draft = held
    return found
