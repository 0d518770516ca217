"""Browsers that take somebody's messages: what is kept of them, and what their owner is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from linli.accounts.models import User
from linli.base.actor import system_actor
from linli.base.encryption import decrypt, encrypt, keyed_hash
from linli.base.scope import acting_as
from linli.notifications.models import PushDevice
from linli.notifications.push import Subscription

KEEPER = system_actor("notifications.devices")
"""Finds whose browser it was before, and for the courier where a message goes."""

TABLE = "notifications_push_device"
# What a browser calls itself by holds the names of others, too: the first that fits counts.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Huawei Browser", r"HuaweiBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True)
class Device:
    """One browser as its owner's list shows it; by `mark` a page knows which of them it runs in."""

    id: UUID
    name: str
    mark: str
    made_at: datetime
    worked_at: datetime | None


def put(device: PushDevice, subscription: Subscription) -> None:
    """Set where it is reached and by which keys; whoever calls saves."""
    row = str(device.pk)
    device.endpoint_hash = hash_of(subscription.endpoint)
    device.endpoint_cipher = encrypt(subscription.endpoint, table=TABLE, column="endpoint_cipher", row=row)
    keys = f"{subscription.p256dh} {subscription.auth}"
    device.keys_cipher = encrypt(keys, table=TABLE, column="keys_cipher", row=row)


def hash_of(endpoint: str) -> str:
    """What a browser is found by."""
    return keyed_hash(endpoint, "push_endpoint")


def subscription_of(device: UUID | None, user: User) -> Subscription | None:
    """Where a browser of this person is reached; None where it is none of theirs any more, or its key was given up."""
    if device is None:
        return None
    with acting_as(KEEPER):
        found = PushDevice.objects.filter(pk=device, user=user).first()
    if found is None:
        return None
    row = str(found.pk)
    endpoint = decrypt(found.endpoint_cipher, table=TABLE, column="endpoint_cipher", row=row)
    p256dh, _blank, auth = decrypt(found.keys_cipher, table=TABLE, column="keys_cipher", row=row).partition(" ")
    return Subscription(endpoint, p256dh, auth) if endpoint and auth else None


def devices_of(user: User) -> Sequence[Device]:
    """The browsers somebody turned messages on in, for themselves."""
    found = PushDevice.objects.filter(user=user)
    return [Device(each.pk, each.name, _mark(each), each.made_at, each.worked_at) for each in found]


def name_of(agent: str) -> str:
    """Browser and system in two words, of what a browser calls itself; empty where it says nothing that is known."""
    named = (next((name for name, pattern in known if re.search(pattern, agent)), "") for known in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in named if name)


def _mark(device: PushDevice) -> str:
    """The digest of an address nobody can guess: the page in the browser has the address and makes the same one."""
    endpoint = decrypt(device.endpoint_cipher, table=TABLE, column="endpoint_cipher", row=str(device.pk))
    return sha256(endpoint.encode()).hexdigest() if endpoint else ""
