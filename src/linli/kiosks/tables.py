"""Machines as a spreadsheet. Codes and tokens never stand in a file: each is taken at its machine's page afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.areas.rules import virtual_in_sql
from linli.areas.tables import area_column
from linli.base.refusals import Sentence
from linli.base.scope import acting_as
from linli.kiosks.actions import DOOR, MANAGE
from linli.kiosks.actions.bringing_in import bring_in
from linli.kiosks.kinds import kinds
from linli.kiosks.models import READ, Device
from linli.web.tables.columns import Column, Kind
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import Staged

HELD = {"held_in": "text", "held_kind": "text", "is_gone": "boolean"}
# A number is on one machine everywhere: looked for as the door, also where the sender sees nothing.
KNOWN = """
UPDATE {staged} s
   SET id = d.id, held_in = d.area_id, held_kind = d.kind, is_gone = d.withdrawn_at IS NOT NULL,
       state = CASE WHEN d.place = s.place THEN 'same' ELSE 'changed' END
  FROM kiosks_device d WHERE d.label = s.label
"""
NOT_A_COMMUNITY = f"s.area IS NOT NULL AND (length(s.area) <> 12 OR {virtual_in_sql('s.area')})"
TAKEN = "s.held_in <> s.area OR s.is_gone"
OTHER_KIND = "s.held_in = s.area AND NOT s.is_gone AND s.held_kind <> s.kind"


def check(staged: Staged) -> None:
    """What `register` and `change` ask of one machine, asked of all."""
    staged.refuse("area", gettext("请选到现在还在的村或社区。"), NOT_A_COMMUNITY)
    staged.refuse_outside("area", gettext("“%(value)s”不在您管的区域里。"))
    staged.add(HELD, {})
    staged.run("GRANT SELECT, UPDATE ON {staged} TO linli_system")
    with acting_as(DOOR):
        staged.run(KNOWN)
    staged.refuse("label", gettext("编号“%(value)s”已经有机器用了。请换一个编号。"), TAKEN)
    staged.refuse("kind", gettext("这个编号登记的是另一种机器。种类不能改，请核对。"), OTHER_KIND)


def rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Machines in use in these areas, in the order of the columns."""
    devices = Device.objects.visible_to(asked.by).filter(area__within=list(asked.areas), withdrawn_at=None)
    columns = ("kind", "label", "area_id", "area__name", "place", "registered_at", "seen_at")
    return devices.order_by("area_id", "label").values_list(*columns)


def _kinds() -> Mapping[str, Sentence]:
    return {code: each.name for code, each in kinds().items()}


MACHINES = Register(
    code="machines",
    name=_("自助设备"),
    about=_("一行一台机器：哪一种、编号、在哪个社区（村）、放在哪里。表里没有令牌和启用码。"),
    icon="monitor-smartphone",
    right=MANAGE,
    reading_right=READ,
    key=("label",),
    columns=(
        Column(
            "kind", _("哪一种"), Kind.CHOICE, required=True, width=26, choices=_kinds,
            example=_("智能快件箱（信包箱）"), synonyms=("种类", "类型", "设备类型", "机器类型", "设备种类"),
        ),
        Column(
            "label", _("编号"), Kind.CODE, required=True, longest=30, width=16, example="KJ-001",
            synonyms=("设备编号", "机器编号", "终端编号"), note=_("贴在机器上的编号，全平台不能重复。"),
        ),
        area_column("area", _("在哪个社区（村）"), synonyms=(
            "区划代码", "区划", "所在区划", "社区", "村", "社区（村）", "所在社区", "所在社区（村）", "社区代码",
        )),
        Column("area_name", _("区划名称"), is_read=False, width=22),
        Column(
            "place", _("放在哪里"), required=True, longest=100, width=34, example=_("社区服务大厅，进门左手边"),
            synonyms=("位置", "地点", "安装位置", "摆放位置", "地址"),
        ),
        Column("registered_at", _("登记"), Kind.DAY, is_read=False, width=14),
        Column("seen_at", _("上次有音信"), is_read=False, width=18),
    ),
    check=check,
    write=bring_in,
    rows=rows,
    afterwards=_("新登记的机器还没有令牌、启用码。点开每一台，取了填进机器里，它才报平安。"),
    afterwards_url="kiosks_desk:devices",
)  # fmt: skip
