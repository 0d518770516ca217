"""Residents and households from a spreadsheet: as `enrol` would have it, numbers unreadable throughout, looks on record."""

import pytest
from django.db import connection

from linli.accounts.models import User
from linli.accounts.phones import phone_of, user_of_phone
from linli.accounts.rights import Role
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.organizations.tests.given import a_unit
from linli.people.actions import enrol
from linli.people.identities import identity_of
from linli.people.models import Household, HouseholdMember, Resident
from linli.people.queries import who_looked
from linli.tables.actions import give_out
from linli.tables.queries import kept_kinds
from linli.tables.tests import given as files
from linli.tables.tests.given import COMMUNITY, NEIGHBOUR, OTHER_COMMUNITY, STREET
from linli.web.tables.files import opened
from linli.web.tables.register import register_of
from tests import world
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.usefixtures("own_database")
HEADING = "姓名,社区（村）,手机号,身份证号"
IDENTITY, OTHER_IDENTITY = "11010519491231002X", "440524188001010014"


@pytest.fixture
def clerk():
    return world.staff("clerk", (Role.COMMUNITY_WORKER, COMMUNITY, a_unit()))


def checked(by, *rows: str, heading: str = HEADING, register: str = "residents"):
    return files.checked(files.text(*rows, heading=heading), by, register=register, name="名册.csv")


def brought_in(by, *rows: str, heading: str = HEADING, register: str = "residents"):
    return files.brought_in(files.text(*rows, heading=heading), by, register=register, name="名册.csv")


def problems(by, *rows: str, **more: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in files.problems(checked(by, *rows, **more), by)]


def people() -> dict[str, tuple[str, str, str]]:
    with acting_as(WATCHER):
        found = Resident.objects.select_related("user")
        return {each.name: (each.home_area_id, phone_of(each.user), identity_of(each)) for each in found}


def test_residents_come_in_with_their_numbers_or_without_any(clerk):
    of = brought_in(
        clerk, f"王秀英,{COMMUNITY},１９９０００００００１,{IDENTITY.lower()}", f"李大山,{COMMUNITY},199 0000 0002,", f"赵六,{COMMUNITY},,"
    )  # fmt: skip
    assert of.held.new == 3
    assert people() == {
        "王秀英": (COMMUNITY, "19900000001", IDENTITY), "李大山": (COMMUNITY, "19900000002", ""), "赵六": (COMMUNITY, "", ""),
    }  # fmt: skip
    with acting_as(WATCHER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal WHERE verb = 'people.registered' AND facts->>'source' = %s::text",
            [str(of.pk)],
        )
        assert cursor.fetchone() == (3,)


def test_the_same_file_again_changes_nothing(clerk):
    rows = (f"王秀英,{COMMUNITY},19900000001,{IDENTITY}", f"赵六,{COMMUNITY},,")
    brought_in(clerk, *rows)
    of = checked(clerk, *rows)
    assert (of.held.same, of.held.new, of.held.changed) == (2, 0, 0)


def test_a_number_that_is_none_and_one_of_another_name_are_refused_without_saying_whose(clerk):
    brought_in(clerk, f"王秀英,{COMMUNITY},19900000001,{IDENTITY}", f"李大山,{COMMUNITY},19900000002,")
    of = checked(
        clerk, f"甲,{COMMUNITY},123,", f"乙,{COMMUNITY},,110105194912310021", f"丙,{COMMUNITY},19900000001,",
        f"王秀英,{COMMUNITY},19900000002,{IDENTITY}", f"丁,{COMMUNITY},199****0001,",
    )  # fmt: skip
    found = files.problems(of, clerk)
    assert [(each.line, each.column) for each in found] == [
        (2, "phone"), (3, "identity"), (4, "name"), (5, "identity"), (6, "phone"),
    ]  # fmt: skip
    assert found[2].sentence == found[3].sentence
    assert "王秀英" not in "".join(each.sentence for each in found)
    assert "星号" in found[-1].sentence


def test_a_number_is_one_persons_within_a_file(clerk):
    rows = (
        f"王秀英,{COMMUNITY},19900000001,{IDENTITY}",
        f"王大英,{COMMUNITY},19900000001,",
        f"王小英,{COMMUNITY},,{IDENTITY}",
    )
    assert problems(clerk, *rows) == [(3, "phone"), (4, "identity")]


def test_a_home_lies_in_the_clerks_area_and_is_a_community(clerk):
    rows = (f"甲,{NEIGHBOUR},,", f"乙,{STREET},,", "丙,131102001498,,", "丁,没有的地方,,")
    assert {line for line, _column in problems(clerk, *rows)} == {2, 3, 4, 5}


FAR_PHONES = [f"1990001{number:04d}" for number in range(30)]


@pytest.fixture
def far(own_database):
    """Thirty-one people of another county."""
    unit = a_unit("village_committee", area=OTHER_COMMUNITY)
    by = world.staff("far", (Role.COMMUNITY_WORKER, OTHER_COMMUNITY, unit))
    brought_in(by, *(f"王{phone[-2:]},{OTHER_COMMUNITY},{phone}," for phone in FAR_PHONES))
    brought_in(by, f"赵远来,{OTHER_COMMUNITY},,{IDENTITY}")


def asked_for(name: str) -> list[tuple]:
    with acting_as(WATCHER):
        looks = who_looked(Resident.objects.get(name=name))
    return [(look.who, look.shown, look.asked, look.is_beyond) for look in looks]


def told(name: str) -> list[str]:
    with acting_as(WATCHER):
        return [each.event for each in Message.objects.filter(to_user=Resident.objects.get(name=name).user)]


@pytest.mark.usefixtures("far")
def test_of_whoever_is_known_elsewhere_a_file_says_one_sentence_and_leaves_a_trace(clerk):
    before = people()
    User.objects.filter(pk=user_of_phone("19900020000").pk).update(is_active=False)
    of = checked(
        clerk, f"王00,{COMMUNITY},{FAR_PHONES[0]},", f"李四,{COMMUNITY},{FAR_PHONES[1]},", f"赵远来,{COMMUNITY},,{IDENTITY}",
        f"王02,{COMMUNITY},{FAR_PHONES[2]},{IDENTITY}", f"王03,{COMMUNITY},{FAR_PHONES[3]},{OTHER_IDENTITY}",
        f"甲,{COMMUNITY},19900020000,", f"乙,{COMMUNITY},19900020001,",
    )  # fmt: skip
    found = files.problems(of, clerk)
    assert {(each.column, each.sentence) for each in found if each.line != 5} == {("", found[0].sentence)}
    assert [each.line for each in found if each.column == ""] == [2, 3, 4, 5, 6, 7]
    assert "在别处登记过" in found[0].sentence
    assert people() == before
    assert asked_for("王01") == [("测试员", ("phone",), "file", True)]
    assert asked_for("赵远来") == [("测试员", ("identity",), "file", True)]
    assert told("王01") == ["people.asked_for"]
    assert asked_for("王20") == []


@pytest.mark.usefixtures("far")
def test_a_file_that_asks_for_too_many_is_refused_whole_says_nothing_of_its_lines_and_leaves_its_traces(clerk):
    of = checked(clerk, *(f"甲,{COMMUNITY},{phone}," for phone in FAR_PHONES[:21]), f"乙,{COMMUNITY},,")
    assert (of.stage, of.held.new, of.held.wrong) == ("failed", 0, 0)
    assert "太多号码在别处登记过" in of.sentence
    assert files.problems(of, clerk) == []
    with acting_as(clerk):
        assert kept_kinds(of) == {"sent"}
    assert all(len(asked_for(f"王{number:02d}")) == 1 for number in range(21))
    assert told("王00") == []


@pytest.mark.usefixtures("far")
def test_files_and_the_form_have_twenty_a_day_together(clerk):
    assert checked(clerk, *(f"甲,{COMMUNITY},{phone}," for phone in FAR_PHONES[:12])).held.wrong == 12
    assert checked(clerk, *(f"甲,{COMMUNITY},{phone}," for phone in FAR_PHONES[12:21])).stage == "failed"
    assert checked(clerk, *(f"甲,{COMMUNITY},{phone}," for phone in FAR_PHONES[12:19])).held.wrong == 7
    nobody = "19900029999"
    for phone in (FAR_PHONES[25], nobody):
        of = checked(clerk, f"甲,{COMMUNITY},{phone},")
        assert (of.stage, of.held.wrong) == ("failed", 0)
        assert "试得太勤了" in of.sentence
        with acting_as(clerk), refused("people.asked_too_often"):
            enrol(name="甲", home_area=COMMUNITY, phone=phone, by=clerk, at=now())
    assert asked_for("王25") == []
    assert checked(clerk, f"没有号码的,{COMMUNITY},,").held.new == 1


def test_somebody_of_the_own_register_moves_and_keeps_their_number():
    street = world.staff("street", (Role.COMMUNITY_WORKER, STREET, a_unit()))
    brought_in(street, f"王秀英,{NEIGHBOUR},19900000001,", f"李四,{NEIGHBOUR},19900000002,{OTHER_IDENTITY}")
    of = brought_in(street, f"王秀英,{COMMUNITY},19900000001,{IDENTITY}")
    assert (of.held.changed, of.held.new) == (1, 0)
    assert people()["王秀英"] == (COMMUNITY, "19900000001", IDENTITY)
    assert User.objects.filter(kind="resident").count() == 2
    other = "110101199003070011"
    assert problems(street, f"李四,{COMMUNITY},19900000002,{other}") == [(2, "identity")]
    assert people()["李四"] == (NEIGHBOUR, "19900000002", OTHER_IDENTITY)


def test_no_number_lies_in_the_temporary_table(clerk):
    """What a statement holds that is written down on the way shows hashes, never a number."""
    from linli.tables.actions import try_out

    seen = []

    def listen(execute, sql, params, many, context):
        if "staged_" in sql:
            seen.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    data = files.text(f"王秀英,{COMMUNITY},19900000001,{IDENTITY}", heading=HEADING)
    with acting_as(clerk), connection.execute_wrapper(listen):
        outcome = try_out(register_of("residents"), data, by=clerk, at=now())
    assert outcome.counts.new == 1
    assert "phone_hash" in "".join(seen)
    assert not any("19900000001" in each or IDENTITY in each for each in seen)


def test_an_export_is_masked_and_in_clear_each_resident_reads_who_and_why(clerk):
    brought_in(clerk, f"王秀英,{COMMUNITY},19900000001,{IDENTITY}")
    with acting_as(clerk):
        masked = opened(give_out(register_of("residents"), by=clerk, at=now()).data)[0].rows[1]
        clear = opened(give_out(register_of("residents"), by=clerk, at=now(), purpose="入户核对名册").data)[0].rows[1]
    assert (masked[0], masked[3]) == ("王＊英", "199****0001")
    assert len(masked) == len(clear) - 1
    assert not any(IDENTITY[-4:] in str(cell) for cell in masked)
    assert (clear[0], clear[3], clear[4]) == ("王秀英", "19900000001", IDENTITY)
    with acting_as(WATCHER):
        [look] = who_looked(Resident.objects.get(name="王秀英"))
    assert (look.purpose, look.is_export) == ("入户核对名册", True)


def test_a_masked_export_is_not_taken_for_new_people(clerk):
    brought_in(clerk, f"王秀英,{COMMUNITY},,", f"李大山,{COMMUNITY},19900000002,{IDENTITY}")
    with acting_as(clerk):
        masked = give_out(register_of("residents"), by=clerk, at=now())
    of = files.checked(masked.data, clerk, register="residents", name="居民.xlsx")
    assert (of.held.new, of.held.wrong) == (0, 2)
    found = files.problems(of, clerk)
    assert {(each.line, each.column) for each in found} == {(2, "name"), (2, "phone"), (3, "name")}
    assert len({each.sentence for each in found}) == 1
    assert problems(clerk, f"王*英,{COMMUNITY},,") == [(2, "name")]


def test_a_name_over_two_lines_of_a_cell_is_written_in_one(clerk):
    brought_in(clerk, f'"王\n 秀英",{COMMUNITY},,')
    assert set(people()) == {"王 秀英"}


def test_a_dispatcher_brings_residents_in_without_reading_the_register():
    dispatcher = world.staff("dispatcher", (Role.DISPATCHER, files.COUNTY, None))
    rows = (f"王秀英,{COMMUNITY},19900000001,", f"赵六,{COMMUNITY},,")
    assert brought_in(dispatcher, *rows).held.new == 2
    again = checked(dispatcher, *rows).held
    assert (again.same, again.wrong) == (1, 1)  # whose number it is lies beyond who does not keep the register
    with acting_as(dispatcher):
        assert Resident.objects.count() == 0


def test_a_dispatcher_registers_and_neither_reads_nor_exports_the_register():
    dispatcher = world.staff("dispatcher", (Role.DISPATCHER, files.COUNTY, None))
    with acting_as(dispatcher), refused("accounts.no_right"):
        give_out(register_of("residents"), by=dispatcher, at=now())


HOMES = "社区（村）,门牌,住几口人"


def test_households_come_in_and_their_counts_are_corrected(clerk):
    of = brought_in(
        clerk, f"{COMMUNITY},3 号楼  101,3", f"{COMMUNITY},3 号楼 102,2.0", heading=HOMES, register="households"
    )
    assert of.held.new == 2
    again = brought_in(
        clerk, f"{COMMUNITY},3 号楼 101,4", f"{COMMUNITY},3 号楼 102,2", heading=HOMES, register="households"
    )
    assert (again.held.changed, again.held.same) == (1, 1)
    with acting_as(WATCHER):
        assert dict(Household.objects.values_list("address", "member_count")) == {"3 号楼 101": 4, "3 号楼 102": 2}


def test_a_household_is_not_made_smaller_than_who_is_named_in_it(clerk):
    brought_in(clerk, f"{COMMUNITY},3 号楼 101,3", heading=HOMES, register="households")
    with acting_as(clerk):
        person = enrol(name="王秀英", home_area=COMMUNITY, by=clerk, at=now()).resident
    with acting_as(WATCHER):
        home = Household.objects.get()
        HouseholdMember.objects.create(household=home, resident=person, relation="head", since=now().date())
    rows = (f"{COMMUNITY},3 号楼 101,0", f"{COMMUNITY},3 号楼 103,100", f"{NEIGHBOUR},1 号,2")
    assert problems(clerk, *rows, heading=HOMES, register="households") == [
        (2, "member_count"),
        (3, "member_count"),
        (4, "area"),
    ]
