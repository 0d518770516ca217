"""Tells the cases of the demo, a day of asking at a time, so that days can be told by several processes.

What a day holds is planned first (`demo.planning`); each life has streams of chance of its own, so a day tells the
same whoever tells it, and whatever was told before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from linli.cases.attachments import Kept
from linli.catalog.models import ServiceItem
from linli.demo import moments, phrases
from linli.demo.asking import Asking
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.errors import DemoError
from linli.demo.plots import Plot
from linli.demo.scripts import Script, by_chance, played
from linli.demo.stories import Story
from linli.demo.world import World

TOLD = timedelta(days=14)  # how long messages are kept
MOST_TRIES = 20_000


@dataclass(frozen=True)
class Day:
    """What is asked for on one day: written scripts, lives asked at a moment, and lives wanted closed or open.

    `first` is the serial number of its first case.
    """

    day: date
    scripts: tuple[tuple[str, Script], ...] = ()
    asked: tuple[tuple[str, datetime], ...] = ()
    closed: int = 0
    open: int = 0
    first: int = 1

    @property
    def count(self) -> int:
        """How many cases."""
        return len(self.scripts) + len(self.asked) + self.closed + self.open


class Chronicler:
    """Knows everything needed to tell any day, and asks no database for it."""

    def __init__(self, world: World, until: datetime, pictures: Mapping[str, tuple[Kept, ...]]) -> None:
        said = phrases.load(Path(settings.DATA) / "demo" / "phrases.toml")
        self.world, self.until, self._pictures, self._common = world, until, pictures, said.common
        self._told_from = until - TOLD
        self.cast = Cast(world)
        self.asking = Asking(self.cast, said, {item.code: item for item in ServiceItem.objects.all()})

    def day(self, day: Day) -> list[Story]:
        """The cases asked for on a day, in the order of their asking and with their numbers."""
        stories = [self.told(name, script) for name, script in day.scripts]
        stories += [self.told(name, self._script(name, at)) for name, at in day.asked]
        for name, amount, is_open in (("closed", day.closed, False), ("open", day.open, True)):
            stories += [self._found(day.day, f"{day.day} {name} {number}", is_open) for number in range(amount)]
        stories.sort(key=lambda story: story.case.submitted_at)
        for serial, story in enumerate(stories, start=day.first):
            story.numbered(serial)
        return stories

    def told(self, name: str, script: Script) -> Story:
        """One life, as far as the history goes; the same name means the same luck."""
        region = self.world.region.key
        return self._told(script, Draw(region, "life", name), Draw(region, "rows", name))

    def by_chance(self, name: str, day: date) -> Story:
        """A life left to chance that begins on a day; one stream of chance for all of it, since there are so many."""
        draw = Draw(self.world.region.key, "life", name)
        asked = self.asking.by_chance(draw, moments.moment_in(draw, day, self.until))
        return self._told(by_chance(asked), draw, draw)

    def _told(self, script: Script, draw: Draw, rows: Draw) -> Story:
        story = Story(self.cast, rows, self._told_from)
        plot = Plot(
            story, script.asked, draw, cast=self.cast, common=self._common, until=self.until, pictures=self._pictures
        )
        played(plot, script.run)
        return story

    def _found(self, day: date, name: str, is_open: bool) -> Story:
        """The first of many lives that ends as wanted: open cases differ from closed ones as they do in truth."""
        for attempt in count():
            story = self.by_chance(f"{name} {attempt}", day)
            if (story.case.closed_at is None) is is_open:
                return story
            if attempt > MOST_TRIES:
                raise DemoError(_("%(day)s 编不出需要的办件。") % {"day": day})
        raise AssertionError("counting ends")

    def _script(self, name: str, at: datetime) -> Script:
        return by_chance(self.asking.by_chance(Draw(self.world.region.key, "ask", name), at))
