"""The cases that must be there when somebody opens a shown desk or signs in as the resident: written, not by lot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from linli.base.calendar import add_working_seconds, calendar
from linli.demo import doors, moments
from linli.demo.asking import Asked, Asking
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.moments import at_time, workdays_before
from linli.demo.places import SHOWN
from linli.demo.plots import HistoryEnds, Plot

DESK = (  # what is asked, how many working days before the next deadline's day it falls due, its words
    ("property-complaint", 1, "楼道半个月没人打扫"),  # late
    ("elder-home-help", 0, ""),
    ("other-request", 0, "早市占道"),
    ("hardship-help", -1, ""),
    ("assisted-application", -2, "养老金资格认证"),
    ("elder-visits", -3, ""),
    ("property-complaint", -5, "停车费涨了"),
    ("job-help", -6, ""),
    ("public-repair", -1, "电梯按钮坏了两个"),  # the property company's
    ("public-repair", -4, "路灯坏了三盏"),
)
JOINT = ("other-request", -2, "早市占道")  # the committee has called in two units, one of them is done
CALLED_IN = ("urban_management", "property_company", "housing", "subdistrict_office", "township_government")
KNOWN = 1500  # residents among whom the neighbours of a shown desk are looked for
JUST_NOW = (("committee-certificate", 35), ("other-request", 130))  # minutes ago
SENT_BACK = 300  # minutes ago: the property company has returned it, and nobody has decided yet


@dataclass(frozen=True)
class Script:
    """A request, and how its case goes."""

    asked: Asked
    run: Callable[[Plot], None]


def by_chance(asked: Asked) -> Script:
    """A case nobody wrote a script for."""
    return Script(asked, Plot.live)


def scripts(asking: Asking, cast: Cast, until: datetime) -> Iterator[Script]:
    """All that are written; the same ones whatever the number of others."""
    day = moments.due_day(until)
    yield from _of_resident(asking, cast, day)
    for community in SHOWN:
        if community in cast.world.places.by_code:
            yield from _of_desk(asking, cast, community, day, until)


def played(plot: Plot, run: Callable[[Plot], None]) -> None:
    """Run a script as far as the history goes."""
    try:
        run(plot)
        plot.let_time_pass()
    except HistoryEnds:
        return


def _of_desk(asking: Asking, cast: Cast, community: str, day: date, until: datetime) -> Iterator[Script]:
    place = cast.world.places.by_code[community]
    known = cast.world.people[1:KNOWN]
    people = [person for person in known if person.home == community] or known
    for number, (code, back, words) in enumerate(DESK):
        draw = Draw(cast.world.region.key, "desk", community, number)
        due = workdays_before(day, back)
        asked_on = moments.asked_for(due, asking.items[code].details.limit)
        at = min(at_time(asked_on, 8 + number % 9, 11 + 5 * number), until - timedelta(hours=2 + number))
        run = {0: _supervised, 1: _answered}.get(number, _taken_up)
        yield Script(asking.about(draw, code, draw.pick(people), place=place, at=at, words=words), run)
    for code, minutes in JUST_NOW:
        draw = Draw(cast.world.region.key, "desk", community, code, "new")
        at = _evening(until - timedelta(minutes=minutes))
        yield Script(asking.about(draw, code, draw.pick(people), place=place, at=at), _asked)
    draw = Draw(cast.world.region.key, "desk", community, "sent back")
    at = _evening(until - timedelta(minutes=SENT_BACK))
    asked = asking.about(draw, "public-repair", draw.pick(people), place=place, at=at, words="路灯坏了三盏")
    yield Script(asked, _sent_back)
    draw = Draw(cast.world.region.key, "desk", community, "joint")
    asked_on = moments.asked_for(workdays_before(day, JOINT[1]), asking.items[JOINT[0]].details.limit)
    at = min(at_time(asked_on, 9, 20), until - timedelta(hours=30))
    asked = asking.about(draw, JOINT[0], draw.pick(people), place=place, at=at, words=JOINT[2])
    yield Script(asked, _joint)


def _of_resident(asking: Asking, cast: Cast, day: date) -> Iterator[Script]:
    person, place = cast.world.people[0], cast.world.places.by_code[doors.COMMUNITY]

    def script(code: str, back: int, hour: int, words: str, run: Callable[[Plot], None]) -> Script:
        draw = Draw(cast.world.region.key, "resident", code, back)
        at = at_time(workdays_before(day, back), hour, 26)
        return Script(asking.about(draw, code, person, place=place, at=at, words=words), run)

    door = script("public-repair", 24, 19, "单元门关不上", _reopened_and_rated)
    lamp = script("public-repair", 5, 19, "楼道灯不亮", _waiting_for_answer)
    yield script("policy-question", 34, 9, "高龄津贴", rated(5))
    yield door
    yield script("committee-certificate", 12, 14, "孩子报名要", _confirmed)
    yield replace(lamp, asked=_at_the_same_place(lamp.asked, door.asked))
    meals = script("elder-meals", 2, 20, "", _taken_up)
    yield meals
    yield _once_more(script("elder-meals", 1, 9, "", _taken_up), meals)


def _once_more(again: Script, first: Script) -> Script:
    """The same matter asked for again, by another way; the clerk makes the two one (`demo.pairing`)."""
    return replace(again, asked=replace(again.asked, request=replace(first.asked.request, reused=())))


def _at_the_same_place(asked: Asked, before: Asked) -> Asked:
    """The place of an earlier request, taken over where the resident asks in the portal themselves."""
    reused = ("place",) if asked.by.is_resident else ()
    return replace(asked, request=replace(asked.request, place=before.request.place, reused=reused))


def _asked(plot: Plot) -> None:
    plot.ask()


def _sent_back(plot: Plot) -> None:
    plot.ask()
    plot.send_back()


def _supervised(plot: Plot) -> None:
    """Urged, noted, and supervised: the answer is waited for."""
    _taken_up(plot)
    plot.urge(3)
    plot.note(1800)
    plot.supervise(3600, after=plot.case.due_at)


def _answered(plot: Plot) -> None:
    """Supervised, and answered."""
    _taken_up(plot)
    plot.supervise(1200)
    plot.answer_supervision(3600)


def _joint(plot: Plot) -> None:
    """The community calls in two units; one of them has done its part."""
    _taken_up(plot)
    held = plot.case.unit_id
    found = [plot.cast.serving(kind, plot.case.area_id) for kind in CALLED_IN]
    called = [unit for unit in dict.fromkeys(found) if unit and unit != held][:2]
    for unit in called:
        plot.call_in(unit, 300)
    if called:
        plot.take_up_part(called[-1], 1200)
        plot.finish_part(called[-1], 2400)


def _taken_up(plot: Plot) -> None:
    plot.ask()
    plot.take_up(_working(plot.at, 50))


def _done(plot: Plot, hours: float, *, pictured: bool = False) -> None:
    plot.resolve(_working(plot.at, hours * 60), pictured=pictured)


def _waiting_for_answer(plot: Plot) -> None:
    """Resolved on the working day before the next deadline's, with a picture."""
    _taken_up(plot)
    plot.look_up()
    _done(plot, 27, pictured=True)


def rated(level: int, *, is_confidential: bool = False) -> Callable[[Plot], None]:
    """Taken up, answered within hours, and rated; perhaps kept to the eyes of the unit from the start."""

    def run(plot: Plot) -> None:
        _taken_up(plot)
        if is_confidential:
            plot.keep_to_few()
        _done(plot, 3)
        plot.answer_at(plot.at + timedelta(hours=3))
        plot.rate(level)

    return run


def _confirmed(plot: Plot) -> None:
    _taken_up(plot)
    _done(plot, 4)
    plot.answer_at(plot.at + timedelta(hours=20))
    plot.confirm()


def _reopened_and_rated(plot: Plot) -> None:
    _taken_up(plot)
    _done(plot, 9)
    plot.answer_at(plot.at + timedelta(hours=26))
    plot.reopen()
    _done(plot, 5)
    plot.answer_at(plot.at + timedelta(hours=4))
    plot.rate(4)


def _working(start: datetime, minutes: float) -> datetime:
    return add_working_seconds(start, int(minutes * 60), calendar())


def _evening(moment: datetime) -> datetime:
    """Nobody just now asks in the middle of the night: then it was the evening before."""
    if moment.hour >= 7:
        return moment
    return at_time(moment.date() - timedelta(days=1), 20, moment.minute)
