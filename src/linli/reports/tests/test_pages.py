"""The desk's pages of reports: what is due stands on the list, what is typed is kept when it is issued."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.tests.given import signed_in
from linli.base.clock import SHANGHAI
from linli.base.scope import acting_as
from linli.cases.tests.given import COUNTY, a_clerk
from linli.plans.models import Plan, PlanTarget
from linli.reports import pages
from linli.reports.models import Draft, Issue
from linli.reports.tests.test_reports import OCTOBER

pytestmark = pytest.mark.django_db
REPORTS = "/desk/reports/"


@pytest.fixture
def writer(client, monkeypatch):
    monkeypatch.setattr(pages, "now", lambda: OCTOBER)
    found = a_clerk(None, role="supervisor", area=COUNTY)
    signed_in(client, User.objects.get(pk=found.user))
    return found


@pytest.fixture
def plan():
    at = datetime(2026, 3, 1, tzinfo=SHANGHAI)
    facts = {"text": "办。", "text_hash": "5" * 64, "reading": {}, "loaded_at": at, "published_at": at}
    made = Plan.objects.create(area_id=COUNTY, title="某区规划", status="published", **facts)
    PlanTarget.objects.create(plan=made, order=1, name="网格覆盖", low=100, raw="网格", indicator="grid_coverage")
    return made


def test_a_plan_without_a_report_of_the_quarter_stands_on_the_list_until_it_is_begun(client, writer, plan):
    with CaptureQueriesContext(connection) as asked:
        before = client.get(REPORTS).content.decode()
    assert "2026 年第 3 季度还没有起草的" in before
    statements = len(asked)
    wanted = {"plan": plan.pk, "kind": "quarter", "year": 2026, "quarter": 3}
    assert client.post(f"{REPORTS}begin/", wanted).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        after = client.get(REPORTS).content.decode()
    assert "还没有起草的" not in after
    assert "某区" in before
    assert "桃城区2026年第3季度" in after
    assert len(asked) <= statements


def test_what_is_typed_is_kept_by_the_button_that_issues(client, writer, plan):
    client.post(f"{REPORTS}begin/", {"plan": plan.pk, "kind": "quarter", "year": 2026, "quarter": 3})
    with acting_as(writer):
        draft = Draft.objects.get()
    address = f"{REPORTS}drafts/{draft.pk}/"
    assert (
        client.post(address, {"seen": draft.version, "title": "", "s_overall": "在办。", "issue": "1"}).status_code
        == 422
    )
    answer = client.post(address, {"seen": draft.version, "title": "第3季度报告", "s_overall": "在办。", "issue": "1"})
    with acting_as(writer):
        issued = Issue.objects.get()
    assert answer["Location"] == f"{REPORTS}{issued.pk}/"
    assert (issued.title, issued.content["sections"][0]["words"]) == ("第3季度报告", ["在办。"])
    assert client.get(address).status_code == 404
    assert "在办。" in client.get(answer["Location"]).content.decode()
