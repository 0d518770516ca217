"""A request about a record that nobody answered in time stands on 今天 of who answers it, and of nobody else."""

from datetime import timedelta

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests.given import COUNTY, OTHER_COMMUNITY, an_actor
from linli.base.scope import acting_as
from linli.cases.beside import waiting_for
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.people import actions as people
from linli.people.models import AskedField, Resident

pytestmark = pytest.mark.django_db
AT = given.MONDAY_9AM


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit("community_committee"))


@pytest.fixture
def asked(clerk):
    owner = given.a_resident("王秀英")
    with acting_as(owner):
        record = Resident.objects.get(pk=owner.resident)
    return do(people.ask_correction, record, field=AskedField.NAME, words="写错了", by=owner, at=AT)


def beside(actor, at):
    with acting_as(actor):
        return [(each.title, each.url, each.due_at) for each in waiting_for(actor, at)]


def test_it_stands_there_from_its_last_moment_until_it_is_answered(clerk, asked):
    late = asked.due_at + timedelta(hours=1)
    assert beside(clerk, asked.due_at - timedelta(hours=1)) == []
    assert beside(clerk, late) == [("更正：姓名", f"/desk/residents/requests/{asked.number}/", asked.due_at)]
    do(people.refuse_request, asked, reason="和身份证一样", by=clerk, at=late)
    assert beside(clerk, late) == []


@pytest.mark.parametrize(
    ("role", "area"),
    [(Role.COMMUNITY_WORKER, OTHER_COMMUNITY), (Role.HANDLER, given.COMMUNITY), (Role.DISPATCHER, COUNTY)],
)
def test_nobody_else_reads_of_it(asked, role, area):
    assert beside(an_actor(role, area), asked.due_at + timedelta(hours=1)) == []


def test_a_deletion_says_whose_record(clerk):
    owner = given.a_resident("王秀英")
    with acting_as(owner):
        record = Resident.objects.get(pk=owner.resident)
    wish = do(people.ask_deletion, record, by=owner, at=AT)
    assert beside(clerk, wish.due_at + timedelta(hours=1))[0][0] == "删除王＊英的全部资料"
