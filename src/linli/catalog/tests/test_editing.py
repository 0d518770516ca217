"""The editor: what is typed becomes an item, an item becomes what was typed, and slips are told in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from linli.accounts.rights import Role
from linli.accounts.tests.given import MONDAY_9AM, a_staff_user, an_actor, signed_in
from linli.base.languages import translated
from linli.base.scope import acting_as
from linli.catalog import actions, queries, spec
from linli.catalog.editing import Editor
from linli.catalog.editing_english import name_of
from linli.catalog.models import Proposal, ServiceItem
from linli.catalog.telling import in_readers_words
from linli.catalog.tests.items import an_item, one_of_each_kind

pytestmark = pytest.mark.django_db


def typed(editor: Editor, **changes) -> QueryDict:
    """What a browser sends of the page as it stands, with these changes."""
    sent = QueryDict(mutable=True)
    bound = [editor.form, *(form for rows in editor.rows.values() for form in (rows.management_form, *rows.forms))]
    for form in bound:
        for name, field in form.fields.items():
            value = form.get_initial_for_field(field, name)
            if value is not None and value is not False and value != "":
                sent[form.add_prefix(name)] = "on" if value is True else str(value)
    sent["reason"] = "居民常问"
    for name, value in changes.items():
        sent[name.replace("__", "-")] = value
    return sent


def proposals() -> list[Proposal]:
    with acting_as(an_actor()):
        return list(Proposal.objects.all())


def edited(item: spec.ItemSpec, **changes) -> Editor:
    editor = Editor(item, typed(Editor(item), **changes))
    editor.is_valid()
    return editor


@pytest.mark.parametrize("item", one_of_each_kind(), ids=lambda item: item.kind)
def test_an_item_nobody_changed_comes_out_of_the_editor_as_it_went_in(item):
    assert edited(item).item == item


def test_lines_become_steps_and_words_become_keywords():
    item = edited(an_item(), steps="第一步。\n\n 第二步。", keywords="灯，路灯、灯\n暗").item
    assert item.steps == ("第一步。", "第二步。")
    assert item.keywords == ("灯", "路灯", "暗")


def test_a_new_question_and_a_new_option_get_names_of_their_own_and_old_ones_keep_theirs():
    item = edited(
        an_item(), form__0__options="楼道\n马路边\n公园", form__2__label="坏了几天", form__2__kind="number"
    ).item
    assert [choice.value for choice in item.form[0].choices] == ["stairs", "street", "option_1"]
    assert [field.name for field in item.form] == ["where", "description", "question_1"]


def test_a_condition_of_a_route_is_kept_and_a_crossed_out_row_goes():
    item = edited(an_item(), materials__0__name="身份证", materials__0__source="本人出示").item
    assert item.handled_by[0].when == an_item().handled_by[0].when
    assert [each.name for each in item.materials] == ["身份证"]
    assert edited(item, materials__0__DELETE="on").item.materials == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"legal_amount": "3", "legal_unit": "day"}, "limit_amount"),
        ({"accept_amount": "9", "accept_unit": "day"}, "accept_amount"),
        ({"keywords": "灯"}, "keywords"),
        ({"steps": "只有一步"}, "steps"),
        ({"plain_name": ""}, "plain_name"),
    ],
)
def test_a_slip_is_told_beside_its_field(changes, field):
    editor = edited(an_item(), **changes)
    assert editor.item is None
    assert field in editor.form.errors


def test_a_choice_without_options_is_told_in_its_row():
    editor = edited(an_item(), form__0__options="楼道")
    assert editor.item is None
    assert "options" in editor.rows["form"].forms[0].errors


def test_the_page_previews_without_saving_and_proposes_what_was_seen(client):
    keeper = signed_in(client, a_staff_user(Role.ADMINISTRATOR))
    before = ServiceItem.objects.get(pk="job-help").as_written
    sent = typed(Editor(before), fee="不收一分钱")
    page = keeper.post("/desk/manage/items/job-help/change/", {**sent.dict(), "preview": "1"})
    assert page.status_code == 200
    assert "改了什么" in page.content.decode()
    assert "不收一分钱" in page.content.decode()
    assert proposals() == []

    page = keeper.post("/desk/manage/items/job-help/change/", {**sent.dict(), "propose": "1"})
    assert page.status_code == 302
    [proposal] = proposals()
    assert proposal.spec["fee"] == "不收一分钱"


def test_a_slip_keeps_what_was_typed_and_proposes_nothing(client):
    keeper = signed_in(client, a_staff_user(Role.ADMINISTRATOR))
    sent = typed(Editor(ServiceItem.objects.get(pk="job-help").as_written), steps="只有一步", fee="不收一分钱")
    page = keeper.post("/desk/manage/items/job-help/change/", {**sent.dict(), "propose": "1"})
    assert page.status_code == 422
    assert "至少写两步" in page.content.decode()
    assert "不收一分钱" in page.content.decode()


def test_english_typed_beside_a_text_is_what_english_readers_read():
    item = an_item(summary="全新的一句说明。")
    typed_english = {name_of("全新的一句说明。"): "A sentence all new."}
    found = edited(item, **typed_english).item
    assert ("全新的一句说明。", "A sentence all new.") in found.english
    assert spec.parse_item(spec.to_data(found), where="x") == found
    with override("en"):
        assert in_readers_words(found).summary == "A sentence all new."
    assert in_readers_words(found).summary == "全新的一句说明。"
    assert edited(found).item == found, "it stays when nobody touches it"
    assert edited(found, **{name_of("全新的一句说明。"): ""}).item.english is None


def test_lists_call_an_item_by_the_english_that_was_typed_and_ask_once_for_all():
    keeper, leader = an_actor(Role.ADMINISTRATOR, "1311"), an_actor(Role.SUPERVISOR, "1311")
    typed = (spec.Said("助餐", "Hot lunch"), spec.Said("老年助餐服务", "Hot lunch for the old"))
    wanted = replace(ServiceItem.objects.get(pk="elder-meals").as_written, english=typed)
    with acting_as(keeper):
        proposal = actions.propose_item(wanted, reason="英文更好懂", by=keeper, at=MONDAY_9AM)
    with acting_as(leader):
        actions.approve(proposal, by=leader, at=MONDAY_9AM + timedelta(hours=1))
    rows = {row.pk: row for row in ServiceItem.objects.defer("spec")}
    assert rows["elder-meals"].told_short_name == "助餐"
    with override("en"), CaptureQueriesContext(connection) as asked:
        assert rows["elder-meals"].told_short_name == "Hot lunch"
        assert rows["elder-meals"].told_name == "Hot lunch for the old"
        said = {pk: row.told_short_name for pk, row in rows.items()}
        assert said["public-repair"] == translated("公共报修") != "公共报修"
        assert queries.titled(proposal) == "Hot lunch for the old"
    about_english = [each for each in asked.captured_queries if "english" in each["sql"]]
    assert len(about_english) == 1


def test_what_the_catalogue_of_translations_says_is_shown_and_not_kept_twice():
    item = ServiceItem.objects.get(pk="elder-meals").as_written
    editor = edited(item)
    assert editor.item.english is None
    assert editor.english.missing == 0
    assert editor.english[name_of(item.name)].value() != ""


def test_a_text_without_english_is_counted():
    assert edited(an_item(summary="全新的一句说明。")).english.missing > 0


def test_an_icon_is_chosen_of_those_in_use():
    assert edited(an_item(), icon="soup").item.icon == "soup"
    assert edited(an_item(), icon="no-such-icon").item is None
