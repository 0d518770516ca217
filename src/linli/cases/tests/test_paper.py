"""A rating given on paper: keyed in once, with the paper's number or picture, by nobody who did the work."""

import pytest

from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.attachments import keep_uploads
from linli.cases.models import Case, Rating, RatingWay
from linli.cases.queries import timeline
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from tests.refusing import refused
from tests.world import a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident():
    return given.a_resident()


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


def key_in(case, by, **more):
    return do(
        actions.rate_for, case, **{"level": 4, "paper": "P-0007", **more}, way=RatingWay.PAPER, by=by, at=MONDAY_9AM
    )


def test_a_paper_counts_once_and_the_resident_reads_who_keyed_it_in(clerk, resident):
    case, other = given.a_resolved_case(clerk, resident), given.a_dispatcher()
    with acting_as(other):
        photos = keep_uploads([a_photo()], field="photos")
    key_in(case, other, comment="挺好", photos=photos)
    with acting_as(resident):
        stands = Case.objects.get(pk=case.pk)
        line = timeline(stands, resident)[0]
        assert (stands.rating, line.verb, line.said, len(line.photos)) == (4, "cases.rated_for", "纸质评价表 P-0007", 1)
        rating = Rating.objects.get(case=case)
        assert (rating.way, rating.written_by_id, rating.comment) == ("paper", other.user, "挺好")
    with refused("cases.rated_already"):
        key_in(case, other)


def test_who_did_the_work_keys_in_nothing_and_nothing_is_keyed_in_without_its_paper(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    with refused("cases.own_work"):
        key_in(case, clerk)
    with refused("cases.paper_missing"):
        key_in(case, given.a_dispatcher(), paper=" ")
