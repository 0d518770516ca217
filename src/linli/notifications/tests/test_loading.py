"""Sheets come into the table whole or not at all, and each change of words is journalled."""

import pytest

from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.notifications import loading, wording
from linli.notifications.models import EventWords
from linli.notifications.sheets import SheetError
from linli.notifications.tests.test_words import EVENT, say
from tests.owner import connected_as_owner


@pytest.fixture
def owner(own_database):
    """A database of the test's own, connected to as its owner: the application may not load."""
    with connected_as_owner():
        yield


def test_a_file_is_loaded_once_changed_and_dropped_and_each_is_journalled(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(wording, "_sentences", {EVENT: "您的办件 %(number)s 有消息。"})
    place = say(tmp_path, '[zh-hans]\nsms = "办件 {number} 好了"\n')
    assert [(each.verb, each.event) for each in loading.difference(loading.read(place))] == [("loaded", EVENT)]
    assert [each.verb for each in loading.load(place, at=now())] == ["loaded"]
    assert loading.load(place, at=now()) == []
    say(tmp_path, '[zh-hans]\nsms = "{name} 您好"\n')
    with pytest.raises(SheetError):
        loading.load(place, at=now())
    assert EventWords.objects.get().words == {"zh-hans": {"sms": "办件 {number} 好了"}}
    say(tmp_path, '[zh-hans]\nsms = "办件 {number} 办好了"\n')
    assert [each.verb for each in loading.load(place, at=now())] == ["changed"]
    assert [each.verb for each in loading.load([tmp_path / "absent"], at=now())] == ["dropped"]
    verbs = JournalEntry.objects.filter(subject_kind="notifications.eventwords").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == [
        "notifications.words_loaded",
        "notifications.words_changed",
        "notifications.words_dropped",
    ]
