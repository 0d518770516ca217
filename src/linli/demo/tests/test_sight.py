"""The invented data lie behind the same policies as real data: who signs in sees what the post allows, no more."""

import pytest
from django.contrib.auth.hashers import check_password

from linli.accounts.models import HeldPost, User
from linli.accounts.phones import hash_of, phone_of
from linli.accounts.rights import Role, post_of
from linli.archives import queries as archives
from linli.base.actor import NOBODY, Actor, Kind
from linli.base.scope import NoScope, acting_as
from linli.cases.models import Case
from linli.demo import doors
from linli.demo.tests.given import MONDAY
from linli.people.models import Resident
from tests.owner import as_owner


def who_signs_in(username: str) -> Actor:
    """The actor of a demo sign-in, read as a session reads it."""
    user = User.objects.get(username=username)
    posts = tuple(post_of(post.role, post.area_id, post.organization_id) for post in HeldPost.objects.filter(user=user))
    return Actor(Kind.STAFF, user=user.pk, posts=posts, name=user.name)


def seen_by(actor: Actor) -> set[str]:
    with acting_as(actor):
        return set(Case.objects.values_list("number", flat=True))


def numbers(where: str, *parameters: object) -> set[str]:
    statement = f"SELECT number FROM cases_case WHERE {where}"  # noqa: S608 (conditions of this file)
    return {number for (number,) in as_owner(statement, list(parameters))}


def test_a_community_worker_sees_the_community_and_what_the_unit_holds(built):
    actor = who_signs_in("youyuan")
    mine = numbers(
        "(area_id = %s AND audience = 'ordinary') OR unit_id = ANY (%s) OR EXISTS"
        " (SELECT FROM cases_party p WHERE p.case_id = cases_case.id AND p.unit_id = ANY (%s))",
        doors.COMMUNITY,
        list(actor.units),
        list(actor.units),
    )
    assert seen_by(actor) == mine
    assert len(mine) >= 10


def test_dispatchers_see_the_ordinary_cases_of_their_county_alone(built):
    taocheng, wuqiang = seen_by(who_signs_in("fenpai")), seen_by(who_signs_in("wuqiang"))
    assert taocheng == numbers("area_id LIKE '131102%%' AND audience = 'ordinary'")
    assert wuqiang == numbers("area_id LIKE '131123%%' AND audience = 'ordinary'")
    assert taocheng
    assert wuqiang
    assert not taocheng & wuqiang


def test_a_firm_sees_what_it_holds_or_held(built):
    actor = who_signs_in("wuye")
    seen = seen_by(actor)
    on_it = numbers(
        "unit_id = ANY (%s) OR EXISTS (SELECT FROM cases_party p WHERE p.case_id = cases_case.id AND p.unit_id = ANY (%s))",
        list(actor.units),
        list(actor.units),
    )
    assert on_it
    assert seen == on_it


def test_a_resident_sees_their_own(built):
    [(me,)] = as_owner("SELECT id FROM accounts_user WHERE phone_hash = %s", [hash_of(doors.RESIDENT_PHONE)])
    actor = Actor(Kind.RESIDENT, user=me, resident=me)
    assert seen_by(actor) == numbers("resident_id = %s", me)
    with acting_as(actor):
        assert [person.pk for person in Resident.objects.all()] == [me]


def test_without_an_actor_nothing_is_seen(built):
    with acting_as(NOBODY), pytest.raises(NoScope):
        Case.objects.count()


def test_every_printed_sign_in_opens(built):
    for account in built.accounts:
        if account.password:
            user = User.objects.get(username=account.name)
            assert check_password(account.password, user.password)
            assert HeldPost.objects.filter(user=user).count() == 1
        else:
            assert phone_of(User.objects.get(phone_hash=hash_of(account.name))) == account.name
    roles = set(
        HeldPost.objects.filter(user__username__in=[a.name for a in built.accounts]).values_list("role", flat=True)
    )
    assert roles == set(Role.values)


def test_nobody_else_has_a_password(built):
    named = [account.name for account in built.accounts]
    others = User.objects.exclude(username__in=named).values_list("password", flat=True)
    assert others
    assert all(password.startswith("!") for password in others)


def test_of_old_questions_one_is_destroyed_two_are_proposed_and_two_are_due(built):
    worker = who_signs_in("youyuan")
    with acting_as(worker):
        found = archives.due(worker, MONDAY)
        proposals = archives.proposals(worker)
        (gone,) = [stone for each in proposals for stone in archives.tombstones(each) if stone.ended_at]
        case = Case.objects.get(pk=gone.case_id)
    assert (len(found), [each.state for each in proposals]) == (2, ["waiting", "waiting", "done"])
    assert (case.resident_id, case.description, case.stage, case.rating) == (None, "", "closed", 5)
    assert len(gone.content_hash) == 64
