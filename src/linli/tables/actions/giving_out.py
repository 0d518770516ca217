"""Rows of a register given out as a file: masked, unless a right and a purpose say otherwise; always on record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.areas.models import Area
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.tables import queries, rules
from linli.tables.models import TableExport
from linli.web.tables import writing
from linli.web.tables.files import MOST_ROWS
from linli.web.tables.register import Asked, Register

MOST_IN_CLEAR = 500  # people whose values somebody may have in clear at once


@dataclass(frozen=True)
class GivenOut:
    """A file made for somebody."""

    name: str
    content_type: str
    data: bytes
    rows: int


@transaction.atomic
def give_out(
    register: Register, *, by: Actor, at: datetime, area: str = "", as_text: bool = False, purpose: str = ""
) -> GivenOut:
    """The register as far as the actor may read it, or the part of it that lies in an area.

    With a purpose, personal values are in clear, and the register's own action writes down a look at each person.
    """
    if register.rows is None:
        raise Refused("tables.only_in", _("这张表只能导入。"))
    require(by, register.right_to_read)
    said = _purpose(register, purpose, by) if purpose else ""
    asked = Asked(by, at, queries.reach(by, register.right_to_read), _area(area), said, export=new_id())
    if area and not asked.areas:
        raise Refused("tables.area_outside", _("这个区划不在您管的区域里。"), field="area")
    counted = _Counted(register.rows(asked), most=MOST_IN_CLEAR if said else MOST_ROWS)
    write = writing.export_text if as_text else writing.export
    data = write(register, counted, in_clear=asked.in_clear)
    _put_on_record(register, asked, counted.count)
    ending, kind = ("csv", writing.CSV) if as_text else ("xlsx", writing.XLSX)
    return GivenOut(f"{register.name}-{local_day(at):%Y%m%d}.{ending}", kind, data, counted.count)


def _purpose(register: Register, purpose: str, by: Actor) -> str:
    if not register.reveal_right:
        raise Refused("tables.never_in_clear", _("这张表只导出隐去后的姓名、电话和号码。"), field="purpose")
    require(by, register.reveal_right)
    return rules.purpose(purpose)


def _area(area: str) -> str:
    if area and not Area.objects.filter(pk=area).exists():
        raise Refused("tables.area_unknown", _("没有这个区划。"), field="area")
    return area


def _put_on_record(register: Register, asked: Asked, rows: int) -> None:
    export = UUID(str(asked.export))
    out = TableExport(
        pk=export,
        register=register.code,
        by_id=asked.by.user,
        area_id=asked.area or queries.above_all(asked.within),
        at=asked.at,
        rows=rows,
        in_clear=asked.in_clear,
    )
    out.save(force_insert=True)
    record(
        "tables.given_out", on=out, by=asked.by, at=asked.at, area=out.area_id or "", register=register.code, rows=rows,
        in_clear=asked.in_clear, text={"purpose": asked.purpose} if asked.purpose else None,
    )  # fmt: skip


class _Counted:
    """Rows as they pass, counted; more than may be had at once are refused."""

    def __init__(self, rows: Iterable[Sequence[Any]], *, most: int) -> None:
        self.rows, self.most, self.count = rows, most, 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self.rows:
            self.count += 1
            if self.count > self.most:
                sentence = gettext("一次最多导出 %(most)s 行。请选小一点的区域。") % {"most": self.most}
                raise Refused("tables.too_many_out", sentence, field="area")
            yield row
