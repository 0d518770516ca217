"""A paper that signs its holder in at a machine: given, used, ended. For who has no phone at hand, or no SMS.

Wrong tries are counted outside any savepoint of ours, in the caller's transaction: a refusal must not undo its count.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.models import User
from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.encryption import keyed_hash
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.kiosks import rules
from linli.kiosks.actions.machines import DOOR
from linli.kiosks.models import Device, Pass
from linli.kiosks.queries import GIVE
from linli.notifications.actions import tell
from linli.people.models import Resident

TRYING = "kiosk_pass"
SUBJECT = "people.resident"


@dataclass(frozen=True)
class GivenPass:
    """A paper and what stands on it: shown now and never again."""

    paper: Pass
    code: str


@transaction.atomic
def give_pass(resident: Resident, *, by: Actor, at: datetime) -> GivenPass:
    """A paper for a resident, asked for by themselves or at the window; the one before serves no more."""
    _may_give(resident, by)
    code = rules.new_pass()
    _ended(resident.user_id, at)
    paper = Pass(user_id=resident.user_id, code_hash=hash_of(code), given_at=at)
    paper.ends_at, paper.uses_left = at + rules.PASS_LASTS, rules.PASS_USES
    paper.save(force_insert=True)
    record("kiosks.pass_given", on=resident, by=by, at=at, area=resident.home_area_id, until=paper.ends_at)
    if by.resident != resident.user_id:
        tell(resident.user, "kiosks.pass_given", about=resident, number="", at=at, until=paper.ends_at)
    return GivenPass(paper, code)


@transaction.atomic
def end_pass(resident: Resident, *, by: Actor, at: datetime) -> None:
    """Lost, or not wanted any more: it opens nothing from this moment."""
    _may_give(resident, by)
    if _ended(resident.user_id, at):
        record("kiosks.pass_ended", on=resident, by=by, at=at, area=resident.home_area_id)


def use_pass(code: str, *, device: Device, at: datetime) -> User:
    """Whose paper it is; it has served once more, and its owner reads at which machine."""
    throttling.hold(TRYING, str(device.pk))
    throttling.check(TRYING, str(device.pk), rules.WRONG_PASSES, at, code="kiosks.too_many_passes")
    with acting_as(DOOR):
        valid = Pass.objects.filter(code_hash=hash_of(code)).valid_at(at)
        found = valid.select_related("user__stands_for").select_for_update(of=("self",)).first()
        user = (found.user.stands_for or found.user) if found else None
        if found and user and user.is_active:
            Pass.objects.filter(pk=found.pk).update(uses_left=F("uses_left") - 1, used_at=at)
            facts: dict[str, Any] = {"device": device.pk, "label": device.label, "left": found.uses_left - 1}
            record("kiosks.pass_used", on=(SUBJECT, user.pk), by=DOOR, at=at, area=device.area_id, **facts)
            return user
    throttling.count(TRYING, str(device.pk), at)
    raise Refused(
        "kiosks.pass_wrong",
        _("这张纸条打不开：数字不对，或者过期了、作废了。请再看一下，或者到窗口换一张。"),
        field="code",
    )


def phone_taken(**facts: Any) -> None:
    """Handles `accounts.phone_taken` (user, at): who held that phone may have printed it, and may be somebody else."""
    with acting_as(DOOR):
        _ended(facts["user"].pk, facts["at"])


def hash_of(code: str) -> str:
    """What a paper is found by."""
    return keyed_hash(rules.pass_typed(code), "kiosk_pass")


def _ended(user: Any, at: datetime) -> int:
    """Also one that has run out by itself: of each person one paper at most is open."""
    return Pass.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


def _may_give(resident: Resident, by: Actor) -> None:
    if by.resident == resident.user_id:
        return
    require(by, GIVE, area=resident.home_area_id)
    if not Resident.objects.visible_to(by).filter(pk=resident.pk).exists():
        raise Refused("kiosks.pass_of_another", _("没有找到这位居民。"))
