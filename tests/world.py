"""A small world for the house's tests: two counties, people of every kind, cases in several stages."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from linli.accounts.actions import create_staff, issue_token, set_contact
from linli.accounts.identities import put_subject
from linli.accounts.models import HeldPost, LinkedIdentity, TotpReset, User, UserKind, WhyReset
from linli.accounts.rights import Role, post_of
from linli.accounts.sessions import HASH_KEY, USER_KEY, SessionStore
from linli.aid import actions as aid
from linli.aid.models import SourceChoices
from linli.aid.rules import Basis, Result
from linli.archives import actions as archives
from linli.archives.models import Proposal, Tombstone
from linli.areas.models import FigureKind
from linli.base.actor import Actor, Kind, system_actor
from linli.base.clock import local_day, now
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.actions.bulk import Told
from linli.cases.attachments import keep_uploads
from linli.cases.models import ActChoices, AnswerTemplate, Case, RoutingRule
from linli.cases.tests import given
from linli.catalog.actions import propose_item
from linli.catalog.choices import OnlineLevel
from linli.followups.models import Callback, Draw, Remedy
from linli.insight import actions as screens
from linli.kiosks import actions as kiosks
from linli.kiosks.doors import COOKIE as KIOSK
from linli.kiosks.tests.given import visit_of
from linli.ledgers import actions as ledgers
from linli.ledgers.models import Ledger
from linli.ledgers.rules import Field, FieldKind, Met, Spec
from linli.notices import actions as notices
from linli.notices.models import Notice
from linli.notices.rules import Channel
from linli.notifications.devices import put as put_subscription
from linli.notifications.models import Message, PushDevice
from linli.notifications.push import Subscription
from linli.organizations.contacts import Contact as UnitContact
from linli.organizations.models import Organization
from linli.people import actions as people
from linli.people.identities import put_identity
from linli.people.models import AskedField, Consent, Contact, Household, HouseholdMember, Resident
from linli.people.tests.given import a_resident_without_phone
from linli.people.tests.given import merged as same_person
from linli.plans.actions import uploads
from linli.plans.models import Plan, PlanItem, PlanRevision, PlanTarget, RevisionKind
from linli.policies import actions as policies
from linli.policies.models import Policy
from linli.policies.tests.given import a_policy
from linli.reports import actions as reports
from linli.reports.rules import Kind as ReportKind
from linli.reports.rules import days_of
from linli.reviews import actions as reviews
from linli.reviews.models import Published
from linli.tables import actions as tables
from linli.tasks import actions as tasks
from linli.tasks.models import Task, TaskList
from linli.territory import actions as territory
from linli.territory.models import Part
from linli.web.tables.register import register_of

HIDDEN_FROM_MOST = "家里的难处"
PASSWORD = "correct horse 42"
IDENTITY = "000000194912310019"  # of no area
CALLED = {
    "committee": ("游园社区居民委员会", "游园社区"),
    "street": ("测试街道办事处", "测试街道"),
    "firm": ("安居物业服务有限公司", "安居物业"),
    "neighbours": ("隔壁社区居民委员会", "隔壁社区"),
    "school": ("实验小学", "实验小学"),
    "far": ("远处村村民委员会", "远处村"),
}
WATCHER = system_actor("tests")


@dataclass
class World:
    """Who and what there is, by the names the tests use."""

    actors: dict[str, Actor] = field(default_factory=dict)
    units: dict[str, Organization] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    files: dict[str, UUID] = field(default_factory=dict)
    messages: dict[str, UUID] = field(default_factory=dict)
    devices: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    callbacks: dict[str, UUID] = field(default_factory=dict)
    words: dict[str, UUID] = field(default_factory=dict)
    archives: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, UUID] = field(default_factory=dict)
    resets: dict[str, UUID] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    imports: dict[str, UUID] = field(default_factory=dict)
    notices: dict[str, UUID] = field(default_factory=dict)
    policies: dict[str, UUID] = field(default_factory=dict)
    rules: dict[str, UUID] = field(default_factory=dict)
    answers: dict[str, UUID] = field(default_factory=dict)
    views: dict[str, UUID] = field(default_factory=dict)
    bulk: dict[str, UUID] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    ledgers: dict[str, UUID] = field(default_factory=dict)
    tasks: dict[str, UUID] = field(default_factory=dict)
    reports: dict[str, UUID] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)  # ledgers of areas, by what they are called here
    shown: UUID | None = None  # what shows a line of one
    plan: UUID | None = None
    proposal: UUID | None = None
    household: UUID | None = None
    request: str = ""
    people: dict[str, UUID] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)
    ground: dict[str, UUID] = field(default_factory=dict)
    machine: UUID | None = None
    screen: UUID | None = None  # on a wall of the county
    secret: str = ""  # of the machine
    locker: UUID | None = None
    entries: int = 0

    def client(self, name: str) -> Client:
        """A browser of this person; of a visitor where nobody has the name."""
        client = Client(raise_request_exception=False)
        for cookie, value in self.cookies(name).items():
            client.cookies[cookie] = value
        return client

    def cookies(self, name: str) -> dict[str, str]:
        """What the browser of this person brings. A visit at the machine begins now: it does not last."""
        session = settings.SESSION_COOKIE_NAME
        if name == "machine":
            return {KIOSK: self.secret}
        if name == "at the machine":
            return {KIOSK: self.secret, session: visit_of(self.secret, self.actors["owner"])}
        return {session: self.sessions[name]} if name in self.actors else {}


def session_of(actor: Actor) -> str:
    """The key of a fresh session, without going through the door."""
    user, store = User.objects.get(pk=actor.user), SessionStore()
    store[USER_KEY], store[HASH_KEY] = str(user.pk), user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def staff(name: str, *posts: tuple[Role, str, Organization | None]) -> Actor:
    """Staff with any number of posts and the password PASSWORD."""
    user = User(kind=UserKind.STAFF, username=name, name={"worker": "李办事"}.get(name, "测试员"))
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    for role, area, unit in posts:
        HeldPost.objects.create(user=user, role=role, area_id=area, organization=unit, starts_at=given.LONG_AGO)
    held = tuple(post_of(role.value, area, unit.pk if unit else None) for role, area, unit in posts)
    return Actor(Kind.STAFF, user=user.pk, posts=held, name=user.name)


def a_photo(name: str = "灯.png", colour: str = "teal", size: tuple[int, int] = (640, 480)) -> SimpleUploadedFile:
    """A picture as a phone sends one."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/png")


def built() -> World:
    """The world, from nothing but the template's types, catalogue and areas."""
    world = World()
    _units(world)
    _people(world)
    _cases(world)
    _traces(world)
    _callbacks(world)
    _words(world)
    _archives(world)
    _register(world)
    _ground(world)
    _contacts(world)
    _machine(world)
    _screen(world)
    _notices(world)
    _policies(world)
    _rules(world)
    _often(world)
    _bulk(world)
    _needs(world)
    _ledger(world)
    _reports(world)
    _kept(world)
    world.sessions = {name: session_of(actor) for name, actor in world.actors.items()}
    world.entries = written()
    return world


def _units(world: World) -> None:
    world.units = {
        "committee": given.a_unit("community_committee"),
        "street": given.a_unit("subdistrict_office", area=given.STREET),
        "firm": given.a_unit("property_company"),
        "neighbours": given.a_unit("community_committee", area=given.NEIGHBOUR),
        "school": given.a_unit("school", area=given.COUNTY),
        "far": given.a_unit("village_committee", area=given.OTHER_COMMUNITY),
    }
    for key, (name, short) in CALLED.items():
        Organization.objects.filter(pk=world.units[key].pk).update(name=name, short_name=short)
        world.units[key].refresh_from_db()


def _notices(world: World) -> None:
    """One for everybody of the community, one for who lives there and signs in, one taken back."""
    worker, at = world.actors["worker"], now()
    today = local_day(at)
    until = today + timedelta(days=7)
    told = {"area": given.COMMUNITY, "shows_from": today, "shows_until": until}
    for name, title, channels in (
        ("shown", "周三停水", ("portal", "app", "board")),
        ("home", "业主大会改期", ("app",)),
        ("withdrawn", "周二停电", ("portal",)),
    ):
        new = notices.NewNotice(title=title, body="上午九点到下午五点。\n请提前存水。", channels=channels, **told)
        world.notices[name] = given.do(notices.publish, new, by=worker, at=at).pk
    with acting_as(worker):
        taken_back = Notice.objects.get(pk=world.notices["withdrawn"])
    given.do(notices.withdraw, taken_back, reason="停电取消了", by=worker, at=at)
    notices.count_reader(world.notices["shown"], Channel.PORTAL, at=at)


def _policies(world: World) -> None:
    """One in force, one retired."""
    keeper, at = world.actors["administrator"], now()
    world.policies = {
        "in force": a_policy(keeper).pk,
        "retired": a_policy(keeper, title="旧的高龄津贴", words=[]).pk,
    }
    with acting_as(keeper):
        old = Policy.objects.get(pk=world.policies["retired"])
        policies.retire(old, reason="换了新办法", by=keeper, at=at)


def _rules(world: World) -> None:
    """Who receives what by a rule of the desk: one that holds, one that was ended."""
    keeper, at = world.actors["administrator"], now()
    for name, code in (("in force", "lift-installation"), ("ended", "recycling-pickup")):
        wanted = actions.Wanted(given.COMMUNITY, world.units["committee"], given.an_item(code))
        world.rules[name] = given.do(actions.add_rule, wanted, reason="社区先上门看", by=keeper, at=at).pk
    with acting_as(keeper):
        ended = RoutingRule.objects.get(pk=world.rules["ended"])
    given.do(actions.end_rule, ended, reason="试完了", by=keeper, at=at)


def _often(world: World) -> None:
    """What the committee often answers, one of it ended; how its worker looks at the list, alone and with the unit."""
    worker, at, unit = world.actors["worker"], now(), world.units["committee"].pk
    for name, title in (("in use", "换灯泡"), ("ended", "旧的说法")):
        said = actions.Words(title, "____的灯换好了。", "public-repair")
        world.answers[name] = given.do(actions.add_answer, said, unit=unit, by=worker, at=at).pk
    with acting_as(worker):
        old = AnswerTemplate.objects.get(pk=world.answers["ended"])
    given.do(actions.end_answer, old, by=worker, at=at)
    for name, is_shared in (("own", False), ("shared", True)):
        query = f"due={'soon' if is_shared else 'late'}&whose=mine"
        world.views[name] = given.do(actions.keep_view, f"{name}一览", query, is_shared=is_shared, by=worker, at=at).pk


def _bulk(world: World) -> None:
    """Tried by the committee's worker: what is new would be taken up, what is taken up already would not."""
    worker, at = world.actors["worker"], now()
    rows = [(case.number, case.version) for case in (world.cases["new"], world.cases["taken"])]
    run = given.do(actions.begin_bulk, ActChoices.ACCEPT, rows, Told(), by=worker, at=at)
    world.bulk["tried"] = run.pk


def _contacts(world: World) -> None:
    """Whom to ask for in the committee."""
    contact = UnitContact("孙主任", "0318-0001234")
    given.do(set_contact, world.units["committee"], contact, by=world.actors["worker"], at=now())


def _needs(world: World) -> None:
    """The owner needs help: of one thing found, of one the street is asked to take on, of one that has ended."""
    worker, at = world.actors["worker"], now()
    with acting_as(worker):
        for name in ("ours", "asked", "ended"):
            new = aid.NewNeed(
                kind="medical", area=given.COMMUNITY, source=SourceChoices.VISIT, basis=Basis.URGENT,
                words=HIDDEN_FROM_MOST, resident=world.actors["owner"].resident, reason="等不到本人同意",
            )  # fmt: skip
            need = aid.find(new, by=worker, at=at)
            aid.tell_person(need, by=worker, at=at)
            world.needs[name] = need.number
            if name == "asked":
                aid.report(need, by=worker, at=at)
            elif name == "ended":
                aid.close(need, result=Result.MOVED, reason="搬去女儿家了", by=worker, at=at)


def _published_twice(plan: Plan, by: Actor, at: datetime) -> None:
    """A plan that wanted less when it was published first."""
    target = PlanTarget.objects.create(
        plan=plan, order=1, name="每百户居民拥有社区综合服务设施面积", low=30, comparator=">=", unit_of_measure="平方米",
        attribute="预期性", year=2025, raw="每百户30平方米",
    )  # fmt: skip
    for low, days in ((20, 2), (30, 1)):
        kept = {"targets": [{**target.as_published(), "low": str(low)}]}
        facts = {"after": kept, "made_by_id": by.user, "made_at": at - timedelta(days=days)}
        PlanRevision.objects.create(plan=plan, kind=RevisionKind.PUBLISHED, **facts)


def _ledger(world: World) -> None:
    """A list of the county that was sent, with a task reported and asked about; next year's is a draft."""
    supervisor, worker, at = world.actors["supervisor"], world.actors["worker"], now()
    facts = {"text": "一件一件办好。", "reading": {}, "loaded_at": at, "published_at": at, "status": "published"}
    done = Plan.objects.create(area_id=given.COUNTY, title="任务规划", text_hash="9" * 64, **facts)
    for order in (1, 2):
        PlanItem.objects.create(
            plan=done, kind="row", order=order, title=f"第{order}件事", text=f"办好第{order}件事。", goal="覆盖率达到100%。",
            lead_units=[world.units["committee"].name], responsible_units=[world.units["school"].name],
        )  # fmt: skip
    _published_twice(done, supervisor, at)
    year = local_day(at).year
    for name, when in (("sent", year), ("draft", year + 1)):
        made = given.do(tasks.make, done, when, by=supervisor, at=at)
        world.ledgers[name] = made.pk
        with acting_as(supervisor):
            for task in Task.objects.filter(ledger=made):
                world.tasks[f"{name} {task.order}"] = task.pk
    with acting_as(supervisor):
        tasks.send(TaskList.objects.get(pk=world.ledgers["sent"]), by=supervisor, at=at)
        first = Task.objects.get(pk=world.tasks["sent 1"])
        tasks.supervise(first, words="为什么慢了？", due_on=local_day(at) + timedelta(days=7), by=supervisor, at=at)
    with acting_as(worker):
        said = tasks.Said(
            40,
            "一半的楼道装好了。",
            cases=(world.cases["taken"].number,),
            files=keep_uploads([a_photo()], field="files"),
        )
        report = tasks.report(first, said, by=worker, at=at)
        world.tasks["photo"] = report.evidence.exclude(key="").get().pk


def _kept(world: World) -> None:
    """A ledger that is filled with something to show it, one that waits to be published, and one with numbers alone."""
    supervisor, worker, at = world.actors["supervisor"], world.actors["worker"], now()
    lit = Field("f1", "通了没有", FieldKind.YES_NO)
    homes = Field("f2", "户数", FieldKind.WHOLE, required=False, unit="户")
    shown = Spec((lit, homes), "看光缆到了没有。", needs_evidence=True, met=Met.YES, met_field="f1", renew_months=12)
    plain = Spec((lit,), goals=((local_day(at).year, Decimal(80)),), due_on=local_day(at))
    for name, title, spec in (("fibre", "光纤通村", shown), ("water", "消防水源", plain), ("draft", "村庄规划", plain)):
        wanted = ledgers.Wanted(title, "community", "", None, ("community_committee",), spec)
        made = given.do(ledgers.draft, None, wanted, area=given.COUNTY, by=supervisor, at=at)
        world.kept[name] = made.key
        if name != "draft":
            given.do(ledgers.publish, made, by=supervisor, at=at)
    with acting_as(worker):
        said = ledgers.Said(local_day(at), {"f1": True, "f2": 300}, "入户了", keep_uploads([a_photo()], field="shown"))
        fibre = Ledger.objects.get(key=world.kept["fibre"])
        world.shown = ledgers.fill(fibre, given.COMMUNITY, said, by=worker, at=at).evidence.get().pk


def _reports(world: World) -> None:
    """The county's report of last year, issued with its files; this year's is a draft."""
    supervisor, at = world.actors["supervisor"], now()
    with acting_as(supervisor):
        plan = TaskList.objects.get(pk=world.ledgers["sent"]).plan
    year = local_day(at).year
    for name, when in (("issued", year - 1), ("draft", year)):
        kind = ReportKind.YEAR
        draft = given.do(reports.begin, plan, kind, days_of(kind, when), by=supervisor, at=at)
        world.reports[name] = draft.pk
        if name == "issued":
            world.reports[name] = given.do(reports.issue, draft, by=supervisor, at=at).pk
            reports.make(world.reports[name], at=at)


def _screen(world: World) -> None:
    """A screen of the county that waits for its code."""
    administrator = world.actors["administrator"]
    with acting_as(administrator):
        fresh = screens.register(
            label="县政务大厅", area=given.COUNTY, figures=["kiosk_coverage"], by=administrator, at=now()
        )
    world.screen = fresh.screen.pk


def _machine(world: World) -> None:
    """The machine in the committee's hall."""
    facts = {"label": "YY-01", "area": given.COMMUNITY, "place": "服务大厅进门左手"}
    fresh = given.do(kiosks.register, **facts, by=world.actors["worker"], at=now())
    device, world.secret = kiosks.enrol(code=fresh.code, whence="test", at=now())
    world.machine = device.pk
    facts = {"label": "KJ-01", "area": given.COMMUNITY, "place": "小区东门", "kind": "parcel_locker"}
    locker = given.do(kiosks.register, **facts, by=world.actors["worker"], at=now()).device
    kiosks.hear(locker, at=now(), uses=5)
    world.locker = locker.pk
    with acting_as(WATCHER):
        owner = Resident.objects.get(pk=world.actors["owner"].resident)
    given.do(kiosks.give_pass, owner, by=world.actors["owner"], at=now())


def _people(world: World) -> None:
    unit = world.units
    every = (Role.ADMINISTRATOR, Role.DISPATCHER, Role.SUPERVISOR)
    world.actors = {
        "owner": given.a_resident("王秀英"),
        "resident": given.a_resident("李大山"),
        "worker": staff("worker", (Role.COMMUNITY_WORKER, given.COMMUNITY, unit["committee"])),
        "neighbour": staff("neighbour", (Role.COMMUNITY_WORKER, given.NEIGHBOUR, unit["neighbours"])),
        # Whatever another county has: nobody there is shown more.
        "stranger": staff(
            "stranger",
            (Role.COMMUNITY_WORKER, given.OTHER_COMMUNITY, unit["far"]),
            *((role, given.OTHER_COUNTY, None) for role in every),
        ),
        # Sees the community's ordinary work by its area; what it may do, by its unit, is another matter.
        "street": staff("street", (Role.COMMUNITY_WORKER, given.STREET, unit["street"])),
        "school": staff("school", (Role.HANDLER, given.COUNTY, unit["school"])),
        "supervisor": staff("supervisor", (Role.SUPERVISOR, given.COUNTY, None)),
        "administrator": staff("administrator", (Role.ADMINISTRATOR, given.COUNTY, None)),
        "caller": staff("caller", (Role.DISPATCHER, given.COUNTY, None)),
    }
    world.actors["newcomer"] = _newcomer(world.actors["administrator"])


def _newcomer(administrator: Actor) -> Actor:
    """Whom the county's administrator has just given a sign-in and no post yet."""
    facts = {"username": "newcomer", "name": "新来的", "password": PASSWORD}
    user = given.do(create_staff, **facts, by=administrator, at=now())
    return Actor(Kind.STAFF, user=user.pk, name=user.name)


def _cases(world: World) -> None:
    owner, worker = world.actors["owner"], world.actors["worker"]
    at = now() - timedelta(minutes=30)
    with acting_as(owner):
        photos = keep_uploads([a_photo()], field="photo")
        for name in ("new", "taken", "resolved", "rated", "secret"):
            request = given.a_request(title=HIDDEN_FROM_MOST if name == "secret" else "楼道灯不亮", attachments=photos)
            world.cases[name] = actions.submit(request, by=owner, at=at)
        words = {"description": ["二楼的灯也不亮"], "place": ["3 号楼"]}
        actions.keep_draft("public-repair", words, by=owner, at=at)
    case = world.cases
    for name in ("taken", "resolved", "rated"):
        given.do(actions.accept, case[name], by=worker, at=at + timedelta(minutes=2))
    for name in ("resolved", "rated"):
        given.do(actions.resolve, case[name], reply="换了灯泡和开关。", by=worker, at=at + timedelta(minutes=9))
    given.do(actions.rate, case["rated"], level=4, comment="挺快的", by=owner, at=at + timedelta(minutes=12))
    given.do(actions.raise_audience, case["secret"], by=worker, at=at + timedelta(minutes=12))
    with acting_as(WATCHER):
        world.cases = {name: Case.objects.get(pk=one.pk) for name, one in case.items()}
        world.files = {name: one.attachments.get().pk for name, one in case.items()}


def _callbacks(world: World) -> None:
    """The owner is to be asked once more about the case they rated."""
    case, at = world.cases["rated"], now()
    month = local_day(at).replace(day=1)
    with acting_as(WATCHER):
        facts = {"month": month, "area_id": given.COMMUNITY, "made_at": at, "due_at": at + timedelta(days=9)}
        world.callbacks["rated"] = Callback.objects.create(case=case, kind="drawn", **facts).pk
        drawn = {"seed": "tests", "percent": 10, "closed": 1, "drawn": 1}
        facts = {"cause": "rating", "level": 2, "step": "remedy", "appeal": "open", "opened_at": at}
        facts |= {name: at + timedelta(days=5) for name in ("due_at", "appeal_until", "appeal_due_at")}
        Remedy.objects.create(case=case, area_id=given.COMMUNITY, unit=world.units["committee"], **facts)
        Draw.objects.create(month=month, area_id=given.COUNTY, at=at, **drawn)


def _words(world: World) -> None:
    """What the owner wrote when they rated is public; so are the figures of the committee and of the item."""
    case, at = world.cases["rated"], now() - timedelta(days=4)
    caller = world.actors["caller"]
    world.words["rated"] = given.do(reviews.release, case, public="挺快的", by=caller, at=at).pk
    month = local_day(at).replace(day=1)
    numbers = {"closed": 8, "counted": 9, "responded": 8, "answered": 7, "solved": 6, "rated": 6, "satisfied": 5}
    with acting_as(WATCHER):
        for of in ({"unit": world.units["committee"]}, {"item_id": "public-repair"}):
            for first in (date(month.year - 1, 11, 1), month):
                shares = {"levels": [2, 2, 1, 1, 0], "remedies": [1, 0, 0]}
                Published.objects.create(first=first, last=first, **shares, **numbers, **of)


def _archives(world: World) -> None:
    """The owner has had the file of the case they rated made."""
    owner, at = world.actors["owner"], now()
    world.archives["rated"] = given.do(archives.ask, world.cases["rated"], by=owner, at=at).pk
    archives.make(world.archives["rated"], at=at)
    with acting_as(WATCHER):  # as if what is confidential had been due: the worker has proposed to destroy it
        secret, by = world.cases["secret"], world.actors["worker"].user
        whose = {"area_id": given.COMMUNITY, "unit": world.units["committee"], "proposed_by_id": by}
        proposal = Proposal.objects.create(state="waiting", proposed_at=at, **whose)
        world.archives["proposal"] = proposal.pk
        facts = {"number": secret.number, "item_id": secret.item_id, "area_id": secret.area_id, "due_on": local_day(at)}
        facts |= {"submitted_at": secret.submitted_at, "closed_at": at, "rule": "confidential", "years": 30}
        Tombstone.objects.create(proposal=proposal, case=secret, rule_name="保密的", **facts)


def _ground(world: World) -> None:
    """Two grids of the community, one of them too large and with somebody who works there, and one far away."""
    worker, stranger = world.actors["worker"], world.actors["stranger"]
    counted = {"counted_on": now().date() - timedelta(days=9), "source": "入户登记"}
    new = [territory.NewGrid(given.COMMUNITY, "第一网格", None, 620, **counted)]
    new.append(territory.NewGrid(given.COMMUNITY, "第二网格"))
    first, second = given.do(territory.open_grids, new, by=worker, at=now())
    [far] = given.do(
        territory.open_grids, [territory.NewGrid(given.OTHER_COMMUNITY, "远处网格")], by=stranger, at=now()
    )
    world.grids = {"first": first.code, "second": second.code, "far": far.code}
    user = User.objects.get(pk=worker.user)
    taken = territory.NewGridPost(first.code, user, Part.FULL_TIME, counted["counted_on"])
    [post] = given.do(territory.assign_workers, [taken], by=worker, at=now())
    world.posts["grid"] = post.pk
    households = territory.NewFigure(
        given.COMMUNITY, FigureKind.HOUSEHOLDS, counted["counted_on"], 1240, counted["source"]
    )
    [figure] = given.do(territory.enter_figures, [households], by=worker, at=now())
    old = territory.NewTag(given.COMMUNITY, "old_estate", counted["counted_on"], "改造名单")
    [tag] = given.do(territory.tag_areas, [old], by=worker, at=now())
    world.ground = {"figure": figure.pk, "tag": tag.pk}


def _traces(world: World) -> None:
    worker, owner = world.actors["worker"], world.actors["owner"]
    given.do(actions.reveal, world.cases["taken"], purpose="上门前打电话", by=worker, at=now())
    with acting_as(worker):
        token, _secret = issue_token(User.objects.get(pk=worker.user), name="报表程序", by=worker, at=now())
    with acting_as(WATCHER):
        world.tokens["worker"] = token.pk
        world.resets["school"] = _a_reset(world.actors["school"], world.actors["administrator"])
        world.messages["owner"] = Message.objects.filter(to_user=owner.user).latest("pk").pk
        world.messages["committee"] = Message.objects.filter(to_organization=worker.units[0]).latest("pk").pk
        failed = Message.objects.filter(channel="sms", about_id=world.cases["resolved"].pk).latest("pk")
        world.messages["failed"] = failed.pk
        Message.objects.filter(pk=failed.pk).update(state="failed", settled_at=now())
        for actor, way in ((worker, "oidc-staff"), (owner, "oidc-residents")):
            identity = LinkedIdentity(user_id=actor.user, way=way, linked_at=now())
            put_subject(identity, f"https://provider.example {actor.user}")
            identity.save(force_insert=True)
        world.devices = {name: _a_browser(world.actors[name]) for name in ("owner", "worker")}
    world.plan = _a_plan()
    world.proposal = _a_proposal(world.actors["administrator"])
    world.imports["units"] = _a_file(world.actors["administrator"])
    world.imports["plan"] = _a_scan(world.actors["administrator"])
    world.posts["worker"] = HeldPost.objects.get(user=worker.user).pk


def _a_browser(whose: Actor) -> UUID:
    """They have turned messages on in it, and not chosen to be told there."""
    device = PushDevice(user_id=whose.user, name="Chrome · Android", made_at=now())
    put_subscription(device, Subscription(f"https://push.example/{whose.user}", "key", "secret"))
    device.save(force_insert=True)
    User.objects.filter(pk=whose.user).update(has_push=True)
    return device.pk


def _a_reset(about: Actor, by: Actor) -> UUID:
    """An administrator has asked that somebody's one-time code be dropped."""
    lost = TotpReset(user_id=about.user, reason=WhyReset.LOST, asked_by_id=by.user, asked_at=now())
    lost.save(force_insert=True)
    return lost.pk


def _register(world: World) -> None:
    """The owner's household, what they agreed to, and whom to call for them."""
    owner, day = world.actors["owner"].resident, given.LONG_AGO.date()
    last = (now() + timedelta(days=200)).date()
    with acting_as(WATCHER):
        record = Resident.objects.get(pk=owner)
        put_identity(record, IDENTITY)
        record.save(update_fields=["identity_hash", "identity_cipher"])
        home = Household.objects.create(area_id=given.COMMUNITY, address="3 号楼 101", member_count=3, begun_on=day)
        member = HouseholdMember.objects.create(household=home, resident_id=owner, relation="head", since=day)
        agreed = {"way": "paper", "begins_on": day, "ends_on": last}
        consent = Consent.objects.create(resident_id=owner, purpose="family_contact", **agreed)
        called = {"kind": "emergency", "relation": "neighbour", "consent": consent, "since": day}
        contact = Contact.objects.create(resident_id=owner, other_id=world.actors["resident"].resident, **called)
    worker = world.actors["worker"]
    with acting_as(world.actors["owner"]):
        facts = {"field": AskedField.IDENTITY, "words": f"应该是 {IDENTITY}，最后一位写错了"}
        asked = people.ask_correction(record, **facts, by=world.actors["owner"], at=now())
    twins = [given.a_resident("孙巧巧").resident for _each in range(2)]
    with acting_as(worker):
        kept, gone = (Resident.objects.get(pk=each) for each in twins)
    merged = same_person(kept, gone, worker, now())
    with acting_as(worker):
        people.release_phone(kept, reason="号码停机了", by=worker, at=now())
    without = [a_resident_without_phone("周小小").pk for _each in range(2)]
    world.people = {"merge": merged.pk, "kept": kept.pk, "without": without[0], "twin": without[1]}
    world.request = asked.number
    world.household = home.pk
    world.people |= {"owner": owner, "member": member.pk, "consent": consent.pk, "contact": contact.pk}


def _a_file(administrator: Actor) -> UUID:
    """A file of units that the county's administrator has sent, with a row that is wrong; and one export."""
    rows = f"名称,类型,所在区划\n新单位,居民委员会,{given.COMMUNITY}\n错单位,没有这种,{given.OTHER_COMMUNITY}\n"
    units = register_of("organizations")
    with acting_as(administrator):
        sent = tables.upload(units, name="单位.csv", data=rows.encode("gb18030"), by=administrator, at=now())
        tables.give_out(units, by=administrator, at=now())
    tables.run_check(sent.pk)
    return sent.pk


def _a_proposal(administrator: Actor) -> UUID:
    """What the county's administrator would change of a service item, waiting for another person."""
    item = given.an_item("job-help").as_written
    changed = replace(item, online_level=OnlineLevel.FULL)
    return given.do(propose_item, changed, reason="现在网上能办全了", by=administrator, at=now()).pk


def _a_scan(administrator: Actor) -> UUID:
    """A picture that the county's administrator has uploaded as a plan; it could not be read."""
    with acting_as(administrator):
        sent = uploads.upload("规划.png", a_photo().read(), area=given.COUNTY, by=administrator, at=now())
    uploads.read_upload(sent.pk)
    return sent.pk


def _a_plan() -> UUID:
    """A plan of the county as a program has read it, not yet confirmed."""
    text = "到2025年，社区综合服务设施面积达到每百户30平方米以上。"
    facts = {"title": "城乡社区服务体系建设规划", "period": "2021-2025", "document_number": "测政办字〔2022〕1号"}
    problem = {"kind": "unreadable", "where": "附件", "message": "有一行的格子对不上表头。", "span": [0, 7]}
    plan = Plan.objects.create(
        area_id=given.COUNTY, text=text, text_hash="0" * 64, reading={"problems": [problem]}, loaded_at=now(), **facts
    )
    found = {"name": "每百户居民拥有社区综合服务设施面积", "low": 30, "comparator": ">=", "unit_of_measure": "平方米"}
    PlanTarget.objects.create(plan=plan, order=1, raw="每百户30平方米", span_start=21, span_end=29, **found)
    PlanTarget.objects.create(plan=plan, order=2, name="按期办结率", low=95, unit_of_measure="%", raw="95%")
    for order, title in enumerate(("建好综合服务设施", "管好综合服务设施"), 1):
        PlanItem.objects.create(
            plan=plan, kind="row", order=order, heading="（一）补短板", title=title, text=text, span_start=0, span_end=27,
            lead_units=["县民政局"], responsible_units=[CALLED["committee"][0]], goal="达到每百户30平方米以上。",
        )  # fmt: skip
    return plan.pk


class _Undo(Exception):
    """Carries nothing; takes back what was written on the way."""


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the block writes is taken back at its end."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


def written() -> int:
    """How many entries the journal holds: what an action leaves behind."""
    with acting_as(WATCHER):
        return JournalEntry.objects.count()


def fields_of(html: str) -> Mapping[str, str]:
    """Name and value of a page's hidden inputs."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return dict(found)
