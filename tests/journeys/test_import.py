"""Five thousand units from a file as clerks have it: looked through, handed back, corrected, saved; and nothing else."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from linli.accounts.rights import Role
from linli.areas.rules import unpadded
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.organizations.models import Organization
from linli.web.tables.cells import code
from linli.web.tables.files import opened
from tests import world
from tests.browsing import DESKTOP, PHONE, Person, a_person
from tests.messy import Messy, Unit, as_text, as_workbook, messy, units_of
from tests.signing_in import as_staff
from tests.working import a_worker

COUNT, SLIPS, REPEATS, SEED = 5000, 60, 40, 20261122


@pytest.mark.browser
@pytest.mark.parametrize(
    ("screen", "ending"), [(DESKTOP, "xlsx"), (PHONE, "csv")], ids=["a workbook at a desk", "a text file on a phone"]
)
def test_a_messy_file_becomes_a_clean_register(live, chromium, tmp_path, screen, ending):
    administrator = world.staff("adm", (Role.ADMINISTRATOR, given.COUNTY, None))
    units = units_of(given.COUNTY, COUNT, SEED)
    file = messy(units, slips=SLIPS, repeats=REPEATS, seed=SEED, flat=ending == "csv")
    path = tmp_path / f"桃城区单位一览表.{ending}"
    path.write_bytes(as_text(file) if ending == "csv" else as_workbook(file))
    with a_worker(), a_person(chromium, live, screen) as person:
        person.page.set_default_timeout(60_000)
        as_staff(person, administrator)
        person.goes_to("/desk/")
        back = is_looked_through_and_handed_back(person, path, file, tmp_path)
        is_corrected_and_saved(person, corrected(back, file, tmp_path))
    assert registered() == set(units)
    every_unit_has_its_entry(administrator)


def sends(person: Person, path: Path) -> None:
    person.goes_to("/desk/tables/")
    person.page.get_by_role("link", name=re.compile(r"上传\s*单位")).click()
    person.page.get_by_label("选择文件").set_input_files(path)
    person.presses("上传并核对")


def is_looked_through_and_handed_back(person: Person, path: Path, file: Messy, folder: Path) -> Path:
    sends(person, path)
    person.reads(f"有 {SLIPS} 行要改，还没有保存。")
    person.reads("与前面的一行完全相同")
    person.reads("是合计，没有读")
    person.finds_nothing_wrong_here()
    assert person.page.get_by_role("button", name="确认，保存").count() == 0
    assert Organization.objects.count() == 0
    with person.page.expect_download() as download:
        person.presses("下载标了问题的文件")
    back = folder / "问题.xlsx"
    download.value.save_as(back)
    return back


def corrected(back: Path, file: Messy, folder: Path) -> Path:
    """The file as it came back, each cell that was marked written anew; the column of problems stays."""
    [sheet] = opened(back.read_bytes())
    said = {line for line, row in enumerate(sheet.rows, 1) if row[-1] not in ("", "问题")}
    assert said == set(file.wrong)
    data = BytesIO()
    book = xlsxwriter.Workbook(data)
    written = book.add_worksheet()
    for line, row in enumerate(sheet.rows, 1):
        cells = list(row)
        if line in file.wrong:
            column, meant = file.wrong[line]
            cells[column] = meant
        for column, cell in enumerate(cells):
            if cell != "":
                written.write(line - 1, column, cell)
    book.close()
    path = folder / "改好了.xlsx"
    path.write_bytes(data.getvalue())
    return path


def is_corrected_and_saved(person: Person, path: Path) -> None:
    sends(person, path)
    person.reads("每一行都对")
    person.presses(f"确认，保存这 {COUNT} 行")
    person.reads(f"已保存：新增 {COUNT} 行，更新 0 行，没有变化 0 行。")
    person.finds_nothing_wrong_here()
    sends(person, path)
    person.reads("文件里的内容都已经登记过，不用保存。")


def registered() -> set[Unit]:
    rows = Organization.objects.values_list("name", "type__name", "area_id", "phone", "address")
    return {Unit(*row) for row in rows}


def every_unit_has_its_entry(administrator) -> None:
    with acting_as(world.WATCHER):
        made = JournalEntry.objects.filter(verb="organizations.created", actor_user=administrator.user)
        assert made.count() == made.values("subject_id").distinct().count() == COUNT


def test_the_codes_in_such_a_file_are_read_as_they_are_meant():
    assert unpadded(str(code(131102001045.0))) == "131102001045"
