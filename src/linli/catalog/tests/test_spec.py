"""The reader of items: what it accepts, and the sentence it refuses with."""

import tomllib

import pytest

from linli.base.working_time import Limit
from linli.catalog import spec
from linli.catalog.choices import Audience, Kind, Level, LifeEvent
from linli.catalog.reading import SpecError
from linli.catalog.tests.items import DATA, FOLDER, SMALL, an_item, data, shipped


def toml(value) -> str:
    """Write plain data as TOML, for files the tests make."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def write(folder, stem="lamp-repair", **changes):
    lines = [f"{key} = {toml(value)}" for key, value in data(**changes).items()]
    (folder / f"{stem}.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder / f"{stem}.toml"


def refused_with(*parts, **changes) -> None:
    with pytest.raises(SpecError) as caught:
        an_item(**changes)
    sentence = str(caught.value)
    assert sentence.startswith("x.toml：")
    assert sentence.endswith("。")
    assert "\n" not in sentence
    for part in ("lamp-repair", *parts):
        assert part in sentence


def test_an_item_is_read_from_its_file(tmp_path):
    item = spec.read_item(write(tmp_path))
    assert item == an_item()
    assert item.limit == Limit(5, "day")
    assert item.audience is Audience.ORDINARY
    assert item.form[0].choices[1].label == "马路边"


def test_an_item_survives_being_stored_as_plain_data():
    for item in shipped():
        assert spec.parse_item(spec.to_data(item), where="stored") == item


def test_the_version_changes_with_any_content():
    assert spec.version(an_item()) == spec.version(an_item())
    assert spec.version(an_item()) != spec.version(an_item(fee="先报价"))


def test_an_unknown_key_is_refused_so_that_a_slip_is_not_lost():
    refused_with("keyword", "不认识", keyword=["灯"])


def test_an_unknown_key_inside_a_question_is_refused():
    refused_with("form[1].requird", form=[{**SMALL["form"][0], "requird": True}])


@pytest.mark.parametrize("key", ["name", "plain_name", "limit", "handled_by", "needs_place", "basis"])
def test_a_missing_key_is_named(key):
    with pytest.raises(SpecError, match=rf"x\.toml：事项 lamp-repair 的 {key} "):
        an_item(**{key: None})


def test_a_promise_longer_than_the_law_is_refused():
    refused_with("limit", "法定时限", limit={"amount": 6, "unit": "day"}, legal_limit={"amount": 5, "unit": "day"})


def test_seven_days_of_a_law_are_five_working_days():
    law = {"amount": 7, "unit": "calendar_day"}
    assert an_item(limit={"amount": 5, "unit": "day"}, legal_limit=law).limit.amount == 5
    refused_with("法定时限", limit={"amount": 6, "unit": "day"}, legal_limit=law)


def test_acceptance_may_not_take_longer_than_the_whole():
    refused_with("accept_limit", accept_limit={"amount": 41, "unit": "hour"})


def test_a_promise_counts_working_time_only():
    refused_with("limit.unit", "calendar_day", limit={"amount": 3, "unit": "calendar_day"})


@pytest.mark.parametrize("amount", [0, -1, 1000, 2.5, True, "5"])
def test_an_amount_is_a_whole_number_within_bounds(amount):
    refused_with("limit.amount", limit={"amount": amount, "unit": "day"})


@pytest.mark.parametrize("words", ["", " 灯", "灯 ", "灯\u0007", "灯\u202e", 5, ["灯"]])
def test_words_are_clean(words):
    refused_with("plain_name", plain_name=words)


def test_words_have_a_longest_length():
    refused_with("plain_name", "24", plain_name="灯" * 25)


def test_a_choice_question_needs_choices_and_others_have_none():
    refused_with("form[1].choices", form=[{**SMALL["form"][0], "choices": [["one", "一个"]]}])
    refused_with(
        "form[2].choices", form=[SMALL["form"][0], {**SMALL["form"][1], "choices": [["a", "甲"], ["b", "乙"]]}]
    )


def test_a_question_may_not_take_a_name_the_case_asks_itself():
    refused_with("form[2].name", "place", form=[SMALL["form"][0], {**SMALL["form"][1], "name": "place"}])


def test_two_questions_may_not_share_a_name():
    refused_with("form", form=[SMALL["form"][0], SMALL["form"][0]])


def test_a_rule_may_only_ask_a_choice_question_of_the_item():
    rule = {**SMALL["handled_by"][0], "when": {"field": "where", "any_of": ["roof"]}}
    refused_with("handled_by.when", handled_by=[rule, SMALL["handled_by"][1]])


def test_the_last_rule_always_holds():
    refused_with("handled_by", "最后一条", handled_by=SMALL["handled_by"][:1])


def test_routes_follow_the_answers():
    item = an_item()
    assert [route.type for route in item.routes({"where": "stairs"})] == ["property_company", "community_committee"]
    assert [route.type for route in item.routes({"where": "street"})] == ["community_committee"]
    assert [route.type for route in item.routes({})] == ["community_committee"]
    assert item.handled_by[0].level is Level.COMMUNITY


def test_a_folder_tells_every_fault_at_once(tmp_path):
    write(tmp_path, "one", code="one", name="甲", plain_name="甲甲", fee=None)
    write(tmp_path, "two", code="two", name="乙", plain_name="乙乙", mode="magic")
    (tmp_path / "three.toml").write_text("= broken", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        spec.read_folder(tmp_path)
    assert [sentence.split("：")[0] for sentence in caught.value.sentences] == ["one.toml", "three.toml", "two.toml"]


def test_an_empty_folder_is_a_fault_and_not_an_empty_catalogue(tmp_path):
    with pytest.raises(SpecError, match="没有找到"):
        spec.read_folder(tmp_path)


def test_a_file_is_named_after_its_code(tmp_path):
    with pytest.raises(SpecError, match="文件名"):
        spec.read_item(write(tmp_path, "other"))


@pytest.mark.parametrize("same", ["name", "plain_name"])
def test_two_items_may_not_share_a_name(tmp_path, same):
    write(tmp_path)
    write(tmp_path, "other", **{"code": "other", "name": "别的", "plain_name": "别的事", same: SMALL[same]})
    with pytest.raises(SpecError, match=f"事项 other 的 {same} 与事项 lamp-repair 重复"):
        spec.read_folder(tmp_path)


def test_a_rule_may_only_name_a_known_type_of_organization(tmp_path):
    write(tmp_path)
    assert spec.read_folder(tmp_path, organization_types={"property_company", "community_committee"})
    with pytest.raises(SpecError, match="community_committee 不是已登记的组织类型"):
        spec.read_folder(tmp_path, organization_types={"property_company"})


# The items as shipped.


def organization_types() -> dict[str, dict]:
    with (DATA / "types" / "organizations.toml").open("rb") as file:
        return {each["code"]: each for each in tomllib.load(file)["type"]}


def test_the_shipped_items_go_to_types_that_may_handle_cases():
    types = organization_types()
    for item in spec.read_folder(FOLDER, organization_types=types):
        for route in item.handled_by:
            assert types[route.type]["handles"], (item.code, route.type)
            assert types[route.type]["level"] == route.level, (item.code, route.type)


def test_every_shipped_item_can_be_handled_in_town_and_village():
    for item in shipped():
        always = {route.type for route in item.handled_by if not route.when}
        assert {"subdistrict_office", "township_government"} <= always, item.code


def test_mediation_protection_and_counselling_are_confidential():
    confidential = {item.code for item in shipped() if item.audience is Audience.CONFIDENTIAL}
    assert confidential == {
        "mediation", "land-dispute", "child-protection", "temporary-guardianship", "counselling", "young-counselling",
        "marriage-counselling", "mental-recovery", "family-violence-shelter", "protection-order",
    }  # fmt: skip


def test_every_kind_and_every_life_event_has_items():
    assert len(shipped()) >= 80
    assert {item.kind for item in shipped()} == set(Kind)
    assert {item.life_event for item in shipped()} == set(LifeEvent)


def test_every_shipped_item_says_what_a_resident_has_to_know():
    for item in shipped():
        assert all((item.steps, item.fee, item.result, item.who_can, item.limit)), item.code
        assert not item.legal_limit or item.legal_limit.allows(item.limit), item.code


def test_every_shipped_item_names_the_plan_or_law_it_rests_on():
    plan = "".join((DATA / "regions" / "hengshui" / "plan.txt").read_text(encoding="utf-8").split())
    for item in shipped():
        assert item.basis
        for basis in item.basis:
            assert basis.quote or basis.kind != "plan", item.code
            if basis.name.startswith("衡水市"):
                assert basis.quote in plan, (item.code, basis.quote)


def test_every_shipped_icon_exists():
    from lucide.templatetags.lucide import lucide

    for item in shipped():
        assert "<svg" in lucide(item.icon), item.code


def test_a_reusable_answer_stands_for_one_question_in_all_items(tmp_path):
    question = {"name": "diet", "label": "吃饭有什么要注意的", "kind": "text", "required": False, "reusable": True}
    write(tmp_path, form=[*SMALL["form"], question])
    form = [*SMALL["form"], {**question, "reusable": False}]
    write(tmp_path, "lamp-two", code="lamp-two", name="另一项", plain_name="另一件", form=form)
    with pytest.raises(SpecError, match="reusable"):
        spec.read_folder(tmp_path)


def test_consent_is_asked_anew_each_time():
    refused_with(
        "reusable", form=[{"name": "agrees", "label": "同意吗", "kind": "yes_no", "required": True, "reusable": True}]
    )
