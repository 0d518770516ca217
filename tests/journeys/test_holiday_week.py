"""A deadline over the National Day week: counted by the table of that day, shown to both sides, and not moved afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from linli.base.actor import system_actor
from linli.base.calendar import calendar
from linli.base.clock import SHANGHAI
from linli.base.home import home, shipped
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.tests import given
from linli.web.dates import day_time
from tests.browsing import DESKTOP, PHONE, a_person
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
