"""From a paragraph to the record behind the figure: a plan is uploaded and published and its tasks are sent; a unit reports
with evidence, work done elsewhere moves the indicator, and the figure opens down to where it comes from. A report then says
why it stands where it does, is issued, and is fetched as Word and PDF."""

from datetime import timedelta

import pdfplumber
import pytest
from docx import Document

from linli.base.actor import system_actor
from linli.base.clock import local_day, now
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.indicators.standing import actions as standing
from linli.organizations.models import Organization, OrganizationType
from tests.browsing import DESKTOP, a_person
from tests.signing_in import as_staff
from tests.working import a_worker

TEXT = """桃城区“十四五”城乡社区服务体系建设规划
一、发展目标
到2025年，公共卫生委员会覆盖率达到100%。
二、重点任务
（一）健全组织。各村、社区成立公共卫生委员会。（牵头单位：区卫生健康局）
"""
WHY = "游园社区带头，先成立了一个；别的社区年底前都成立。"
HEALTH, COMMITTEE = "桃城区卫生健康局", "游园社区公共卫生委员会"


@pytest.mark.browser
def test_a_plan_is_kept_from_its_text_to_the_record_behind_its_figure(own_database, live, chromium, tmp_path):
    bureau = given.a_unit("health", area=given.COUNTY)
    Organization.objects.filter(pk=bureau.pk).update(name=HEALTH, short_name="桃城区卫健局")
    administrator = given.a_clerk(None, role="administrator", area=given.COUNTY)
    supervisor = given.a_clerk(None, role="supervisor", area=given.COUNTY)
    handler = given.a_clerk(bureau, role="handler", area=given.COUNTY)
    clerk = given.a_clerk(given.a_unit())
    (tmp_path / "规划.txt").write_text(TEXT, encoding="utf-8")

    with a_worker(), a_person(chromium, live, DESKTOP) as person:
        as_staff(person, administrator)
        person.goes_to("/desk/plans/upload/")
        (tmp_path / "别的.txt").write_text(TEXT.replace("桃城区", "别处"), encoding="utf-8")
        person.page.get_by_label("选择文件").set_input_files(tmp_path / "别的.txt")
        person.presses("上传并读取")
        person.presses("传错了，扔掉这份草稿")
        person.finds_nothing_wrong_here()
        person.presses("扔掉", exact=True)
        person.reads("扔掉了。")
        person.page.get_by_label("选择文件").set_input_files(tmp_path / "规划.txt")
        person.presses("上传并读取")
        person.reads("读好了")
        person.presses("对照原文，改正和发布")
        person.presses("对照过了，发布")
        person.reads("公共卫生委员会覆盖率")
        plan = person.page.url

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, supervisor)
        person.goes_to("/desk/tasks/")
        person.opens("列一年的清单")
        person.page.get_by_label("哪份规划").select_option(index=1)
        person.presses("列出来")
        person.reads("健全组织")
        person.presses("下达")
        person.reads("下达了")
        figure = f"/desk/indicators/plan/public_health_committee_coverage/?area={given.COUNTY}"
        person.goes_to(figure)
        before = person.page.locator("main").inner_text()
        assert "0 ÷ " in before

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, clerk)
        person.goes_to("/desk/organizations/new/")
        kind = OrganizationType.objects.get(pk="public_health_committee")
        person.page.get_by_label("类型").select_option(label=kind.name)
        person.types("名称", COMMITTEE)
        person.types("所在区划", given.COMMUNITY)
        person.presses("新建", exact=True)
        person.reads(COMMITTEE)

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, handler)
        person.goes_to("/desk/tasks/")
        person.presses("健全组织")
        person.types("做了什么", "游园社区先成立了。")
        person.page.get_by_label("完成百分之几").fill("40")
        person.types("登记里的什么是证明", f"{COMMITTEE}\n公共卫生委员会覆盖率")
        person.presses("报上去")
        person.reads("报上去了")
        person.presses(COMMITTEE)
        person.reads("公共卫生委员会")
        assert person.complaints == []

    with a_person(chromium, live, DESKTOP) as person:
        as_staff(person, supervisor)
        person.goes_to(plan.removeprefix(live))
        person.presses("公共卫生委员会覆盖率")
        person.goes_to(figure)
        person.reads("1 ÷ ")
        person.presses("看背后的登记")
        person.reads("公共卫生委员会")
        person.goes_to("/desk/organizations/?type=public_health_committee")
        person.reads(COMMITTEE)
        assert person.complaints == []

    _write_down_today()
    with a_worker(), a_person(chromium, live, DESKTOP) as person:
        as_staff(person, supervisor)
        person.goes_to("/desk/reports/")
        person.opens("起草一份")
        person.page.get_by_label("哪份规划").select_option(index=1)
        person.page.get_by_label("哪种报告").select_option(label="年度报告")
        person.types("哪一年", str(local_day(now()).year))
        person.presses("起草", exact=True)
        person.reads("数字是")
        person.page.get_by_label("指标完成情况").fill(WHY)
        person.opens("这一节印出来的数字")
        figure = person.page.locator("tr", has_text="公共卫生委员会覆盖率").first.inner_text()
        person.presses("存下来，印发")
        person.reads(WHY)
        files = {each: _fetched(person, each, tmp_path) for each in ("Word", "PDF")}
        assert person.complaints == []
    of = next(cell for cell in figure.split() if cell.startswith("1/"))

    paper = Document(files["Word"])
    assert WHY in [each.text for each in paper.paragraphs]
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert [(row[0], row[3]) for row in rows if of in row] == [("公共卫生委员会覆盖率", of)]
    with pdfplumber.open(files["PDF"]) as opened:
        printed = "".join(page.extract_text() for page in opened.pages).replace("\n", "").replace(" ", "")
    assert WHY in printed
    assert of in printed


def _write_down_today():
    """As the job of the coming night does it."""
    by, today = system_actor("tests.night"), local_day(now())
    with acting_as(by):
        standing.snapshot(given.COUNTY, today, by=by, at=now() + timedelta(days=1))


def _fetched(person, format, folder):
    """A file of the report, once the worker has made it."""
    link = person.page.get_by_role("link", name=format, exact=True)
    link.wait_for(state="visible")
    with person.page.expect_download() as download:
        link.click()
    name = folder / download.value.suggested_filename
    download.value.save_as(name)
    return name
