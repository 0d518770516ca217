"""Two people at the same instant: one wins, the other reads why not; one request sent twice is one case."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from linli.accounts.tests import given as staff
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.replay import standing_of
from linli.cases.tests import given
from linli.notifications.models import Message
from linli.people import actions as people
from linli.people.models import Household, Resident
from linli.people.tests.given import a_household, a_resident
from linli.people.tests.given import do as done
from tests.faults.crowd import Browser, Program
from tests.faults.together import at_once

ROUNDS = 20
SENTENCE = "刚才有人先处理了这件事"
AUDITOR = system_actor("tests")


def accept_by_page(clerk: Browser, case: Case) -> tuple[int, str]:
    status, _to, text = clerk.fill_in(f"/desk/cases/{case.number}/accept/", seen=case.version)
    return status, text


def accept_by_program(clerk: Program, case: Case) -> tuple[int, str]:
    status, _to, text = clerk.call(f"/cases/{case.number}/accept", seen=case.version)
    return status, text


def test_of_two_clerks_who_accept_at_the_same_instant_one_wins_and_the_other_reads_why_not(site, committee, note):
    resident = given.a_resident()
    first, second = given.a_clerk(committee), given.a_clerk(committee)
    pages = Browser(site.address, first), Browser(site.address, second)
    program = Program(site.address, second)
    winners = set()
    for played in range(ROUNDS):
        case = given.a_case(resident, at=now())
        against = partial(accept_by_page, pages[1]) if played % 2 else partial(accept_by_program, program)

        answers = at_once(partial(accept_by_page, pages[0], case), partial(against, case))

        assert sorted(status for status, _text in answers) in ([200, 409], [302, 409])
        [won] = [place for place, (status, _text) in enumerate(answers) if status in (200, 302)]
        assert SENTENCE in answers[1 - won][1]
        winners.add(won)
        with acting_as(AUDITOR):
            [accepted] = entries(on=case, verbs=["cases.accepted"])
            assert accepted.actor_user == (first, second)[won].user
            assert Message.objects.filter(about_id=case.pk, event="cases.accepted").count() == 1
            case.refresh_from_db()
            assert (case.stage, case.version) == ("accepted", 2)
    note(
        f"two clerks: {ROUNDS} rounds, one winner each ({'both have won' if len(winners) == 2 else 'always the same'})"
    )


def test_a_request_sent_twice_at_the_same_instant_is_one_case_and_both_are_told_its_number(site, committee):
    resident = given.a_resident()
    browser, program = Browser(site.address, resident), Program(site.address, resident)
    for played in range(ROUNDS):
        key, other = uuid4(), program if played % 2 else browser

        numbers = at_once(partial(browser.send, key), partial(other.send, key))

        with acting_as(AUDITOR):
            [case] = Case.objects.filter(client_key=key)
        assert numbers == [case.number, case.number]


def test_a_resident_who_rates_in_one_window_and_asks_again_in_another_has_done_one_of_the_two(site, committee, note):
    clerk, resident = given.a_clerk(committee), given.a_resident()
    page, program = Browser(site.address, resident), Program(site.address, resident)
    done = set()
    for _played in range(ROUNDS):
        case = given.a_resolved_case(clerk, resident, at=now() - timedelta(hours=5))
        path = f"/cases/{case.number}"

        rated, reopened = at_once(
            partial(page.fill_in, f"{path}/rate/", seen=case.version, level=5),
            partial(program.call, f"{path}/reopen", seen=case.version, reason="还是不亮"),
        )

        assert (rated[0], reopened[0]) in ((302, 409), (409, 200))
        with acting_as(AUDITOR):
            [after] = entries(on=case, verbs=["cases.rated", "cases.reopened"])
            assert standing_of(entries(on=case)) == Case.objects.get(pk=case.pk).standing
        done.add(after.verb)
    note(f"rated and reopened at once: {ROUNDS} rounds, one of the two each; {' and '.join(sorted(done))}")


def test_a_case_assigned_by_a_clerk_while_the_resident_withdraws_it_is_one_or_the_other(site, committee, note):
    clerk, resident = given.a_clerk(committee), given.a_resident()
    office = given.a_unit("urban_management", area=given.COUNTY)
    program, page = Program(site.address, clerk), Browser(site.address, resident)
    done = set()
    for _played in range(ROUNDS):
        case = given.an_accepted_case(clerk, resident, at=now())

        assigned, withdrawn = at_once(
            partial(program.call, f"/cases/{case.number}/assign", seen=case.version, to=str(office.pk)),
            partial(page.fill_in, f"/cases/{case.number}/withdraw/", seen=case.version),
        )

        assert (assigned[0], withdrawn[0]) in ((200, 409), (409, 302))
        with acting_as(AUDITOR):
            [after] = entries(on=case, verbs=["cases.assigned", "cases.withdrawn"])
            told = Message.objects.filter(about_id=case.pk, event="cases.assigned").count()
        assert told == (after.verb == "cases.assigned")
        done.add(after.verb)
    note(f"assigned and withdrawn at once: {ROUNDS} rounds, one of the two each; {' and '.join(sorted(done))}")


def test_two_clerks_who_register_one_door_at_the_same_instant_make_one_household(own_database):
    clerk, others = given.a_clerk(given.a_unit()), staff.an_actor(unit=given.a_unit())

    def register(address: str, by: Actor) -> str:
        try:
            done(people.create_household, area=given.COMMUNITY, address=address, member_count=3, by=by, at=now())
        except Refused as refusal:
            return refusal.code
        return "made"

    for played in range(ROUNDS):
        door = f"{played} 号楼 1 单元 101"
        answers = at_once(partial(register, door, clerk), partial(register, door, others))
        assert sorted(answers) == ["made", "people.household_known"]


def test_two_who_leave_one_household_at_the_same_instant_are_two_fewer(own_database):
    clerk = given.a_clerk(given.a_unit())
    for _played in range(ROUNDS):
        left = a_household(member_count=5)
        members = [a_resident(name) for name in ("王大", "王二")]
        for member, relation in zip(members, ("head", "child"), strict=True):
            done(people.join_household, left, member, relation=relation, since=local_day(now()), by=clerk, at=now())
        at_once(*(partial(join_another, member, clerk) for member in members))
        with acting_as(AUDITOR):
            assert Household.objects.get(pk=left.pk).member_count == 3


def join_another(resident: Resident, by: Actor) -> None:
    """Into a household of their own."""
    facts = {"relation": "head", "since": local_day(now()), "by": by, "at": now()}
    done(people.join_household, a_household(), resident, **facts)
