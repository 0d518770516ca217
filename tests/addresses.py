"""Every address of the product by its name, and how a test fills one in from its world."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases.tests.given import COMMUNITY, COUNTY
from linli.plans.models import PlanItem
from tests.world import World

Made = Callable[[World], dict[str, Any]]
API = (
    "api"  # described by its own document and tried in linli/cases/tests/test_api.py and tests/house/test_api_schema.py
)


def walk(resolver: URLResolver, space: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Name with its name spaces, and pattern, of everything below a resolver."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, (*space, *([pattern.namespace] if pattern.namespace else [])))
        else:
            yield ":".join((*space, str(pattern.name))), pattern


def pages() -> dict[str, URLPattern]:
    """All addresses but the API's."""
    return {name: pattern for name, pattern in walk(get_resolver()) if name.split(":")[0] not in (API, "None")}


def said(**data: Any) -> Made:
    """The same in every world: arguments of an address, or what a form sends."""
    return lambda _world: data


def of(case: str, **more: str) -> Made:
    """The address of a case of the world."""
    return lambda world: {"number": world.cases[case].number, **more}


def file_of(case: str, holder: str = "") -> Made:
    """A file, under its own case or under another one's number."""
    return lambda world: {"number": world.cases[holder or case].number, "file": world.files[case]}


def callback(name: str) -> Made:
    """Whom to ask once more."""
    return lambda world: {"callback": world.callbacks[name]}


def word(name: str) -> Made:
    """What was said and is public."""
    return lambda world: {"word": world.words[name]}


def archive(name: str, kind: str) -> Made:
    """The file of a case that its owner has had made."""
    return lambda world: {"number": world.cases[name].number, "file": world.archives[name], "kind": kind}


def unit(name: str) -> Made:
    """The address of a unit."""
    return lambda world: {"unit": world.units[name].pk}


def user(name: str) -> Made:
    """The address of a member of staff."""
    return lambda world: {"user": world.actors[name].user}


def file_sent(name: str) -> Made:
    """The address of a file that was brought in."""
    return lambda world: {"pk": world.imports[name]}


def grid(name: str, **more: Any) -> Made:
    """The address of a grid."""
    return lambda world: {"code": world.grids[name], **more}


def need(name: str, **more: Any) -> Made:
    """A need by its number."""
    return lambda world: {"number": world.needs[name], **more}


def notice(name: str) -> Made:
    """The address of a notice."""
    return lambda world: {"notice": world.notices[name]}


def policy(name: str) -> Made:
    """The address of a policy."""
    return lambda world: {"policy": world.policies[name]}


def rule(name: str) -> Made:
    """A rule for who receives what."""
    return lambda world: {"rule": world.rules[name]}


def answer(name: str) -> Made:
    """What the committee often answers."""
    return lambda world: {"answer": world.answers[name]}


def view(name: str) -> Made:
    """A view of the list that the committee's worker keeps."""
    return lambda world: {"view": world.views[name]}


def bulk(name: str) -> Made:
    """A run over many cases that the committee's worker has begun."""
    return lambda world: {"run": world.bulk[name]}


def plan_sent(world: World) -> dict[str, Any]:
    """The address of a plan's file that was uploaded."""
    return {"upload": world.imports["plan"]}


def plan(**more: Any) -> Made:
    """The address of the county's plan."""
    return lambda world: {"plan": world.plan, **more}


def plan_item(order: int) -> Made:
    """The address of a row of the plan's division of work."""
    return lambda world: {
        "plan": world.plan,
        "item": PlanItem.objects.values_list("pk", flat=True).get(plan=world.plan, kind="row", order=order),
    }


def ledger(name: str) -> Made:
    """A list of tasks."""
    return lambda world: {"tasks": world.ledgers[name]}


def task(name: str, **more: str) -> Made:
    """A task of a list; `evidence` names what was shown."""
    return lambda world: {"task": world.tasks[name], **{key: world.tasks[value] for key, value in more.items()}}


def kept(name: str, **more: str) -> Made:
    """A ledger of areas; with `code`, an area of it."""
    return lambda world: {"key": world.kept[name], **more}


def shown(name: str) -> Made:
    """What shows the line of the worker's community."""
    return lambda world: {"key": world.kept[name], "code": COMMUNITY, "evidence": world.shown}


def a_ledger(_world: World) -> dict[str, Any]:
    """What a ledger of areas asks for."""
    row = {"label": "有没有", "kind": "yes_no", "unit": "", "choices": "", "code": ""}
    rows = {f"fields-0-{name}": value for name, value in row.items()}
    return {
        "name": "5G 基站", "area": COUNTY, "where": "community:", "kinds": "community_committee", "met": "exists",
        "figure": "coverage", "fields-TOTAL_FORMS": "1", "fields-INITIAL_FORMS": "0", **rows,
    }  # fmt: skip


def report(name: str, key: str = "report", **more: str) -> Made:
    """A report that was issued; with `key="draft"` one that is being written."""
    return lambda world: {key: world.reports[name], **more}


def resident(name: str) -> Made:
    """The record of a resident."""
    return lambda world: {"resident": world.actors[name].resident}


def home() -> Made:
    """The address of the owner's household."""
    return lambda world: {"household": world.household}


def held(name: str) -> Made:
    """What hangs on the owner's record: a consent, a contact, a membership."""
    return lambda world: {name: world.people[name]}


def screen() -> Made:
    """The screen on the county's wall."""
    return lambda world: {"screen": world.screen}


def machine() -> Made:
    """The address of the community's machine at the desk."""
    return lambda world: {"device": world.machine}


def locker() -> Made:
    """The address of the community's parcel locker, which is heard by a token."""
    return lambda world: {"device": world.locker}


def proposed_secret() -> Made:
    """What the worker has proposed to destroy of what is confidential."""
    return lambda world: {"proposal": world.archives["proposal"]}


def proposed() -> Made:
    """What the administrator has proposed for a service item."""
    return lambda world: {"proposal": world.proposal}


def about_the_record() -> Made:
    """The owner's request to have something put right."""
    return lambda world: {"number": world.request}
