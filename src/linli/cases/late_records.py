"""Requests about a resident's own record that are late, on 今天; the register itself stands below cases."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.cases.beside import Waiting
from linli.people.asking import title_at_the_desk
from linli.people.models import RecordRequest

MOST_BESIDE = 20


def late_requests(actor: Actor, at: datetime) -> list[Waiting]:
    """What the actor should have answered by now, the latest first; of who answers none, nothing is asked."""
    areas = sorted({post.area for post in posts_with(actor, "people.answer")})
    if not areas:
        return []
    late = RecordRequest.objects.visible_to(actor).waiting().filter(due_at__lt=at, resident__home_area__within=areas)
    return [
        Waiting(title_at_the_desk(each), reverse("residents:request", args=[each.number]), _("资料申请"), each.due_at)
        for each in late.select_related("resident").order_by("due_at")[:MOST_BESIDE]
    ]
