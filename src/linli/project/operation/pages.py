"""运行情况: what an administrator must know of the machine, and messages that somebody has to see to."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.base import keyring
from linli.base.clock import now
from linli.base.keyring import EncryptionError
from linli.notifications import actions
from linli.notifications.models import Outcome
from linli.project.operation.condition import condition
from linli.project.operation.deliveries import WITHIN, attempts_since, ways_since
from linli.project.operation.undelivered import MOST, VERB, is_in_reach, undelivered
from linli.web.components import Choice
from linli.web.forms import onward, show


@staff_page(VERB)
@require_safe
def operation(request: StaffRequest) -> HttpResponse:
    """Worker, queue, outbox, seals, backup, keys; and below the messages that may not have arrived."""
    found = condition()
    return show(
        request,
        "project/operation.html",
        found=found,
        undelivered=undelivered(request.actor),
        most=MOST,
        keys=_keys(),
        at=now(),
        free=found.disk_free // 1_000_000_000,
        is_backup_old=found.backup is None or (now() - found.backup.at).total_seconds() > 100_000,
    )


@staff_page(VERB)
@require_safe
def deliveries(request: StaffRequest) -> HttpResponse:
    """The log of what was handed over: how each way does, and the newest attempts, without names and words."""
    which = Outcome(asked) if (asked := request.GET.get("outcome", "")) in Outcome.values else None
    since = now() - WITHIN
    return show(
        request,
        "project/deliveries.html",
        ways=ways_since(since),
        attempts=attempts_since(request.actor, since, which),
        filters=[
            Choice(_("全部"), "?", is_current=which is None),
            *(Choice(each.label, f"?outcome={each.value}", is_current=which is each) for each in Outcome),
        ],
        days=WITHIN.days,
        most=MOST,
        at=now(),
    )


@staff_page(VERB)
@require_POST
def send_again(request: StaffRequest, message: UUID) -> HttpResponse:
    """Put one back into the outbox."""
    return _done(request, message, again=True)


@staff_page(VERB)
@require_POST
def note(request: StaffRequest, message: UUID) -> HttpResponse:
    """Somebody has told them in another way."""
    return _done(request, message, again=False)


def _done(request: StaffRequest, message: UUID, *, again: bool) -> HttpResponse:
    if not is_in_reach(request.actor, message):
        raise Http404
    act = actions.send_again if again else actions.note
    act(message, by=request.actor, at=now())
    messages.success(request, _("已重新放进待发的消息里。") if again else _("已记下：用别的办法告诉了。"))
    return onward(request, reverse("operation"))


def _keys() -> list[str]:
    """The ids of the keys held; their ids are no secret. Empty where they cannot be read."""
    try:
        return keyring.held_ids()
    except EncryptionError:
        return []
