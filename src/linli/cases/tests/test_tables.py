"""Cases as a spreadsheet: what one sees and no more, names masked unless one may read them; results by the usual rules."""

from datetime import timedelta

import pytest

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.models import Case
from linli.cases.tests import given
from linli.notifications.models import Message
from linli.people.models import Resident
from linli.people.queries import who_looked
from linli.tables.actions import give_out
from linli.tables.tests import given as files
from linli.web.tables.files import opened
from linli.web.tables.register import register_of
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.usefixtures("own_database")
HEADING = "编号,办理结果"


def lines_of(by, **more) -> list[dict]:
    """The export as the person would open it: a dictionary a line."""
    with acting_as(by):
        out = give_out(register_of("cases"), by=by, at=now(), **more)
    head, *rows = opened(out.data)[0].rows
    return [dict(zip(head, row, strict=True)) for row in rows]


def checked(by, *rows: str):
    return files.checked(files.text(*rows, heading=HEADING), by, register="case-results", name="结果.csv")


def stage(case: Case) -> str:
    with acting_as(WATCHER):
        return Case.objects.get(pk=case.pk).stage


def test_an_export_holds_the_cases_one_sees_with_names_masked():
    unit = given.a_unit()
    clerk, far = given.a_clerk(unit), given.a_clerk(given.a_unit(area=given.OTHER_COMMUNITY))
    case = given.a_case(given.a_resident("王秀英"))
    [line] = lines_of(clerk)
    assert (line["编号"], line["申请人"], line["联系电话"], line["状态"]) == (case.number, "王＊英", "", "待受理")
    assert lines_of(far) == []
    assert lines_of(clerk, area=given.COMMUNITY)[0]["编号"] == case.number


def test_moments_are_given_out_in_chinas_time():
    unit = given.a_unit()
    case = given.a_case(at=given.MONDAY_9AM)
    [line] = lines_of(given.a_clerk(unit))
    assert line["提交时间"].hour == 9
    assert line["办结期限"] == case.due_at.astimezone(given.SHANGHAI).replace(tzinfo=None)


def test_with_a_purpose_names_of_cases_in_ones_hands_are_in_clear_and_each_resident_reads_it():
    unit, street = given.a_unit(), given.a_unit("subdistrict_office", area=given.STREET)
    clerk, resident = given.a_clerk(unit), given.a_resident("王秀英")
    mine = given.an_accepted_case(clerk, resident)
    [seen] = lines_of(given.a_clerk(street), purpose="逐户电话回访")  # sees the case by its area, works on none
    assert (seen["申请人"], seen["联系电话"]) == ("王＊英", "")
    with acting_as(WATCHER):
        person = Resident.objects.select_related("user").get(pk=resident.resident)
        assert who_looked(person) == []
    [line] = lines_of(clerk, purpose="逐户电话回访")
    assert (line["申请人"], line["联系电话"][:7]) == ("王秀英", "1990000")
    with acting_as(resident):
        [look] = who_looked(person)
    assert (look.purpose, look.number) == ("逐户电话回访", mine.number)


def test_a_case_in_ones_hands_opens_no_other_case_of_the_same_resident():
    unit, street = given.a_unit(), given.a_unit("subdistrict_office", area=given.STREET)
    clerk, resident = given.a_clerk(unit), given.a_resident("王秀英")
    above = given.a_clerk(street)  # sees all three by the area, works on two
    mine = [given.an_accepted_case(clerk, resident) for _number in range(2)]
    theirs = given.an_accepted_case(clerk, resident)
    for case in mine:
        given.do(actions.assign, case, to=street, by=clerk, at=now())
    lines = {line["编号"]: (line["申请人"], line["联系电话"][:7]) for line in lines_of(above, purpose="逐户电话回访")}
    assert lines == {**{case.number: ("王秀英", "1990000") for case in mine}, theirs.number: ("王＊英", "")}
    with acting_as(resident):
        looks = who_looked(Resident.objects.get(pk=resident.resident))
    assert sorted(look.number for look in looks) == sorted(case.number for case in mine)
    assert {look.purpose for look in looks} == {"逐户电话回访"}


def test_in_clear_needs_the_right_and_a_purpose_that_says_something():
    supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    with acting_as(supervisor), refused("accounts.no_right"):
        give_out(register_of("cases"), by=supervisor, at=now(), purpose="想看看大家")
    clerk = given.a_clerk(given.a_unit())
    with acting_as(clerk), refused("tables.purpose_missing"):
        give_out(register_of("cases"), by=clerk, at=now(), purpose="看看")


def test_results_resolve_the_cases_and_tell_the_residents():
    unit = given.a_unit()
    clerk, resident = given.a_clerk(unit), given.a_resident()
    cases = [given.an_accepted_case(clerk, resident, at=now() - timedelta(hours=2)) for _number in range(3)]
    of = checked(
        clerk, f"{cases[0].number},换了三楼的灯泡。", f"{cases[1].number},换了声控开关。", f"{cases[2].number},"
    )
    assert (of.held.new, of.held.same, of.held.wrong) == (2, 1, 0)
    assert {stage(case) for case in cases} == {"accepted"}
    with acting_as(clerk):
        from linli.tables import actions as tables

        tables.confirm(of, by=clerk, at=now())
    tables.run_write(of.pk)
    assert [stage(case) for case in cases] == ["resolved", "resolved", "accepted"]
    with acting_as(resident):
        assert Message.objects.filter(event="cases.resolved", to_user=resident.user).count() == 2


def test_each_line_is_told_what_the_verb_itself_would_say():
    unit, elsewhere = given.a_unit(), given.a_unit("community_committee", area=given.NEIGHBOUR)
    clerk = given.a_clerk(unit)
    done = given.a_resolved_case(clerk, given.a_resident(), at=now() - timedelta(days=1))
    new = given.a_case(at=now())
    hidden = given.a_case(given.a_resident(area=given.NEIGHBOUR), at=now(), area=given.NEIGHBOUR)
    assert hidden.unit_id == elsewhere.pk
    open_one = given.an_accepted_case(clerk, at=now() - timedelta(hours=1))
    of = checked(
        clerk, f"{done.number},又办了一次。", f"{hidden.number},换了灯泡。", "131102-20200101-0001,换了灯泡。",
        f"{open_one.number},好", f"{new.number},还没受理。",
    )  # fmt: skip
    found = [(problem.line, problem.column) for problem in files.problems(of, clerk)]
    assert found == [(2, "number"), (3, "number"), (4, "number"), (5, "reply"), (6, "number")]
    assert stage(open_one) == "accepted"


def test_a_case_somebody_else_resolved_meanwhile_is_found_before_anything_is_written():
    unit = given.a_unit()
    clerk = given.a_clerk(unit)
    cases = [given.an_accepted_case(clerk, at=now() - timedelta(hours=1)) for _number in range(2)]
    of = checked(clerk, *(f"{case.number},换了灯泡。" for case in cases))
    with acting_as(clerk):
        from linli.tables import actions as tables

        tables.confirm(of, by=clerk, at=now())
        actions.resolve(Case.objects.get(pk=cases[1].pk), reply="已经修好了。", by=clerk, at=now())
    tables.run_write(of.pk)
    again = files.stands(of.pk, clerk)
    assert (again.stage, again.held.wrong, stage(cases[0])) == ("checked", 1, "accepted")


def test_an_exported_list_with_results_written_into_it_can_be_sent_back():
    unit = given.a_unit()
    clerk = given.a_clerk(unit)
    case = given.an_accepted_case(clerk, at=now() - timedelta(hours=1))
    given.an_accepted_case(clerk, at=now() - timedelta(hours=1))
    with acting_as(clerk):
        out = give_out(register_of("cases"), by=clerk, at=now(), as_text=True)
    text = out.data.decode("utf-8-sig").splitlines()
    filled = [f"{line[: -0 or None]}换了灯泡。" if case.number in line else line for line in text]
    of = files.checked("\n".join(filled).encode("utf-8-sig"), clerk, register="case-results", name="办件.csv")
    assert (of.held.new, of.held.same, of.held.wrong) == (1, 1, 0)
