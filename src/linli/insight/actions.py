"""The verbs of screens on walls, and the counting of alerts; the only code here that writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.clock import local_day
from linli.base.encryption import keyed_hash
from linli.base.journal import record
from linli.base.languages import SOURCE
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.insight.alerts import alerts
from linli.insight.models import MANAGE, Alert, AlertCount, Screen
from linli.kiosks import rules

DOOR = system_actor("insight.screen")  # a screen in front of which nobody is signed in: the wall itself reads
ENROLLING = "screen"
MOST_FIGURES = 6
SEEN_EVERY = timedelta(minutes=1)
HOLD = "SELECT pg_advisory_xact_lock(hashtext('insight.alerts'))"


@dataclass(frozen=True)
class Fresh:
    """A screen and the code that is typed on it once; the code is shown now and never again."""

    screen: Screen
    code: str


@transaction.atomic
def register(*, label: str, area: str, figures: Sequence[str], by: Actor, at: datetime) -> Fresh:
    """A screen for an area, with the figures it shows."""
    require(by, MANAGE, area=area)
    if not 1 <= len(figures) <= MOST_FIGURES:
        raise Refused("insight.too_many_figures", _("请选 1 到 6 个数。多了，远处看不清。"), field="figures")
    code = rules.new_code()
    screen = Screen(label=label.strip(), area_id=area, figures=list(figures), registered_at=at)
    screen.code_hash, screen.code_until = _hash_of(code), at + rules.CODE_LASTS
    screen.save(force_insert=True)
    record("insight.screen_registered", on=screen, by=by, at=at, area=area, fields=["label", "area", "figures"])
    return Fresh(screen, code)


@transaction.atomic
def withdraw(screen: Screen, *, by: Actor, at: datetime) -> Screen:
    """Taken down or lost: from this moment its secret opens nothing."""
    found = Screen.objects.visible_to(by).select_for_update().filter(pk=screen.pk, withdrawn_at=None).first()
    if found is None:
        raise Refused("insight.screen_gone", _("这块大屏已经停用了。"))
    require(by, MANAGE, area=found.area_id)
    found.withdrawn_at, found.secret_hash, found.code_hash, found.code_until = at, None, "", None
    found.save(update_fields=["withdrawn_at", "secret_hash", "code_hash", "code_until"])
    record("insight.screen_withdrawn", on=found, by=by, at=at, area=found.area_id)
    return found


def enrol(*, code: str, whence: str, at: datetime) -> str:
    """A browser types the code of a screen and is it from now on: the secret to be kept there.

    Tries are counted outside any savepoint of ours: a refusal must not undo its own count.
    """
    throttling.hold(ENROLLING, whence)
    throttling.check(ENROLLING, whence, rules.WRONG_CODES, at, code="insight.too_many_codes")
    hashed = _hash_of(rules.code_typed(code))
    with acting_as(DOOR):
        screen = Screen.objects.select_for_update().filter(code_hash=hashed, code_until__gt=at).first()
        if screen is not None:
            secret = rules.new_secret()
            screen.secret_hash, screen.code_hash, screen.code_until = rules.hash_of_secret(secret), "", None
            screen.enrolled_at = screen.seen_at = at
            screen.save(update_fields=["secret_hash", "code_hash", "code_until", "enrolled_at", "seen_at"])
            record("insight.screen_enrolled", on=screen, by=DOOR, at=at, area=screen.area_id)
            return secret
    throttling.count(ENROLLING, whence, at)
    raise Refused("insight.code_wrong", _("这个启用码不对，或者过期了。请在工作台重新登记一块大屏。"), field="code")


def found_by(secret: str, at: datetime) -> Screen | None:
    """The screen a browser's secret belongs to, seen at this moment; None where it is none of ours, or withdrawn."""
    with acting_as(DOOR):
        screen = Screen.objects.select_related("area").filter(secret_hash=rules.hash_of_secret(secret)).first()
        if screen is not None and (screen.seen_at is None or at - screen.seen_at >= SEEN_EVERY):
            Screen.objects.filter(pk=screen.pk).update(seen_at=at)
    return screen


def _hash_of(code: str) -> str:
    return keyed_hash(code, "screen_code")


@transaction.atomic
def count_alerts(area: str, *, by: Actor, at: datetime) -> int:
    """Put what is amiss with an area now in the place of what was kept of it. How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD)  # two workers at once would both put theirs
    with translation.override(SOURCE):  # what is kept is told in each reader's language later
        found = alerts(area, local_day(at), viewer=by)
    for order, each in enumerate(found):
        each.order, each.counted_at = order, at
    Alert.objects.filter(area=area).delete()
    Alert.objects.bulk_create(found)
    AlertCount.objects.update_or_create(area=area, defaults={"counted_at": at})
    return len(found)
