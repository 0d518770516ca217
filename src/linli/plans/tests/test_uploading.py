"""A plan's file through the web: kept until a job has read it, a draft then; or one sentence that says what to do."""

from datetime import datetime

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from linli.accounts.models import User
from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.plans import actions
from linli.plans.actions import VERB, uploads
from linli.plans.models import Plan, PlanUpload
from linli.plans.reading.source import LARGEST_FILE
from linli.plans.tests.test_confirming import TEXT
from linli.plans.uploading import UploadForm
from tests.refusing import refused

FILE = TEXT.encode()
AT = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)


@pytest.fixture
def someone(own_database):
    return given.a_clerk(None, role="administrator", area="1311")


def verbs():
    with acting_as(system_actor("tests.journal")):
        return [entry.verb for entry in JournalEntry.objects.filter(verb__startswith="plans.").order_by("id")]


def sent(someone, data=FILE, name="规划.txt", area="1311"):
    with acting_as(someone):
        found = uploads.upload(name, data, area=area, by=someone, at=AT)
    uploads.read_upload(found.pk)
    found.refresh_from_db()
    return found


def test_a_file_becomes_a_draft_of_its_area_and_is_kept_no_longer(someone):
    of = sent(someone)
    assert (of.stage, of.content, of.was_known) == ("done", None, False)
    assert (of.plan.status, str(of.plan.area_id), of.plan.targets.count()) == ("draft", "1311", 3)
    assert verbs() == ["plans.uploaded", "plans.loaded"]


def test_a_job_that_runs_twice_reads_once(someone):
    of = sent(someone)
    uploads.read_upload(of.pk)
    uploads.give_up(of.pk)
    of.refresh_from_db()
    assert (of.stage, Plan.objects.count()) == ("done", 1)


def test_the_same_text_again_leads_to_the_plan_that_is_there(someone):
    first = sent(someone)
    Plan.objects.update(loaded_at=AT.replace(hour=11))
    again = sent(someone)
    assert (again.plan_id, again.was_known) == (first.plan_id, True)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("图.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "是图片，读不了"),
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 80, "请另存为 docx 再读"),
        ("锁.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "有密码，请去掉密码再读"),
        ("坏.pdf", b"%PDF-1.4 broken", "坏了，打不开"),
        ("空.txt", "　\n".encode(), "没有文字"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_and_thrown_away(someone, name, data, said):
    of = sent(someone, data, name)
    assert of.stage == "failed"
    assert said in of.sentence
    assert name in of.sentence
    assert (of.content, of.plan, Plan.objects.count()) == (None, None, 0)
    assert verbs() == ["plans.uploaded", "plans.upload_failed"]


def test_a_file_over_50_mb_is_refused_before_it_is_kept(someone):
    form = UploadForm(QueryDict(), {"file": SimpleUploadedFile("大.pdf", b"%PDF-")}, by=someone)
    form.files["file"].size = LARGEST_FILE + 1
    assert form.errors["file"] == ["文件“大.pdf”超过 50 MB，没有读取。"]
    with refused("plans.too_large"), acting_as(someone):
        uploads.upload("大.pdf", b"0" * (LARGEST_FILE + 1), area="1311", by=someone, at=AT)
    assert PlanUpload.objects.count() == 0


def test_whoever_confirms_no_plans_of_an_area_sends_none_for_it(someone):
    county = given.a_clerk(None, role="administrator", area="131102")
    with refused("accounts.no_right"), acting_as(county):
        uploads.upload("规划.txt", FILE, area="1311", by=county, at=AT)
    sent(someone)
    assert not PlanUpload.objects.seen_by(county, VERB).exists()
    assert PlanUpload.objects.seen_by(someone, VERB).count() == 1


def test_a_file_over_which_workers_died_says_so(someone):
    with acting_as(someone):
        of = uploads.upload("规划.txt", FILE, area="1311", by=someone, at=AT)
    uploads.give_up(of.pk)
    of.refresh_from_db()
    assert (of.stage, of.content) == ("failed", None)
    assert "系统几次中断" in of.sentence


def test_who_left_in_the_meantime_leaves_no_plan(someone):
    with acting_as(someone):
        of = uploads.upload("规划.txt", FILE, area="1311", by=someone, at=AT)
    User.objects.filter(pk=someone.user).update(is_active=False)
    uploads.read_upload(of.pk)
    of.refresh_from_db()
    assert (of.stage, of.sentence) == ("failed", "上传的人已经不在岗，这个文件不再读。")
    assert Plan.objects.count() == 0


def test_a_text_of_another_region_is_pointed_out(someone):
    with acting_as(someone):
        plan = Plan(area_id="1311", reading={"region": "宁夏回族自治区"})
        assert plan.named_elsewhere == "宁夏回族自治区"
        plan.reading = {"region": "衡水市"}
        assert plan.named_elsewhere == ""


def discarded(someone, plan):
    with acting_as(someone):
        uploads.discard(plan, by=someone, at=AT)


def test_a_draft_uploaded_by_mistake_is_thrown_away_and_may_be_sent_again(someone):
    of = sent(someone)
    discarded(someone, of.plan)
    of.refresh_from_db()
    assert (of.stage, of.plan, Plan.objects.count()) == ("discarded", None, 0)
    assert verbs() == ["plans.uploaded", "plans.loaded", "plans.discarded"]
    again = sent(someone)
    assert (again.stage, again.was_known, again.plan.targets.count()) == ("done", False, 3)


def test_what_was_published_once_or_did_not_come_by_an_upload_stays(someone):
    plan = sent(someone).plan
    with acting_as(someone):
        for number in range(1, len(plan.reading["problems"]) + 1):
            actions.settle(plan, number, note="以正文为准", by=someone, at=AT)
        actions.publish(plan, by=someone, at=AT)
    with refused("plans.published_already"):
        discarded(someone, plan)
    with acting_as(someone):
        actions.reopen(plan, by=someone, at=AT)
    with refused("plans.to_be_kept"):
        discarded(someone, plan)
    plan.revisions.all().delete()
    plan.uploads.update(uploaded_at=AT.replace(year=2027))
    with refused("plans.to_be_kept"):
        discarded(someone, plan)
    assert Plan.objects.count() == 1


def test_a_draft_that_tasks_hang_on_stays(someone):
    plan = sent(someone).plan
    with acting_as(someone):
        apps.get_model("tasks", "TaskList").objects.create(
            plan=plan, area_id="1311", year=2026, made_by_id=someone.user, made_at=AT
        )
    with refused("plans.in_use"):
        discarded(someone, plan)
    of = PlanUpload.objects.get()
    assert (of.plan_id, of.stage) == (plan.pk, "done")


def test_who_confirms_plans_elsewhere_throws_nothing_away(someone):
    plan = sent(someone).plan
    with refused("accounts.no_right"):
        discarded(given.a_clerk(None, role="administrator", area="131123"), plan)
