"""The page the desk opens on: what is due, by time left, and what only those above can decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import posts_with
from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases import queries, rules
from linli.cases.beside import Waiting, waiting_for
from linli.cases.models import Case, CaseQuerySet
from linli.web.forms import show

PAGE = 50
SOON = timedelta(days=1)
COMMUNITY = 12  # digits of a community's code: nobody returns a case to one


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list."""

    title: str
    url: str
    count: int | None
    is_current: bool


@staff_page("cases.read")
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """What my units must do, by time left; for who works above units, what is late in the area."""
    at, actor = now(), request.actor
    which = request.GET.get("which", "mine")
    lists, others = _lists(at), _other_lists(actor)
    if which not in lists | others:
        raise Http404
    mine = work_of(actor)
    counts = mine.aggregate(
        **{name: Count("pk", filter=narrowed or None) for name, (_title, narrowed) in lists.items()}
    )
    counts |= {name: cases.count() for name, (_title, cases, _order) in others.items()}
    titles = {name: title for name, (title, *_more) in (lists | others).items()}
    if which in others:
        _title, cases, order = others[which]
        rows = queries.listed(cases).order_by(order)[:PAGE]
    else:
        rows = queries.first_listed(mine.filter(lists[which][1]), "due_at", PAGE)
    return show(
        request,
        "cases/desk/today.html",
        rows=rows,
        filters=[Filter(title, f"?which={name}", counts[name], name == which) for name, title in titles.items()],
        at=at,
        which=which,
        total=counts[which],
        beside=_beside(actor, which, at),
    )


def _beside(actor: Actor, which: str, at: datetime) -> list[Waiting]:
    """What waits for who looks and is no case of its own."""
    waiting = waiting_for(actor, at) if which in ("mine", "late") else []
    return [each for each in waiting if which == "mine" or (each.due_at and each.due_at < at)]


def work_of(actor: Actor) -> CaseQuerySet:
    """Unresolved work of the actor's units; of the whole area for who has no unit."""
    cases = Case.objects.visible_to(actor).unclosed().filter(resolved_at__isnull=True)
    return cases.filter(unit__in=actor.units) if actor.units else cases


def _lists(at: datetime) -> dict[str, tuple[str, Q]]:
    return {
        "mine": (_("要办的"), Q()),
        "new": (_("待受理"), Q(stage=rules.Stage.SUBMITTED.value)),
        "soon": (_("快到期"), Q(due_at__gte=at, due_at__lt=at + SOON)),
        "late": (_("已超期"), Q(due_at__lt=at)),
        "supervised": (_("督办的"), Q(supervised_at__isnull=False)),
    }


def _other_lists(actor: Actor) -> dict[str, tuple[str, CaseQuerySet, str]]:
    """What is not in one's own hands, and still one's turn: title, cases, order."""
    others = {}
    if units := [post.unit for post in posts_with(actor, "cases.take_part") if post.unit]:
        called = Case.objects.visible_to(actor).filter(parts__unit__in=units, parts__ended_at__isnull=True)
        due = called.annotate(part_due=F("parts__due_at"))  # type: ignore[no-redef]  # None where no list of parts asks
        others["parts"] = (_("会办的"), due, "part_due")
    if any(len(post.area) < COMMUNITY for post in posts_with(actor, "cases.decide")):
        decided = Case.objects.visible_to(actor).unclosed().to_decide(actor)
        others["decide"] = (_("退回的"), decided, "answer_due_at")
    return others
