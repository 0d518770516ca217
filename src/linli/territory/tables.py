"""Grids and the figures of areas as spreadsheets: checked as a set, written by the verbs that take many rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from linli.areas.actions.figures import EARLIEST, LARGEST
from linli.areas.actions.grids import LONGEST_NAME
from linli.areas.models import SETTING_CHOICES, Area, FigureKind
from linli.areas.rules import virtual_in_sql
from linli.areas.sizes import Setting
from linli.areas.tables import area_column
from linli.base.clock import local_day
from linli.base.refusals import Sentence
from linli.base.scope import ranges
from linli.territory import actions
from linli.territory.actions import NewFigure, NewGrid
from linli.web.tables.columns import Column, Kind
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import Staged

KINDS = tuple(kind.value for kind in FigureKind)

# Figures

ENTERED = """
UPDATE {staged} s SET state = found.state FROM (
  SELECT s.line, CASE WHEN count(f.id) = 0 THEN 'new'
                      WHEN bool_and(f.value IS NOT DISTINCT FROM given.value AND f.source = s.source) THEN 'same'
                      ELSE 'changed' END AS state
    FROM {staged} s
   CROSS JOIN LATERAL (VALUES ('households', s.households), ('residents', s.residents),
                              ('urban_residents', s.urban_residents)) AS given(kind, value)
    LEFT JOIN areas_areafigure f ON f.area_id = s.area AND f.day = s.day AND f.kind = given.kind
   WHERE given.value IS NOT NULL GROUP BY s.line) found
 WHERE found.line = s.line
"""
NO_NUMBER = "coalesce(s.households, s.residents, s.urban_residents) IS NULL"
SAID_TWICE = """
EXISTS (SELECT 1 FROM {staged} f WHERE f.line < s.line AND f.area = s.area AND f.day = s.day
   AND (f.households IS NOT NULL AND s.households IS NOT NULL OR f.residents IS NOT NULL AND s.residents IS NOT NULL
        OR f.urban_residents IS NOT NULL AND s.urban_residents IS NOT NULL))
"""
GIVEN_FIGURES = """
SELECT f.area_id, a.name, max(f.value) FILTER (WHERE f.kind = 'households'),
       max(f.value) FILTER (WHERE f.kind = 'residents'), max(f.value) FILTER (WHERE f.kind = 'urban_residents'),
       f.day, f.source
  FROM areas_areafigure f JOIN areas_area a ON a.code = f.area_id
 WHERE EXISTS (SELECT 1 FROM unnest(%s::text[], %s::text[]) AS p(low, high)
                WHERE f.area_id >= p.low AND f.area_id < p.high)
 GROUP BY f.area_id, a.name, f.day, f.source ORDER BY f.area_id, f.day DESC, f.source
"""


def check_figures(staged: Staged) -> None:
    """What `enter_figures` asks of one, asked of all."""
    staged.refuse_outside("area", gettext("“%(value)s”不在您管的区域里。"))
    staged.refuse("area", gettext("户数、常住人口、城镇常住人口，至少填一个。"), NO_NUMBER)
    staged.refuse(
        "day",
        gettext("截止日要是过去或今天的日子。"),
        "NOT s.day BETWEEN %s::date AND %s::date",
        [EARLIEST, local_day(staged.at)],
    )
    staged.refuse("area", gettext("同一个区划、同一天的同一个数在前面写过了。请只留一行。"), SAID_TWICE)
    staged.run(ENTERED)


def write_figures(staged: Staged) -> None:
    """Enter the numbers."""
    columns = ", ".join(KINDS)
    rows = staged.run(f"SELECT area, day, source, {columns} FROM {{staged}} WHERE state <> 'same' ORDER BY line")
    figures = [
        NewFigure(area, kind, day, value, source)
        for area, day, source, *values in rows
        for kind, value in zip(FigureKind, values, strict=True)
        if value is not None
    ]
    actions.enter_figures(figures, by=staged.by, at=staged.at)


def figure_rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Every number of these areas, the newest first, in the order of the columns."""
    return _within(asked.areas, GIVEN_FIGURES)


def _within(areas: Sequence[str], statement: str) -> list[Sequence[Any]]:
    """The rows of a statement that is given the lower and the upper ends of these areas."""
    spans = ranges(areas)
    with connection.cursor() as cursor:
        cursor.execute(statement, [[low for low, _high in spans], [high for _low, high in spans]])
        return list(cursor.fetchall())


# Grids

KNOWN_BY_CODE = """
UPDATE {staged} s SET known = g.code FROM areas_area g
 WHERE g.code = s.code AND g.level > 5 AND g.valid_to IS NULL
"""
KNOWN_BY_NAME = """
UPDATE {staged} s SET known = g.code FROM areas_area g
 WHERE s.code IS NULL AND g.valid_to IS NULL AND g.name = s.name AND g.level > 5
   AND g.code >= s.parent AND g.code < s.parent || ':'
   AND length(g.code) = CASE length(s.parent) WHEN 12 THEN 15 ELSE 17 END
"""
# A count that stands there already keeps its day and its source.
RECOUNTED = """
UPDATE {staged} s SET recounted = s.households IS DISTINCT FROM (
       SELECT f.value FROM areas_areafigure f WHERE f.area_id = s.known AND f.kind = 'households'
        ORDER BY f.day DESC LIMIT 1)
 WHERE s.known IS NOT NULL AND s.households IS NOT NULL
"""
DIFFER = """
UPDATE {staged} s SET state = CASE
    WHEN a.name = s.name AND coalesce(s.setting, g.setting) = g.setting
     AND coalesce(s.villager_groups, g.villager_groups) IS NOT DISTINCT FROM g.villager_groups
     AND s.recounted IS NOT TRUE
    THEN 'same' ELSE 'changed' END
  FROM areas_grid g JOIN areas_area a ON a.code = g.area_id WHERE g.area_id = s.known
"""
ONE_GRID_TWICE = "EXISTS (SELECT 1 FROM {staged} f WHERE f.known = s.known AND f.line < s.line)"
COUNTED_IN = gettext_noop("表格登记")  # a source is a fact of the register, in the language of the register
NOT_A_PARENT = f"s.parent IS NOT NULL AND (length(s.parent) NOT IN (12, 15) OR {virtual_in_sql('s.parent')})"
ELSEWHERE = """
s.known IS NOT NULL AND left(s.known, CASE length(s.known) WHEN 15 THEN 12 ELSE 15 END) <> s.parent
"""
NAME_TAKEN = """
EXISTS (SELECT 1 FROM areas_area o WHERE o.level > 5 AND o.valid_to IS NULL AND o.name = s.name AND o.code >= s.parent
   AND o.code < s.parent || ':' AND length(o.code) = CASE length(s.parent) WHEN 12 THEN 15 ELSE 17 END
   AND o.code IS DISTINCT FROM s.known)
"""
GIVEN_GRIDS = """
SELECT left(a.code, CASE a.level WHEN 6 THEN 12 ELSE 15 END), p.name, a.code, a.name, g.setting,
       (SELECT f.value FROM areas_areafigure f WHERE f.area_id = a.code AND f.kind = 'households'
         ORDER BY f.day DESC LIMIT 1), g.villager_groups
  FROM areas_grid g JOIN areas_area a ON a.code = g.area_id
  JOIN areas_area p ON p.code = left(a.code, CASE a.level WHEN 6 THEN 12 ELSE 15 END)
 WHERE a.valid_to IS NULL
   AND EXISTS (SELECT 1 FROM unnest(%s::text[], %s::text[]) AS r(low, high) WHERE a.code >= r.low AND a.code < r.high)
 ORDER BY a.code
"""


def check_grids(staged: Staged) -> None:
    """Which grids are known by their code or by their name, and what the verbs would refuse."""
    staged.add({"known": "text", "recounted": "boolean"}, {})
    staged.run(KNOWN_BY_CODE)
    staged.run(KNOWN_BY_NAME)
    staged.refuse(
        "code", gettext("没有网格 %(value)s。新网格的代码由系统给，请空着。"), "s.code IS NOT NULL AND s.known IS NULL"
    )
    staged.refuse("parent", gettext("网格要设在村、社区里，微网格要设在网格里。"), NOT_A_PARENT)
    staged.refuse("parent", gettext("这个网格不在 %(value)s 里。网格不能搬，请核对。"), ELSEWHERE)
    staged.refuse_outside("parent", gettext("“%(value)s”不在您管的区域里。"))
    staged.refuse("name", gettext("这里已经有叫“%(value)s”的网格。"), NAME_TAKEN)
    staged.refuse(
        "name",
        gettext("按代码或者名称，前面有一行也是这个网格。请只留一行；要把它的旧名称给新网格，先改名，再导一次。"),
        ONE_GRID_TWICE,
    )
    staged.run(RECOUNTED)
    staged.run(DIFFER)


def write_grids(staged: Staged) -> None:
    """Open the new ones in the file's order, so that they are numbered in it, and correct the others."""
    by, at = staged.by, staged.at
    columns = "parent, name, setting, households, villager_groups, recounted, known"
    new = staged.run(f"SELECT {columns} FROM {{staged}} WHERE state = 'new' ORDER BY line")
    opened = [
        NewGrid(parent, name, Setting(setting) if setting else None, households, villager_groups=groups)
        for parent, name, setting, households, groups, _recounted, _known in new
    ]
    if opened:
        actions.open_grids(opened, by=by, at=at)
    changed = staged.run(f"SELECT {columns} FROM {{staged}} WHERE state = 'changed' ORDER BY line")
    grids = {
        area.code: area for area in Area.objects.select_related("grid").filter(code__in=[row[-1] for row in changed])
    }
    counted = []
    for _parent, name, setting, households, groups, recounted, known in changed:
        area = grids[known]
        wanted = Setting(setting or area.grid.setting)
        actions.change_grid(
            area,
            name=name,
            setting=wanted,
            villager_groups=area.grid.villager_groups if groups is None else groups,
            by=by,
            at=at,
        )
        if recounted:
            counted.append(NewFigure(known, FigureKind.HOUSEHOLDS, local_day(at), households, COUNTED_IN))
    if counted:
        actions.enter_figures(counted, by=by, at=at)


def grid_rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Grids of today in these areas, in the order of the columns."""
    return _within(asked.areas, GIVEN_GRIDS)


def _settings() -> Mapping[str, Sentence]:
    return dict(SETTING_CHOICES)


PLACE = (
    "区划代码",
    "区划",
    "所在区划",
    "社区代码",
    "村代码",
    "所在社区",
    "所在社区（村）",
    "社区（村）",
    "行政区划代码",
)
ALSO_CALLED = dict(
    zip(FigureKind, (("总户数", "户籍户数"), ("常住人口数", "人口", "总人口"), ("城镇人口",)), strict=True)
)
FIGURES = Register(
    code="figures",
    name=_("区划底数"),
    about=_("一行一个区划一天的数：户数、常住人口、城镇常住人口，写明截止日和来源。同一天的新数替换旧数。"),
    icon="map",
    right="areas.enter",
    reading_right="areas.read",
    columns=(
        area_column("area", _("区划代码"), synonyms=PLACE),
        Column("area_name", _("区划名称"), is_read=False, width=24),
        *(
            Column(kind.value, kind.label, Kind.INTEGER, least=0, most=LARGEST, width=14, synonyms=ALSO_CALLED[kind])
            for kind in FigureKind
        ),
        Column("day", _("截止日"), Kind.DAY, required=True, width=14, example="2025-12-31",
               synonyms=("截止日期", "统计日期", "日期")),
        Column(
            "source", _("来源"), required=True, longest=120, width=30, example=_("2025 年统计年报"),
            synonyms=("数据来源", "出处"),
        ),
    ),
    check=check_figures,
    write=write_figures,
    rows=figure_rows,
)  # fmt: skip
GRIDS = Register(
    code="grids",
    name=_("网格"),
    about=_("一行一个网格或微网格：设在哪里、叫什么、城市还是农村、多少户。代码由系统按文件里的顺序编。"),
    icon="grid-3x3",
    right="grids.manage",
    reading_right="grids.read",
    key=("parent", "name"),
    columns=(
        area_column(
            "parent", _("设在哪里"), synonyms=(*PLACE, "上级代码", "上级区划"),
            note=_("网格填村、社区的代码；微网格填网格的代码。"),
        ),
        Column("parent_name", _("上级名称"), is_read=False, width=22),
        Column(
            "code", _("网格代码"), Kind.CODE, width=22, longest=17, synonyms=("网格编码", "网格编号"),
            note=_("已有的网格才填；新网格空着，由系统给。"),
        ),
        Column("name", _("网格名称"), required=True, longest=LONGEST_NAME, width=22, example=_("第一网格"),
               synonyms=("名称",)),
        Column("setting", _("城市或农村"), Kind.CHOICE, width=12, choices=_settings, synonyms=("类型", "城乡类别")),
        Column("households", _("户数"), Kind.INTEGER, least=0, most=LARGEST, width=10, example="320",
               synonyms=("总户数",)),
        Column("villager_groups", _("村民小组数"), Kind.INTEGER, least=0, most=9999, width=12, synonyms=("小组数",)),
    ),
    check=check_grids,
    write=write_grids,
    rows=grid_rows,
)  # fmt: skip
