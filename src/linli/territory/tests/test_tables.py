"""Grids and figures from a spreadsheet: as the verbs would have them, numbered in the file's order."""

import pytest

from linli.accounts.models import User
from linli.areas.models import Area, AreaFigure, Grid
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.tables.actions import give_out
from linli.tables.tests import given as files
from linli.tables.tests.given import COMMUNITY, NEIGHBOUR, OTHER_COMMUNITY, STREET, an_administrator
from linli.web.tables.register import register_of

pytestmark = pytest.mark.usefixtures("own_database")
GRIDS = "设在哪里,网格代码,网格名称,城市或农村,户数,村民小组数"
FIGURES = "区划,户数,常住人口,城镇常住人口,截止日,来源"


def checked(by, *rows: str, register: str = "grids"):
    heading = GRIDS if register == "grids" else FIGURES
    return files.checked(files.text(*rows, heading=heading), by, register=register, name="表.csv")


def brought_in(by, *rows: str, register: str = "grids"):
    heading = GRIDS if register == "grids" else FIGURES
    return files.brought_in(files.text(*rows, heading=heading), by, register=register, name="表.csv")


def problems(by, *rows: str, register: str = "grids") -> list[tuple[int, str]]:
    return [(each.line, each.column) for each in files.problems(checked(by, *rows, register=register), by)]


def grids() -> list[tuple[str, str]]:
    return list(Area.objects.current().filter(level__gte=6).order_by("code").values_list("code", "name"))


def test_grids_are_opened_and_numbered_in_the_files_order():
    by = an_administrator()
    of = brought_in(by, f"{COMMUNITY},,南片,城市,320,", f"{COMMUNITY},,北片,,300,", f"{NEIGHBOUR},,东片,农村,,4")
    assert of.held.new == 3
    assert grids() == [(f"{COMMUNITY}001", "南片"), (f"{COMMUNITY}002", "北片"), (f"{NEIGHBOUR}001", "东片")]
    assert AreaFigure.objects.get(area=f"{COMMUNITY}001").value == 320
    assert Grid.objects.get(pk=f"{NEIGHBOUR}001").villager_groups == 4


def test_a_known_grid_is_found_by_its_name_or_its_code_and_corrected():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,城市,320,", f"{COMMUNITY},,北片,城市,300,")
    of = brought_in(
        by,
        f"{COMMUNITY},,南片,城市,320,",
        f"{COMMUNITY},{COMMUNITY}002,北片网格,,310,",
        f"{COMMUNITY}001,,第一微网格,,,",
    )
    assert (of.held.same, of.held.changed, of.held.new) == (1, 1, 1)
    assert grids() == [
        (f"{COMMUNITY}001", "南片"),
        (f"{COMMUNITY}00101", "第一微网格"),
        (f"{COMMUNITY}002", "北片网格"),
    ]
    assert AreaFigure.objects.filter(area=f"{COMMUNITY}002").latest("day").value == 310


def test_a_count_that_stands_there_already_keeps_its_day_and_source():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,城市,,")
    grid, yearbook = f"{COMMUNITY}001", "2025 年统计年报"
    brought_in(by, f"{grid},320,,,2025-12-31,{yearbook}", register="figures")
    of = brought_in(by, f"{COMMUNITY},{grid},南片网格,城市,320,")
    assert of.held.changed == 1
    kept = AreaFigure.objects.get(area=grid)
    assert (str(kept.day), kept.source) == ("2025-12-31", yearbook)


def test_a_new_count_names_its_source_in_the_registers_language():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,城市,320,")
    User.objects.filter(pk=by.user).update(language="en")
    brought_in(by, f"{COMMUNITY},,南片,城市,330,")
    assert AreaFigure.objects.get(area=f"{COMMUNITY}001").source == "表格登记"


def test_two_lines_that_mean_one_grid_are_one_too_many():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,城市,320,")
    grid = f"{COMMUNITY}001"
    assert problems(by, f"{COMMUNITY},{grid},甲,,,", f"{COMMUNITY},{grid},乙,,,") == [(3, "name")]
    assert problems(by, f"{COMMUNITY},{grid},北片,,,", f"{COMMUNITY},,南片,农村,,") == [(3, "name")]
    assert problems(by, f"{COMMUNITY},,南片,农村,,", f"{COMMUNITY},{grid},北片,,,") == [(3, "name")]
    assert grids() == [(grid, "南片")]


def test_what_the_verbs_would_refuse_is_told_by_row():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,,,")
    assert problems(
        by, f"{STREET},,甲,,,", f"{OTHER_COMMUNITY},,乙,,,", f"{COMMUNITY},{COMMUNITY}009,丙,,,",
        f"{NEIGHBOUR},{COMMUNITY}001,丁,,,", f"{COMMUNITY},,戊,乡下,,",
    ) == [(2, "parent"), (3, "parent"), (4, "code"), (5, "parent"), (6, "setting")]  # fmt: skip
    assert len(grids()) == 1


def test_grids_that_went_out_come_in_again_as_they_are():
    by = an_administrator()
    brought_in(by, f"{COMMUNITY},,南片,城市,320,", f"{NEIGHBOUR},,东片,农村,,4")
    with acting_as(by):
        out = give_out(register_of("grids"), by=by, at=now())
    of = files.checked(out.data, by, register="grids", name="网格.xlsx")
    assert (of.held.same, of.held.new, of.held.wrong) == (2, 0, 0)


def test_figures_are_entered_with_their_day_and_source_and_replaced_on_the_same_day():
    by = an_administrator()
    of = brought_in(
        by,
        f"{COMMUNITY},1000,3000,,2025-12-31,统计年报",
        f"{STREET},,20000,15000,2025年12月31日,统计年报",
        register="figures",
    )
    assert of.held.new == 2
    again = brought_in(
        by, f"{COMMUNITY},1010,,,2025/12/31,统计年报", f"{STREET},,20000,15000,20251231,统计年报", register="figures"
    )
    assert (again.held.changed, again.held.same) == (1, 1)
    assert AreaFigure.objects.get(area=COMMUNITY, kind="households").value == 1010
    assert AreaFigure.objects.count() == 4


def test_a_figure_without_a_number_a_day_to_come_and_one_said_twice_are_refused():
    by = an_administrator()
    assert problems(
        by, f"{COMMUNITY},,,,2025-12-31,年报", f"{COMMUNITY},1,,,2999-01-01,年报", f"{OTHER_COMMUNITY},1,,,2025-12-31,年报",
        f"{NEIGHBOUR},1,,,2025-12-31,年报", f"{NEIGHBOUR},2,,,2025-12-31,另一份", f"{NEIGHBOUR},-5,,,2024-12-31,年报",
        register="figures",
    ) == [(2, "area"), (3, "day"), (4, "area"), (6, "area"), (7, "households"), (7, "area")]  # fmt: skip


def test_figures_that_went_out_come_in_again_as_they_are():
    by = an_administrator()
    brought_in(
        by, f"{COMMUNITY},1000,3000,,2025-12-31,统计年报", f"{STREET},,20000,15000,2025-12-31,公报", register="figures"
    )
    with acting_as(by):
        out = give_out(register_of("figures"), by=by, at=now(), as_text=True)
    of = files.checked(out.data, by, register="figures", name="底数.csv")
    assert (of.held.same, of.held.new, of.held.changed) == (2, 0, 0)
