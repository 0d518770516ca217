"""Whether messages can leave the house: for each way what its settings lack, and whether the other side answers.

Knocks and goes away again: nothing is sent, and nobody is written to.
"""

from collections.abc import Callable, Iterator
from email.utils import parseaddr
from smtplib import SMTPAuthenticationError

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.base import keyring
from linli.base.refusals import Unavailable
from linli.notifications import mails, push, wecom
from linli.notifications.gateways import HttpGateway, gateway
from linli.notifications.mails import SmtpPostman, postman
from linli.project.findings import Finding, State

WHERE = "见 docs/operations/messages.md"
SECURITIES = ("", "starttls", "tls")
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
WRONG_SECRET, WRONG_CORP = 40001, 40013  # as WeCom numbers them

Answer = tuple[State, str]


def examine() -> Iterator[Finding]:
    """SMS, mail, WeCom and browsers, each by itself: one that is set up wrongly hides no other."""
    ways: dict[str, Callable[[], Answer]] = {"sms": _sms, "mail": _mail, "wecom": _wecom, "push": _push}
    for name, ask in ways.items():
        try:
            yield Finding(name, *ask())
        except ImproperlyConfigured as fault:
            yield Finding(name, State.FAILED, f"设置不对，发不出去：{fault}。请改好后重启，{WHERE}。")


def _sms() -> Answer:
    chosen = gateway()
    if not isinstance(chosen, HttpGateway):
        words = "短信只写进文件，没有真的发出去，居民收不到验证码。要真的发，请设 LINLI_SMS_GATEWAY=http 和"
        return State.WARNING, f"{words} LINLI_SMS_GATEWAY_URL，{WHERE}。"
    if chosen.is_open and chosen.host not in HERE:
        words = "短信网关的地址以 http 开头，手机号和短信会不加密地经过网络。请把 LINLI_SMS_GATEWAY_URL 改成 https。"
        return State.WARNING, words
    try:
        chosen.reach()
    except Unavailable:
        words = f"连不上短信网关 {chosen.host}，居民现在收不到验证码。请看 LINLI_SMS_GATEWAY_URL"
        return State.WARNING, f"{words} 对不对、防火墙让不让出去。"
    return State.OK, f"短信网关 {chosen.host} 连得上。"


def _mail() -> Answer:
    chosen = postman()
    if not mails.is_on():
        return State.OK, "没有开通邮件，页面上不让人选。"
    if not isinstance(chosen, SmtpPostman):
        words = "邮件只写进文件，没有真的发出去。要真的发，请设 LINLI_MAIL=smtp 和 LINLI_MAIL_HOST；"
        return State.WARNING, f"{words}不发邮件，请设 LINLI_MAIL=off。"
    if lacking := list(_mail_lacks()):
        return State.FAILED, f"邮件设置不全：{'；'.join(lacking)}。"
    return _mail_server(chosen)


def _mail_server(chosen: SmtpPostman) -> Answer:
    try:
        chosen.reach()
    except Unavailable as trouble:
        if isinstance(trouble.__cause__, SMTPAuthenticationError):
            words = "邮件服务器不认用户名或密码。请看 LINLI_MAIL_USER 和 LINLI_MAIL_PASSWORD。"
            return State.WARNING, words
        place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        words = f"连不上邮件服务器 {place}。请看 LINLI_MAIL_HOST、LINLI_MAIL_PORT、LINLI_MAIL_SECURITY"
        return State.WARNING, f"{words} 对不对、防火墙让不让出去。"
    if doubts := list(_mail_doubts()):
        return State.WARNING, f"邮件服务器连得上，但是：{'；'.join(doubts)}。"
    return State.OK, f"邮件服务器 {settings.EMAIL_HOST} 连得上，发件人 {settings.LINLI_MAIL_FROM}。"


def _mail_lacks() -> Iterator[str]:
    """Without these no letter is taken, or the password travels in clear."""
    name, password = settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD
    if settings.LINLI_MAIL_SECURITY not in SECURITIES:
        yield f"LINLI_MAIL_SECURITY 只能是 starttls 或 tls，现在是 {settings.LINLI_MAIL_SECURITY}，信不会加密"
    if name and not password:
        yield "设了 LINLI_MAIL_USER，还缺 LINLI_MAIL_PASSWORD"
    if password and not name:
        yield "设了 LINLI_MAIL_PASSWORD，还缺 LINLI_MAIL_USER"
    if password and not settings.LINLI_MAIL_SECURITY and settings.EMAIL_HOST not in HERE:
        yield "密码会不加密地经过网络，请设 LINLI_MAIL_SECURITY=starttls 或 tls"
    if "@" not in parseaddr(settings.LINLI_MAIL_FROM)[1]:
        yield "LINLI_MAIL_FROM 不是邮箱地址"


def _mail_doubts() -> Iterator[str]:
    """Letters go out, and may be thrown away or of little use."""
    if parseaddr(settings.LINLI_MAIL_FROM)[1].endswith("@localhost"):
        yield "发件人还是 linli@localhost，多数邮箱会当垃圾邮件，请设 LINLI_MAIL_FROM"
    if not settings.LINLI_ADDRESS:
        yield "没有设 LINLI_ADDRESS，信里没有网址"


def _wecom() -> Answer:
    wecom.herald()
    if lacking := wecom.lacking():
        words = f"要发企业微信，还缺 {'、'.join(lacking)}。请到企业微信管理后台的应用里找"
        return State.FAILED, f"{words}，填好后重启；不发，请设 LINLI_WECOM=off。"
    match settings.LINLI_WECOM:
        case "off":
            return State.OK, "没有开通企业微信消息，页面上不让人选。"
        case "console":
            words = (
                "企业微信消息只写进文件，没有真的发出去。要真的发，请设 LINLI_WECOM=api；不发，请设 LINLI_WECOM=off。"
            )
            return State.WARNING, words
    try:
        wecom.reach()
    except wecom.NoToken as trouble:
        return State.WARNING, _wecom_says(trouble.errcode)
    if not settings.LINLI_ADDRESS:
        return State.WARNING, "企业微信连得上，但是没有设 LINLI_ADDRESS，消息里没有网址。"
    return State.OK, "企业微信连得上。消息发不出时，请看服务器的地址在不在应用的“企业可信 IP”里。"


def _push() -> Answer:
    push.pusher()
    if lacking := push.lacking():
        words = f"要发浏览器通知，还缺 {'、'.join(lacking)}。LINLI_PUSH_CONTACT 填 mailto: 加邮箱，或者 https 网址"
        return State.FAILED, f"{words}；不发，请设 LINLI_PUSH=off。"
    push.check()
    match settings.LINLI_PUSH:
        case "off":
            return State.OK, "没有开通浏览器通知，页面上不让人选。"
        case "console":
            words = "浏览器通知只写进文件，没有真的发出去。要真的发，请设 LINLI_PUSH=send 和 LINLI_PUSH_CONTACT"
            return State.WARNING, f"{words}；不发，请设 LINLI_PUSH=off。"
    try:
        push.public_key()
    except keyring.EncryptionError as fault:
        return State.FAILED, f"浏览器通知的密钥用不了：{fault}"
    if silent := list(push.silent()):
        words = f"连不上 {'、'.join(silent)}，用这几家浏览器的人收不到通知。请看防火墙让不让出去；用不上的，"
        return State.WARNING, f"{words}从 LINLI_PUSH_HOSTS 里去掉。"
    return State.OK, "浏览器通知的服务连得上。网站要用 https，人们才能开通。"


def _wecom_says(errcode: int | None) -> str:
    match errcode:
        case None:
            return "连不上企业微信。请看 LINLI_WECOM_API 对不对、防火墙让不让出去。"
        case int(code) if code == WRONG_SECRET:
            return "企业微信不认 LINLI_WECOM_SECRET。请到应用里重新复制一次。"
        case int(code) if code == WRONG_CORP:
            return "企业微信不认 LINLI_WECOM_CORP。请到“我的企业”里重新复制企业 ID。"
    return f"企业微信不让用（errcode {errcode}）。请按这个号码查企业微信的说明。"
