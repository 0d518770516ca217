"""What lies with a post and goes on when it ends: the unit's open cases, or an area's cases that no unit has yet."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.handing import Work
from linli.accounts.models import HeldPost
from linli.accounts.rights import Role
from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.cases.models import Case

COUNTER = system_actor("cases.handing")  # who ends posts sees no cases: they are shown numbers, and nothing else


def cases_at(post: HeldPost, at: datetime) -> Work | None:
    """Of a unit's post the unit's cases; of a dispatcher's those of the area that are in no unit's hands."""
    with acting_as(COUNTER):
        running = Case.objects.unclosed().filter(resolved_at__isnull=True)
        if post.organization_id:
            mine = running.filter(unit=post.organization_id)
        elif post.role == Role.DISPATCHER:
            mine = running.filter(unit__isnull=True, area__within=[post.area_id])
        else:
            return None
        found = mine.aggregate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)), due=Min("due_at"))
    return Work(_("没办完的办件"), found["count"], found["late"], found["due"])
