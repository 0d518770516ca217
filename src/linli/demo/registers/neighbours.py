"""Who lives in the shown communities, in which homes, what they agreed to, and who is called for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from linli.base.actor import Actor
from linli.demo import doors, moments
from linli.demo.draws import Draw
from linli.demo.names import a_name
from linli.demo.places import SHOWN
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.records import Neighbour, Somebody
from linli.demo.residents import Person
from linli.people.lists import FAMILY_CONTACT, GUARDIAN_CONTACT, HEAD
from linli.people.models import Consent, ContactKind, Household, Way
from linli.people.tables import HOUSEHOLDS, RESIDENTS
from linli.web.tables.staging import Counts

KNOWN = 1500  # residents among whom those of a shown community are looked for, as the scripts do
HOMES_AGO, PEOPLE_AGO, JOINED_AGO, AGREED_AGO = 50, 49, 46, 44  # working days
HOMES = {doors.COMMUNITY: 68}
FEWER_HOMES, FAMILIES = 42, 13
CHILD, PARENT, SPOUSE = "child", "parent", "spouse"
KINDS: tuple[tuple[str, ...], ...] = (  # who lives with the head of a household
    (SPOUSE, CHILD, PARENT),
    (),  # an old person alone
    (SPOUSE, CHILD),
    (SPOUSE,),  # two old people
    (CHILD,),
    (SPOUSE, "grandchild"),  # the parents work far away
)
ALONE, COUPLE, LEFT_BEHIND = 1, 3, 5
SHORT = timedelta(days=30)  # a consent that ends earlier has been told of


@dataclass
class Neighbourhood:
    """A community with its worker, and everybody who has been met there. `callers` have a phone and no request yet."""

    community: str
    worker: Actor
    families: list[tuple[Household, Somebody]] = field(default_factory=list)
    callers: list[Neighbour] = field(default_factory=list)
    known: Sequence[Person] = ()
    count: int = 0


def neighbourhoods(clerk: Clerk) -> Iterator[Neighbourhood]:
    """The shown communities, told one after the other."""
    for community in SHOWN:
        if community in clerk.cast.world.places.by_code:
            yield _neighbourhood(clerk, community)


def _neighbourhood(clerk: Clerk, community: str) -> Neighbourhood:
    username = next(post.username for post in doors.STAFF if (post.area, post.role) == (community, "community_worker"))
    known = [person for person in clerk.cast.world.people[:KNOWN] if person.home == community]
    found = Neighbourhood(community, clerk.staff(username), known=known)
    homes = _homes(clerk, found)
    source = clerk.bring_in(RESIDENTS, "居民名册.xlsx", Counts(), by=found.worker, done=clerk.ago(PEOPLE_AGO, 11, 20))
    for number, household in enumerate(homes[:FAMILIES]):
        _family(clerk, found, household, number, source.pk)
    source.counts |= {"rows": found.count, "new": found.count}
    return found


def _homes(clerk: Clerk, found: Neighbourhood) -> list[Household]:
    """By a file: doors, and how many live behind each."""
    done, count = clerk.ago(HOMES_AGO, 10, 40), HOMES.get(found.community, FEWER_HOMES)
    source = clerk.bring_in(HOUSEHOLDS, "各户住几口人.xlsx", Counts(rows=count, new=count), by=found.worker, done=done)
    draw, homes = clerk.about("homes", found.community), []
    for number, address in enumerate(islice(_addresses(draw), count)):
        members = len(KINDS[number % len(KINDS)]) + 1 if number < FAMILIES else draw.whole(1, 5)
        homes.append(
            clerk.create_household(found.community, address, members, source=source.pk, by=found.worker, at=done)
        )
    return homes


def _addresses(draw: Draw) -> Iterator[str]:
    taken: set[str] = set()
    while True:
        address = f"{draw.whole(1, 9)} 号楼 {draw.whole(1, 4)} 单元 {draw.whole(1, 6)}0{draw.whole(1, 3)}"
        if address not in taken:
            taken.add(address)
            yield address


def _family(clerk: Clerk, found: Neighbourhood, household: Household, number: int, source: UUID) -> None:
    """One household with everybody in it, and what follows from who they are."""
    head: Somebody | None = found.known[number] if number < min(len(found.known), FAMILIES // 3) else None
    draw = clerk.about("family", found.community, number)
    kind = number % len(KINDS)
    if head is None:
        head = _entered(clerk, found, a_name(draw), source, with_phone=True)
        if kind not in (ALONE, COUPLE, LEFT_BEHIND):
            found.callers.append(head)
    found.families.append((household, head))
    relatives: list[tuple[str, Neighbour]] = []
    for relation in KINDS[kind]:
        name = a_name(draw)
        full = name if relation == SPOUSE else head.name[:-2] + name[-2:]
        relatives.append((relation, _entered(clerk, found, full, source)))
    joined = clerk.ago(JOINED_AGO - number % 5, 15, 5 + number)
    for relation, person in ((HEAD, head), *relatives):
        since = date(clerk.today.year - draw.whole(1, 9), draw.whole(1, 12), draw.whole(1, 28))
        clerk.join(household, person, relation, since, by=found.worker, at=joined)
    _callers_of(clerk, found, head, relatives, at=clerk.ago(AGREED_AGO - number, 10, 12 + number))
    if kind == ALONE:
        _looked_after(clerk, found, head, draw, number)


def _entered(clerk: Clerk, found: Neighbourhood, name: str, source: UUID, *, with_phone: bool = False) -> Neighbour:
    found.count += 1
    phone = f"1548{len(clerk.enrolled) + 1:07d}" if with_phone else ""
    done = clerk.ago(PEOPLE_AGO, 11, 20)
    return clerk.enrol(name, found.community, phone=phone, source=source, by=found.worker, at=done)


def _callers_of(
    clerk: Clerk,
    found: Neighbourhood,
    head: Somebody,
    relatives: Sequence[tuple[str, Neighbour]],
    *,
    at: datetime,
) -> None:
    """For a child a guardian, for old parents their child, each resting on a consent on paper."""
    for relation, person in relatives:
        if relation in (CHILD, "grandchild"):
            consent = clerk.consent(person, GUARDIAN_CONTACT, Way.GUARDIAN, by=found.worker, at=at)
            kind = ContactKind.GUARDIAN if relation == CHILD else ContactKind.CARER
            theirs = PARENT if relation == CHILD else "grandparent"
            clerk.contact(person, kind, theirs, head, consent, by=found.worker, at=at + timedelta(minutes=3))
        elif relation == PARENT:
            consent = clerk.consent(person, FAMILY_CONTACT, Way.PAPER, by=found.worker, at=at)
            later = at + timedelta(minutes=2)
            clerk.contact(person, ContactKind.EMERGENCY, CHILD, head, consent, by=found.worker, at=later)


def _looked_after(clerk: Clerk, found: Neighbourhood, person: Somebody, draw: Draw, number: int) -> None:
    """Somebody old who lives alone: visited for some months, and with somebody far away to call."""
    at = clerk.ago(AGREED_AGO - 6 - number % 4, 14, 20 + number)
    ends_on = clerk.today + timedelta(days=draw.whole(6, 27))
    visits = clerk.consent(person, "care_visit", Way.PAPER, ends_on=ends_on, by=found.worker, at=at)
    _warned(clerk, person, visits)
    family = clerk.consent(person, FAMILY_CONTACT, Way.PAPER, by=found.worker, at=at + timedelta(minutes=1))
    child = (person.name[:-2] + a_name(draw)[-2:], f"1547{number:07d}")
    clerk.contact(person, ContactKind.EMERGENCY, CHILD, child, family, by=found.worker, at=at + timedelta(minutes=4))
    clerk.look_up(person, "约定这周上门看望的时间", by=found.worker, at=clerk.ago(9 - number % 5, 9, 10 + number))


def _warned(clerk: Clerk, person: Somebody, consent: Consent) -> None:
    """The first night on which no more than a month was left."""
    night = max(consent.ends_on - SHORT, consent.begins_on + timedelta(days=1))
    clerk.warn(person, consent, at=moments.at_time(night, 0, 37))


def first_resident(clerk: Clerk, found: Neighbourhood) -> None:
    """What the one who can be signed in as agreed to, and who looked at their record."""
    me, worker = found.known[0], found.worker
    clerk.about("first resident")
    soon, agreed = clerk.today + timedelta(days=18), clerk.ago(32, 20, 4)
    tasks = clerk.consent(me, "assisted_application", Way.PORTAL, ends_on=soon, by=me.actor, at=agreed)
    _warned(clerk, me, tasks)
    family = clerk.consent(me, FAMILY_CONTACT, Way.PORTAL, by=me.actor, at=clerk.ago(32, 20, 6))
    brother = (me.name[:-2] + "建国", "15470000099")
    clerk.contact(me, ContactKind.EMERGENCY, "sibling", brother, family, by=worker, at=clerk.ago(31, 9, 15))
    visits = clerk.consent(me, "care_visit", Way.PORTAL, by=me.actor, at=clerk.ago(30, 12, 40))
    clerk.withdraw_consent(me, visits, by=me.actor, at=clerk.ago(12, 21, 3))
    clerk.look_up(me, "核对一老一小服务名单", by=worker, at=clerk.ago(27, 10, 22))
    clerk.look_up(me, "高龄津贴材料缺一页，打电话告诉家里", by=worker, at=clerk.ago(16, 15, 41))
    clerk.look_up(me, "停水检修，联系家里的急用联系人", shown=["contact"], by=worker, at=clerk.ago(7, 8, 55))


def ended(clerk: Clerk, found: Neighbourhood) -> None:
    """A consent that has run out and was not given again."""
    clerk.about("ended", found.community)
    person = found.callers[-1]
    last = clerk.ago(14).date()
    consent = clerk.consent(
        person, "assisted_application", Way.PAPER, ends_on=last, by=found.worker, at=clerk.ago(36, 11, 11)
    )
    _warned(clerk, person, consent)
    clerk.lapse(person, consent, at=moments.at_time(last + timedelta(days=1), 0, 37))
