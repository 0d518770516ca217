"""What lies with somebody who works in grids: it ends with their last post nearby."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.handing import Work
from linli.accounts.models import HeldPost
from linli.base.clock import local_day
from linli.territory.models import GridPost


def grids_of(post: HeldPost, at: datetime) -> Work | None:
    """The grids in the post's area that this person works in; no cases hang on them, so nothing is late."""
    mine = GridPost.objects.inside([post.area_id]).filter(user=post.user_id)
    now_on = mine.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=local_day(at)))
    return Work(_("负责的网格"), now_on.count(), must_be_seen=False)
