"""The demo's reports: one issued of the quarter gone by, one being written, the same every time."""

from datetime import date, datetime

import pytest
from django.db import transaction

from linli.accounts.models import User
from linli.base.clock import SHANGHAI
from linli.demo.duties import keep_ledger, published_on
from linli.demo.plans import show_plans
from linli.demo.reports import write_reports
from linli.demo.tests.given import MONDAY as UNTIL
from linli.plans.models import Plan
from linli.reports import rules
from linli.reports.models import Draft, Issue
from tests.owner import connected_as_owner


@pytest.fixture
def plan(built):
    with connected_as_owner():
        show_plans("hengshui", published_on(UNTIL))
        plan = Plan.objects.get(area="1311")
        keep_ledger(plan, UNTIL)
        yield plan


def test_the_last_quarter_is_issued_with_figures_and_words_and_the_years_report_is_being_written(plan):
    issued = write_reports(plan, UNTIL)
    assert (issued.kind, issued.number, issued.content["last"]) == ("quarter", "〔2026〕1 号", "2026-09-30")
    assert issued.issued_at < UNTIL
    assert {each["shows"] for each in issued.content["sections"] if each["words"]} == {
        "words", "targets", "rates", "tasks",
    }  # fmt: skip
    known = [each for each in issued.content["figures"]["targets"] if each["value"]]
    assert len(known) >= 5
    assert f"能算出数的有 {len(known)} 项" in "".join(issued.content["sections"][0]["words"])
    assert issued.content["figures"]["tasks"]["count"] > 20
    draft = Draft.objects.get(issued_at=None)
    assert (draft.kind, draft.first, list(draft.words)) == ("year", date(2026, 1, 1), ["overall"])
    assert User.objects.get(pk=draft.made_by_id).username == "shiji"


def test_the_report_is_the_same_each_time_and_nothing_lies_in_the_future(plan):
    assert _begun_and_undone(plan, UNTIL) == _begun_and_undone(plan, UNTIL)
    for day in ((2026, 1, 3), (2026, 4, 1), (2026, 10, 9)):
        _begun_and_undone(plan, datetime(*day, 9, tzinfo=SHANGHAI))
    User.objects.filter(username="shiji").update(username="bieren")
    assert write_reports(plan, UNTIL) is None, "nobody may write it"
    assert not Issue.objects.exists()


def _begun_and_undone(plan: Plan, until: datetime) -> str:
    """The checksum of what would be issued at a time."""
    with transaction.atomic():
        issued, draft = write_reports(plan, until), Draft.objects.get(issued_at=None)
        assert max(issued.issued_at, draft.made_at) <= until
        assert issued.content["last"] < until.date().isoformat()
        assert rules.checksum(issued.content) == issued.sha256
        transaction.set_rollback(True)
    return issued.sha256
