"""Sign-in codes: straight to the phone, not through the outbox. Whoever waits for one sees at once that it failed."""

from typing import Any

import structlog
from django.utils.translation import gettext as _

from linli.base.encryption import mask_phone
from linli.base.ids import new_id
from linli.base.refusals import Refused, Unavailable
from linli.notifications.gateways import ConsoleGateway, Rejected, gateway

log = structlog.get_logger(__name__)


def on_code_wanted(**facts: Any) -> None:
    """Handles `accounts.code_wanted` (phone, code): `accounts` lies below and cannot call us."""
    send_code(phone=facts["phone"], code=facts["code"])


def send_code(*, phone: str, code: str) -> None:
    """Send a sign-in code now; raises Unavailable where the gateway is down, Refused where it knows no such number.

    A code is never sent again by itself: the person asks for a new one. With the console gateway, which sends
    nothing, the code stands in the log so that a demo can be signed in to; with any other it never does.
    """
    chosen = gateway()
    text = _("【邻里】您的验证码是 %(code)s，10 分钟内有效。请不要告诉别人。") % {"code": code}
    try:
        chosen.send(phone, text, str(new_id()))
    except Rejected as error:
        raise Refused("notifications.phone_rejected", _("短信发不到这个号码。请看看号码对不对。"), "phone") from error
    except Unavailable:
        log.warning("code_not_sent", phone=mask_phone(phone))
        raise
    if isinstance(chosen, ConsoleGateway):
        log.warning("code_shown_because_gateway_is_console", phone=mask_phone(phone), code=code)
