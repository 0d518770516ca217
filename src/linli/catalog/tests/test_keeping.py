"""Items are admitted, changed and retired by two people; what was is kept."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from linli.accounts.rights import Role
from linli.accounts.tests.given import COUNTY, MONDAY_9AM, SYSTEM, an_actor
from linli.base.actor import Actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.catalog import actions, loading, queries, spec
from linli.catalog.models import Origin, Outcome, Proposal, ProposalKind, ServiceItem
from linli.catalog.tests.items import an_item, data
from tests.refusing import refused

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=2)
REGION = "1311"


@pytest.fixture
def keeper() -> Actor:
    return an_actor(Role.ADMINISTRATOR, REGION)


@pytest.fixture
def leader() -> Actor:
    return an_actor(Role.SUPERVISOR, REGION)


def lamp(**changes) -> spec.ItemSpec:
    return an_item(name="路口反光镜报修", plain_name="路口镜子碎了", **changes)


def the(code: str) -> ServiceItem:
    return ServiceItem.objects.select_related("live").get(pk=code)


def changed(code: str, **changes) -> spec.ItemSpec:
    return spec.parse_item({**spec.to_data(the(code).as_written), **changes}, where="x")


def proposed(item: spec.ItemSpec, by: Actor, reason: str = "居民常问") -> Proposal:
    with acting_as(by):
        return actions.propose_item(item, reason=reason, by=by, at=MONDAY_9AM)


def decided(proposal: Proposal, by: Actor, verb=actions.approve, **said) -> Proposal:
    with acting_as(by):
        return verb(proposal, by=by, at=LATER, **said)


@pytest.mark.parametrize("verb", [actions.approve, actions.refuse])
def test_one_county_does_not_decide_what_the_whole_region_is_offered(keeper, verb):
    proposal = proposed(lamp(), keeper)
    with refused("accounts.no_right"):
        decided(proposal, an_actor(Role.SUPERVISOR, COUNTY), verb, note="不需要")
    assert queries.offered("lamp-repair") is None


def test_a_new_item_is_offered_once_another_person_approves(keeper, leader):
    proposal = proposed(lamp(), keeper)
    assert proposal.kind == ProposalKind.ADMIT
    assert queries.offered("lamp-repair") is None

    decided(proposal, leader)
    assert queries.offered("lamp-repair") == lamp()
    item = the("lamp-repair")
    assert (item.origin, item.live.number, item.live.since) == (Origin.DESK, 1, LATER)


def test_nobody_approves_what_they_proposed_themselves(keeper):
    proposal = proposed(lamp(), keeper)
    with refused("catalog.own_proposal"):
        decided(proposal, keeper)
    assert queries.offered("lamp-repair") is None


def test_the_database_too_wants_two_people(keeper):
    proposal = proposed(lamp(), keeper)
    with acting_as(keeper), pytest.raises(DatabaseError, match="proposal_by_two_people"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            outcome=Outcome.APPROVED, decided_by=keeper.user, decided_at=LATER
        )


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR])
def test_only_who_keeps_the_catalogue_proposes(role):
    with refused("accounts.no_right"):
        proposed(lamp(), an_actor(role))


def test_a_change_is_the_next_version_and_the_one_before_stays(keeper, leader):
    before = the("job-help")
    decided(proposed(changed("job-help", fee="不收一分钱"), keeper), leader)
    after = the("job-help")
    assert (before.live.number, after.live.number) == (1, 2)
    assert (before.live.details.fee, after.details.fee) == (before.details.fee, "不收一分钱")
    assert [each.number for each in queries.versions(after)] == [2, 1]


def test_a_refused_change_leaves_the_item_and_says_why(keeper, leader):
    before = queries.offered("job-help").fee
    proposal = proposed(changed("job-help", fee="不收一分钱"), keeper)
    with refused("catalog.say_why"):
        decided(proposal, leader, actions.refuse, note=" ")
    assert decided(proposal, leader, actions.refuse, note="原来的话更清楚").outcome == Outcome.REFUSED
    assert queries.offered("job-help").fee == before
    with refused("catalog.already_decided"):
        decided(proposal, leader)


def test_a_retired_item_stays_readable_and_cannot_be_asked_for_until_it_is_restored(keeper, leader):
    for is_offered in (False, True):
        with acting_as(keeper):
            proposal = actions.propose_standing(the("job-help"), reason="并到别的事项", by=keeper, at=MONDAY_9AM)
        decided(proposal, leader)
        assert (queries.offered_item("job-help") is not None) is is_offered
        assert the("job-help").details.name == "就业服务"


def test_who_proposed_may_take_it_back_and_nobody_else(keeper, leader):
    proposal = proposed(lamp(), keeper)
    with refused("catalog.not_yours"):
        decided(proposal, leader, actions.withdraw)
    assert decided(proposal, keeper, actions.withdraw).outcome == Outcome.WITHDRAWN
    assert proposed(lamp(), keeper).outcome == Outcome.WAITING


def test_one_proposal_for_an_item_at_a_time_and_none_that_changes_nothing(keeper):
    with refused("catalog.nothing_changed"):
        proposed(changed("job-help"), keeper)
    proposed(changed("job-help", fee="不收一分钱"), keeper)
    with refused("catalog.already_proposed"):
        proposed(changed("job-help", fee="一分钱也不收"), keeper)


@pytest.mark.parametrize(
    ("item", "code"),
    [({"name": "就业服务"}, "catalog.beside_others"), ({"code": "proposals"}, "catalog.code_taken")],
)
def test_an_item_has_names_of_its_own(keeper, item, code):
    with refused(code):
        proposed(an_item(**{**data(name="路口反光镜报修", plain_name="路口镜子碎了"), **item}), keeper)


def test_a_proposal_made_of_an_older_version_is_not_approved(keeper, leader):
    proposal = Proposal(
        code="job-help", kind=ProposalKind.RETIRE, base=the("elder-meals").live, reason="居民常问",
        proposed_by_id=keeper.user, proposed_at=MONDAY_9AM,
    )  # fmt: skip
    with acting_as(keeper):
        proposal.save(force_insert=True)
    with refused("catalog.moved_on"):
        decided(proposal, leader)


def test_admission_change_and_retirement_stand_in_the_journal_with_who(keeper, leader):
    decided(proposed(changed("job-help", fee="不收一分钱"), keeper), leader)
    with acting_as(SYSTEM):
        found = [(each.verb, each.actor_user) for each in entries(on=loading.journal_subject("job-help"))]
    assert found[-2:] == [("catalog.proposed", keeper.user), ("catalog.item_changed", leader.user)]


def test_the_share_that_can_be_done_online_counts_each_item_once():
    *levels, whole = queries.online_shares()
    items = list(queries.catalogue().items.values())
    assert sum(level.total for level in levels) == whole.total == len(items)
    assert whole.online == sum(item.online_level in ("submission", "full") for item in items)
    assert whole.percent == 100 * whole.online // whole.total
    assert all(sum(count for _label, count in level.depths) == level.total for level in levels)
