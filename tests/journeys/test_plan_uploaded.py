"""An administrator uploads a plan, waits while it is read, and goes on to confirm the draft."""

import pytest
from docx import Document

from linli.cases.tests import given
from linli.plans.models import Plan, PlanStatus
from tests.browsing import DESKTOP, PHONE, a_person
from tests.signing_in import as_staff
from tests.working import a_worker

LINES = (
    "桃城区“十四五”城乡社区服务体系建设规划",
    "一、发展目标",
    "到2025年，村（社区）残疾人协会覆盖率达到100%，每百户居民拥有社区综合服务设施面积不低于30平方米。",
)


@pytest.mark.browser
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_file_is_uploaded_and_becomes_a_draft_to_be_confirmed(own_database, live, chromium, tmp_path, screen):
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(tmp_path / "桃城区规划.docx"))
    (tmp_path / "照片.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    with a_worker(), a_person(chromium, live, screen) as person:
        person.page.set_default_timeout(30_000)
        as_staff(person, given.a_clerk(None, role="administrator", area=given.COUNTY))
        person.goes_to("/desk/plans/")
        person.presses("上传规划")
        person.page.get_by_label("选择文件").set_input_files(tmp_path / "照片.pdf")
        person.presses("上传并读取")
        person.reads("文件“照片.pdf”是图片，读不了")
        person.presses("换一个文件")
        person.page.get_by_label("选择文件").set_input_files(tmp_path / "桃城区规划.docx")
        person.presses("上传并读取")
        person.reads("读好了：2 项目标")
        person.finds_nothing_wrong_here()
        person.presses("对照原文，改正和发布")
        person.reads("村（社区）残疾人协会覆盖率")
        person.presses("对照过了，发布")
        person.reads("暂无数据来源：待“服务设施”登记启用")
        assert person.complaints == []
    assert Plan.objects.get().status == PlanStatus.PUBLISHED
