"""Units as a spreadsheet: the columns, what is checked of all rows at once, and what is given out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.tables import area_column, codes_of
from linli.base.refusals import Sentence
from linli.organizations import actions, queries
from linli.organizations.models import Organization, ServingArea
from linli.web.tables.columns import Column, Kind
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import Staged

KNOWN = """
UPDATE {staged} s
   SET id = o.id,
       state = CASE WHEN coalesce(s.short_name, o.short_name) <> o.short_name OR coalesce(s.phone, o.phone) <> o.phone
                      OR coalesce(s.address, o.address) <> o.address
                      OR coalesce(s.is_active, o.is_active) <> o.is_active
                      OR (s.serving IS NOT NULL AND EXISTS (
                            (SELECT unnest(s.serving) EXCEPT SELECT area_id FROM organizations_servingarea
                                                              WHERE organization_id = o.id)
                            UNION ALL
                            (SELECT area_id FROM organizations_servingarea WHERE organization_id = o.id
                             EXCEPT SELECT unnest(s.serving))))
                    THEN 'changed' ELSE 'same' END
  FROM organizations_organization o
 WHERE o.area_id = s.area AND o.name = s.name
"""
OTHER_TYPE = "s.state <> 'new' AND s.type <> (SELECT type_id FROM organizations_organization o WHERE o.id = s.id)"
SERVES_BEYOND = """
EXISTS (SELECT 1 FROM unnest(s.serving) wanted
         WHERE NOT EXISTS (SELECT 1 FROM unnest(%s::text[]) p WHERE starts_with(wanted, p))
           AND NOT EXISTS (SELECT 1 FROM organizations_servingarea a
                            WHERE a.organization_id = s.id AND a.area_id = wanted))
"""


def _types() -> Mapping[str, Sentence]:
    return {kind.code: _(kind.name) for kind in queries.types()}


def check(staged: Staged) -> None:
    """Which units are known, and which rows reach beyond the areas of who brings them in."""
    staged.run(KNOWN)
    staged.refuse_outside("area", gettext("“%(value)s”不在您管的区域里。"))
    staged.refuse("serving", gettext("服务区域里有不归您管的区划，不能加。"), SERVES_BEYOND, [list(staged.within)])
    staged.refuse("type", gettext("这个单位已经登记过，是另一种类型。类型不能改，请核对。"), OTHER_TYPE)


def rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Units of these areas, in the order of the columns."""
    areas = ServingArea.objects.filter(organization=OuterRef("pk")).order_by("area_id").values("area_id")
    units = Organization.objects.belonging_to(asked.areas).annotate(served=ArraySubquery(areas))
    return units.order_by("area_id", "name").values_list(
        "name", "short_name", "type_id", "area_id", "area__name", "phone", "address", "served", "is_active"
    )


UNITS = Register(
    code="organizations",
    name=_("单位"),
    about=_("一行一个单位：名称、类型、所在区划、对外电话、服务哪些区域。只登记单位，不登记成员。"),
    icon="building-2",
    right="organizations.manage",
    key=("area", "name"),
    columns=(
        Column(
            "name", _("名称"), required=True, longest=100, width=28, example=_("游园社区居民委员会"),
            synonyms=("单位名称", "组织名称", "机构名称", "单位", "全称", "单位全称"),
            note=_("写全称。同一个区划里不能重名。"),
        ),
        Column(
            "short_name", _("简称"), longest=40, width=16, example=_("游园社区"), synonyms=("单位简称",),
            note=_("不填就用名称。"),
        ),
        Column(
            "type", _("类型"), Kind.CHOICE, required=True, width=22, choices=_types, example=_("居民委员会"),
            synonyms=("单位类型", "组织类型", "机构类型", "类别", "单位类别"),
        ),
        area_column(
            "area", _("所在区划"),
            synonyms=("区划代码", "区划", "所在区域", "所属区划", "所在社区", "行政区划代码", "行政区划"),
        ),
        Column("area_name", _("区划名称"), is_read=False, width=22),
        Column(
            "phone", _("对外电话"), Kind.PHONE, longest=30, width=18, example="0318-0000000",
            synonyms=("电话", "联系电话", "办公电话", "电话号码", "值班电话"),
        ),
        Column("address", _("地址"), longest=120, width=30, synonyms=("办公地址", "单位地址", "详细地址")),
        Column(
            "serving", _("服务区域"), Kind.CODES, width=30, lookup=codes_of, example="131102001045、131102001046",
            synonyms=("服务哪些区域", "服务范围", "服务区划", "负责区域"),
            note=_("一个或几个区划，用顿号隔开。新单位不填就是所在区划。"),
        ),
        Column("is_active", _("在用"), Kind.YES_NO, width=8, example=_("是"), synonyms=("是否在用", "启用")),
    ),
    check=check,
    write=actions.bring_in,
    rows=rows,
)  # fmt: skip
