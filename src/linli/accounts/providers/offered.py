"""Which ways in elsewhere this installation has set up, and at which door each stands."""

from django.conf import settings

from linli.accounts.models import UserKind
from linli.accounts.providers.oidc import Oidc
from linli.accounts.providers.terms import Provider
from linli.accounts.providers.wechat import WeChat
from linli.accounts.providers.wecom import WeCom
from linli.base.refusals import Sentence


def providers() -> tuple[Provider, ...]:
    """All of them."""
    told, doors = settings.SIGN_IN_ELSEWHERE, (("oidc-staff", UserKind.STAFF), ("oidc-residents", UserKind.RESIDENT))
    found: list[Provider] = [Oidc(key, kind, **told[key]) for key, kind in doors if told[key]["issuer"]]
    if told["wecom"]["corp"]:
        found.append(WeCom("wecom", UserKind.STAFF, **told["wecom"]))
    if told["wechat"]["website"] or told["wechat"]["account"]:
        found.append(WeChat("wechat", UserKind.RESIDENT, **told["wechat"]))
    return tuple(found)


def ways_for(kind: str) -> tuple[Provider, ...]:
    """Those of one door."""
    return tuple(each for each in providers() if each.kind == kind)


def provider(key: str) -> Provider | None:
    """The one of this name, where it is set up."""
    return next((each for each in providers() if each.key == key), None)


def title_of(key: str) -> Sentence:
    """What a way is called; one that is no longer set up by its key."""
    found = provider(key)
    return found.title if found else key
