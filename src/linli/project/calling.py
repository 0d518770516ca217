"""打电话求助: whom to call, by one press; for everybody, signed in or not."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import DoorRequest, public_page
from linli.areas.queries import path_name
from linli.notices.browser import place_of
from linli.organizations.queries import to_call
from linli.people.models import Resident
from linli.web.forms import show

MOST_UNITS = 5


@dataclass(frozen=True)
class Line:
    """A number that answers everywhere in China, and for what."""

    number: str
    name: Promise
    note: Promise


URGENT = (
    Line("120", _("急救"), _("生急病、受伤")),
    Line("119", _("消防"), _("着火、被困")),
    Line("110", _("报警"), _("有危险、被骗、被偷、人走丢了")),
)
# 12345 with what it took in: 国办发〔2020〕53 号. 12356: 国家卫生健康委, to be in use everywhere from 2025-05-01.
OTHERS = (
    Line("12345", _("政务服务热线"), _("问政策、提意见、不知道归谁管")),
    Line("12348", _("法律咨询"), _("问法律、要调解、要法律援助")),
    Line("12356", _("心理援助"), _("心里难受，想找人说说")),
    Line("12338", _("妇女维权"), _("妇女和家庭的事")),
)


@public_page
@require_safe
def calling(request: DoorRequest) -> HttpResponse:
    """What cannot wait, then the units of one's own community, then other lines."""
    community = _community(request)
    return show(
        request,
        "project/calling.html",
        urgent=URGENT,
        others=OTHERS,
        community=path_name(community) if community else "",
        units=to_call(community, MOST_UNITS) if community else [],
    )


def _community(request: DoorRequest) -> str:
    """Where a resident lives; for others what their browser keeps."""
    if not request.actor.is_resident:
        return place_of(request)
    home = Resident.objects.filter(pk=request.actor.resident).values_list("home_area_id", flat=True).first()
    return str(home or "")
