"""What each event is called in words: modules above register sentences and pages to open, in their `apps.py`."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.base.refusals import Sentence
from linli.notifications.models import Message
from linli.organizations.models import Organization
from linli.web import dates

Address = Callable[[str], str]

PLAIN = gettext_lazy("编号 %(number)s 有新进展，请登录“邻里”查看。")
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

_sentences: dict[str, Sentence] = {}
_addresses: dict[str, tuple[Address, Address]] = {}


def wording(event: str, sentence: Sentence) -> None:
    """Say how an event reads: a lazily translated sentence with %(number)s and the names of facts given to `tell`."""
    if _sentences.setdefault(event, sentence) is not sentence and str(_sentences[event]) != str(sentence):
        raise ValueError(f"{event} has two wordings")


def leads_to(about_kind: str, *, portal: Address, desk: Address) -> None:
    """Say which page opens a thing (`module.model`) by its number, or its id where it has none, for each side."""
    _addresses[about_kind] = (portal, desk)


def text_of(message: Message) -> str:
    """The message in one or two plain sentences; of an event nobody worded, that there is something new."""
    sentence = str(_sentences.get(message.event, PLAIN))
    return sentence % {"number": message.number, **{n: _shown(v, message.created_at) for n, v in message.facts.items()}}


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
