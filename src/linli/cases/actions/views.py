"""Ways to narrow the desk's list, under a name. No record is made: they say nothing of a case."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.cases.actions.writing import one_sentence
from linli.cases.models import SavedView

MOST = 20
PARTS = ("q", "stage", "due", "whose")
LONGEST = 300


def narrowing(asked: QueryDict) -> str:
    """What of an address narrows the list, always in one order; nothing where nothing does."""
    kept = QueryDict(mutable=True)
    for name in PARTS:
        if value := asked.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()


@transaction.atomic
def keep_view(name: str, query: str, *, is_shared: bool, by: Actor, at: datetime) -> SavedView:
    """Under a name of one's own; one of the same name is written over. Shared with the first unit one works in."""
    if by.user is None or not by.is_staff:
        raise SavedView.DoesNotExist
    called = one_sentence(name, "cases.view_unnamed", "name", _("请给它起个短名字。"), least=2)[:16]
    wanted = narrowing(QueryDict(query))
    if not wanted or len(wanted) > LONGEST:
        raise Refused("cases.view_of_all", _("请先选好要看哪些，再存。"), field="name")
    view = SavedView.objects.filter(owner=by.user, name=called).first()
    if view is None and SavedView.objects.filter(owner=by.user).count() >= MOST:
        raise Refused("cases.views_full", _("最多存 20 个，请先删去几个。"), field="name")
    view = view or SavedView(owner_id=by.user, name=called)
    view.query, view.saved_at = wanted, at
    view.unit_id = by.units[0] if is_shared and by.units else None
    view.save()
    return view


@transaction.atomic
def drop_view(view: SavedView, *, by: Actor) -> None:
    """By whoever saved it; a shared one by anybody of the unit, since who saved it may have left."""
    if view.owner_id != by.user and view.unit_id not in by.units:
        raise SavedView.DoesNotExist
    view.delete()
