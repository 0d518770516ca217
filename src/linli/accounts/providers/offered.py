"""Which ways in elsewhere this installation has set up, and at which door each stands."""

from django.conf import settings

from linli.accounts.models import UserKind
from linli.accounts.providers.terms import Provider
from linli.base.refusals import Sentence


def providers() -> tuple[Provider, ...]:
    """All of them."""
    # Each brings what it asks elsewhere with, a tenth of a second of every start; most places set none up.
    told, doors = settings.SIGN_IN_ELSEWHERE, (("oidc-staff", UserKind.STAFF), ("oidc-residents", UserKind.RESIDENT))
    found: list[Provider] = []
    for key, kind in doors:
        if told[key]["issuer"]:
            from linli.accounts.providers.oidc import Oidc

            found.append(Oidc(key, kind, **told[key]))
    if told["wecom"]["corp"]:
        from linli.accounts.providers.wecom import WeCom

        found.append(WeCom("wecom", UserKind.STAFF, **told["wecom"]))
    if told["wechat"]["website"] or told["wechat"]["account"]:
        from linli.accounts.providers.wechat import WeChat

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
