"""Readable starts: somebody to tell, and something to tell about."""

from linli.accounts.boxes import MAIL, WECOM
from linli.accounts.models import User
from linli.base import encryption
from linli.base.actor import Actor, Kind, Post
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.notifications.actions import COURIER, tell
from linli.notifications.models import Message
from linli.organizations.models import Organization, OrganizationType

PHONE = "13800001234"
AREA = "131102"


def a_resident(phone: str = PHONE) -> User:
    user = User(kind="resident", phone_hash=encryption.keyed_hash(f"{phone}{new_id()}", "phone"))
    user.phone_cipher = encryption.encrypt(phone, table="accounts_user", column="phone_cipher", row=str(user.pk))
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def a_unit(name: str = "康宁社区居委会") -> Organization:
    kind = OrganizationType.objects.order_by("code").first()
    return Organization.objects.create(name=f"{name}{new_id()}", short_name=name, type=kind, area_id=AREA)


def a_clerk(*units: Organization) -> Actor:
    posts = tuple(Post("community_worker", AREA, unit.pk) for unit in units)
    user = User.objects.create(kind="staff", username=str(new_id()), name="王芳")
    return Actor(Kind.STAFF, user=user.pk, posts=posts, name="王芳")


def resident_actor(user: User) -> Actor:
    return Actor(Kind.RESIDENT, user=user.pk, resident=user.pk)


def something() -> JournalEntry:
    """Anything with a name and an id: the outbox keeps no key to what it speaks about."""
    thing = JournalEntry()
    thing.pk = new_id()
    return thing


def told(to: User | Organization, **facts: object) -> Message:
    """A message that stands committed (where the test's database commits)."""
    with acting_as(COURIER):
        return tell(to, "tests.happened", about=something(), number="131102-20261122-0001", at=now(), **facts)


def reread(message: Message) -> Message:
    with acting_as(COURIER):
        return Message.objects.get(pk=message.pk)


def a_mail_reader(mail: str, ways: str = "mail") -> User:
    """A resident with a phone, who gave an address and chose."""
    reader = a_resident()
    MAIL.put(reader, mail)
    reader.ways = ways
    reader.save(update_fields=["mail_cipher", "ways"])
    return reader


def a_wecom_reader(account: str) -> User:
    """Somebody of the staff who gave an account of WeCom and chose it."""
    reader = User(kind="staff", username=str(new_id()), name="王芳", ways="wecom")
    WECOM.put(reader, account)
    reader.save(force_insert=True)
    return reader
