"""WeCom (企业微信), for staff: a code to scan, or the page itself where it is opened inside WeCom.

Written after WeCom's own description (企业微信 Web 登录; 网页授权登录; 获取访问用户身份). We ask who the member is, and
nothing else of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import UserKind
from linli.accounts.providers.asking import Answer, ask
from linli.accounts.providers.terms import LONGEST_NAME, Proofs, unable, untrue, used_up
from linli.base.clock import now
from linli.base.refusals import Refused, Sentence

SCANNED = "https://login.work.weixin.qq.com/wwlogin/sso/login"
INSIDE = "https://open.weixin.qq.com/connect/oauth2/authorize"
USED_UP = frozenset({40029, 42003})  # no such code any more, too late
TOKEN_OVER = frozenset({40014, 42001})
EARLY = timedelta(minutes=5)

_tokens: dict[str, tuple[str, datetime]] = {}
"""Our own pass to the interface, by company and application; it lasts two hours and must not be asked for each time."""


@dataclass(frozen=True)
class WeCom:
    """One company there and the application that stands for this installation."""

    key: str
    kind: UserKind
    corp: str
    agent: str
    secret: str = field(repr=False)
    api: str

    @property
    def title(self) -> Sentence:
        """As everybody calls it."""
        return _("企业微信")

    @property
    def name_asked(self) -> Sentence:
        """What the company's own address book calls a member."""
        return _("通讯录里的账号（userid）")

    def subject_of(self, typed: str) -> str:
        """Capital letters make no difference there."""
        return f"wecom {self.corp} {typed.strip().lower()}"

    def address(self, proofs: Proofs, back: str, browser: str) -> str:
        """Inside WeCom a page that asks nothing, elsewhere a code to scan."""
        query = {"appid": self.corp, "agentid": self.agent, "redirect_uri": back, "state": proofs.state}
        if "wxwork" in browser:
            return f"{INSIDE}?{urlencode({**query, 'response_type': 'code', 'scope': 'snsapi_base'})}#wechat_redirect"
        return f"{SCANNED}?{urlencode({**query, 'login_type': 'CorpApp'})}"

    def named(self, proofs: Proofs, answer: Mapping[str, str], back: str, browser: str) -> str:  # noqa: ARG002 (a code says it all)
        """Ask whose code it is; once more with a fresh pass where ours has run out."""
        told = self._whose(answer.get("code", ""), self._token())
        if told.said.get("errcode") in TOKEN_OVER:
            told = self._whose(answer.get("code", ""), self._token(is_over=True))
        wrong = told.said.get("errcode", 0)
        if wrong in USED_UP:
            raise used_up(self)
        if wrong or told.status != 200:
            raise unable(self, str(wrong or told.status))
        name = told.word("userid")
        if not name and told.word("openid"):
            raise Refused("accounts.wecom_stranger", _("您不在本单位的企业微信里。请用别的方式登录，或者找管理员。"))
        if not name or len(name) > LONGEST_NAME:
            raise untrue(self, "userid")
        return self.subject_of(name)

    def _whose(self, code: str, token: str) -> Answer:
        return ask(f"{self.api}/cgi-bin/auth/getuserinfo", query={"access_token": token, "code": code})

    def _token(self, *, is_over: bool = False) -> str:
        held, at, mine = _tokens.get(f"{self.corp} {self.agent}"), now(), f"{self.corp} {self.agent}"
        if held and at < held[1] and not is_over:
            return held[0]
        told = ask(f"{self.api}/cgi-bin/gettoken", query={"corpid": self.corp, "corpsecret": self.secret})
        token, lasts = told.word("access_token"), told.said.get("expires_in")
        if not token or not isinstance(lasts, int):
            raise unable(self, str(told.said.get("errcode", told.status)))
        _tokens[mine] = token, at + timedelta(seconds=lasts) - EARLY
        return token

    def check(self) -> None:
        """Whether the interface knows company and secret."""
        self._token(is_over=True)


def forget() -> None:
    """Ask for a fresh pass: where the application has got another secret."""
    _tokens.clear()
