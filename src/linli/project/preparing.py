"""Bring a database to where people can work: keys, migrations, divisions, types, catalogue, the region's demo.

Runs as linli_owner in a process of its own. Every loader knows by itself whether it has anything to do, so that a
start with nothing to do takes no time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from linli.areas import loading as areas
from linli.areas.region import region
from linli.base import encrypted, keyring
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.home import home
from linli.catalog import loading as catalog
from linli.catalog.models import ServiceItem
from linli.catalog.reading import SpecError
from linli.demo.build import build, refuse_beside_demo
from linli.demo.duties import keep_ledger, published_on
from linli.demo.models import DemoBuilt
from linli.demo.plans import show_next_plan, show_plans
from linli.demo.reports import write_reports
from linli.indicators.definitions import DefinitionError
from linli.indicators.standing import definitions as indicators
from linli.insight import actions as insight
from linli.insight.jobs import COUNT as COUNT_ALERTS
from linli.insight.models import AlertCount
from linli.insight.queries import counted_areas
from linli.kiosks import kinds as machines
from linli.kiosks.kinds import KindsError
from linli.notifications import loading as words
from linli.notifications.sheets import SheetError
from linli.organizations import loading as organizations
from linli.plans import actions as plans
from linli.plans.models import Plan, PlanStatus
from linli.policies import loading as policies
from linli.project.migrating import apply_pending, pending_migrations
from linli.project.progress import Progress
from linli.project.secrets import make_secret
from linli.project.unfinished import NotReady, is_unfinished
from linli.reports.models import Draft
from linli.tasks.models import TaskList

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What the operator asked `linli up` for."""

    region: str
    size: str = "small"
    is_empty: bool = False
    scale: int | None = None  # so many cases, instead of as many as the size has


def prepare(wish: Wish, say: Say) -> None:
    """Everything before web and worker start; a second call finds nothing to do."""
    migrate(say)
    for step in STEPS:
        step(wish, say)


def make_keys() -> None:
    """The secrets that several processes would otherwise make at the same time, on first use.

    None is made beside data that need another: it would stand in the way of the right one.
    """
    if keyring.is_lookup_changing():
        raise NotReady("更换查找用的密钥还没有做完。请再执行一次 linli keys rotate --lookup。")
    held = {*keyring.held_ids(), *keyring.given_up()}
    needed = encrypted.sampled_needs(_asked)
    if absent := sorted(needed - held):
        raise NotReady(f"数据库里的加密内容需要密钥 {absent[0]}，这里没有。请先执行 linli keys import 文件。")
    if needed and not keyring.has_lookup_key():
        raise NotReady(
            "数据库里已经有人，但这里没有查找手机号用的密钥（lookup.key）。请先执行 linli keys import 文件。"
        )
    make_secret(home())
    keyring.current()
    keyring.lookup_key()


def migrate(say: Say) -> None:
    """Make keys and apply what is pending; never on what a restore has left half done."""
    if is_unfinished(_asked):
        raise NotReady("上一次恢复没有做完，数据不全，不能启动。请用同一份备份再执行一次 linli restore。")
    make_keys()
    if pending := pending_migrations():
        say(f"更新数据库结构（{len(pending)} 项）…")
        apply_pending(say)


def _asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _load_areas(_wish: Wish, say: Say) -> None:
    """The whole country: an address may lie anywhere, and it takes seconds."""
    areas.load(progress=lambda fraction, words: say(f"{words}…") if fraction < 1 else None)


def _load_types(_wish: Wish, _say: Say) -> None:
    organizations.load(settings.DATA / "types" / "organizations.toml", at=now())


def _load_catalog(_wish: Wish, say: Say) -> None:
    """A file with a fault stops the first start; afterwards the items stay as they were, and it is said."""
    try:
        catalog.load(settings.DATA / "catalog", at=now())
    except SpecError as error:
        if not ServiceItem.objects.offered().exists():
            raise NotReady(f"服务事项没有载入。\n{error}") from error
        say(f"服务事项的文件有错，没有载入，原有事项照旧。\n{error}")


def _load_policies(wish: Wish, _say: Say) -> None:
    policies.load(settings.DATA / "policies", root=region(wish.region).root, at=now())


def _load_words(_wish: Wish, say: Say) -> None:
    """Files with a fault never stop a start: everything is said as before, and what is wrong is said."""
    try:
        words.load(words.folders(), at=now())
    except SheetError as error:
        say(f"消息用语的文件有错，没有载入，原来的说法照旧。\n{error}")


def _keep_indicators(_wish: Wish, say: Say) -> None:
    """A file with a fault stops the first start alone; afterwards the indicators stay as they were, and it is said."""
    try:
        fault = indicators.keep()
    except DefinitionError as error:
        raise NotReady(f"规划指标没有载入。\n{error}") from error
    if fault:
        say(f"规划指标的文件有错，原有指标照旧。\n{fault}")


def _keep_machines(_wish: Wish, say: Say) -> None:
    """The same of the kinds of machine, which indicators ask for."""
    try:
        fault = machines.keep()
    except KindsError as error:
        raise NotReady(f"自助设备的种类没有载入。\n{error}") from error
    if fault:
        say(f"自助设备种类的文件有错，原有种类照旧。\n{fault}")


def _build_demo(wish: Wish, say: Say) -> None:
    if wish.is_empty:
        refuse_beside_demo()
    else:
        build(wish.region, wish.size, Progress(say), scale=wish.scale)


def _load_plan(wish: Wish, _say: Say) -> None:
    """The region's plan: a draft until a person confirms it. In the demo somebody has."""
    found = region(wish.region)
    if wish.is_empty and found.plan is not None:
        plans.load(found.plan, region=found, by=system_actor("plans.load"), at=now())


def _show_plans(wish: Wish, say: Say) -> None:
    """The demo has the plan of every region that ships, confirmed by invented people."""
    if not wish.is_empty:
        say("读入和发布规划…")
        show_plans(wish.region, published_on(now()))


def _list_tasks(wish: Wish, say: Say) -> None:
    """The demo's units have worked on this year's list of the plan."""
    plan = _plan_shown(wish)
    if wish.size == "small" and plan is not None and not TaskList.objects.exists():
        say("列出任务清单…")
        keep_ledger(plan, now())


def _write_reports(wish: Wish, say: Say) -> None:
    """The demo's supervisor has issued a report of the plan and is at the next."""
    plan = _plan_shown(wish)
    if plan is not None and not Draft.objects.exists():
        say("起草和印发规划报告…")
        write_reports(plan, now())


def _show_next_plan(wish: Wish, _say: Say) -> None:
    """And an invented one whose years are now, so that a forecast is seen."""
    if _plan_shown(wish) is not None:
        show_next_plan(wish.region, published_on(now()))


def _plan_shown(wish: Wish) -> Plan | None:
    """The plan of the demo's region, once somebody has confirmed it; None where there is no demo."""
    if wish.is_empty or not DemoBuilt.objects.exists():
        return None
    published = Plan.objects.filter(area=region(wish.region).root, status=PlanStatus.PUBLISHED)
    return published.order_by("period").first()  # the real one: the invented one is of later years


def _count_alerts(wish: Wish, say: Say) -> None:
    """The demo's leaders find what is amiss from the first page on, as after any hour that a worker has run."""
    if wish.is_empty or AlertCount.objects.exists():
        return
    say("清点提醒…")
    for area in counted_areas():
        insight.count_alerts(area, by=system_actor(COUNT_ALERTS), at=now())


STEPS: tuple[Callable[[Wish, Say], None], ...] = (
    _load_areas,
    _load_types,
    _load_catalog,
    _load_policies,
    _load_words,
    _keep_machines,
    _keep_indicators,
    _load_plan,
    _build_demo,
    _show_plans,
    _list_tasks,
    _write_reports,
    _show_next_plan,
    _count_alerts,
)
