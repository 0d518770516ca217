"""A published ledger is an indicator: counted today and on days gone by, for who sees it, and however many there are."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI, local_day, now
from linli.base.scope import acting_as
from linli.indicators.standing import actions as snapshots
from linli.indicators.standing.definitions import at_the_desk, definitions, faults
from linli.indicators.standing.history import history
from linli.indicators.standing.queries import Why, standing
from linli.ledgers import actions, queries, rules
from linli.ledgers.models import Ledger, Line
from linli.ledgers.tests import given
from linli.ledgers.tests.given import BEGUN, COMMUNITY, COUNTY, FIBRE, MARCH, NEIGHBOUR, do, says
from linli.tables.actions import bring_in
from linli.web.tables.register import entered, register_of
from linli.web.tables.writing import template

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def manager():
    return given.manager()


@pytest.fixture
def ledger(manager):
    return given.a_ledger(by=manager)


def counted(key, day, viewer, area=COUNTY):
    with acting_as(viewer):
        return standing(area, day, viewer=viewer, only=[definitions()[key]])


def test_a_published_ledger_is_an_indicator_and_a_line_moves_it(ledger, manager):
    before = counted(ledger.key, DAY, manager).whole[0]
    do(actions.fill, ledger, COMMUNITY, says(DAY), by=manager, at=MARCH)
    do(actions.fill, ledger, NEIGHBOUR, says(DAY, yes=False), by=manager, at=MARCH)
    after = counted(ledger.key, DAY, manager).whole[0]
    assert (before.quotient.numerator, after.quotient.numerator) == (0, 1)
    assert after.quotient.denominator == len(given.stood(ledger, DAY, by=manager))
    assert counted(ledger.key, DAY - timedelta(days=1), manager).whole[0].quotient.numerator == 0
    assert after.definition.numerator.question.way(COUNTY) == f"/desk/ledgers/{ledger.key}/?area={COUNTY}"


def test_the_figure_is_of_who_sees_all_of_the_area(ledger):
    worker = given.worker()
    do(actions.fill, ledger, COMMUNITY, says(DAY), by=worker, at=MARCH)
    assert counted(ledger.key, DAY, worker, COMMUNITY).whole[0].value == 100
    assert counted(ledger.key, DAY, worker).whole[0].why is Why.UNSEEN


def test_a_draft_and_an_ended_ledger_are_no_indicators(ledger, manager):
    draft = given.a_draft(by=manager, name="消防水源")
    assert ledger.key in definitions()
    assert draft.key not in definitions()
    do(actions.end, ledger, by=manager, at=MARCH)
    assert ledger.key not in definitions()


def test_the_goal_of_the_year_is_the_target_and_a_number_is_the_whole_region_s_alone(manager):
    this_year = local_day(now()).year
    share = replace(FIBRE, goals=((this_year, Decimal(80)),))
    count = replace(share, figure=rules.Figure.COUNT, goals=((this_year, Decimal(30)),))
    first = given.a_ledger(share, by=manager)
    second = given.a_ledger(count, by=manager, name="消防水源")
    assert [definitions()[first.key].target_of(area).wanted.value for area in (COUNTY, COMMUNITY)] == [80, 80]
    assert definitions()[second.key].target_of(COUNTY).wanted.value == 30
    assert definitions()[second.key].target_of(COMMUNITY) is None


@pytest.mark.parametrize(
    ("figure", "expected"), [(rules.Figure.COUNT, 1), (rules.Figure.SUM, 150), (rules.Figure.SHARE, Decimal("37.5"))]
)
def test_what_is_counted_of_lines(manager, figure, expected):
    fields = (*FIBRE.fields, rules.Field("f3", "全部户数", rules.FieldKind.WHOLE, required=False))
    spec = replace(FIBRE, fields=fields, figure=figure, figure_field="f2", figure_of="f3", goals=())
    if figure is not rules.Figure.SHARE:
        spec = replace(spec, figure_of="", figure_field="f2" if figure is rules.Figure.SUM else "")
    made = given.a_ledger(spec, by=manager)
    for area, yes, homes in ((COMMUNITY, True, 100), (NEIGHBOUR, False, 50)):
        said = actions.Said(DAY, {"f1": yes, "f2": homes, "f3": 200})
        do(actions.fill, made, area, said, by=manager, at=MARCH)
    assert counted(made.key, DAY, manager).whole[0].value == expected


@pytest.mark.parametrize("each", ["township", "county"])
def test_townships_and_counties_have_lines_of_their_own(manager, each):
    area = given.STREET if each == "township" else COUNTY
    made = given.a_ledger(by=manager, each=each)
    do(actions.fill, made, area, says(DAY), by=manager, at=MARCH)
    assert counted(made.key, DAY, manager).whole[0].quotient.numerator == 1


def test_a_line_that_has_run_out_counts_no_longer(manager):
    made = given.a_ledger(replace(FIBRE, renew_months=1), by=manager)
    do(actions.fill, made, COMMUNITY, says(DAY), by=manager, at=MARCH)
    found = [
        counted(made.key, day, manager).whole[0].quotient.numerator for day in (date(2026, 4, 1), date(2026, 4, 2))
    ]
    assert found == [1, 0]


def test_a_spoilt_definition_is_said_and_the_others_stay(ledger, manager):
    other = given.a_ledger(by=manager, name="消防水源")
    version = given.versions(ledger)[0]
    version.spec = {**version.spec, "figure": "many"}
    version.save()
    assert [each.id for each in at_the_desk()[0]] == [other.key]
    assert ledger.name in faults()
    assert "kiosk_coverage" in definitions()
    assert other.key in entered()
    assert ledger.key not in entered()


def test_a_snapshot_knows_a_day_gone_by_and_what_came_late(ledger, manager):
    job = system_actor("indicators.snapshot")
    night = datetime(2026, 3, 2, 0, 23, tzinfo=SHANGHAI)
    only = [definitions()[ledger.key]]
    for at in (night, night + timedelta(days=3)):
        with acting_as(job):
            snapshots.snapshot(COUNTY, DAY, by=job, at=at, only=only)
        do(actions.fill, ledger, COMMUNITY, says(DAY), by=manager, at=night + timedelta(days=1))
    with acting_as(manager):
        past = history(only[0], COUNTY, viewer=manager)
        assert past.on(DAY).quotient.numerator == 1
        assert [(change.was.numerator, change.now.numerator) for change in past.late] == [(0, 1)]


# Tables


def a_file(ledger: Ledger, *rows) -> bytes:
    written = BytesIO()
    book = Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate((("区划", "哪天的情况", "通了没有", "通光纤的户数（户）", "说明"), *rows)):
        for place, cell in enumerate(row):
            sheet.write(line, place, cell)
    book.close()
    return written.getvalue()


def test_a_file_brings_in_lines_and_the_same_file_again_nothing(ledger, manager):
    data = a_file(ledger, (COMMUNITY, "2026-03-01", "是", 300, ""), (NEIGHBOUR, "2026-03-01", "否", "", "年底通"))
    found = []
    for _turn in range(2):
        with acting_as(manager):
            found.append(bring_in(register_of(ledger.key), data, name="光纤.xlsx", by=manager, at=MARCH))
    assert [(each.counts.new, each.counts.same, each.problems) for each in found] == [(2, 0, []), (0, 2, [])]
    with acting_as(manager):
        assert Line.objects.count() == 2
    assert given.stood(ledger, DAY, by=manager)[COMMUNITY].is_met


def test_what_is_wrong_is_said_row_by_row_and_nothing_is_written(ledger):
    worker = given.worker()
    data = a_file(
        ledger,
        (NEIGHBOUR, "2026-03-01", "是", 3, ""),
        (COMMUNITY, "2026-03-09", "是", 3, ""),
        (COMMUNITY, "2026-03-01", "也许", -3, "找 13803181234"),
    )
    with acting_as(worker):
        outcome = bring_in(register_of(ledger.key), data, name="光纤.xlsx", by=worker, at=MARCH)
        assert Line.objects.count() == 0
    assert {(problem.line, problem.column) for problem in outcome.problems} == {
        (2, "area"), (3, "day"), (4, "f1"), (4, "f2"), (4, "note"),
    }  # fmt: skip


def test_the_template_offers_what_may_stand_in_a_column(ledger):
    book = CalamineWorkbook.from_filelike(BytesIO(template(register_of(ledger.key))))
    heading = book.get_sheet_by_index(0).to_python()[0]
    assert [str(cell).rstrip("*") for cell in heading][1:] == [
        "区划",
        "哪天的情况",
        "通了没有",
        "通光纤的户数（户）",
        "说明",
    ]


def test_a_ledger_that_wants_evidence_comes_in_by_no_file(manager):
    made = given.a_ledger(replace(FIBRE, needs_evidence=True), by=manager)
    found = register_of(made.key)
    assert (found.comes_in, found.goes_out) == (False, True)


# Many areas


def test_a_list_of_many_areas_costs_as_many_statements_as_one_of_few():
    mayor = given.staff("supervisor", "1311")
    made = given.do(actions.publish, given.a_draft(by=mayor, area="1311"), by=mayor, at=BEGUN)
    costs = []
    for within in (COMMUNITY, "1311"):
        with acting_as(mayor), CaptureQueriesContext(connection) as captured:
            stood = queries.areas_of(Ledger.objects.select_related("current").get(pk=made.pk), [within], DAY)
            tally = queries.tallies({made: [within]}, DAY)[0]
        costs.append(len(captured))
        assert tally.areas == len(stood)
    assert len(stood) > 500
    assert costs == [3, 3]
