"""Posts: given and ended within one's own area, and gone with the next request."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.accounts import actions
from linli.accounts.models import HeldPost
from linli.accounts.queries import holders, rights_matrix
from linli.accounts.rights import RIGHTS, VERBS, Role, post_of
from linli.accounts.tests import given
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COMMUNITY, OTHER_COUNTY, a_unit
from linli.base.actor import Actor, Kind, Shown
from linli.base.ids import new_id
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as

pytestmark = pytest.mark.django_db


def give(user, by, role=Role.COMMUNITY_WORKER, area=COMMUNITY, unit=None):
    with acting_as(by):
        return actions.give_post(user, role=role, area=area, organization=unit, by=by, at=MONDAY_9AM)


def end(post, by, at=MONDAY_9AM):
    with acting_as(by):
        actions.end_post(post, by=by, at=at)


def refused(code, action, /, *args, **facts):
    with pytest.raises(Refused) as refusal:
        action(*args, **facts)
    assert refusal.value.code == code


def test_an_administrator_gives_a_post_in_their_area_and_it_is_in_the_actor():
    user, unit = given.a_staff_user(), a_unit()
    post = give(user, given.an_administrator(), Role.HANDLER, unit=unit)
    held = given.as_actor(user)
    assert (post.role, COMMUNITY, unit.pk) in {(each.role, each.area, each.unit) for each in held.posts}


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.COMMUNITY_WORKER, {Shown.CASES, Shown.PEOPLE}),
        (Role.HANDLER, {Shown.CASES}),
        (Role.DISPATCHER, {Shown.CASES}),
        (Role.SUPERVISOR, {Shown.CASES}),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_a_post_shows_cases_and_residents_by_the_rights_of_its_role(role, shown):
    unit = new_id()
    post = post_of(role, COUNTY, unit)
    assert post.shows == shown
    actor = Actor(Kind.STAFF, posts=(post,))
    assert {each for each in Shown if actor.sight_of(each)} == (set() if role is Role.HANDLER else shown)
    assert {each for each in Shown if actor.units_of(each)} == shown


def test_no_post_above_or_beside_ones_own_area():
    user, admin, unit = given.a_staff_user(), given.an_administrator(COUNTY), a_unit()
    for area in ("1311", "13", OTHER_COUNTY, OTHER_COMMUNITY):
        refused("accounts.no_right", give, user, admin, Role.SUPERVISOR, area)
        refused("accounts.no_right", give, user, admin, Role.ADMINISTRATOR, area, unit)


def test_no_post_in_a_unit_of_another_area_since_it_would_show_its_cases():
    user, admin = given.a_staff_user(), given.an_administrator(COUNTY)
    refused("accounts.no_right", give, user, admin, Role.HANDLER, COMMUNITY, a_unit(area=OTHER_COMMUNITY))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_give_posts(role):
    by = given.an_actor(role, COUNTY, a_unit())
    refused("accounts.no_right", give, given.a_staff_user(), by, unit=a_unit())


def test_nobody_gives_themselves_a_post_or_ends_their_own():
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    refused("accounts.own_post", give, user, given.as_actor(user), Role.HANDLER, COMMUNITY, a_unit())
    refused("accounts.own_post", end, user.posts.get(), given.as_actor(user))


def test_a_resident_holds_no_post():
    refused("accounts.not_staff", give, given.a_resident_user(), given.an_administrator(), unit=a_unit())


def test_a_worker_and_a_handler_belong_to_a_unit_in_use():
    user, admin, unit = given.a_staff_user(), given.an_administrator(), a_unit()
    refused("accounts.unit_missing", give, user, admin, Role.HANDLER)
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    refused("accounts.unit_closed", give, user, admin, Role.HANDLER, unit=unit)


def test_the_same_post_is_not_held_twice_at_once():
    user, admin, unit = given.a_staff_user(), given.an_administrator(), a_unit()
    give(user, admin, Role.HANDLER, unit=unit)
    refused("accounts.post_held_already", give, user, admin, Role.HANDLER, unit=unit)
    twin = HeldPost(user=user, role=Role.HANDLER, area_id=COMMUNITY, organization=unit, starts_at=MONDAY_9AM)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_post_ended_is_not_in_the_actor_and_stays_on_record():
    user, admin = given.a_staff_user(), given.an_administrator()
    post = give(user, admin, Role.SUPERVISOR)
    assert Role.SUPERVISOR in {each.role for each in given.as_actor(user).posts}
    end(post, admin, MONDAY_9AM)
    HeldPost.objects.filter(pk=post.pk).update(starts_at=given.LONG_AGO, ends_at=MONDAY_9AM)
    assert Role.SUPERVISOR not in {each.role for each in given.as_actor(user).posts}
    refused("accounts.post_ended_already", end, post, admin, MONDAY_9AM + timedelta(seconds=1))
    with acting_as(admin):
        assert [entry.verb for entry in entries(on=post)] == ["accounts.post_given", "accounts.post_ended"]
    with acting_as(given.an_administrator(OTHER_COUNTY)):
        assert entries(on=post) == []


def test_a_post_of_another_area_is_ended_only_by_its_administrator():
    user = given.a_staff_user(Role.SUPERVISOR, OTHER_COUNTY)
    refused("accounts.no_right", end, user.posts.get(), given.an_administrator(COUNTY))


def test_the_list_of_holders_ends_at_the_readers_areas():
    near, far = given.a_staff_user(area=COMMUNITY), given.a_staff_user(area=OTHER_COMMUNITY)
    found = {post.user for post in holders(given.an_administrator(COUNTY), MONDAY_9AM)}
    assert near in found
    assert far not in found


def test_every_right_is_a_known_verb_and_every_verb_stands_in_the_table():
    assert frozenset().union(*RIGHTS.values()) == VERBS.keys()
    assert [row.verb for row in rights_matrix()] == list(VERBS)
