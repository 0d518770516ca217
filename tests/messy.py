"""Files of units as clerks really have them: titles, merged headings, blanks, floats, wide digits, repeats, slips.

Invented throughout, and the same for the same seed. What is wrong and what was meant is known, so that a test can correct
it as a person would.

    .venv/bin/python -m tests.messy 50000 /tmp/units.xlsx    writes one, without slips, to try `linli import` with
"""

import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

KINDS = {
    "物业服务企业": "物业",
    "社区社会组织": "互助会",
    "社区卫生服务站（村卫生室）": "卫生室",
    "养老服务机构": "日间照料站",
}
HEADING = ("序号", "单位名称*", "单位类型", "所属区划", "联系方式", "", "备注")
SECOND = ("", "", "", "", "联系电话", "办公地址", "")
WIDTH = len(HEADING)
Cells = list[Any]


@dataclass(frozen=True)
class Unit:
    """One unit as it is meant."""

    name: str
    kind: str
    area: str
    phone: str
    address: str


@dataclass
class Messy:
    """The lines of a file, the units it means, and by line what is wrong: the column and the cell that was meant."""

    lines: list[Cells] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    wrong: dict[int, tuple[int, str]] = field(default_factory=dict)
    repeated: int = 0

    def add(self, cells: Sequence[Any]) -> int:
        """One more line; returns its number in the file, counted from 1."""
        self.lines.append([*cells, *[""] * (WIDTH - len(cells))])
        return len(self.lines)


def units_of(county: str, count: int, seed: int) -> list[Unit]:
    """That many units of a county's communities, each named once."""
    from linli.areas.models import Area  # needs Django

    draw = random.Random(seed)
    places = list(Area.objects.current().communities().inside([county]).values_list("code", "name"))
    found = []
    for number in range(count):
        code, name = places[number % len(places)]
        kind = draw.choice(list(KINDS))
        place = name.removesuffix("居民委员会").removesuffix("村民委员会")
        called = f"{place}第{number // len(places) + 1}{KINDS[kind]}"
        phone = f"0318-{draw.randrange(2_000_000, 8_999_999)}"
        found.append(Unit(called, kind, code, phone, f"{draw.randrange(1, 300)} 号"))
    return found


def messy(units: Sequence[Unit], *, slips: int, repeats: int, seed: int, flat: bool = False) -> Messy:
    """The file of these units; `flat` has no number that is more than words, as in a text file."""
    draw, file = random.Random(seed), Messy(units=list(units))
    file.add(["桃城区单位一览表（演示）"])
    file.add(["填报单位：桃城区民政局", "", "", "填报日期：2026年11月22日"])
    file.add(HEADING)
    file.add(SECOND)
    wrong = set(draw.sample(range(len(units)), slips))
    again = set(draw.sample(range(len(units)), repeats))
    for number, unit in enumerate(units):
        if number % 400 == 250:
            file.add([])
        if number % 1000 == 999:
            file.add(HEADING)
            file.add([])
        cells = _cells(unit, number, draw, flat=flat)
        line = file.add(cells)
        if number in wrong:
            file.wrong[line] = _slip(file.lines[-1], draw, number)
        elif number in again:
            file.add(cells)
            file.repeated += 1
    file.add(["合  计", str(len(units)), "", "", "", "", ""])
    file.add(["填表人：某某", "", "", "审核人：某某"])
    return file


def as_workbook(file: Messy) -> bytes:
    """An .xlsx with its title and heading merged."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("一览表")
    for place, line in enumerate(file.lines):
        for column, cell in enumerate(line):
            if cell != "":
                sheet.write(place, column, cell)
    sheet.merge_range(0, 0, 0, WIDTH - 1, file.lines[0][0])
    for column in (0, 1, 2, 3, 6):
        sheet.merge_range(2, column, 3, column, HEADING[column])
    sheet.merge_range(2, 4, 2, 5, HEADING[4])
    book.close()
    return data.getvalue()


def as_text(file: Messy) -> bytes:
    """The same as Excel saves it here as text: commas, GBK."""
    import csv

    written = StringIO()
    csv.writer(written).writerows(file.lines)
    return written.getvalue().encode("gbk")


def _cells(unit: Unit, number: int, draw: random.Random, *, flat: bool) -> Cells:
    area: Any = unit.area
    match draw.randrange(4):
        case 0:
            area = f"{unit.area}.0" if flat else float(unit.area)
        case 1:
            area = _wide(unit.area)
        case 2:
            area = f" {unit.area}\u3000"
    phone = _wide(unit.phone).replace("-", "—") if draw.random() < 0.2 else unit.phone
    name = f" {unit.name}" if draw.random() < 0.1 else unit.name
    serial: Any = f"{number + 1}.0" if flat else float(number + 1)
    return [serial, name, unit.kind, area, phone, unit.address, ""]


def _slip(line: Cells, draw: random.Random, number: int) -> tuple[int, str]:
    """Make one cell wrong, in place; returns its column and what it should say."""
    match number % 4:
        case 0:
            column, cell = 3, "131102999999"
        case 1:
            column, cell = 2, "物业公司啊"
        case 2:
            column, cell = 3, "131123100004"  # another county
        case _:
            column, cell = 1, ""
    meant = str(line[column])
    line[column] = cell
    return column, meant.strip()


def _wide(words: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isdecimal() else letter for letter in words)


def main() -> int:
    """Write a file for the areas of the database that LINLI_DATABASE names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # the settings come first

    django.setup()
    count, path = int(sys.argv[1]), Path(sys.argv[2])
    units = units_of("131102", count, 1)
    file = messy(units, slips=0, repeats=0, seed=1, flat=path.suffix == ".csv")
    path.write_bytes(as_text(file) if path.suffix == ".csv" else as_workbook(file))
    return 0


if __name__ == "__main__":
    sys.exit(main())
