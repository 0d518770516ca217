"""How every event reads on each way, with made-up facts, for whoever looks after the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.base.clock import local_day
from linli.base.languages import SOURCE
from linli.base.refusals import Sentence
from linli.notifications import sheets, wording
from linli.notifications.models import EventWords, Message
from linli.organizations.models import Organization

NUMBER = "131102-20261122-0001"
UNIT = _("幸福社区")
PLACES: Mapping[str, Sentence] = {
    "agreed_to": _("同意的是什么"),
    "number": _("编号"),
    "due": _("最晚的时间"),
    "day": _("哪一天"),
    "until": _("到哪天为止"),
    "shows_from": _("从哪天起公开"),
    "unit": _("哪个单位"),
    "count": _("几件"),
    "year": _("哪一年"),
    "quarter": _("第几季度"),
    "left": _("还剩几个"),
    "line": _("“邻里”里显示的那句话"),
    "link": _("到哪里看详细情况"),
}
"""What a place is filled with. Of an event that names another one, a test asks for a line here."""


@dataclass(frozen=True)
class Preview:
    """One event in one language, on every way; `own` names the forms a place has written."""

    code: str
    language: str
    line: str
    sms: str
    subject: str
    body: str
    own: frozenset[str]

    @property
    def letters(self) -> int:
        """How long the SMS is."""
        return len(self.sms)

    @property
    def parts(self) -> int:
        """As how many the phone company counts it."""
        return sheets.parts_of_sms(self.sms)


@dataclass(frozen=True)
class Event:
    """One event in a list: its name, how it reads, and since when it is said in the place's own words."""

    name: str
    title: str
    line: str
    loaded_at: datetime | None


@dataclass(frozen=True)
class Place:
    """Something a sheet may name."""

    name: str
    meaning: Sentence
    is_for_letters: bool


def events(at: datetime) -> list[Event]:
    """Every event, by module and name."""
    own, since = live(), dict(EventWords.objects.values_list("event", "loaded_at"))
    found = [
        Event(name, wording.title_of(name), wording.text_of(_example(name, at), own), since.get(name))
        for name in wording.known()
    ]
    return sorted(found, key=lambda event: event.name)


def previews(event: str, at: datetime) -> list[Preview]:
    """One event in every language; empty where there is no such event."""
    if event not in wording.known():
        return []
    return [_preview(event, language, name, at) for language, name in settings.LANGUAGES]


def places(event: str) -> list[Place]:
    """What a sheet of this event may name."""
    with translation.override(SOURCE):
        facts = sheets.facts_of(wording.known()[event])
    return [
        Place(name, PLACES.get(name, name), name in sheets.ONLY_IN_A_LETTER)
        for name in (*sorted(facts), "line", "link")
    ]


def live() -> sheets.Sheets:
    """All words of the place's own that are said now."""
    return dict(EventWords.objects.values_list("event", "words"))


def _preview(event: str, language: str, name: str, at: datetime) -> Preview:
    own, example = live(), _example(event, at)
    with translation.override(language):
        letter = wording.letter_of(example, own)
        return Preview(
            language,
            name,
            wording.text_of(example, own),
            wording.sms_of(example, own),
            letter.subject,
            letter.body,
            frozenset(own.get(event, {}).get(language, {})),
        )


def _example(event: str, at: datetime) -> Message:
    """A message that was never told. A fact nobody has named yet reads as its own name."""
    days = {name: local_day(at + timedelta(days=7)) for name in ("day", "until", "shows_from")}
    with translation.override(SOURCE):
        facts: dict[str, Any] = dict.fromkeys(sheets.facts_of(wording.known()[event]))
    some: dict[str, Any] = {"agreed_to": "care_visit", "count": 3, "left": 3, "unit": Organization(name=str(UNIT))}
    some |= {"year": at.year, "quarter": 3}
    known = {"due": at + timedelta(days=7), **days, **some}
    stored = wording.stored({name: known.get(name, name) for name in facts if name != "number"})
    number = NUMBER if "number" in facts else ""
    return Message(event=event, number=number, facts=stored, created_at=at)
