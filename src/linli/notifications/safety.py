"""What somebody is told about their own sign-in, and administrators about a request: `accounts` lies below us."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Sentence
from linli.notifications.actions import tell

WORDINGS: Mapping[str, Sentence] = {
    "accounts.recovery_code_used": _(
        "您的账号用掉了一个备用码，还剩 %(left)s 个。不是您本人用的，请马上改密码并找管理员。"
    ),
    "accounts.password_reset": _("管理员重设了您的密码。您没有要求过，请马上找管理员问清楚。"),
    "accounts.identity_linked": _(
        "您的账号绑定了一个别处的登录。不是您要求的，请马上在“登录方式”里解除，并找管理员或社区。"
    ),
    "accounts.identity_unlinked": _("您的账号解除了一个别处的登录。不是您要求的，请找管理员或社区问清楚。"),
    "accounts.totp_enrolled": _("有人在服务器上给您的账号开通了动态码。不是您本人在场办的，请马上找管理员。"),
    "accounts.totp_reset_asked": _(
        "管理员申请关掉您的动态码，正等另一位管理员同意。您没有要求过，请到“我的账号”叫停。"
    ),
    "accounts.totp_reset": _("您的动态码关掉了，所有登录已退出。您没有要求过，请马上改密码并找管理员。"),
    "accounts.totp_reset_refused": _("关掉您动态码的申请没有被同意，动态码照旧。"),
    "accounts.totp_reset_withdrawn": _("关掉您动态码的申请撤回了，动态码照旧。"),
    "accounts.totp_reset_waits": _("有同事申请关掉一个账号的动态码，等您核实后决定。24 小时内有效。"),
    "accounts.totp_reset_as_asked": _("您申请关掉的动态码，另一位管理员同意了。"),
    "accounts.totp_reset_refused_as_asked": _("您申请关掉的动态码，另一位管理员没有同意。"),
    "accounts.work_goes_on": _("有同事离开了岗位，没办完的 %(count)s 件由您这里接着办，期限不变。请看“今天”。"),
    "accounts.work_left_alone": _("有岗位结束以后没有人接手，%(count)s 件没办完，期限照样走。请马上安排人。"),
    "accounts.totp_reset_stopped": _("您申请关掉的动态码，本人叫停了。请当面问清楚。"),
}


def on_told(**facts: Any) -> None:
    """Handles `accounts.told` (to, what, about, at and what the wording names)."""
    to, what, about, at = (facts.pop(name) for name in ("to", "what", "about", "at"))
    tell(to, what, about=about, number="", at=at, **facts)
