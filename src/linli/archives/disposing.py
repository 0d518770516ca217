"""What stands against destroying a case whose keeping time is over. Asked when it is listed, proposed and destroyed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.aid.models import Need
from linli.archives.models import Hold
from linli.base.actor import system_actor
from linli.base.clock import local_day
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.followups.models import Callback, Remedy
from linli.people.models import RecordRequest

ASKER = system_actor("archives.holds")


def holds(cases: Iterable[Case], at: datetime) -> dict[UUID, str]:
    """Of these cases those that have to stay, each with the reason; asked beyond what the reader sees."""
    found: dict[UUID, str] = {}
    keys = [case.pk for case in cases]
    people = {case.pk: case.resident_id for case in cases if case.resident_id}
    with acting_as(ASKER):
        asking = set(
            RecordRequest.objects.unsettled().filter(resident__in=people.values()).values_list("resident_id", flat=True)
        )
        reasons = (
            (Need.objects.unended(), _("由它转出的救助还没有办完")),
            (Callback.objects.waiting(), _("还在等回访")),
            (Remedy.objects.unended(), _("差评还在整改、申诉")),
            (Case.objects.unclosed(), _("还没有结案")),
        )
        for rows, reason in reasons:
            key = "pk" if rows.model is Case else "case_id"
            found |= dict.fromkeys(rows.filter(**{f"{key}__in": keys}).values_list(key, flat=True), reason)
        for hold in Hold.objects.running(local_day(at)).filter(case__in=keys):
            found[hold.case_id] = said_of(hold)
    for case, resident in people.items():
        if resident in asking:
            found.setdefault(case, _("本人申请更正或删除资料，还没有答复"))
    return found


def said_of(hold: Hold) -> str:
    """Why and until when, as lists say it."""
    return _("%(kind)s，有人留着，到 %(day)s") % {"kind": hold.get_kind_display(), "day": f"{hold.until:%Y-%m-%d}"}
