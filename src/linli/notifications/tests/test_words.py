"""A place says it in its own words: loaded whole or not at all, and never in the way of a message."""

import pytest
from django.db import ProgrammingError, transaction
from django.utils import translation

from linli.base.clock import now
from linli.base.scope import acting_as
from linli.notifications import loading, previews, wording
from linli.notifications.actions import COURIER
from linli.notifications.models import EventWords
from linli.notifications.queries import lines, own_words
from linli.notifications.sheets import SheetError
from linli.notifications.tests import given

pytestmark = pytest.mark.django_db
EVENT = "tests.happened"


@pytest.fixture(autouse=True)
def worded(monkeypatch):
    monkeypatch.setattr(wording, "_sentences", {EVENT: "您的办件 %(number)s 有消息。"})


def say(tmp_path, words: str):
    (tmp_path / f"{EVENT}.toml").write_text(words, encoding="utf-8")
    return [tmp_path]


def test_the_application_reads_words_and_writes_none():
    assert not EventWords.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        EventWords.objects.create(event=EVENT, words={}, loaded_at=now())


def test_a_wrong_file_changes_nothing(tmp_path):
    with pytest.raises(SheetError, match="name"):
        loading.read(say(tmp_path, '[zh-hans]\nsms = "{name} 您好"\n'))


def test_each_way_says_its_own_and_falls_back_on_the_line():
    message = given.told(given.a_resident())
    own = {EVENT: {"zh-hans": {"line": "{number} 有信儿了。", "subject": "有信儿了"}}}
    assert wording.text_of(message, own) == f"{message.number} 有信儿了。"
    assert wording.sms_of(message, own) == f"【邻里】{message.number} 有信儿了。"
    letter = wording.letter_of(message, own)
    assert letter.subject == "有信儿了"
    assert letter.body.startswith(f"{message.number} 有信儿了。\n\n详细情况请到这里看：")


def test_words_that_an_older_message_cannot_fill_leave_the_products_sentence():
    message = given.told(given.a_resident())
    assert (
        wording.text_of(message, {EVENT: {"zh-hans": {"line": "{due} 以前"}}}) == f"您的办件 {message.number} 有消息。"
    )


def test_words_in_one_language_leave_the_others_alone():
    message = given.told(given.a_resident())
    own = {EVENT: {"zh-hans": {"line": "有信儿了。"}}}
    with translation.override("en"):
        assert wording.text_of(message, own) == f"您的办件 {message.number} 有消息。"


def test_a_list_asks_once_for_all_words(django_assert_num_queries):
    resident = given.a_resident()
    told = [given.told(resident) for _each in range(3)]
    with acting_as(COURIER), django_assert_num_queries(1):
        assert len(lines(told, is_staff=False)) == 3
    assert own_words([]) == {}


def test_every_event_can_be_looked_at_before_anything_is_told():
    [chinese, english] = previews.previews(EVENT, now())
    assert chinese.sms == f"【邻里】您的办件 {previews.NUMBER} 有消息。"
    assert (chinese.parts, english.subject) == (1, f"Linli: news about {previews.NUMBER}")
    assert previews.previews("tests.never", now()) == []
