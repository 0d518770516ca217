"""The form made from an item: every kind of question, its bounds, and what comes out."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from linli.catalog.forms import item_form, readable
from linli.catalog.tests.items import an_item, shipped

EVERY_KIND = [
    {"name": "who", "label": "谁", "kind": "text", "required": True, "longest": 5},
    {"name": "description", "label": "什么事", "kind": "long_text", "required": True, "hint": "一句话也行"},
    {
        "name": "where",
        "label": "哪里",
        "kind": "choice",
        "required": True,
        "choices": [["stairs", "楼道"], ["street", "马路边"]],
    },
    {"name": "since_on", "label": "从哪天", "kind": "date", "required": False},
    {"name": "people", "label": "几个人", "kind": "number", "required": True, "least": 1, "most": 9},
    {"name": "danger", "label": "危险吗", "kind": "yes_no", "required": True},
    {"name": "photos", "label": "照片", "kind": "photo", "required": False},
]
GOOD = {
    "who": "王阿姨",
    "description": "灯不亮",
    "where": "stairs",
    "people": "2",
    "danger": "no",
    "since_on": "2026-11-20",
}


def a_form(**changes):
    form = item_form(an_item(form=EVERY_KIND))
    return form({key: value for key, value in {**GOOD, **changes}.items() if value is not None})


def errors(**changes) -> dict[str, list[str]]:
    return {name: list(found) for name, found in a_form(**changes).errors.items()}


def test_good_answers_come_out_as_plain_values():
    form = a_form()
    assert form.is_valid()
    assert form.answers() == {
        "who": "王阿姨", "description": "灯不亮", "where": "stairs", "people": 2, "danger": False, "since_on": "2026-11-20",
    }  # fmt: skip


def test_what_was_not_answered_is_left_out():
    form = a_form(since_on="")
    assert form.is_valid()
    assert "since_on" not in form.answers()


def test_answers_read_as_questions_and_words():
    form = a_form()
    assert form.is_valid()
    assert readable(form.item, form.answers()) == [
        ("谁", "王阿姨"), ("什么事", "灯不亮"), ("哪里", "楼道"), ("从哪天", "2026年11月20日"), ("几个人", "2"), ("危险吗", "否"),
    ]  # fmt: skip


def test_answers_to_questions_no_longer_asked_are_not_shown():
    assert readable(an_item(), {"old_question": "旧答案", "where": "gone"}) == [("灯在哪里", "gone")]


@pytest.mark.parametrize("answer", ["去年秋天", 3, True, "2026-02-31"])
def test_an_answer_to_an_older_kind_of_question_is_shown_as_it_is(answer):
    item = an_item(form=EVERY_KIND)
    assert readable(item, {"since_on": answer}) == [("从哪天", "是" if answer is True else str(answer))]


def test_stored_answers_fill_the_form_again():
    form = item_form(an_item(form=EVERY_KIND))(initial={"danger": False, "where": "street", "since_on": "2026-11-20"})
    page = str(form)
    assert 'value="no" required id="id_danger_1" checked' in page or page.count("checked") == 2
    assert 'value="2026-11-20"' in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"who": None}, "who", "请填一下这里。"),
        ({"where": None}, "where", "请选一个。"),
        ({"where": "roof"}, "where", "没有这个选项，请重新选。"),
        ({"danger": None}, "danger", "请选一个。"),
        ({"danger": "maybe"}, "danger", "请选“是”或“否”。"),
        ({"who": "一二三四五六"}, "who", "太长了，最多 5 个字，您写了 6 个。"),
        ({"description": "字" * 2001}, "description", "太长了，最多 2000 个字，您写了 2001 个。"),
        ({"people": "0"}, "people", "不能小于 1。"),
        ({"people": "10"}, "people", "不能大于 9。"),
        ({"people": "两个"}, "people", "请只填整数，比如 3。"),
        ({"people": "9" * 5000}, "people", "请只填整数，比如 3。"),
        ({"since_on": "昨天"}, "since_on", "请写成 2026-11-22 这样的日期。"),
        ({"since_on": "0206-11-20"}, "since_on", "请看一下年份，好像不对。"),
        ({"who": "王\u0007"}, "who", "里面有看不见的字符，请删掉重新打字。"),
        ({"who": "王\n李"}, "who", "里面有看不见的字符，请删掉重新打字。"),
        ({"description": "灯\u202e亮"}, "description", "里面有看不见的字符，请删掉重新打字。"),
        ({"description": "灯\x00"}, "description", "里面有看不见的字符，请删掉重新打字。"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_question(changes, field, sentence):
    assert set(errors(**changes)) == {field}
    assert sentence in errors(**changes)[field]


def test_lines_are_kept_in_long_text_and_counted_once():
    form = a_form(description="第一行\r\n" + "字" * 1995 + "尾")
    assert form.is_valid()
    assert form.answers()["description"].startswith("第一行\n")


def test_an_api_may_send_real_booleans_and_numbers():
    form = a_form(danger=True, people=3)
    assert form.is_valid()
    assert form.answers()["danger"] is True
    assert form.answers()["people"] == 3


def test_a_question_of_yes_or_no_may_stay_open_where_it_is_optional():
    optional = [{**EVERY_KIND[5], "required": False}]
    form = item_form(an_item(form=optional, handled_by=[{"type": "clinic", "level": "community"}]))({})
    assert form.is_valid()
    assert form.answers() == {}


def test_photos_are_handed_on_and_are_no_answers():
    files = MultiValueDict({"photos": [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(2)]})
    form = item_form(an_item(form=EVERY_KIND))(QueryDict(mutable=True) | GOOD, files)
    assert form.is_valid()
    assert [photo.name for photo in form.photos()] == ["0.jpg", "1.jpg"]
    assert "photos" not in form.answers()


def test_dates_may_be_written_as_people_write_them():
    form = a_form(since_on="2026年11月2日")
    assert form.is_valid()
    assert form.cleaned_data["since_on"] == date(2026, 11, 2)


@pytest.mark.parametrize("item", shipped(), ids=lambda item: item.code)
def test_every_shipped_item_has_a_form_that_draws_and_answers_an_empty_one(item):
    form = item_form(item)({})
    assert set(form.errors) == {field.name for field in item.form if field.required}
    page = str(form)
    assert all(field.label in page for field in item.form)


@given(st.dictionaries(st.sampled_from([field["name"] for field in EVERY_KIND]), st.text(max_size=40)))
def test_whatever_is_sent_is_answered_by_values_or_by_errors(sent):
    form = item_form(an_item(form=EVERY_KIND))(sent)
    if form.is_valid():
        assert all(isinstance(value, str | int | bool) for value in form.answers().values())
    else:
        assert form.errors
