"""Which words are public: looked at by somebody else, hidden in parts, and never against the will of who said them."""

from datetime import timedelta

import pytest
from django.db import connection

from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.queries import timeline
from linli.notifications.models import Message
from linli.reviews import actions, queries
from linli.reviews.models import Published, Word
from linli.reviews.tests import given
from linli.reviews.tests.given import DAY, MONDAY_9AM, SYSTEM, do
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + 9 * DAY


@pytest.fixture
def unit():
    return given.a_unit()


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


@pytest.fixture
def checker():
    return given.a_dispatcher()


@pytest.fixture
def resident():
    return given.a_resident()


@pytest.fixture
def rated(clerk, resident):
    return given.a_rated_case(clerk, resident)


@pytest.fixture
def published(unit):
    """Enough ratings that the unit's figures are shown."""
    first = MONDAY_9AM.date().replace(day=1)
    numbers = dict.fromkeys(("closed", "counted", "responded", "answered", "solved", "rated", "satisfied"), 5)
    with acting_as(SYSTEM):
        Published.objects.create(unit=unit, first=first, last=first, levels=[5, 0, 0, 0, 0], **numbers)


def read(unit, at=LATER):
    return [word.said for word in queries.words(at, unit=unit.pk)]


def test_a_released_word_is_read_by_everybody_after_three_days(rated, unit, checker, published):
    word = given.released(rated, checker)
    assert read(unit, word.shows_from - timedelta(seconds=1)) == []
    assert read(unit, word.shows_from) == ["等了两个礼拜"]


def test_nobody_reads_words_where_the_figures_are_of_too_few(rated, unit, checker):
    given.released(rated, checker)
    assert read(unit) == []


def test_who_said_it_is_told_reads_it_on_the_case_and_takes_it_down_at_once(rated, unit, checker, resident, published):
    word = given.released(rated, checker)
    with acting_as(SYSTEM):
        assert Message.objects.filter(event="reviews.released", to_user=resident.user).exists()
    do(actions.object_to, word, by=resident, at=MONDAY_9AM + 3 * DAY)
    assert read(unit) == []
    with acting_as(resident):
        case = Case.objects.get(pk=rated.pk)
        assert [line.verb for line in timeline(case, resident)][:2] == ["reviews.objected", "reviews.released"]
        assert (case.rating, queries.own(resident)) == (2, [])


def test_nobody_else_takes_it_down_in_the_residents_name(rated, checker):
    word = given.released(rated, checker)
    with refused("reviews.not_visible"):
        do(actions.object_to, word, by=given.a_resident(), at=LATER)


def test_who_did_the_work_decides_nothing_nor_does_another_county(rated, unit):
    own = given.a_clerk(unit, role="dispatcher")
    with refused("reviews.own_work"):
        given.released(rated, own)
    with refused("reviews.nothing_said"):
        given.released(rated, given.a_dispatcher("131123"))


def test_a_word_is_decided_once_and_taken_back_with_a_reason(rated, unit, checker, published):
    word = given.released(rated, checker)
    with refused("reviews.decided_already"):
        do(actions.keep_back, rated, why="abusive", by=checker, at=LATER)
    with refused("reviews.reason_missing"):
        do(actions.take_back, word, reason=" ", by=checker, at=LATER)
    do(actions.take_back, word, reason="漏遮了名字", by=checker, at=LATER)
    assert read(unit) == []
    with refused("reviews.not_public"):
        do(actions.take_back, word, reason="再撤一次", by=checker, at=LATER)


def test_how_many_are_kept_back_is_public_and_what_they_say_is_not(rated, unit, checker, published):
    do(actions.keep_back, rated, why="abusive", by=checker, at=LATER)
    assert (read(unit), queries.kept_back(unit=unit.pk)) == ([], 1)


def test_a_rating_set_aside_takes_its_word_with_it(rated, unit, checker, published):
    given.released(rated, checker)
    judge = given.a_clerk(None, "supervisor", given.COUNTY)
    do(cases.set_aside, rated, reason="本人说点错了", by=judge, at=LATER)
    assert read(unit) == []
    with acting_as(SYSTEM):
        assert Word.objects.get(case=rated).why == "set_aside"


def test_words_of_a_confidential_case_are_offered_to_nobody(rated, clerk, checker):
    with acting_as(checker):
        assert [each.case_id for each in queries.undecided(checker, LATER)] == [rated.pk]
    do(cases.raise_audience, rated, by=clerk, at=MONDAY_9AM + 2 * DAY)
    with acting_as(checker):
        assert list(queries.undecided(checker, LATER)) == []
    with acting_as(SYSTEM), refused("reviews.nothing_said"):
        actions.release(rated, public="等了两个礼拜", by=SYSTEM, at=LATER)


def test_a_visitor_reaches_no_row_but_by_the_function(rated, unit, checker, published):
    given.released(rated, checker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, said, month FROM reviews_words(%s, NULL, %s, 9)", [unit.pk, LATER])
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT count(*) FROM reviews_words(%s, %s, %s, 9)", [unit.pk, "public-repair", LATER])
        assert cursor.fetchone() == (0,)


def test_what_somebody_without_a_name_says_is_published_nowhere(clerk, checker):
    case = given.a_nameless_rating(clerk, 4, "修得快")
    with acting_as(checker):
        assert not queries.undecided(checker, LATER).exists()
    with refused("reviews.nothing_said"):
        do(actions.release, case, public="修得快", by=checker, at=LATER)
