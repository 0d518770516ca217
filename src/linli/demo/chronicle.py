"""All cases of the demo, told from the first to the last, and their rows written in bulk."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

from linli.base.clock import now
from linli.base.models import JournalEntry, JournalKey, JournalPayload
from linli.cases.actions.intake import number_of
from linli.cases.models import Case, CaseAttachment, CaseParty, Rating
from linli.catalog.models import ServiceItem
from linli.demo import moments, phrases
from linli.demo.asking import Asking
from linli.demo.cast import Cast
from linli.demo.copying import copy
from linli.demo.draws import Draw
from linli.demo.pictures import pictures
from linli.demo.plots import Plot
from linli.demo.scripts import Script, by_chance, played, scripts
from linli.demo.stories import Story
from linli.demo.world import World
from linli.notifications.models import Message

TOLD = timedelta(days=14)  # how long messages are kept
READ = timedelta(days=1)  # after this they have been read


def chronicle(world: World, count: int, until: datetime, say: Callable[[float], None]) -> list[Story]:
    """So many cases, those of the scripts among them, each as far as the history goes."""
    cast, shown = Cast(world), pictures()
    said = phrases.load(Path(settings.DATA) / "demo" / "phrases.toml")
    asking = Asking(cast, said, {item.code: item for item in ServiceItem.objects.all()})
    stories = []
    for serial, (name, script) in enumerate(_in_order(world, asking, count, until), start=1):
        draw = Draw(world.region.key, "life", name)
        number = number_of(script.asked.request.area, script.asked.at, serial)
        story = Story(cast, Draw(world.region.key, "rows", name), number, until - TOLD)
        plot = Plot(story, script.asked, draw, cast=cast, common=said.common, until=until, pictures=shown)
        played(plot, script.run)
        stories.append(story)
        if serial % 300 == 0:
            say(serial / count)
    return stories


def write(stories: list[Story], until: datetime) -> dict[str, int]:
    """Every row of every case. Returns how many of each there are."""
    written = now()
    entries = sorted(chain.from_iterable(story.entries for story in stories), key=lambda entry: entry.happened_at)
    for entry in entries:
        entry.recorded_at = written  # the truth: all of them were written now
    messages = [_read(message, until) for story in stories for message in story.messages]
    keys = {key.subject_id: key for story in stories for key in story.keys.values()}
    copy(Case, [story.case for story in stories])
    copy(CaseParty, _all(story.parties.values() for story in stories))
    copy(CaseAttachment, _all(story.attachments for story in stories))
    copy(Rating, [story.rating for story in stories if story.rating])
    copy(JournalKey, list(keys.values()))
    copy(JournalEntry, entries)
    copy(JournalPayload, _all(story.payloads for story in stories))
    copy(Message, messages)
    _move_serial_on(len(stories))
    return {"cases": len(stories), "entries": len(entries), "messages": len(messages)}


def _in_order(world: World, asking: Asking, count: int, until: datetime) -> list[tuple[str, Script]]:
    """Named, so that each keeps its stream of chance, in the order of their asking."""
    written = [(f"script {number}", script) for number, script in enumerate(scripts(asking, asking.cast, until))]
    draw = Draw(world.region.key, "moments")
    found = list(written)
    for number, at in enumerate(moments.submissions(draw, max(count - len(written), 0), until)):
        found.append((str(number), by_chance(asking.by_chance(Draw(world.region.key, "ask", number), at))))
    return sorted(found, key=lambda each: each[1].asked.at)


def _read(message: Message, until: datetime) -> Message:
    if message.created_at < until - READ:
        message.read_at = message.created_at + timedelta(hours=3)
    return message


def _move_serial_on(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cases_serial', %s::bigint)", [max(last, 1)])


def _all(lists: Iterable[Iterable[object]]) -> list:  # type: ignore[type-arg]
    return list(chain.from_iterable(lists))
