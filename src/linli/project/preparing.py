"""Bring a database to where people can work: keys, migrations, divisions, types, catalogue, the region's demo.

Runs as linli_owner in a process of its own. Every loader knows by itself whether it has anything to do, so that a
start with nothing to do takes no time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.areas import loading as areas
from linli.areas.region import region
from linli.base import keyring
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.home import home
from linli.catalog import loading as catalog
from linli.demo.build import build, refuse_beside_demo
from linli.organizations import loading as organizations
from linli.plans import actions as plans
from linli.plans.models import PlanStatus
from linli.project.secrets import make_secret

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What the operator asked `linli up` for."""

    region: str
    size: str = "small"
    is_empty: bool = False


def prepare(wish: Wish, say: Say) -> None:
    """Everything before web and worker start; a second call finds nothing to do."""
    make_keys()
    migrate(say)
    for step in STEPS:
        step(wish, say)


def make_keys() -> None:
    """The secrets that several processes would otherwise make at the same time, on first use."""
    make_secret(home())
    keyring.current()
    keyring.lookup_key()


def migrate(say: Say) -> None:
    """Apply what is pending."""
    if pending := pending_migrations():
        say(f"更新数据库结构（{len(pending)} 项）…")
        call_command("migrate", interactive=False, verbosity=0)


def pending_migrations() -> list[str]:
    """The names of migrations the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _load_areas(_wish: Wish, say: Say) -> None:
    """The whole country: an address may lie anywhere, and it takes seconds."""
    areas.load(progress=lambda fraction, words: say(f"{words}…") if fraction < 1 else None)


def _load_types(_wish: Wish, _say: Say) -> None:
    organizations.load(settings.DATA / "types" / "organizations.toml", at=now())


def _load_catalog(_wish: Wish, _say: Say) -> None:
    catalog.load(settings.DATA / "catalog", at=now())


def _build_demo(wish: Wish, say: Say) -> None:
    said: set[str] = set()

    def once(_fraction: float, words: str) -> None:
        if words not in said:
            said.add(words)
            say(f"{words}…")

    if wish.is_empty:
        refuse_beside_demo()
    else:
        build(wish.region, wish.size, once)


def _load_plan(wish: Wish, say: Say) -> None:
    """The region's plan; a draft until a person confirms it, and already confirmed in the demo."""
    found = region(wish.region)
    if found.plan is None:
        return
    loader = system_actor("plans.load")
    plan = plans.load(found.plan, region=found, by=loader, at=now())
    if not wish.is_empty and plan.status == PlanStatus.DRAFT:
        say("发布规划…")
        plans.publish(plan, by=loader, at=now())


STEPS: tuple[Callable[[Wish, Say], None], ...] = (_load_areas, _load_types, _load_catalog, _load_plan, _build_demo)
