"""Whose name and numbers must not stand in an answer: everybody's but one's own, what one typed, and what was revealed."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.http import HttpResponse

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.base.scope import acting_as
from linli.people.identities import identity_of
from linli.people.models import Resident
from tests.world import WATCHER, World

# Where staff read a name and a number for a purpose that the resident will read too.
REVEALING = {
    "cases:reveal",
    "aid:look",
    "followups:number",
    "residents:reveal",
    "residents:reveal_contact",
    "residents:reveal_request",
}


def private(world: World) -> dict[str, set[str]]:
    """By person: what only they read unmasked."""
    with acting_as(WATCHER):
        return {name: _of(actor.resident) for name, actor in world.actors.items() if actor.is_resident}


def _of(resident: Any) -> set[str]:
    record = Resident.objects.get(pk=resident)
    return {record.name, phone_of(User.objects.get(pk=resident)), identity_of(record)} - {""}


def given_away(
    secrets: Mapping[str, set[str]], to: str, name: str, typed: Mapping[str, Any], response: HttpResponse
) -> list[str]:
    """Whose private words an answer holds that should not: in its page, its headers, its address onward."""
    if name in REVEALING and response.status_code == 200:
        return []
    text = written_out(response)
    known = {str(value) for value in typed.values()}
    return [whose for whose, words in secrets.items() if whose != to and any(each in text for each in words - known)]


def written_out(response: HttpResponse) -> str:
    """Everything an answer says: headers and body, and of a workbook what lies in its parts."""
    body = response.getvalue() if response.streaming else response.content
    said = f"{dict(response.headers)}\n{body.decode(errors='replace')}"
    if not body.startswith(b"PK\x03\x04"):
        return said
    with ZipFile(BytesIO(body)) as parts:
        return said + "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
