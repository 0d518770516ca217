"""What both doors show of a case."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.base.actor import Actor
from linli.base.attachments import open_stored
from linli.base.calendar import calendar, explain
from linli.base.clock import now
from linli.cases import queries, rules
from linli.cases.models import Case, CaseAttachment
from linli.catalog.forms import readable

STEPS = ("submitted", "accepted", "assigned", "resolved", "closed")


def found(number: str, viewer: Actor) -> Case:
    """The case of a number within the viewer's sight; 404 for everything else."""
    case = queries.numbered(number, viewer, whole=True)
    if case is None:
        raise Http404
    return case


def shown(case: Case, viewer: Actor) -> dict[str, Any]:
    """What a case page says, whoever reads it."""
    item = case.terms
    base = "cases:portal_file" if viewer.is_resident else "cases:desk_file"
    return {
        "case": case,
        "item": item,
        "at": now(),
        "stages": stage_labels(viewer),
        "stage_number": stage_number(case),
        "is_withdrawn": case.stage == rules.Stage.WITHDRAWN.value,
        "answers": readable(item, case.answers),
        "timeline": [
            {
                "who": line.who,
                "what": line.what,
                "said": line.said,
                "at": line.at,
                "photos": [photo(one, case, base) for one in line.photos],
            }
            for line in queries.timeline(case, viewer)
        ],
        "parties": queries.parties(case),
        "counted": explain(case.submitted_at, item.limit, calendar()),
        "limit": item.limit,
    }


def stage_labels(viewer: Actor) -> list[str]:
    """The five steps in the viewer's words."""
    waiting = _("待您确认") if viewer.is_resident else _("待居民确认")
    return [_("提交"), _("受理"), _("办理"), waiting, _("办结")]


def stage_number(case: Case) -> int:
    """Which step is the present one; past the last when closed."""
    if case.stage == rules.Stage.WITHDRAWN.value:
        return 1 if case.accepted_at is None else 2
    number = STEPS.index(case.stage)
    return number + 1 if case.stage in ("submitted", "closed") else number + (case.stage == "accepted")


def photo(one: CaseAttachment, case: Case, base: str) -> dict[str, Any]:
    """An attachment as the components show it."""
    return {
        "url": reverse(base, args=[case.number, one.pk]),
        "name": one.name,
        "is_image": one.content_type.startswith("image/"),
    }


def send_file(case: Case, file: UUID) -> HttpResponse:
    """A file of a case the viewer may see; photos in the page, papers as a download."""
    one = case.attachments.filter(pk=file).first()
    if one is None:
        raise Http404
    response: HttpResponse = FileResponse(  # type: ignore[assignment]  # Django streams it as any response
        open_stored(one.key),
        as_attachment=not one.content_type.startswith("image/"),
        filename=one.name,
        content_type=one.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
