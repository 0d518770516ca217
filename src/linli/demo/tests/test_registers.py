"""The registers somebody finds who signs in: something in each, something to do in each, and all of it by the rules."""

from datetime import timedelta

import pytest

from linli.accounts.rights import may
from linli.areas import denominators
from linli.areas.models import Area, AreaTag, FigureKind
from linli.areas.tags import tags
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.demo import doors
from linli.demo.cast import WATCHER, Cast
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.desks import figures_sent, residents_sent
from linli.demo.tests.given import MONDAY, the_world
from linli.demo.tests.test_sight import who_signs_in
from linli.organizations import completeness
from linli.organizations.contacts import contact_of
from linli.organizations.models import Organization
from linli.people import actions, asking, queries, register
from linli.people.keeping import reasons_to_keep
from linli.people.models import Consent, Contact, Household, Merge, RecordRequest, RequestState, Resident
from linli.people.rules import WARNED_BEFORE, span_of_consent
from linli.tables.actions import try_out
from linli.tables.models import FileKind, TableImport
from linli.tables.queries import history, problems_of
from linli.tables.rules import Stage
from linli.territory import queries as ground
from linli.territory.tables import FIGURES
from linli.web.tables.register import entered
from tests.owner import as_owner

TODAY = MONDAY.date()


def the_clerk() -> Clerk:
    return Clerk(Cast(the_world()), MONDAY, MONDAY - timedelta(days=14))


def test_every_shown_community_has_grids_and_some_want_looking_after(built):
    whole, counties = ground.tallies("1311", TODAY)
    assert set(counties) == {"131102", "131123"}
    assert whole.grids > 900
    assert min(whole.over, whole.under, whole.unknown, whole.unstaffed, whole.micro_grids) > 0
    assert whole.unstaffed < whole.grids / 5
    mine, _below = ground.tallies(doors.COMMUNITY, TODAY)
    assert mine.grids >= 3
    assert mine.unstaffed == 1


def test_numbers_are_known_of_nearly_all_and_classes_are_of_the_file(built):
    county = denominators.denominator("131102", FigureKind.HOUSEHOLDS, TODAY)
    assert 0 < county.missing < county.communities / 10
    prefecture = denominators.denominator("1311", FigureKind.RESIDENTS, TODAY)
    assert prefecture.is_own
    assert prefecture.is_complete
    registered = {row.tag for row in AreaTag.objects.all()}
    assert registered
    assert all(tags()[tag].is_registered for tag in registered)
    assert AreaTag.objects.filter(until__isnull=False).exists()


@pytest.mark.parametrize("name", ["six_in_one", "five_in_one", "property_three", "disabled_association"])
def test_some_communities_have_all_organisations_they_should_and_others_lack_some(built, name):
    wanted = completeness.required_sets()[name]
    for county in ("131102", "131123"):
        share = completeness.shares(county, [wanted], TODAY)[0][name]
        assert 0 < share.complete < share.wanted, (county, share)


def test_who_opens_a_desk_lacks_one_thing_and_knows_whom_to_ask(built):
    [mine] = completeness.standings(doors.COMMUNITY, completeness.required_sets()["six_in_one"], TODAY)
    assert [part.name for part in mine.lacking] == ["综合服务站"]
    contacts = [
        contact_of(unit) for unit in Organization.objects.filter(area=doors.COMMUNITY).exclude(contact_cipher="")
    ]
    assert contacts
    assert all(contact and contact.phone.startswith("1549") for contact in contacts)


def test_homes_have_no_fewer_people_than_are_named(built):
    with acting_as(WATCHER):
        homes = list(Household.objects.filter(area=doors.COMMUNITY))
        named = {home.pk: home.members.current().count() for home in homes}
        assert all(home.member_count >= named[home.pk] for home in homes)
    assert len(homes) > 50
    assert 10 <= sum(map(bool, named.values())) < len(homes)


def test_consents_are_within_what_the_list_allows_and_who_runs_out_was_told(built):
    from linli.people import lists

    with acting_as(WATCHER):
        consents = list(Consent.objects.all())
        assert actions.watch_consents(by=WATCHER, at=MONDAY) == (0, 0)  # the jobs of the nights have done their work
    for each in consents:
        span_of_consent(each.begins_on, each.ends_on, lists.purposes()[each.purpose].longest)
    soon = [each for each in consents if TODAY <= each.ends_on <= TODAY + WARNED_BEFORE]
    assert len(soon) >= 3
    assert all(each.warned_at for each in soon)
    assert {bool(each.withdrawn_at) for each in consents} == {True, False}
    assert {bool(each.lapsed_at) for each in consents} == {True, False}


def test_contacts_rest_on_consents_in_force(built):
    with acting_as(WATCHER):
        contacts = list(Contact.objects.select_related("consent"))
    assert {contact.kind for contact in contacts} == {"guardian", "carer", "emergency"}
    assert all(contact.consent.is_in_force(TODAY) for contact in contacts)
    assert all(contact.consent.resident_id == contact.resident_id for contact in contacts)


def test_requests_wait_are_late_answered_refused_and_scheduled(built):
    with acting_as(who_signs_in("youyuan")):
        asked = list(RecordRequest.objects.select_related("resident").order_by("number"))
        told = [asking.told(each) for each in asked]
    assert {each.state for each in asked} == {"open", "scheduled", "done", "refused"}
    assert any(each.state == RequestState.OPEN and each.due_at < MONDAY for each in asked)
    assert any(each.state == RequestState.OPEN and each.due_at > MONDAY for each in asked)
    assert all(each.words for each in told)
    [gone] = [each for each in asked if each.state == RequestState.SCHEDULED]
    assert gone.due_on
    assert gone.due_on > TODAY
    assert reasons_to_keep(gone.resident_id) == []
    with acting_as(WATCHER):
        numbers = list(RecordRequest.objects.order_by("asked_at").values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == list(range(1, len(numbers) + 1))


def test_a_new_request_gets_the_next_number(built):
    person = the_world().people[0]
    with acting_as(WATCHER):
        count = RecordRequest.objects.count()
    with acting_as(person.actor):
        asked = actions.ask_deletion(Resident.objects.get(pk=person.id), by=person.actor, at=MONDAY)
    assert asked.number == f"Z131102-20261123-{count + 1:04d}"


def test_a_merge_can_be_undone_and_somebody_else_is_still_there_twice(built):
    actor = who_signs_in("youyuan")
    with acting_as(actor):
        done = Merge.objects.select_related("kept").get(kept__home_area=doors.COMMUNITY)
        actions.undo_merge(done, by=actor, at=MONDAY)
        assert Resident.objects.standing().filter(name=done.kept.name).count() == 2
        names = [each.name for each in register.residents(actor, doors.COMMUNITY)]
    assert len([name for name in set(names) if names.count(name) > 1]) >= 2


def test_a_resident_reads_who_looked_and_answers_are_there(built):
    person = the_world().people[0]
    with acting_as(person.actor):
        me = Resident.objects.get(pk=person.id)
        looks = queries.who_looked(me)
        assert len(looks) >= 4
        assert all(look.purpose and look.who and look.unit for look in looks)
        assert {look.what for look in looks} >= {"联系人"}
        assert {each.state for each in RecordRequest.objects.filter(resident=me)} == {"open", "done"}
        agreed = register.agreed(me, TODAY)
        assert {each.is_in_force for each in agreed} == {True, False}
        assert register.household_of(me)
        assert register.called(me, TODAY)
        assert register.stands_as(me)


@pytest.mark.parametrize(("username", "files"), [("youyuan", 4), ("guanli", 4)])
def test_files_were_brought_in_and_one_came_back(built, username, files):
    actor = who_signs_in(username)
    with acting_as(actor):
        lines = history(actor)
        mine = [line.came_in for line in lines if line.came_in and line.came_in.by_id == actor.user]
        stages = [each.stage for each in mine]
        [back] = [each for each in mine if each.stage == Stage.CHECKED]
        assert back.held.wrong == len({problem.line for problem in problems_of(back)}) > 0
        assert set(back.files.values_list("kind", flat=True)) == set(FileKind.values)
        assert any(line.went_out for line in lines)
    assert stages.count("done") >= 2
    assert len(mine) >= files
    assert all(may(actor, entered()[each.register].right) for each in mine)


def test_what_came_back_is_what_the_check_finds(built):
    clerk = the_clerk()
    for username, register_of, (data, problems) in (
        ("youyuan", "residents", residents_sent(clerk, doors.COMMUNITY)),
        ("guanli", FIGURES.code, figures_sent(clerk)),
    ):
        actor = who_signs_in(username)
        with acting_as(actor):
            outcome = try_out(entered()[register_of], data, by=actor, at=MONDAY)
            back = TableImport.objects.get(by=actor.user, stage=Stage.CHECKED)
        assert list(outcome.problems) == problems
        assert outcome.counts == back.held


def test_answers_were_taken_over(built):
    with acting_as(WATCHER):
        reused = Case.objects.filter(facts_reused__gt=0)
        assert reused.count() > 3
        assert not reused.exclude(channel="portal").exists()
    [(entries,)] = as_owner("SELECT count(*) FROM journal WHERE verb = 'cases.submitted' AND facts ? 'reused'")
    assert entries == reused_count()


def reused_count() -> int:
    [(count,)] = as_owner("SELECT count(*) FROM cases_case WHERE facts_reused > 0")
    return int(count)


def test_grids_have_codes_that_the_next_one_follows(built):
    codes = list(Area.objects.filter(level=6, code__startswith=doors.COMMUNITY).values_list("code", flat=True))
    assert sorted(codes) == [f"{doors.COMMUNITY}{number:03d}" for number in range(1, len(codes) + 1)]


def test_nothing_of_the_registers_lies_in_the_future(built):
    [(latest,)] = as_owner(
        "SELECT max(happened_at) FROM journal WHERE verb NOT LIKE 'demo.%%' AND actor_name NOT LIKE '%%load'"
    )
    assert latest <= MONDAY
