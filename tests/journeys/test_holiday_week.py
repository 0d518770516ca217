"""A deadline over the National Day week: counted by the table of that day, shown to both sides, and not moved afterwards.

And the week itself, replayed day by day: the clock stands while everybody is off, runs on the Saturday worked for it, reminds and
escalates then.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from linli.base.actor import Actor, system_actor
from linli.base.calendar import calendar
from linli.base.clock import SHANGHAI
from linli.base.home import home, shipped
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.tests import given
from linli.web.dates import day_time
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.signing_in import as_staff

pytestmark = pytest.mark.browser
BEFORE = datetime(2026, 9, 29, 15, 0, tzinfo=SHANGHAI)  # a Tuesday; the week off begins on Thursday
KEEPER = system_actor("cases.watch_deadlines")


@contextmanager
def a_day_more_off() -> Iterator[None]:
    """The table as an operator corrects it: 8 October is off as well."""
    folder = home() / "calendar"
    folder.mkdir(parents=True, exist_ok=True)
    table = (shipped() / "calendar" / "2026.toml").read_text(encoding="utf-8")
    corrected = folder / "2026.toml"
    corrected.write_text(table.replace("to = 2026-10-07", "to = 2026-10-08"), encoding="utf-8")
    calendar.cache_clear()
    try:
        yield
    finally:
        corrected.unlink()
        calendar.cache_clear()


def test_how_it_was_counted_reads_the_same_for_both_sides_after_the_table_is_corrected(live, chromium):
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    with acting_as(KEEPER):
        actions.keep_calendar(at=BEFORE)
    case = given.a_case(resident, at=BEFORE)
    with a_day_more_off():
        later = given.a_case(given.a_resident("李大山"), at=BEFORE)
        assert later.due_at > case.due_at  # counted by the new table
        for actor, screen, address in ((resident, PHONE, "/cases/"), (clerk, DESKTOP, "/desk/cases/")):
            with a_person(chromium, live, screen) as person:
                as_staff(person, actor)  # a session begun without a code
                person.goes_to(f"{address}{case.number}/")
                person.opens("怎么算的")
                person.reads("国庆节")
                person.reads(f"期限 {day_time(case.due_at, BEFORE)}")
                assert person.page.get_by_text("和记下的期限不一样").count() == 0
                person.finds_nothing_wrong_here()


@pytest.fixture
def at_a_desk(live, chromium, monkeypatch) -> Callable[..., AbstractContextManager[Person]]:
    """Somebody who signed in today, and sees the product at a moment of that year: every page of it asks one clock."""

    @contextmanager
    def seen(actor: Actor, moment: datetime, screen: dict[str, int] = DESKTOP) -> Iterator[Person]:
        with a_person(chromium, live, screen) as person, monkeypatch.context() as clock:
            as_staff(person, actor)
            clock.setattr(timezone, "now", lambda: moment)
            yield person

    return seen


def october(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=SHANGHAI)


def replayed() -> Iterator[datetime]:
    """From that Tuesday evening until the thirteenth, three times a day."""
    moment = datetime(2026, 9, 29, 18, tzinfo=SHANGHAI)
    while moment < october(13, 9):
        yield moment
        moment += timedelta(hours=4 if moment.hour < 18 else 16)


SHOWN = {  # what stands beside the case then
    october(1, 10): "10月12日 周一 17:30",
    october(7, 18): "周一 17:30",
    october(10, 10): "周一 17:30",
    october(12, 18): "超期",
}


def watched(moment: datetime) -> tuple[int, int]:
    """What the job that runs each minute does then: reminded, escalated."""
    with acting_as(KEEPER):
        return actions.watch_deadlines(by=KEEPER, at=moment)


def test_the_week_is_replayed_and_nobody_is_late_before_the_days_worked_are_over(own_database, at_a_desk):
    """Five working days from Tuesday at three: Wednesday, then Thursday and Friday after the week, Saturday, Monday."""
    street = given.a_unit("subdistrict_office", area=given.STREET)
    clerk, above = given.a_clerk(given.a_unit()), given.a_clerk(street, role="handler")
    resident = given.a_resident()
    with acting_as(KEEPER):
        actions.keep_calendar(at=BEFORE)
    case = given.an_accepted_case(clerk, resident, at=BEFORE)
    assert case.due_at == datetime(2026, 10, 12, 17, 30, tzinfo=SHANGHAI)
    told = {}
    for moment in replayed():
        if any(found := watched(moment)):
            told[moment] = found
        if moment in SHOWN:
            with at_a_desk(clerk, moment) as person:
                person.goes_to("/desk/")
                row = person.page.locator("a.item", has_text=case.title)
                assert SHOWN[moment] in row.inner_text()
                person.finds_nothing_wrong_here()
    assert told == {october(12, 14): (1, 0), october(12, 18): (0, 1)}
    for actor, screen, address in ((resident, PHONE, "/cases/"), (above, DESKTOP, "/desk/cases/")):
        with at_a_desk(actor, october(13, 9), screen) as person:
            person.goes_to(f"{address}{case.number}/")
            person.reads("超期")
            person.finds_nothing_wrong_here()
