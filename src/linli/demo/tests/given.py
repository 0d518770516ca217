"""Readable starts: a moment at which the history ends, the world in a database, lives told in memory."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from linli.accounts.models import User
from linli.areas.region import region
from linli.base.clock import SHANGHAI
from linli.catalog.models import ServiceItem
from linli.demo import phrases, residents
from linli.demo.asking import Asking
from linli.demo.cast import Cast
from linli.demo.copying import copy
from linli.demo.draws import Draw
from linli.demo.plots import Plot, Teller
from linli.demo.scripts import Script, by_chance, played, scripts
from linli.demo.sizes import SMALL
from linli.demo.stories import Story
from linli.demo.world import World, world_of, write_units_and_staff
from linli.people.models import Resident

MONDAY = datetime(2026, 11, 23, 10, 20, tzinfo=SHANGHAI)
SCALE = 60
DAYS = SMALL.days
SAID = phrases.load(settings.DATA / "demo" / "phrases.toml")


def the_world(count: int = SCALE) -> World:
    """Everybody there is for so many cases, as the build founds them; whether the rows are there is another thing."""
    return world_of(region("hengshui"), count)


def write(world: World) -> None:
    """Everybody into the tables."""
    write_units_and_staff(world, MONDAY)
    users, people = residents.rows(world.people, MONDAY)
    copy(User, users)
    copy(Resident, people)


def an_asking(cast: Cast) -> Asking:
    """Who invents requests for this cast."""
    return Asking(cast, SAID, {item.code: item for item in ServiceItem.objects.all()})


def the_scripts(cast: Cast, until: datetime = MONDAY) -> list[Script]:
    """The written lives."""
    return list(scripts(an_asking(cast), cast, until))


def lives(cast: Cast, moments: list[datetime]) -> Iterator[tuple[int, Script]]:
    """Lives left to chance, asked for at these moments."""
    asking = an_asking(cast)
    for number, at in enumerate(moments):
        yield number, by_chance(asking.by_chance(Draw("tests", "ask", number), at))


def lived(teller: Teller, script: Script, cast: Cast, number: int, until: datetime = MONDAY) -> None:
    """Let a script be played before a teller; the same number means the same luck."""
    draw = Draw("tests", "life", number)
    plot = Plot(teller, script.asked, draw, cast=cast, common=SAID.common, until=until, pictures={})
    played(plot, script.run)


def a_story(script: Script, cast: Cast, number: int, until: datetime = MONDAY) -> Story:
    """A life told in memory."""
    story = Story(cast, Draw("tests", "rows", number), told_from=until.replace(year=2025))
    lived(story, script, cast, number, until)
    story.numbered(number + 1)
    return story
