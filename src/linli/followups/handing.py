"""What lies with a post and goes on when it ends: a unit's remedies, and an area's callbacks."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.handing import Work
from linli.accounts.models import HeldPost
from linli.accounts.rights import RIGHTS, Role
from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.followups.models import Callback, Remedy

COUNTER = system_actor("followups.handing")
HOW_MUCH = {"count": Count("pk"), "due": Min("due_at")}


def remedies(post: HeldPost, at: datetime) -> Work | None:
    """What the unit is to put right."""
    if not post.organization_id:
        return None
    with acting_as(COUNTER):
        mine = Remedy.objects.unended().filter(unit=post.organization_id)
        found = mine.aggregate(**HOW_MUCH, late=Count("pk", filter=Q(due_at__lte=at)))
    return Work(_("差评整改"), found["count"], found["late"], found["due"])


def callbacks(post: HeldPost, at: datetime) -> Work | None:
    """Whom the callers of the area are to call."""
    if "cases.call_back" not in RIGHTS[Role(post.role)]:
        return None
    with acting_as(COUNTER):
        mine = Callback.objects.waiting().filter(area__within=[post.area_id])
        found = mine.aggregate(**HOW_MUCH, late=Count("pk", filter=Q(due_at__lte=at)))
    return Work(_("要打的回访电话"), found["count"], found["late"], found["due"])
