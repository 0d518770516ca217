"""The published figures: of whole months, of enough ratings, without what was set aside."""

import pytest

from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.followups.models import Remedy
from linli.reviews.actions import counting
from linli.reviews.models import Published
from linli.reviews.tests import given
from linli.reviews.tests.given import DAY, MONDAY_9AM, SYSTEM, do

pytestmark = pytest.mark.django_db
DECEMBER = MONDAY_9AM + 20 * DAY


def test_five_ratings_of_a_whole_month_are_published_of_their_unit_and_their_item():
    unit, resident = given.a_unit(), given.a_resident()
    clerk, judge = given.a_clerk(unit), given.a_clerk(None, "supervisor", given.COUNTY)
    rated = [given.a_rated_case(clerk, resident, level) for level in (5, 4, 4, 2, 1)]
    assert given.figures_of(MONDAY_9AM + 2 * DAY) == 0  # the month is not over
    assert given.figures_of(DECEMBER) == 2
    found = Published.objects.get(unit=unit)
    assert (found.closed, found.counted, found.rated, found.satisfied) == (5, 5, 5, 3)
    assert (found.levels, found.first.month, found.last.month) == ([1, 2, 0, 1, 1], 11, 11)
    assert Published.objects.get(item="public-repair").levels == found.levels

    do(cases.set_aside, rated[4], reason="本人说点错了", by=judge, at=DECEMBER)
    assert given.figures_of(DECEMBER) == 0  # four are too few
    given.a_rated_case(clerk, resident, 3)
    assert given.figures_of(DECEMBER) == 2
    assert Published.objects.get(unit=unit).levels == [1, 2, 1, 1, 0]


def test_with_the_bad_ratings_stands_what_became_of_them():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    bad = [given.a_rated_case(clerk, resident, level) for level in (2, 1, 1, 2, 1)]
    with acting_as(SYSTEM):
        for case, outcome in zip(bad, ("settled", "remedied", "unconfirmed", "unremedied"), strict=False):
            Remedy.objects.filter(case=case).update(step="done", outcome=outcome, closed_at=DECEMBER)
    given.figures_of(DECEMBER)
    for found in Published.objects.all():  # of the unit, and of the item; the fifth is under way
        assert (found.levels, found.remedies) == ([0, 0, 0, 2, 3], [2, 1, 1])


def test_what_stands_published_is_what_the_cases_say():
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    for level in (5, 5, 4, 3, 2, 1):
        given.a_rated_case(clerk, resident, level)
    given.figures_of(DECEMBER)
    with acting_as(SYSTEM):
        rated = Case.objects.filter(rating__isnull=False)
        assert sum(Published.objects.get(item="public-repair").levels) == rated.count()


def test_the_figures_of_a_city_go_in_by_statements_the_database_takes():
    values = len(Published._meta.concrete_fields)
    assert counting.AT_ONCE * values <= 65_535, "PostgreSQL takes no more values in one statement"
