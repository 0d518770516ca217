"""The reports of the demo's plan: that of the last quarter issued, the year's begun, by the real verbs.

Written once the plan is published and its tasks are worked on. A figure in the words is taken from the report's own.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from linli.accounts.models import User
from linli.accounts.rights import post_of
from linli.accounts.sessions import actor_of
from linli.base.clock import SHANGHAI, local_day
from linli.demo.duties import LEADER, year_of
from linli.plans.models import Plan
from linli.reports import actions
from linli.reports.models import Issue
from linli.reports.rules import Kind, days_of, last_quarter

ISSUED_AFTER = timedelta(days=28)  # of the quarter: its months are locked, its tasks reported on
BEGUN_BEFORE = timedelta(days=3)  # the end of the demo
AT = time(10, 20)
MOST_NAMED = 3


@transaction.atomic
def write_reports(plan: Plan, until: datetime) -> Issue | None:
    """Issue the quarter that has gone by and begin the year's; None where nobody may write them."""
    leader = User.objects.filter(username=LEADER).first()
    if leader is None:
        return None
    posts = leader.posts.all()
    by = actor_of(leader, tuple(post_of(post.role, str(post.area_id), post.organization_id) for post in posts))
    quarter = last_quarter(local_day(until))
    at = min(datetime.combine(quarter.last + ISSUED_AFTER, AT, SHANGHAI), until)
    written = actions.begin(plan, Kind.QUARTER, quarter, by=by, at=at)
    actions.write(written, title=written.title, words=_words(written.figures), seen=written.version, by=by, at=at)
    issued = actions.issue(written, by=by, at=at)
    begun = max(until - BEGUN_BEFORE, at)
    draft = actions.begin(plan, Kind.YEAR, days_of(Kind.YEAR, year_of(until)), by=by, at=begun)
    words = {"overall": f"{_of_targets(draft.figures)}\n（各科室的材料还没有交齐，下面几节还在写。演示）"}
    actions.write(draft, title=draft.title, words=words, seen=draft.version, by=by, at=begun)
    return issued


def _words(figures: Mapping[str, Any]) -> dict[str, str]:
    """What its writer says in each section that has room for words."""
    return {
        "overall": (
            "这个季度，各县市区按照规划，在健全组织、改造设施、方便居民办事上继续推进。\n"
            f"{_of_targets(figures)}（演示）"
        ),
        "targets": _behind(figures),
        "service": f"{_of_rates(figures)}居民反映最多的是房前屋后的修缮、物业和政策咨询，已经请街道逐件回访。（演示）",
        "tasks": _of_tasks(figures),
        "next": (
            "一是有的社区用房还不够，改扩建的资金没有落实，请省里在明年的计划里支持。\n"
            "二是没有数据来源的指标，下个季度先把登记建起来，再报数。（演示）"
        ),
    }


def _of_targets(figures: Mapping[str, Any]) -> str:
    targets = figures["targets"]
    known = [each for each in targets if each["value"]]
    met = sum(bool(each["is_met"]) for each in known)
    return f"规划的 {len(targets)} 项指标，现在能算出数的有 {len(known)} 项，其中达到目标的有 {met} 项。"


def _behind(figures: Mapping[str, Any]) -> str:
    behind = [each["name"] for each in figures["targets"] if each["value"] and each["gap"] and not each["is_met"]]
    if not behind:
        return "能算出数的指标都按进度完成。（演示）"
    named = "、".join(behind[:MOST_NAMED])
    return f"还没有达到目标的，主要是{named}。已经同牵头单位逐项商定了补上的办法和时间。（演示）"


def _of_rates(figures: Mapping[str, Any]) -> str:
    said = [f"{each['name']} {each['value']}{each['unit']}" for each in figures["rates"] if each["value"]]
    return f"这个季度，{'，'.join(said)}。" if said else ""


def _of_tasks(figures: Mapping[str, Any]) -> str:
    told = figures["tasks"]
    if told is None:
        return ""
    lights = "、".join(f"{light} {number} 项" for light, number in told["lights"])
    done = f"{told['year']} 年的 {told['count']} 项任务，已经完成 {told['done']} 项"
    return f"{done}；{lights}。落后的已经逐项督办。（演示）"
