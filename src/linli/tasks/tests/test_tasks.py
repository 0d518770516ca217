"""A list is made, sent, reported on, supervised and exported; each sees what is theirs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from linli.accounts.models import User, UserKind
from linli.accounts.rights import post_of
from linli.areas.tests import given as ground
from linli.base.actor import Actor, Kind, system_actor
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.cases.attachments import Kept
from linli.cases.tests import given as cases
from linli.notifications.models import Message
from linli.organizations.models import Organization
from linli.plans import actions as plans
from linli.plans.models import Plan, PlanItem
from linli.tasks import actions, queries, sheets, showing
from linli.tasks.actions import Said, Wanted
from linli.tasks.models import LightChoices, Task, TaskList
from tests.refusing import refused

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 2, 1, 9, tzinfo=SHANGHAI)
JULY = datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)
PHOTO = Kept("a" * 64, "现场.jpg", "image/jpeg", 1000)
do = cases.do


def staff(role, area, unit=None):
    user = User.objects.create(kind=UserKind.STAFF, username=str(new_id()), name="测试员")
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of(role, area, unit.pk if unit else None),))


@pytest.fixture
def unit():
    return cases.a_unit("community_committee")


@pytest.fixture
def other():
    return cases.a_unit("property_company")


@pytest.fixture
def supervisor():
    return staff("supervisor", cases.COUNTY)


@pytest.fixture
def worker(unit):
    return staff("community_worker", cases.COMMUNITY, unit)


@pytest.fixture
def plan(unit, other):
    facts = {"text": "一件一件办。", "text_hash": "3" * 64, "reading": {}, "loaded_at": SENT, "published_at": SENT}
    made = Plan.objects.create(area_id=cases.COUNTY, title="某区规划", status="published", **facts)
    for order, goal in ((1, "覆盖率达到100%。"), (2, "持续推进")):
        PlanItem.objects.create(
            plan=made, kind="row", order=order, title=f"第{order}件", text=f"办好第{order}件事。", goal=goal,
            lead_units=[unit.name], responsible_units=[other.name],
        )  # fmt: skip
    return made


@pytest.fixture
def ledger(plan, supervisor):
    made = do(actions.make, plan, 2026, by=supervisor, at=SENT)
    return do(actions.send, made, by=supervisor, at=SENT)


def seen(actor):
    with acting_as(actor):
        return list(Task.objects.select_related("ledger").order_by("order"))


def test_a_row_of_the_plan_becomes_a_task_with_its_units_and_its_figure(plan, supervisor, unit, other):
    do(actions.make, plan, 2026, by=supervisor, at=SENT)
    with acting_as(supervisor):
        first = Task.objects.get(order=1)
        assert (first.text, first.quantity, first.unit_of_measure) == ("办好第1件事。", 100, "%")
        assert first.due_on == date(2026, 12, 31)
        assert [(each.unit, each.is_lead) for each in first.units.all()] == [(unit, True), (other, False)]
    with refused("tasks.list_there"):
        do(actions.make, plan, 2026, by=supervisor, at=SENT)


def test_a_draft_is_nobodys_until_it_is_sent(plan, supervisor, worker):
    made = do(actions.make, plan, 2026, by=supervisor, at=SENT)
    assert seen(worker) == []
    do(actions.send, made, by=supervisor, at=SENT)
    assert len(seen(worker)) == 2
    with acting_as(worker):
        assert Message.objects.visible_to(worker).get(event="tasks.sent").facts == {"count": 2}
        assert len(queries.waiting_for(worker, SENT)) == 2


def test_a_list_with_a_task_nobody_leads_is_not_sent(plan, supervisor, unit):
    PlanItem.objects.filter(order=2).update(lead_units=["没听说过的局"])
    made = do(actions.make, plan, 2026, by=supervisor, at=SENT)
    with refused("tasks.without_lead"):
        do(actions.send, made, by=supervisor, at=SENT)
    _first, second = seen(supervisor)
    wanted = Wanted(second.text, "", None, "", date(2026, 6, 30), ("没听说过的局",), ())
    with refused("tasks.unit_unknown"):
        do(actions.change, second, wanted, by=supervisor, at=SENT)
    with refused("tasks.due_outside"):
        do(
            actions.change,
            second,
            replace(wanted, lead_names=(unit.name,), due_on=date(2027, 1, 1)),
            by=supervisor,
            at=SENT,
        )
    do(actions.change, second, replace(wanted, lead_names=(unit.name,)), by=supervisor, at=SENT)
    assert do(actions.send, made, by=supervisor, at=SENT).sent_at == SENT


def test_a_name_that_a_person_has_matched_since_the_list_was_made_is_known_when_it_is_sent(plan, supervisor, unit):
    PlanItem.objects.update(lead_units=["区里那个委"])
    made = do(actions.make, plan, 2026, by=supervisor, at=SENT)
    with acting_as(supervisor):
        assert len(queries.without_lead(made, Task.objects.all())) == 2
    administrator = staff("administrator", cases.COUNTY)
    do(plans.decide_unit, plan, "区里那个委", unit, by=administrator, at=SENT)
    with acting_as(supervisor):
        assert queries.without_lead(made, Task.objects.all()) == set()
    do(actions.send, made, by=supervisor, at=SENT)
    with acting_as(staff("community_worker", cases.COMMUNITY, unit)):
        assert [each.is_lead for each in Task.objects.get(order=1).units.filter(unit=unit)] == [True]


def test_a_unit_that_is_put_on_a_task_later_is_told(ledger, supervisor, unit):
    newcomer = cases.a_unit("property_company")
    first, _second = seen(supervisor)
    wanted = Wanted(first.text, first.goal, first.quantity, "%", first.due_on, (unit.name,), (newcomer.name,))
    do(actions.change, first, wanted, by=supervisor, at=JULY)
    there, before = (staff("community_worker", cases.COMMUNITY, each) for each in (newcomer, unit))
    for actor, told in ((there, 1), (before, 0)):
        with acting_as(actor):
            assert Message.objects.visible_to(actor).filter(event="tasks.assigned").count() == told


def test_a_task_is_dropped_from_a_draft_alone(plan, supervisor):
    made = do(actions.make, plan, 2026, by=supervisor, at=SENT)
    do(actions.drop, seen(supervisor)[0], by=supervisor, at=SENT)
    do(actions.send, made, by=supervisor, at=SENT)
    with refused("tasks.sent_already"):
        do(actions.drop, seen(supervisor)[0], by=supervisor, at=SENT)


def test_a_unit_reports_with_a_case_and_a_photograph_and_the_light_turns_green(ledger, worker, unit, supervisor):
    case = cases.an_accepted_case(worker, cases.a_resident())
    (task, _second) = seen(worker)
    assert task.light_on(JULY.date()) is LightChoices.RED
    said = Said(60, "一半的社区办好了。", cases=(case.number,), files=(PHOTO,))
    made = do(actions.report, task, said, by=worker, at=JULY)
    (task, _second) = seen(supervisor)
    assert task.light_on(JULY.date()) is LightChoices.GREEN
    with acting_as(supervisor):
        assert [each.name for each in made.evidence.all()] == [case.number, "现场.jpg"]
        assert queries.kept_files([PHOTO.key]) == {PHOTO.key}


def test_rows_of_registers_show_it_as_they_were_called_then(ledger, supervisor, unit):
    leader = staff("community_worker", cases.COUNTY, unit)
    grid = ground.a_grid()
    name = "公共卫生委员会覆盖率"
    (task, _second) = seen(leader)
    rows = (unit.name, str(grid.pk), name)
    made = do(actions.report, task, Said(100, "都办好了。", is_done=True, rows=rows), by=leader, at=JULY)
    with acting_as(leader):
        shown = {each.register: each for each in made.evidence.all()}
        assert shown["organization"].name == unit.name
        assert shown["grid"].row == str(grid.pk)
        assert shown["figure"].name.startswith(f"{name} 0% = 0 ÷ ")
        ways = {key: showing.way(each, cases.COUNTY, leader) for key, each in shown.items()}
    assert ways["organization"] == f"/desk/organizations/{unit.pk}/"
    assert ways["grid"] == f"/desk/grids/{grid.pk}/"
    assert ways["figure"].endswith(f"?area={cases.COUNTY}")


def test_a_row_nobody_knows_or_two_rows_of_one_name_show_nothing(ledger, worker, unit, other):
    (task, _second) = seen(worker)
    with refused("tasks.row_unknown"):
        do(actions.report, task, Said(10, "办了", rows=("没有这个单位",)), by=worker, at=JULY)
    twin = cases.a_unit("community_committee", area=cases.NEIGHBOUR)
    Organization.objects.filter(pk=twin.pk).update(name=unit.name)
    with refused("tasks.row_unclear"):
        do(actions.report, task, Said(10, "办了", rows=(unit.name,)), by=worker, at=JULY)
    with refused("tasks.no_figure"):
        do(actions.report, task, Said(10, "办了", rows=("每百户居民拥有社区综合服务设施面积",)), by=worker, at=JULY)
    with refused("tasks.too_many_rows"):
        do(actions.report, task, Said(10, "办了", rows=tuple(map(str, range(21)))), by=worker, at=JULY)


def test_done_is_said_with_something_to_show(ledger, worker):
    (task, _second) = seen(worker)
    with refused("tasks.no_evidence"):
        do(actions.report, task, Said(100, "办完了", is_done=True), by=worker, at=JULY)
    do(actions.report, task, Said(50, "办完了", is_done=True, files=(PHOTO,)), by=worker, at=JULY)
    (task, _second) = seen(worker)
    assert (task.percent, task.done_at) == (100, JULY)
    with refused("tasks.done"):
        do(actions.report, task, Said(10, "再报一次"), by=worker, at=JULY)


def test_a_case_the_unit_does_not_see_proves_nothing(ledger, worker):
    with refused("tasks.case_not_shown"):
        do(actions.report, seen(worker)[0], Said(10, "办了", cases=("没有",)), by=worker, at=JULY)


def test_who_is_responsible_reports_beside_who_leads(ledger, other):
    handler = staff("handler", cases.COMMUNITY, other)
    (task, _second) = seen(handler)
    do(actions.report, task, Said(80, "我们的一份"), by=handler, at=JULY)
    (task, _second) = seen(handler)
    assert task.percent == 0
    with acting_as(handler):
        assert [each.percent for each in queries.reports_of(task)] == [80]


def test_a_question_is_answered_by_who_leads_and_late_answers_are_red(ledger, worker, supervisor):
    (task, _second) = seen(supervisor)
    do(actions.report, task, Said(90, "快了"), by=worker, at=SENT)
    do(actions.supervise, task, words="为什么慢", due_on=date(2026, 2, 10), by=supervisor, at=SENT)
    (task, _second) = seen(supervisor)
    assert task.light_on(date(2026, 2, 11)) is LightChoices.RED
    with refused("tasks.asked_already"):
        do(actions.supervise, task, words="再问", due_on=date(2026, 2, 10), by=supervisor, at=SENT)
    do(actions.answer, task, words="下周办完", by=worker, at=SENT)
    (task, _second) = seen(supervisor)
    assert task.light_on(date(2026, 2, 11)) is LightChoices.GREEN
    with acting_as(supervisor):
        assert Message.objects.filter(event="tasks.answered").exists()
        assert task.supervisions.get().answer == "下周办完"


def test_who_leads_is_reminded_twice_and_told_once_that_it_is_late(ledger, worker):
    job = system_actor("tasks.remind")
    counts = []
    for day in (
        date(2026, 11, 1),
        date(2026, 12, 2),
        date(2026, 12, 3),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 1, 2),
    ):
        at = datetime.combine(day, SENT.timetz())
        counts.append(do(actions.remind, by=job, at=at))
    assert counts == [0, 2, 0, 2, 2, 0]


def test_nobody_else_sees_or_does_anything(ledger, worker):
    stranger = staff("supervisor", "131123")
    neighbour = staff("community_worker", cases.NEIGHBOUR, cases.a_unit("community_committee", area=cases.NEIGHBOUR))
    (task, _second) = seen(worker)
    assert seen(stranger) == []
    assert seen(neighbour) == []
    with acting_as(neighbour):
        assert not TaskList.objects.exists()
    with refused("tasks.not_visible"):
        do(actions.report, task, Said(10, "办了"), by=neighbour, at=JULY)
    with refused("accounts.no_right"):
        do(actions.supervise, task, words="问", due_on=date(2026, 12, 1), by=stranger, at=JULY)
    with refused("accounts.no_right"):
        do(actions.send, ledger, by=worker, at=JULY)


def test_a_list_goes_out_as_a_workbook_and_as_a_document(ledger, supervisor):
    with acting_as(supervisor):
        found = TaskList.objects.select_related("area").get()
        tasks = list(queries.with_units(Task.objects.all()))
        book, paper = sheets.workbook(found, tasks, JULY.date()), sheets.document(found, tasks, JULY.date())
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[2:]] == ["办好第1件事。", "办好第2件事。"]
    table = Document(BytesIO(paper)).tables[0]
    assert [row.cells[-1].text for row in table.rows] == ["亮灯", "红灯", "红灯"]


def test_a_plan_nobody_has_confirmed_makes_no_list(plan, supervisor):
    Plan.objects.filter(pk=plan.pk).update(status="draft", published_at=None)
    plan.refresh_from_db()
    with refused("tasks.plan_not_published"):
        do(actions.make, plan, 2026, by=supervisor, at=SENT + timedelta(days=1))
