"""What each event is called in words: modules above register sentences and pages to open, in their `apps.py`.

A place may say it in its own words, on a sheet that was checked when it was loaded (`sheets`, `loading`). Where a sheet
names something that an older message does not hold, the product's own sentence stands: words never stop a message.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.base.languages import active
from linli.base.refusals import Sentence
from linli.notifications.models import Message
from linli.notifications.push import Note
from linli.notifications.sheets import Letter, Sheets, facts_of, filled, places_of
from linli.organizations.models import Organization
from linli.web import dates

Address = Callable[[str], str]

PLAIN = gettext_lazy("编号 %(number)s 有新进展，请登录“邻里”查看。")
LETTER = gettext_lazy(
    "%(line)s\n\n详细情况请到这里看：%(link)s\n\n这封信是自动发出的，请不要回复。不想再收，登录“邻里”，在“我的”里改。"
)
NOTHING: Sheets = {}
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

_sentences: dict[str, Sentence] = {}
_urgent: set[str] = set()
_before: dict[str, Sentence] = {}
_titles: dict[str, Sentence] = {}
_lists: dict[str, Callable[[str], str]] = {}
_addresses: dict[str, tuple[Address, Address]] = {}


def wording(event: str, sentence: Sentence, *, before: Sentence = "") -> None:
    """Say how an event reads: a lazily translated sentence with %(number)s and the names of facts given to `tell`.

    `before` is how it read while messages held fewer facts: those that are kept are still shown.
    """
    _before[event] = before
    if _sentences.setdefault(event, sentence) is not sentence and str(_sentences[event]) != str(sentence):
        raise ValueError(f"{event} has two wordings")


def listed(fact: str, name_of: Callable[[str], str]) -> None:
    """Say how a fact reads that is a code of a list: by the name it has there, in the reader's language."""
    _lists[fact] = name_of


def leads_to(about_kind: str, *, portal: Address, desk: Address) -> None:
    """Say which page opens a thing (`module.model`) by its number, or its id where it has none, for each side."""
    _addresses[about_kind] = (portal, desk)


def named(module: str, title: Sentence) -> None:
    """Say what the events of a module are called together, for whoever looks after the words."""
    _titles[module] = title


def urgent(*events: str) -> None:
    """Say of which events people are told at once, at night too: somebody may be at their account right now."""
    for event in events:
        _urgent.add(event)


def is_urgent(event: str) -> bool:
    """Whether quiet hours do not hold for it."""
    return event in _urgent


def known() -> dict[str, str]:
    """The product's own sentence for every event, in the language of the moment."""
    return {event: str(sentence) for event, sentence in _sentences.items()}


def title_of(event: str) -> str:
    """What the events of its module are called together."""
    module = event.partition(".")[0]
    return str(_titles.get(module, module))


def text_of(message: Message, own: Sheets = NOTHING) -> str:
    """The message in one or two plain sentences; of an event nobody worded, that there is something new."""
    return _own("line", message, own) or _plain(message)


def sms_of(message: Message, own: Sheets = NOTHING) -> str:
    """What a phone is sent, with the name that stands before it."""
    return _("【邻里】%(text)s") % {"text": _own("sms", message, own) or text_of(message, own)}


def letter_of(message: Message, own: Sheets = NOTHING, *, is_staff: bool = False) -> Letter:
    """What a mail says. Its link leads to a page behind the door; it holds a number people know, and nothing else."""
    line = text_of(message, own)
    link = link_of(message, is_staff=is_staff) or _("“邻里”网站")
    subject = _own("subject", message, own) or (
        _("邻里：%(number)s 有新进展") % {"number": message.number} if message.number else _("邻里：有一条消息给您")
    )
    body = _own("body", message, own, line=line, link=link) or str(LETTER) % {"line": line, "link": link}
    return Letter(subject, body)


def note_of(message: Message, *, is_staff: bool) -> Note:
    """What a browser shows to whoever looks at the screen: of which kind the news is, and the number people know.

    None of the facts, so that no unit and no day tells what somebody has asked for.
    """
    title = _("邻里：%(what)s有新消息") % {"what": title_of(message.event)}
    body = _("编号 %(number)s。点开，登录后看。") if message.number else _("点开，登录后看。")
    url = address_of(message, is_staff=is_staff) or ("/desk/messages/" if is_staff else "/me/messages/")
    told = {"number": message.number}
    return Note(title, body % told, url, lang=active(), is_urgent=is_urgent(message.event))


def link_of(message: Message, *, is_staff: bool) -> str:
    """Where it is opened, as a whole address; empty where this installation has not said where it is found."""
    return f"{settings.LINLI_ADDRESS}{address_of(message, is_staff=is_staff)}" if settings.LINLI_ADDRESS else ""


def _own(form: str, message: Message, own: Sheets, **more: str) -> str:
    """A place's own words for this form, where it has any and the message can fill them."""
    words = own.get(message.event, {}).get(active(), {}).get(form, "")
    facts = {**_facts(message), **more}
    return filled(words, facts) if words and places_of(words) <= facts.keys() else ""


def _plain(message: Message) -> str:
    facts, sentence = _facts(message), str(_sentences.get(message.event, PLAIN))
    before = _before.get(message.event, "")
    return (str(before) if before and not facts_of(sentence) <= facts.keys() else sentence) % facts


def _facts(message: Message) -> dict[str, str]:
    shown = {name: _shown(value, message.created_at) for name, value in message.facts.items()}
    named_by = {name: name_of(shown[name]) for name, name_of in _lists.items() if name in shown}
    return {"number": message.number, **shown, **named_by}


def address_of(message: Message, *, is_staff: bool) -> str:
    """The page of what the message is about; empty where no module has named one."""
    portal, desk = _addresses.get(message.about_kind, (_nowhere, _nowhere))
    known_by = message.number or str(message.about_id)
    return desk(known_by) if is_staff else portal(known_by)


def portal_address(about_kind: str, number: str) -> str:
    """The page a resident opens a thing with; empty where no module has named one."""
    return _addresses.get(about_kind, (_nowhere, _nowhere))[0](number)


def stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the row keeps them. Refuses free text: what a person wrote or is called does not belong here."""
    return {name: _stored(name, value) for name, value in facts.items() if value is not None}


def _stored(name: str, value: Any) -> Any:
    match value:
        case bool() | int() | float():
            return value
        case Decimal() | UUID():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"fact {name} is a time without a zone")
            return {"time": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Organization():
            return {"unit": str(value.pk), "name": value.short_name or value.name}
        case str() if CODE.fullmatch(value):
            return value
    raise TypeError(f"fact {name} is neither id, date, number, code nor unit")


def _shown(value: Any, at: datetime) -> str:
    match value:
        case {"time": str(moment)}:
            return dates.day_time(datetime.fromisoformat(moment), at)
        case {"day": str(day)}:
            return dates.day(date.fromisoformat(day), at)
        case {"name": str(name)}:
            return name
        case bool():
            return _("是") if value else _("否")
    return str(value)


def _nowhere(number: str) -> str:  # noqa: ARG001 (an Address takes the number)
    return ""
