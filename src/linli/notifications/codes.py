"""Codes go straight to the phone, not through the outbox: whoever waits for one sees at once that it failed.

Each says what it is for. One who only ever reads out what a message tells them to read out signs nobody else in.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.accounts.phones import user_with
from linli.accounts.rules import CodePurpose, Way
from linli.base.encryption import mask_phone
from linli.base.ids import new_id
from linli.base.languages import SOURCE
from linli.base.refusals import Refused, Unavailable
from linli.notifications import wecom
from linli.notifications.gateways import ConsoleGateway, Rejected, gateway
from linli.notifications.mails import ConsolePostman, postman
from linli.notifications.sheets import Letter

log = structlog.get_logger(__name__)

TEXTS = {
    CodePurpose.SIGN_IN: _("【邻里】您的登录验证码是 %(code)s，10 分钟内有效。请不要告诉别人，工作人员也不会问您要。"),
    CodePurpose.GIVE: _(
        "【邻里】工作人员要把这个手机号登记到一份居民档案。是您本人在办，就把 %(code)s 念给他；不是，请不要告诉任何人。"
    ),
    CodePurpose.PART: _(
        "【邻里】工作人员要让这个手机号不再登录您的档案。是您本人在办，就把 %(code)s 念给他；不是，请不要告诉任何人。"
    ),
    CodePurpose.MERGE: _(
        "【邻里】工作人员要把您的档案和另一份合成一份。是您本人在办，就把 %(code)s 念给他；不是，请不要告诉任何人。"
    ),
}
BOX_CODE = _(
    "您的验证码是 %(code)s，10 分钟内有效。把它填到“邻里”的页面上，以后就能在这里收到消息。\n\n"
    "不是您本人在填，不用理会。"
)


def on_code_wanted(**facts: Any) -> None:
    """Handles `accounts.code_wanted` (phone, code, purpose): `accounts` lies below and cannot call us."""
    send_code(phone=facts["phone"], code=facts["code"], purpose=facts["purpose"])


def send_code(*, phone: str, code: str, purpose: CodePurpose = CodePurpose.SIGN_IN) -> None:
    """Send a code now; raises Unavailable where the gateway is down, Refused where it knows no such number.

    A code is never sent again by itself: the person asks for a new one. With the console gateway, which sends
    nothing, the code stands in the log so that a demo can be signed in to; with any other it never does.
    """
    chosen = gateway()
    with _in_the_language_of(phone, purpose):
        text = TEXTS[purpose] % {"code": code}
    try:
        chosen.send(phone, text, str(new_id()))
    except Rejected as error:
        raise Refused("notifications.phone_rejected", _("短信发不到这个号码。请看看号码对不对。"), "phone") from error
    except Unavailable:
        log.warning("code_not_sent", phone=mask_phone(phone))
        raise
    if isinstance(chosen, ConsoleGateway):
        log.warning("code_shown_because_gateway_is_console", phone=mask_phone(phone), code=code)


def on_box_code_wanted(**facts: Any) -> None:
    """Handles `accounts.box_code_wanted` (way, address, code, key): a code to a box, in the language of the page."""
    send_box_code(way=facts["way"], address=facts["address"], code=facts["code"], key=facts["key"])


def send_box_code(*, way: Way, address: str, code: str, key: str) -> None:
    """Send it now; raises Unavailable where the provider is down, Refused where it will not take this address."""
    try:
        is_shown = _sent_to_box(way, address, str(BOX_CODE) % {"code": code}, key)
    except Rejected as error:
        sentence = _("发不到这里。请看看写得对不对。")
        raise Refused("notifications.box_rejected", sentence, way.value) from error
    except Unavailable:
        log.warning("box_code_not_sent", way=way.value)
        raise
    if is_shown:
        log.warning("box_code_shown_because_nothing_is_sent", way=way.value, code=code)


def _sent_to_box(way: Way, address: str, text: str, key: str) -> bool:
    """Whether it only went into a file, so that a demo must be shown the code."""
    if way is Way.WECOM:
        herald = wecom.herald()
        herald.send(address, text, key)
        return isinstance(herald, wecom.ConsoleHerald)
    chosen = postman()
    chosen.send(address, Letter(str(_("邻里：您的验证码")), text), key)
    return isinstance(chosen, ConsolePostman)


def _in_the_language_of(phone: str, purpose: CodePurpose) -> AbstractContextManager[None]:
    """A page is in the language of whoever signs in by it; a desk speaks its own, not that of who is sent the code."""
    if purpose == CodePurpose.SIGN_IN:
        return nullcontext()
    holder = user_with(phone)
    return translation.override((holder.language if holder else "") or SOURCE)
