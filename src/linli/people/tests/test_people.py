"""Who sees a resident, who may read name and phone, and who reads that log."""

import pytest

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, COUNTY, MONDAY_9AM, OTHER_COMMUNITY, OTHER_COUNTY, a_unit
from linli.base.encryption import mask_name
from linli.base.ids import new_id
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people import actions, queries
from linli.people.history import history
from linli.people.models import Resident
from linli.people.tests.given import a_resident

pytestmark = pytest.mark.django_db
CASE = ("cases.case", new_id())


def refused(code, action, /, *args, **facts):
    with pytest.raises(Refused) as refusal:
        action(*args, **facts)
    assert refusal.value.code == code
    return refusal.value


def seen_by(actor):
    with acting_as(actor):
        return set(Resident.objects.all())


def register(by, phone, name="王秀英", home=COMMUNITY):
    with acting_as(by):
        return actions.register(name=name, phone=phone, home_area=home, by=by, at=MONDAY_9AM)


def reveal(resident, by, purpose="核实楼道灯的位置"):
    with acting_as(by):
        return actions.reveal(
            resident, purpose=purpose, ground=CASE, number="131102-20261123-0001", by=by, at=MONDAY_9AM
        )


def test_staff_see_the_residents_of_their_areas_and_no_others_whatever_they_ask():
    here, there = a_resident(), a_resident(area=OTHER_COMMUNITY)
    assert seen_by(staff.an_actor(area=COUNTY)) == {here}
    assert seen_by(staff.an_actor(area=OTHER_COUNTY)) == {there}
    assert seen_by(staff.an_actor(area="1311")) == {here, there}


def test_staff_without_a_post_see_nobody():
    a_resident()
    user = staff.a_staff_user()
    user.posts.update(ends_at=MONDAY_9AM)
    assert seen_by(staff.as_actor(user)) == set()


def test_a_resident_sees_only_themselves():
    me, _neighbour = a_resident(), a_resident("李四")
    assert seen_by(staff.as_actor(me.user)) == {me}


def test_the_code_filter_says_the_same_as_the_database():
    a_resident(), a_resident(area=OTHER_COMMUNITY)
    me = a_resident()
    for actor in (staff.an_actor(area=COUNTY), staff.as_actor(me.user), staff.SYSTEM):
        with acting_as(actor):
            assert set(Resident.objects.visible_to(actor)) == set(Resident.objects.all())


def test_a_resident_cannot_write_the_record_of_another_and_nobody_deletes_one():
    me, neighbour = a_resident(), a_resident("李四")
    with acting_as(staff.as_actor(me.user)):
        assert Resident.objects.filter(pk=neighbour.pk).update(name="别人") == 0
    with pytest.raises(Exception, match="permission denied"), acting_as(staff.SYSTEM):
        Resident.objects.filter(pk=me.pk)._raw_delete("default")


def test_a_clerk_registers_somebody_whose_home_is_elsewhere():
    clerk, phone = staff.an_actor(unit=a_unit()), staff.a_phone()
    resident = register(clerk, phone, home=OTHER_COMMUNITY)
    assert resident not in seen_by(clerk)
    with acting_as(staff.SYSTEM):
        assert Resident.objects.get(pk=resident.pk).name == "王秀英"
        assert [entry.verb for entry in entries(on=resident)] == ["people.registered"]


def test_a_resident_who_is_known_is_used_again_and_nothing_about_them_shows():
    phone = staff.a_phone()
    known = a_resident("王秀英", OTHER_COMMUNITY, phone)
    again = register(staff.an_actor(unit=a_unit()), phone, name="王小二")
    assert (again.pk, again.name, again.home_area_id) == (known.pk, "王小二", COMMUNITY)
    with acting_as(staff.SYSTEM):
        assert Resident.objects.get(pk=known.pk).name == "王秀英"
        assert entries(on=known) == []


def test_only_who_takes_requests_registers_residents():
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        refused("accounts.no_right", register, staff.an_actor(role, COUNTY), staff.a_phone())


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"name": " "}, "people.name_missing", "name"),
        ({"name": "王" * 41}, "people.name_missing", "name"),
        ({"phone": "12345"}, "accounts.phone_wrong", "phone"),
        ({"home": COUNTY}, "people.home_unknown", "home_area"),
        ({"home": "131102999999"}, "people.home_unknown", "home_area"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts, code, field):
    refusal = refused(code, register, staff.an_actor(unit=a_unit()), **{"phone": staff.a_phone(), **facts})
    assert refusal.field == field


def test_a_resident_starts_once_and_only_for_themselves():
    user, other = staff.a_resident_user(), staff.a_resident_user()
    by = staff.as_actor(user)
    facts = {"name": "  王  秀英 ", "home_area": COMMUNITY, "by": by, "at": MONDAY_9AM}
    with acting_as(by):
        assert actions.start(user, **facts).name == "王 秀英"
        refused("people.started_already", actions.start, user, **facts)
        refused("people.not_yourself", actions.start, other, **facts)


def test_a_resident_changes_their_own_name_and_community_on_record_without_the_values():
    me = a_resident()
    by = staff.as_actor(me.user)
    with acting_as(by):
        actions.change(me, name="王秀兰", home_area=OTHER_COMMUNITY, by=by, at=MONDAY_9AM)
        (entry,) = entries(on=me)
    assert (entry.verb, entry.facts) == ("people.changed", {})
    refused("people.not_yourself", actions.change, me, name="x", home_area=COMMUNITY, by=staff.SYSTEM, at=MONDAY_9AM)


def test_revealing_shows_name_and_phone_and_the_resident_reads_who_why_and_for_what():
    unit, phone = a_unit(), staff.a_phone()
    me = a_resident(phone=phone)
    clerk = staff.an_actor(unit=unit)
    assert reveal(me, clerk) == actions.Revealed("王秀英", phone)
    with acting_as(staff.as_actor(me.user)):
        (look,) = queries.who_looked(me)
    assert (look.who, look.unit, look.purpose, look.at) == ("李办事", unit.name, "核实楼道灯的位置", MONDAY_9AM)
    assert (look.ground, look.number) == (CASE, "131102-20261123-0001")


def test_a_unit_from_elsewhere_reveals_by_id_what_it_cannot_see():
    me = a_resident()
    elsewhere = staff.an_actor(area=OTHER_COMMUNITY, unit=a_unit(area=OTHER_COMMUNITY))
    assert me not in seen_by(elsewhere)
    assert reveal(me.pk, elsewhere).name == "王秀英"
    with acting_as(staff.as_actor(me.user)):
        assert len(queries.who_looked(me)) == 1


@pytest.mark.parametrize("purpose", ["", "   ", "看看", " 核实 "])
def test_without_a_purpose_nothing_is_revealed_and_nothing_written(purpose):
    me = a_resident()
    assert refused("people.purpose_missing", reveal, me, staff.an_actor(), purpose).field == "purpose"
    with acting_as(staff.SYSTEM):
        assert queries.who_looked(me) == []


def test_the_purpose_is_not_readable_in_the_journals_plain_columns():
    me = a_resident()
    reveal(me, staff.an_actor(unit=a_unit()))
    with acting_as(staff.SYSTEM):
        (entry,) = entries(on=me)
    assert "核实" not in str(entry.facts)
    assert entry.text == {"purpose": "核实楼道灯的位置"}


def test_of_a_history_staff_are_told_their_own_looks_and_those_at_the_record_itself():
    """By the code alone, in a scope to which the database shows everything; the resident is told all of them."""
    me, at = a_resident(), MONDAY_9AM
    clerk, colleague = staff.an_actor(unit=a_unit()), staff.an_actor(unit=a_unit())
    reveal(me, colleague, purpose="社区矫正报到")
    reveal(me, clerk, purpose="核实楼道灯的位置")
    with acting_as(colleague):
        actions.look_up(me, purpose="核实住址", by=colleague, at=at)
        actions.exported([me], purpose="核对名册", by=colleague, at=at)
    with acting_as(staff.SYSTEM):
        to_clerk, to_me = ([line.said for line in history(me, each)] for each in (clerk, staff.as_actor(me.user)))
    assert to_clerk == ["原因：核对名册", "原因：核实住址", "原因：核实楼道灯的位置"]
    assert to_me == [*to_clerk, "原因：社区矫正报到"]


def test_who_looked_at_a_neighbour_is_nobodys_to_read():
    me, neighbour = a_resident(), a_resident("李四")
    reveal(neighbour, staff.an_actor(unit=a_unit()))
    with acting_as(staff.as_actor(me.user)):
        assert queries.who_looked(neighbour) == []


def test_the_phone_lies_encrypted_and_found_by_hash():
    phone = staff.a_phone()
    user = User.objects.get(pk=a_resident(phone=phone).pk)
    assert phone not in user.phone_cipher + str(user.phone_hash)


NAMES = ["王秀英", "王英", "欧阳娜娜", "欧阳娜", "欧阳", "单", "阿卜杜·买买提", "Anna Li", "诸葛孔明亮", "一二三四五六"]


def test_staff_read_masked_names_of_whom_they_do_not_see_and_the_mask_is_the_same_everywhere():
    residents = [a_resident(name, OTHER_COMMUNITY) for name in NAMES]
    with acting_as(staff.an_actor()):
        masked = queries.masked_names(resident.pk for resident in residents)
    assert [masked[resident.pk] for resident in residents] == [mask_name(name) for name in NAMES]


def test_residents_cannot_ask_for_masked_names():
    me, neighbour = a_resident(), a_resident("李四")
    with pytest.raises(Exception, match="permission denied"), acting_as(staff.as_actor(me.user)):
        queries.masked_names([neighbour.pk])
