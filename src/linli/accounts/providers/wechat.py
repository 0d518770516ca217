"""WeChat, for residents: a code to scan on a website, or the page itself where it is opened inside WeChat.

Written after WeChat's own description of both (网站应用微信登录; 微信网页授权). A website and an account inside WeChat
know one person under two names (openid); where an installation has both, the one they share counts (unionid). Neither
name, picture nor anything else of the person is fetched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import UserKind
from linli.accounts.providers.asking import ask
from linli.accounts.providers.terms import LONGEST_NAME, Proofs, unable, untrue, used_up
from linli.base.refusals import Refused, Sentence

PAGES = "https://open.weixin.qq.com/connect"
USED_UP = frozenset({40029, 40163, 42003})  # no such code, used before, too late
INSIDE = "MicroMessenger"


@dataclass(frozen=True)
class WeChat:
    """The two applications an installation may have there, each with its secret."""

    key: str
    kind: UserKind
    website: str
    website_secret: str = field(repr=False)
    account: str
    account_secret: str = field(repr=False)
    api: str

    @property
    def title(self) -> Sentence:
        """As everybody calls it."""
        return _("微信")

    @property
    def name_asked(self) -> Sentence:
        """Nobody knows the name WeChat has for a person."""
        return ""

    def subject_of(self, typed: str) -> str:
        """Nobody types it."""
        return typed

    def address(self, proofs: Proofs, back: str, browser: str) -> str:
        """Inside WeChat a page that asks, elsewhere a code to scan."""
        if self._is_inside(browser):
            # The common name is told to who may ask for name and picture; we do not ask for them.
            app, page, scope = self.account, "oauth2/authorize", "snsapi_userinfo" if self.website else "snsapi_base"
        elif self.website:
            app, page, scope = self.website, "qrconnect", "snsapi_login"
        else:
            raise Refused("accounts.wechat_inside", _("请在微信里打开这个网页，再点“微信”登录。"))
        query = {"appid": app, "redirect_uri": back, "response_type": "code", "scope": scope, "state": proofs.state}
        return f"{PAGES}/{page}?{urlencode(query)}#wechat_redirect"

    def named(self, proofs: Proofs, answer: Mapping[str, str], back: str, browser: str) -> str:  # noqa: ARG002 (a code says it all)
        """Exchange the code for the person's name there."""
        is_inside = self._is_inside(browser)
        app, secret = (self.account, self.account_secret) if is_inside else (self.website, self.website_secret)
        query = {"appid": app, "secret": secret, "code": answer.get("code", ""), "grant_type": "authorization_code"}
        told = ask(f"{self.api}/sns/oauth2/access_token", query=query)
        wrong = told.said.get("errcode", 0)
        if wrong in USED_UP:
            raise used_up(self)
        if wrong or told.status != 200:
            raise unable(self, str(wrong or told.status))
        common, own = told.word("unionid"), told.word("openid")
        if not (common or own) or len(common) > LONGEST_NAME or len(own) > LONGEST_NAME:
            raise untrue(self, "openid")
        if common:
            return f"wechat unionid {common}"
        if self.website and self.account:
            raise unable(self, "no unionid: the two applications do not belong together")
        return f"{app} {own}"

    def _is_inside(self, browser: str) -> bool:
        return bool(self.account) and INSIDE in browser and "wxwork" not in browser

    def check(self) -> None:
        """Whether a secret stands beside each application; more can be told with a person's code alone."""
        for app, secret in ((self.website, self.website_secret), (self.account, self.account_secret)):
            if bool(app) != bool(secret):
                raise unable(self, "an application without its secret")
