"""Policies: kept at the desk with who and when, found without an account, each with its source; answers are kept nowhere."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User
from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor, an_administrator, signed_in
from linli.areas.tests.given import OTHER_COUNTY
from linli.base.clock import local_day, now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.policies import actions, queries
from linli.policies.models import Policy
from linli.policies.tests import given
from linli.policies.tests.given import do
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return an_administrator()


def text_of(address: str, **sent) -> str:
    answer = Client().post(address, sent) if sent else Client().get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_visitor_answers_a_question_and_goes_straight_to_apply(keeper):
    policy = given.a_policy(keeper)
    given.a_policy(keeper, title="给孩子的", for_whom={"age": ["under_3"]})
    page = text_of("/policies/", age="over_80")
    assert "适合您的 1 条" in page
    assert "给孩子的" not in page
    page = text_of(f"/policies/{policy.pk}/")
    for words in (
        "八十周岁以上老年人每月发给高龄津贴。",
        "测试县高龄津贴办法",
        "测民〔2025〕1号",
        "测试县民政局",
        "2025-01-02",
    ):
        assert words in page
    assert 'href="/items/assisted-application/"' in page


def test_what_hangs_on_a_question_not_answered_is_told_with_the_question(keeper):
    given.a_policy(keeper, for_whom={"age": ["over_80"], "income": ["low"]})
    page = text_of("/policies/", age="over_80")
    assert "适合您的 0 条" in page
    assert "还要看：家里的收入" in page


def test_answers_are_in_no_address_no_cookie_and_no_table(keeper):
    given.a_policy(keeper)
    visitor = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.post("/policies/", {"age": "over_80", "situation": ["violence"]})
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "over_80" not in str(visitor.cookies)


def test_a_search_for_a_service_finds_the_policy_too(keeper):
    given.a_policy(keeper)
    page = text_of("/items/?q=长寿钱")
    assert "八十岁以上有高龄津贴" in page
    assert "政策" in page


def test_who_changed_what_when_is_on_record_and_the_second_of_two_is_told(keeper):
    policy = given.a_policy(keeper)
    do(actions.change, policy, given.wording(summary="每季发一次。"), seen=1, by=keeper, at=now())
    with refused("policies.changed_meanwhile"):
        do(actions.change, policy, given.wording(summary="每年发一次。"), seen=1, by=keeper, at=now())
    do(actions.retire, policy, reason="文件已经废止", by=keeper, at=now())
    with acting_as(keeper):
        assert [(entry.verb, entry.fields, entry.actor_user) for entry in entries(on=policy)] == [
            ("policies.added", (), keeper.user),
            ("policies.changed", ("summary",), keeper.user),
            ("policies.retired", (), keeper.user),
        ]
    assert queries.in_force(local_day(now())) == []
    assert Client().get(f"/policies/{policy.pk}/").status_code == 404


def test_saving_without_a_difference_writes_nothing(keeper):
    policy = given.a_policy(keeper)
    assert do(actions.change, policy, given.wording(), seen=1, by=keeper, at=now()).version == 1


def test_one_whose_last_day_is_past_is_told_no_more(keeper):
    given.a_policy(keeper, ends_on=local_day(now()) - timedelta(days=1))
    assert queries.in_force(local_day(now())) == []


def test_only_whose_post_keeps_policies_there_keeps_them(keeper):
    policy = given.a_policy(keeper)
    with refused("accounts.no_right"):
        given.a_policy(an_actor(Role.COMMUNITY_WORKER))
    stranger = an_administrator(OTHER_COUNTY)
    with refused("accounts.no_right"):
        do(actions.retire, policy, reason="文件已经废止", by=stranger, at=now())
    with acting_as(stranger):
        assert Policy.objects.filter(pk=policy.pk).update(area=OTHER_COUNTY) == 0
    with acting_as(stranger), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Policy(area_id=given.COUNTY, title="假的", document="无", quote="无", changed_at=now()).save(force_insert=True)


def test_the_desk_adds_changes_and_retires(keeper):
    browser = signed_in(Client(), User.objects.get(pk=keeper.user))
    sent = {
        "title": "残疾人坐公交免费", "summary": "市内公交不要钱。", "who": "有残疾人证的人。", "area_id": given.COUNTY,
        "item_id": "", "document": "某办法", "issuer": "测试县残联", "quote": "残疾人凭证免费乘坐。", "words": "公交、坐车",
        "for_disability": ["severe", "other"],
    }  # fmt: skip
    answer = browser.post("/desk/policies/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer.url).content.decode()
    assert "有证，一级或二级" in page
    assert "登记" in page
    assert browser.post("/desk/policies/new/", {**sent, "quote": ""}).status_code == 422
    changed = browser.post(f"{answer.url}change/", {**sent, "seen": "1", "title": "残疾人公交免费"})
    assert changed.status_code == 302
    assert browser.post(answer.url, {"reason": "换了新办法"}).status_code == 302
    assert "残疾人公交免费" in browser.get("/desk/policies/?which=retired").content.decode()


def test_programs_read_every_policy_with_its_source(keeper):
    given.a_policy(keeper)
    [row] = Client().get("/api/v1/policies").json()["items"]
    assert (row["document"], row["quote"], row["item"]) == (
        "测试县高龄津贴办法", "八十周岁以上老年人每月发给高龄津贴。", "assisted-application",
    )  # fmt: skip
