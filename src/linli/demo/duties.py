"""The year's list of the plan's tasks, worked on: sent, reported with what shows it, supervised, by the real verbs.

Written once the demo's plan is published, as its supervisor and its units would have done it since January.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.accounts.models import HeldPost, User
from linli.accounts.rights import post_of
from linli.accounts.sessions import actor_of
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI, local_day
from linli.demo import moments
from linli.demo.draws import Draw
from linli.indicators.standing import queries as indicators
from linli.indicators.standing.definitions import definitions
from linli.organizations.models import Organization
from linli.plans import actions as plans
from linli.plans.models import Plan
from linli.tasks import actions, queries, rules
from linli.tasks.actions import Said
from linli.tasks.models import Task, TaskList

LEADER, KEEPER = "shiji", "guanli"
ALSO_CALLED = {"市团委": "团市委"}  # the plan has two names for one unit
PUBLISHED, MADE, SENT = (1, 5), (1, 12), (1, 20)  # month and day
FIRST_MONTH = 2  # a list is a year's once it has been out for a while
MONTHS_OF_REPORTS = (4, 7, 10)
SILENT, LAGGING, QUICK = 0.07, 0.13, 0.2  # how many tasks nobody reports on, are behind, are done early
HALF = 50
SAID = (
    (30, "方案印发了，各县市区在摸底。（演示）"),
    (60, "试点的社区办好了，正在往其他社区铺开。（演示）"),
    (90, "大部分社区办好了，还差几个在收尾。（演示）"),
    (100, "都办好了，抽查过了。（演示）"),
)
ASKED = "进度比别的单位慢，请说明原因，写明哪天能赶上。（演示）"
ANSWERED = "人手不够，已经从下属单位抽了两个人，下个月赶上。（演示）"


@dataclass(frozen=True)
class People:
    """Who acts: above the units, and for each unit."""

    leader: Actor
    keeper: Actor
    of_unit: Mapping[UUID, Actor]


@transaction.atomic
def keep_ledger(plan: Plan, until: datetime) -> TaskList | None:
    """The list of the year that `until` lies in (of the year before, early in January and February).

    None in a demo of before, whose prefecture has no departments.
    """
    people = _people(str(plan.area_id))
    if not people.of_unit:
        return None
    today, year = local_day(until), year_of(until)
    for name, meant in ALSO_CALLED.items():
        unit = Organization.objects.filter(area=plan.area_id, short_name=meant).first()
        if unit:
            plans.decide_unit(plan, name, unit, by=people.keeper, at=_on(year, *MADE))
    made = actions.make(plan, year, by=people.leader, at=_on(year, *MADE))
    tasks = list(made.tasks.select_related("ledger"))
    without = queries.without_lead(made, tasks)
    for task in tasks:
        if task.pk in without:
            actions.drop(task, by=people.leader, at=_on(year, *MADE))
    sent = actions.send(made, by=people.leader, at=_on(year, *SENT))
    figures = _figures(plan, today, people.leader)
    sent_out = sent.tasks.select_related("ledger")
    slow = [task for task in sent_out if _work_on(task, people, figures, until)]
    _supervise(slow, people, until)
    return sent


def published_on(until: datetime) -> datetime:
    """When the demo's plans were confirmed: before their list of the year was made."""
    return _on(year_of(until), *PUBLISHED)


def year_of(until: datetime) -> int:
    """The year whose list is out."""
    today = local_day(until)
    return today.year if today.month > FIRST_MONTH else today.year - 1


def _work_on(task: Task, people: People, figures: list[str], until: datetime) -> bool:
    """What its unit said in each quarter; whether it has fallen behind."""
    draw = Draw("duties", task.order)
    if draw.chance(SILENT):
        return True
    lags, is_quick = draw.chance(LAGGING), draw.chance(QUICK)
    lead = task.units.filter(is_lead=True).values_list("unit", flat=True)[0]
    for month in MONTHS_OF_REPORTS:
        day = moments.workdays_before(date(task.ledger.year, month, draw.whole(12, 25)), 1)
        at = moments.at_time(day, draw.whole(9, 17), 0)
        if at > until:
            break
        gone = rules.gone(task.standing, local_day(at))
        percent = gone // 3 if lags else min(gone + draw.whole(-8, 12), 99)
        is_done = is_quick and percent >= HALF
        words = next(words for most, words in SAID if (100 if is_done else percent) <= most)
        rows = (draw.pick(figures),) if is_done else ()
        actions.report(task, Said(percent, words, is_done=is_done, rows=rows), by=people.of_unit[lead], at=at)
        if is_done:
            return False
        task.refresh_from_db()
    return lags


def _supervise(slow: list[Task], people: People, until: datetime) -> None:
    """Three of those that are behind: two have answered, one still may."""
    for place, task in enumerate(slow[:3]):
        asked = until - timedelta(days=(24, 17, 2)[place])
        if asked <= _on(task.ledger.year, *SENT):
            return
        due = local_day(asked) + timedelta(days=7)
        actions.supervise(task, words=ASKED, due_on=due, by=people.leader, at=asked)
        if due < local_day(until):
            lead = task.units.filter(is_lead=True).values_list("unit", flat=True)[0]
            actions.answer(task, words=ANSWERED, by=people.of_unit[lead], at=asked + timedelta(days=3))


def _figures(plan: Plan, today: date, viewer: Actor) -> list[str]:
    """Names of the plan's indicators that have a figure today: what a finished task points to."""
    aimed = [each for each in definitions().values() if each.target_of(str(plan.area_id)) and each.numerator]
    open_to_all = [each for each in aimed if each.numerator and each.numerator.source.name == "organizations"]
    found = indicators.standing(str(plan.area_id), today, viewer=viewer, only=open_to_all, below=False).whole
    return [each.definition.name for each in found if each.value is not None]


def _people(area: str) -> People:
    by_name = {user.username: user for user in User.objects.filter(username__in=(LEADER, KEEPER))}
    posts = HeldPost.objects.filter(area=area, organization__isnull=False).select_related("user")
    return People(
        _actor(by_name[LEADER], by_name[LEADER].posts.all()),
        _actor(by_name[KEEPER], by_name[KEEPER].posts.all()),
        {post.organization_id: _actor(post.user, [post]) for post in posts if post.organization_id},
    )


def _actor(user: User, posts: Iterable[HeldPost]) -> Actor:
    return actor_of(user, tuple(post_of(post.role, str(post.area_id), post.organization_id) for post in posts))


def _on(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)
