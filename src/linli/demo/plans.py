"""The plans of the demo: the region's own and those of others, each compared with its text by an invented person.

What they put right is data: names in the region's `bindings.toml`, missed figures and settled doubts in
`data/demo/plans.toml`. It is done by the actions everybody uses, so that each plan has its history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from tomllib import loads
from typing import Any

from django.conf import settings
from django.db import transaction

from linli.accounts.models import HeldPost, User, UserKind
from linli.accounts.rights import Role, post_of
from linli.accounts.sessions import actor_of
from linli.areas.models import Area
from linli.areas.region import Region, region, regions
from linli.base.actor import Actor, system_actor
from linli.base.clock import now
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.plans import actions
from linli.plans.bindings import of_area
from linli.plans.models import Plan, PlanStatus
from linli.plans.rules import TargetValues, unsettled

LOADER = system_actor("plans.load")
KEEPER = "guanli"  # who looks after the plan of the region that is served
NAMED = "照原文的意思写名称。（演示）"
MISSED = "程序没有读出来。（演示）"
BY_TABLE = "以主要指标表为准。（演示）"


def show_plans(served: str, at: datetime) -> None:
    """Load and publish the plan of every region that ships and whose area is known.

    One that somebody has touched stays as it is.
    """
    for key in (served, *(each for each in regions() if each != served)):
        found = region(key)
        if found.plan is not None and Area.objects.filter(pk=found.root).exists():
            plan = actions.load(found.plan, region=found, by=LOADER, at=at)
            if plan.status == PlanStatus.DRAFT and not plan.revisions.exists():
                confirm(plan, keeper(found, is_served=key == served), at)


def show_next_plan(served: str, at: datetime) -> None:
    """An invented plan of the years now running, which says that it is one: those of the real ones are over."""
    found = region(served)
    text = (settings.DATA / "demo" / "next_plan.txt").read_text(encoding="utf-8").replace("{place}", found.name)
    plan = actions.take_in(text, area=found.root, by=LOADER, at=at)
    if plan.status == PlanStatus.DRAFT and not plan.revisions.exists():
        by = keeper(found, is_served=True)
        for number in unsettled(plan.reading["problems"], plan.settled()):
            actions.settle(plan, number, note=BY_TABLE, by=by, at=at)
        actions.publish(plan, by=by, at=at)


@transaction.atomic
def confirm(plan: Plan, by: Actor, at: datetime) -> None:
    """Put names right, add what was missed, say of each doubt what holds, and publish where none is left."""
    said, bound = told(plan.area_id), of_area(plan.area_id)
    for target in plan.targets.select_related("plan"):
        if called := bound[target.name].called if target.name in bound else "":
            actions.correct(target, replace(target.values(), name=called), note=NAMED, by=by, at=at)
    for quote, values in missed(said):
        actions.add(plan, values, quote=quote, note=MISSED, by=by, at=at)
    notes = {each["where"]: each["note"] for each in said.get("settled", [])}
    problems = plan.reading["problems"]
    for number in unsettled(problems, plan.settled()):
        if note := notes.get(problems[number - 1]["where"]):
            actions.settle(plan, number, note=note, by=by, at=at)
    if not unsettled(problems, plan.settled()):
        actions.publish(plan, by=by, at=at)


def keeper(of: Region, *, is_served: bool) -> Actor:
    """Who confirms: the demo's administrator; of another region one of its own, whom nobody can sign in as."""
    username = KEEPER if is_served else f"guihua-{of.root}"
    found = User.objects.filter(username=username).first() or _made(username, of)
    posts = found.posts.all()
    return actor_of(found, tuple(post_of(post.role, post.area_id, post.organization_id) for post in posts))


@cache
def told(area: str) -> Mapping[str, Any]:
    """What was missed and what is to hold, of the plan of an area."""
    plans = loads((settings.DATA / "demo" / "plans.toml").read_text(encoding="utf-8"))["plan"]
    return next((each for each in plans if each["area"] == area), {})


def missed(said: Mapping[str, Any]) -> Iterator[tuple[str, TargetValues]]:
    """The figures a program did not read: the words of the plan, and what they say."""
    for each in said.get("missed", []):
        low = Decimal(each["low"]) if "low" in each else None
        sign, unit = each.get("comparator", ""), each.get("unit", "")
        yield each["quote"], TargetValues(each["name"], None, sign, low, None, unit, "", each.get("year"))


def _made(username: str, of: Region) -> User:
    draw, at = Draw(of.key, "plans"), now()
    user = User(kind=UserKind.STAFF, username=username, name=a_name(draw), created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    HeldPost.objects.create(user=user, role=Role.ADMINISTRATOR, area_id=of.root, starts_at=at)
    return user
