"""What the pages show while work goes on, what they hand out, and to whom."""

from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.accounts.rights import Role
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.tables import actions
from linli.tables.models import TableExport, TableImport
from linli.tables.tests import given
from linli.tables.tests.given import COMMUNITY, OTHER_COUNTY
from linli.web.tables.files import opened
from tests import world
from tests.world import WATCHER

pytestmark = pytest.mark.usefixtures("own_database")
ROW = f"甲单位,居民委员会,{COMMUNITY},0318-1,,"


def browser_of(actor) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.session_of(actor)
    return client


def test_a_file_is_sent_and_its_page_waits_and_then_asks_to_confirm():
    by = given.an_administrator()
    browser = browser_of(by)
    sent = browser.post("/desk/tables/organizations/", {"file": SimpleUploadedFile("单位.csv", given.text(ROW))})
    assert sent.status_code == 302
    waiting = browser.get(sent["Location"]).content.decode()
    assert "等待处理" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    with acting_as(WATCHER):
        pk = TableImport.objects.get().pk
    actions.run_check(pk)
    ready = browser.get(sent["Location"]).content.decode()
    assert "确认，保存这 1 行" in ready
    assert "hx-trigger" not in ready
    browser.post(f"/desk/tables/imports/{pk}/confirm/")
    browser.post(f"/desk/tables/imports/{pk}/confirm/")
    actions.run_write(pk)
    assert "已保存：新增 1 行" in browser.get(sent["Location"]).content.decode()


def test_a_page_that_waits_is_told_when_nothing_has_changed():
    by = given.an_administrator()
    browser, pk = browser_of(by), given.sent(given.text(ROW), by)
    asking = {"HX-Request": "true"}
    first = browser.get(f"/desk/tables/imports/{pk}/", headers=asking)
    assert first.content.decode().lstrip().startswith('<div class="stack" id="state"')
    same = browser.get(f"/desk/tables/imports/{pk}/", headers={**asking, "If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    actions.run_check(pk)
    other = browser.get(f"/desk/tables/imports/{pk}/", headers={**asking, "If-None-Match": first["ETag"]})
    assert (other.status_code, other["ETag"] == first["ETag"]) == (200, False)


def test_no_file_and_too_large_a_file_are_refused_beside_the_field():
    browser = browser_of(given.an_administrator())
    for files, said in (
        ({}, "请先选一个文件"),
        ({"file": SimpleUploadedFile("大.csv", b"a" * (20 * 1024 * 1024 + 1))}, "文件太大"),
    ):
        answer = browser.post("/desk/tables/organizations/", files)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    with acting_as(WATCHER):
        assert not TableImport.objects.exists()


def test_template_and_export_are_workbooks_under_their_names():
    by = given.an_administrator()
    given.brought_in(given.text(ROW), by)
    browser = browser_of(by)
    template = browser.get("/desk/tables/organizations/template/")
    assert unquote(template["Content-Disposition"]).endswith("''单位-模板.xlsx")
    assert [cell for cell in opened(template.content)[0].rows[0] if cell][:3] == ["序号", "名称*", "简称"]
    out = browser.post("/desk/tables/organizations/export/", {"kind": "xlsx"})
    assert opened(out.content)[0].rows[1][0] == "甲单位"
    assert "no-store" in out["Cache-Control"]
    with acting_as(by):
        assert (TableExport.objects.get().rows, TableExport.objects.get().by_id) == (1, by.user)


def test_an_export_reaches_as_far_as_the_right_and_no_farther():
    near, far = given.an_administrator(), given.an_administrator(OTHER_COUNTY, "far")
    given.brought_in(given.text(ROW), near)
    assert len(opened(browser_of(far).post("/desk/tables/organizations/export/", {"kind": "csv"}).content)[0].rows) == 1
    refused = browser_of(far).post("/desk/tables/organizations/export/", {"kind": "csv", "area": COMMUNITY})
    assert refused.status_code == 422


def test_the_returned_file_is_for_who_sent_it_alone():
    by, other = given.an_administrator(), given.an_administrator(name="other")
    of = given.checked(given.text("甲单位,没有这种,错,,,"), by)
    assert browser_of(by).get(f"/desk/tables/imports/{of.pk}/returned/").status_code == 200
    shown = browser_of(other).get(f"/desk/tables/imports/{of.pk}/").content.decode()
    assert "没有这种" not in shown
    assert browser_of(other).get(f"/desk/tables/imports/{of.pk}/returned/").status_code == 404


def test_who_oversees_the_area_reads_what_was_brought_in_and_others_do_not():
    by, far = given.an_administrator(), given.an_administrator(OTHER_COUNTY, "far")
    above = given.an_administrator("1311", "above")
    given.brought_in(given.text(ROW), by)
    with acting_as(by):
        actions.give_out(given.units(), by=by, at=now())
    for actor, is_read in ((by, True), (above, True), (far, False)):
        shown = browser_of(actor).get("/desk/tables/history/").content.decode()
        assert ("单位.csv" in shown, "导出 1 行" in shown) == (is_read, is_read)


def test_a_register_without_its_right_does_not_exist():
    supervisor = world.staff("watching", (Role.SUPERVISOR, given.COUNTY, None))
    browser = browser_of(supervisor)
    assert browser.get("/desk/tables/").status_code == 200
    for way in ("", "template/"):
        assert browser.get(f"/desk/tables/organizations/{way}").status_code == 404
    assert browser.post("/desk/tables/organizations/export/", {"kind": "csv"}).status_code == 404
