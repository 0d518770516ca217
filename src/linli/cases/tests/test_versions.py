"""A case keeps what its item said when it was asked for."""

import pytest

from linli.accounts.rights import Role
from linli.areas.region import root
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.pages.shared import found, shown
from linli.cases.tests import given
from linli.catalog import actions as catalog
from linli.catalog import spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes():
    """Two people change the repair item: another limit, and another word for an option."""
    keeper, leader = (given.a_clerk(role=role, area=root()) for role in (Role.ADMINISTRATOR, Role.SUPERVISOR))

    def change() -> None:
        data = spec.to_data(given.an_item().as_written)
        data["limit"] = {"amount": data["limit"]["amount"] + 3, "unit": data["limit"]["unit"]}
        data["form"][0]["choices"][0][1] = "楼道里面"
        item = spec.parse_item(data, where="x")
        proposal = given.do(catalog.propose_item, item, reason="配件要等", by=keeper, at=given.MONDAY_9AM)
        given.do(catalog.approve, proposal, by=leader, at=given.MONDAY_9AM)

    return change


def test_an_old_case_shows_its_own_version_and_a_new_one_the_new(changes):
    resident = given.a_resident()
    before = given.a_case(resident, answers={"where": "stairs"})
    changes()
    after = given.a_case(resident, answers={"where": "stairs"})
    with acting_as(resident):
        old, new = (shown(found(case.number, resident), resident) for case in (before, after))
    assert (old["case"].older_version.number, new["case"].older_version) == (1, None)
    assert old["limit"].amount + 3 == new["limit"].amount
    assert ("楼道里面" in str(old["answers"]), "楼道里面" in str(new["answers"])) == (False, True)


def test_a_case_older_than_versions_was_asked_under_the_first(changes):
    resident = given.a_resident()
    case = given.a_case(resident)
    with acting_as(resident):
        Case.objects.filter(pk=case.pk).update(item_version=None)
    changes()
    with acting_as(resident):
        assert found(case.number, resident).older_version.number == 1
