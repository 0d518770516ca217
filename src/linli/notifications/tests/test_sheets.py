"""What a place may write, and what is refused in words that say where: plain rules, without a database."""

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as draw

from linli.notifications.sheets import LONGEST, SheetError, facts_of, filled, parsed, parts_of_sms, places_of, read

KNOWN = {"cases.accepted": "您的办件 %(number)s 已受理，最晚 %(due)s 办结。"}
LANGUAGES = ("zh-hans", "en")


def check(data) -> dict[str, dict[str, str]]:
    return parsed(data, facts=facts_of(KNOWN["cases.accepted"]), languages=LANGUAGES, where="cases.accepted.toml")


def fault_of(data) -> str:
    with pytest.raises(SheetError) as refusal:
        check(data)
    return str(refusal.value)


def test_a_sheet_says_what_it_wants_to_change_and_nothing_else():
    assert check({"zh-hans": {"sms": " 办件 {number} 收下了。 "}}) == {"zh-hans": {"sms": "办件 {number} 收下了。"}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"zh-hans": {"sms": "{name} 您好"}},
            "cases.accepted.toml：[zh-hans] 的 sms 里的 {name} 这条消息填不出来，可以用的：{due}、{number}。",
        ),
        ({"zh-hans": {"sms": "看 {link}"}}, "这条消息填不出来"),
        ({"zh-hans": {"sms": "办件 {number"}}, "大括号不成对"),
        ({"zh-hans": {"sms": ""}}, "要写文字"),
        ({"zh-hans": {"sms": 3}}, "要写文字"),
        ({"zh-hans": {"text": "好"}}, "text 不认识，只能写 line、sms、subject、body"),
        ({"zh-hans": {"sms": "第一行\n第二行"}}, "要写在一行里"),
        ({"zh-hans": {"subject": "长" * 61}}, "最多 60 个字，现在 61 个"),
        ({"zh-hans": {"sms": "请看 https://linli.example/1"}}, "不能放网址"),
        ({"zh-hans": {"sms": "有事打 13800001234"}}, "像是谁的号码"),
        ({"fr": {"sms": "Bonjour"}}, "不认识 fr。语言只有：zh-hans、en"),
        ({"sms": "办件 {number}"}, "写成 [语言] 一段"),
        ({}, "一句话也没有写"),
        ({"zh-hans": {}}, "一句话也没有写"),
    ],
)
def test_what_is_wrong_is_said_in_words(data, sentence):
    assert sentence in fault_of(data)


def test_a_letter_may_say_the_line_and_the_way_to_the_page():
    body = "{line}\n请看：{link}"
    assert check({"zh-hans": {"body": body}}) == {"zh-hans": {"body": body}}


def test_all_faults_of_all_files_are_told_at_once_and_a_later_folder_goes_before(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, words in ((ours, "我们的 {number}"), (theirs, "他们的 {number}")):
        folder.mkdir()
        (folder / "cases.accepted.toml").write_text(f'[zh-hans]\nsms = "{words}"\n', encoding="utf-8")
    assert read([ours, theirs], known=KNOWN, languages=LANGUAGES)["cases.accepted"]["zh-hans"]["sms"].startswith("他们")
    (theirs / "cases.none.toml").write_text('[zh-hans]\nsms = "好"\n', encoding="utf-8")
    (theirs / "cases.accepted.toml").write_text("[zh-hans", encoding="utf-8")
    with pytest.raises(SheetError) as refusal:
        read([ours, theirs, tmp_path / "absent"], known=KNOWN, languages=LANGUAGES)
    assert [sentence.partition("：")[0] for sentence in refusal.value.sentences] == [
        "cases.accepted.toml",
        "cases.none.toml",
    ]


@whatever(draw.text(max_size=60), draw.sampled_from(sorted(LONGEST)))
def test_whatever_is_let_through_can_be_filled_and_keeps_no_brace(words, form):
    try:
        kept = check({"zh-hans": {form: words}})["zh-hans"][form]
    except SheetError:
        return
    facts = dict.fromkeys(("number", "due", "line", "link"), "x")
    assert places_of(kept) <= facts.keys()
    assert not set("{}") & set(filled(kept, facts))


@pytest.mark.parametrize(("letters", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_the_phone_company_counts_seventy_letters_alone_and_sixty_seven_joined(letters, parts):
    assert parts_of_sms("字" * letters) == parts
    assert parts_of_sms("a" * 160) == 1
    assert parts_of_sms("a" * 161) == 2
