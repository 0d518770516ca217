"""Ways past the second person, tried by SQL as the staff's role: the database lets none of them be."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from linli.accounts.rights import Role
from linli.accounts.tests.given import MONDAY_9AM, an_actor
from linli.base.actor import Actor
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.catalog import actions, loading, spec
from linli.catalog.models import Origin, Proposal, ServiceItem
from linli.catalog.tests.items import an_item
from tests.owner import taken_back

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=2)
END = "SET CONSTRAINTS ALL IMMEDIATE"  # what the end of a transaction does
FORGED = "f" * 64
AGREED_ON = "what two people agreed on"
NEXT = """
INSERT INTO catalog_itemversion (item_id, number, spec, version, since, origin)
SELECT item_id, number + %s, %s::jsonb, %s, %s, %s FROM catalog_itemversion WHERE item_id = %s
ORDER BY number DESC LIMIT 1
"""


@pytest.fixture
def keeper() -> Actor:
    return an_actor(Role.ADMINISTRATOR, "1311")


@pytest.fixture
def leader() -> Actor:
    return an_actor(Role.SUPERVISOR, "1311")


@pytest.fixture
def fee() -> dict:
    return {**spec.to_data(ServiceItem.objects.get(pk="job-help").as_written), "fee": "收一百元"}


def hostile(by: Actor, *statements: tuple[str, list] | str) -> None:
    with acting_as(by), transaction.atomic(), connection.cursor() as cursor:
        for each in statements:
            cursor.execute(*([each] if isinstance(each, str) else each))
        cursor.execute(END)


def refused_to(by: Actor, *statements: tuple[str, list] | str, match: str = AGREED_ON) -> None:
    with pytest.raises(DatabaseError, match=match):
        hostile(by, *statements)


def proposed(wanted: dict, by: Actor) -> Proposal:
    with acting_as(by):
        item = spec.parse_item(wanted, where="x")
        return actions.propose_item(item, reason="居民常问", by=by, at=MONDAY_9AM)


def next_version(said: dict, code: str = "job-help", step: int = 1, origin: str = "desk", version: str = FORGED):
    return NEXT, [step, json.dumps(said), version, LATER, origin, code]


def decision(proposal: Proposal, by: Actor, outcome: str = "approved"):
    said = "UPDATE catalog_proposal SET outcome = %s, decided_by_id = %s, decided_at = %s WHERE id = %s"
    return said, [outcome, by.user, LATER, proposal.pk]


def test_what_two_people_agreed_on_is_written_whichever_comes_first(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    whole = spec.version(spec.parse_item(fee, where="x"))
    item = (
        "UPDATE catalog_serviceitem SET spec = v.spec, version = v.version, live_id = v.id, origin = 'desk'"
        " FROM catalog_itemversion v WHERE v.item_id = code AND v.number = 2 AND code = 'job-help'"
    )
    hostile(leader, next_version(fee, version=whole), item, decision(proposal, leader))  # as the release before does
    assert ServiceItem.objects.get(pk="job-help").details.fee == "收一百元"


@pytest.mark.parametrize("origin", ["desk", "file"])
def test_a_version_nobody_proposed_does_not_stay(leader, fee, origin):
    refused_to(leader, next_version(fee, origin=origin))


def test_nor_does_one_that_still_waits_or_was_refused(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    refused_to(leader, next_version(fee))
    refused_to(leader, decision(proposal, leader, "refused"), next_version(fee))


def test_nor_another_content_another_item_or_a_second_one_of_the_same_approval(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    approved = decision(proposal, leader)
    refused_to(leader, approved, next_version({**fee, "fee": "收两百元"}))
    refused_to(leader, approved, next_version(fee, "elder-meals"))
    refused_to(leader, approved, next_version(fee, step=7))
    refused_to(leader, approved, next_version(fee), next_version(fee))


def test_nor_one_under_the_fingerprint_of_another_content(keeper, leader, fee):
    other = ServiceItem.objects.get(pk="elder-meals").version
    refused_to(leader, decision(proposed(fee, keeper), leader), next_version(fee, version=other))


def test_nor_one_made_from_an_older_version(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    other = proposed({**spec.to_data(an_item(name="路口反光镜报修", plain_name="路口镜子碎了"))}, keeper)
    with acting_as(leader):
        actions.approve(other, by=leader, at=LATER)
    stale = "UPDATE catalog_proposal SET base_id = (SELECT live_id FROM catalog_serviceitem WHERE code = 'lamp-repair')"
    refused_to(keeper, stale, match="permission denied")
    refused_to(leader, decision(proposal, leader), next_version(fee), next_version(fee, step=1))


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE catalog_itemversion SET spec = '{}'",
        "DELETE FROM catalog_itemversion",
        "DELETE FROM catalog_serviceitem",
        "DELETE FROM catalog_proposal",
        "UPDATE catalog_proposal SET decided_in = pg_current_xact_id()",
        "UPDATE catalog_proposal SET spec = '{}'",
        "ALTER TABLE catalog_itemversion DISABLE TRIGGER of_two",
        "SET session_replication_role = replica",
        "TRUNCATE catalog_itemversion",
    ],
)
def test_what_stands_is_not_changed_deleted_or_unguarded(leader, said):
    refused_to(leader, said, match="permission denied|must be owner")


def test_nobody_decides_in_another_name_or_twice_or_proposes_what_is_decided(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    in_person = "in person"
    refused_to(keeper, decision(proposal, leader), match=in_person)
    refused_to(keeper, decision(proposal, keeper), match="proposal_by_two_people")
    refused_to(leader, decision(proposal, leader, "refused"), decision(proposal, leader), match=in_person)
    columns = "id, code, kind, spec, reason, proposed_by_id, proposed_at, outcome, note, decided_by_id, decided_at"
    forged = f"INSERT INTO catalog_proposal ({columns}) VALUES ({', '.join(['%s'] * 11)})"  # noqa: S608 (ours)
    row = [new_id(), "job-help-2", "admit", json.dumps(fee), "想收钱", keeper.user, MONDAY_9AM]
    refused_to(leader, (forged, [*row, "approved", "", leader.user, LATER]), match=in_person)
    refused_to(leader, (forged, [*row, "", "", None, None]), match=in_person)  # in the name of another


@pytest.mark.parametrize(
    "said",
    [
        "spec = jsonb_set(spec, '{fee}', '\"x\"')",
        "is_active = false",
        "live_id = (SELECT id FROM catalog_itemversion WHERE item_id = 'elder-meals')",
        "live_id = NULL",
        "short_name = '收钱'",
        "common = 1",
        "loaded_at = now()",
    ],
)
def test_an_item_is_not_changed_beside_its_versions(leader, said):
    refused_to(leader, f"UPDATE catalog_serviceitem SET {said} WHERE code = 'job-help'")  # noqa: S608 (ours)


def test_an_approval_covers_nothing_of_the_item_but_what_it_says(keeper, leader):
    with acting_as(keeper):
        row = ServiceItem.objects.get(pk="job-help")
        proposal = actions.propose_standing(row, reason="并到别的事项", by=keeper, at=MONDAY_9AM)
    approved = decision(proposal, leader)
    retired = "UPDATE catalog_serviceitem SET is_active = false, origin = 'desk' WHERE code = 'job-help'"
    refused_to(leader, approved, retired, "UPDATE catalog_serviceitem SET name = '收费就业' WHERE code = 'job-help'")
    refused_to(leader, approved, retired.replace("job-help", "elder-meals"))
    hostile(leader, approved, retired)
    assert not ServiceItem.objects.get(pk="job-help").is_active


def test_what_was_withdrawn_is_approved_by_nobody(keeper, leader):
    with acting_as(keeper):
        row = ServiceItem.objects.get(pk="job-help")
        proposal = actions.propose_standing(row, reason="并到别的事项", by=keeper, at=MONDAY_9AM)
    hostile(keeper, decision(proposal, keeper, "withdrawn"))
    refused_to(leader, decision(proposal, leader), match="in person")


@pytest.mark.parametrize("decided_in", ["NULL", "pg_current_xact_id()"])
def test_an_approval_counts_in_its_own_transaction_alone(decided_in):
    """As where the owner's files have offered again what two people had retired: nobody retires it anew by that."""
    people = (
        "INSERT INTO accounts_user (id, kind, username, name, password, phone_cipher, is_active, totp_cipher,"
        " totp_last) VALUES"
        " ('019abf20-0000-7000-8000-000000000001', 'staff', 'one', '甲', 'x', '', true, '', 0),"
        " ('019abf20-0000-7000-8000-000000000002', 'staff', 'two', '乙', 'x', '', true, '', 0)"
    )
    approved = (  # as the server's own login, which the trigger does not ask
        "INSERT INTO catalog_proposal (id, code, kind, base_id, reason, proposed_by_id, proposed_at, outcome, note,"  # noqa: S608
        " decided_by_id, decided_at, decided_in) SELECT '019abf20-0000-7000-8000-000000000003', code, 'retire', live_id,"
        " '并到别的事项', '019abf20-0000-7000-8000-000000000001', now(), 'approved', '',"
        f" '019abf20-0000-7000-8000-000000000002', now(), {decided_in} FROM catalog_serviceitem WHERE code = 'job-help'"
    )
    with taken_back() as server:
        server.execute(people)
        server.execute(approved)
        server.execute("SET LOCAL ROLE linli_staff")
        server.execute("UPDATE catalog_serviceitem SET is_active = false, origin = 'desk' WHERE code = 'job-help'")
        if decided_in == "NULL":
            with pytest.raises(psycopg.DatabaseError, match=AGREED_ON):
                server.execute(END)
        else:
            server.execute(END)


def test_staff_cannot_write_versions_through_the_loader_either(leader):
    def loaded() -> None:
        with acting_as(leader), transaction.atomic():
            loading.add_versions([ServiceItem.objects.get(pk="job-help")], at=LATER, origin=Origin.FILE)
            connection.cursor().execute(END)

    with pytest.raises(DatabaseError, match=AGREED_ON):
        loaded()


def test_what_is_decided_by_the_actions_passes(keeper, leader, fee):
    proposal = proposed(fee, keeper)
    with acting_as(leader):
        actions.approve(proposal, by=leader, at=LATER)
        connection.cursor().execute(END)
    assert ServiceItem.objects.get(pk="job-help").live.number == 2
