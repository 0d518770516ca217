"""Asking without a name, where the item allows it, and coming back with number and code.

Of who asks nothing is kept: no name, no phone, no address, no sign-in. A door counts tries by a hash of the address.
"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.utils.translation import gettext_lazy as _

from linli.accounts import throttling
from linli.accounts.rights import require
from linli.base.actor import Actor, Kind, system_actor
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import codes
from linli.cases.actions.intake import Request, register
from linli.cases.codes import Ticket
from linli.cases.models import Case, CaseCode, Channel

ASKING, TRACKING, OF_NUMBER = "nameless", "track", "track_number"
NAME = "cases.nameless"
DOOR = system_actor("cases.track")
HELD_FOR = 30 * 60


def asker(ticket: Ticket) -> Actor:
    """Who asks without a name: a resident in this one request, and nobody otherwise."""
    return Actor(Kind.RESIDENT, name=NAME, asked=ticket.case)


def submit_nameless(
    request: Request, *, ticket: Ticket, by: Actor, at: datetime, channel: Channel = Channel.PORTAL
) -> Case:
    """Somebody asks, or a worker takes it down for them, and no name is written. Sent twice, it is one case."""
    if not request.item.details.takes_nameless:
        raise Refused("cases.name_needed", _("这件事要留姓名才能办。请登录以后提交，或者请社区帮您登记。"))
    if by.is_staff:
        require(by, "cases.submit_for", area=request.area)
    elif by.asked != ticket.case:
        raise Refused("cases.not_a_resident", _("请先登录，再提交。"))
    return register(request, resident=None, by=by, at=at, channel=channel, ticket=ticket)


def count_asking(whence: str, at: datetime) -> None:
    """One more request without a name from this address; refused where there are too many.

    Outside any savepoint of ours: a refusal must not undo its own count.
    """
    throttling.hold(ASKING, whence)
    throttling.check(ASKING, whence, codes.ASKED_FROM_AN_ADDRESS, at, code="cases.too_many_nameless")
    throttling.count(ASKING, whence, at)


def opened(*, number: str, code: str, whence: str, at: datetime) -> Actor:
    """Who has the number and the code of a request without a name; wrong tries are counted, and soon refused."""
    number, code = codes.number_typed(number), codes.code_typed(code)
    throttling.hold(TRACKING, whence)
    throttling.check(TRACKING, whence, codes.WRONG_FROM_AN_ADDRESS, at, code="cases.too_many_codes")
    throttling.check(OF_NUMBER, number, codes.WRONG_FOR_A_NUMBER, at, code="cases.too_many_codes")
    with acting_as(DOOR):
        kept = CaseCode.objects.filter(case__number=number, case__resident__isnull=True).first()
    if kept is None:
        make_password(code)  # takes as long as looking at one that is there
    elif check_password(code, kept.code_hash):
        return Actor(Kind.RESIDENT, name=NAME, asked=kept.case_id)
    throttling.count(TRACKING, whence, at)
    throttling.count(OF_NUMBER, number, at)
    raise Refused("cases.code_wrong", _("编号和查询码对不上。请看看回执，再填一次。"), field="code")


def held(by: Actor) -> str:
    """For a hidden field of the page that a code has opened: what is said there needs no code once more."""
    return signing.dumps(str(by.asked), salt=NAME)


def holder(held: str) -> Actor | None:
    """Who brings that field back; none where it is changed, or older than half an hour."""
    try:
        case = signing.loads(held, salt=NAME, max_age=HELD_FOR)
    except signing.BadSignature:
        return None
    return Actor(Kind.RESIDENT, name=NAME, asked=UUID(case))
