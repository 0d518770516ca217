"""What a door and a way in elsewhere have to say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from django.utils.translation import gettext as _

from linli.accounts.models import UserKind
from linli.base.refusals import Refused, Sentence, Unavailable

log = structlog.get_logger(__name__)
LONGEST_NAME = 255  # OpenID Connect Core 1.0, section 2


@dataclass(frozen=True)
class Proofs:
    """What only the browser that left can bring back, made anew for every journey."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Elsewhere:
    """Whom the other side has named: by which way, and under which name. `subject` says whose name it is, too."""

    way: str
    subject: str


class Provider(Protocol):
    """A way in elsewhere, as the doors know it."""

    @property
    def key(self) -> str:
        """What it is called in addresses and in the journal."""

    @property
    def kind(self) -> UserKind:
        """Whose door offers it."""

    @property
    def title(self) -> Sentence:
        """What people call it."""

    @property
    def name_asked(self) -> Sentence:
        """What an administrator types to bind somebody; empty where nobody knows it beforehand."""

    def address(self, proofs: Proofs, back: str, browser: str) -> str:
        """Where the browser is sent, to come `back`; `browser` is what it calls itself. Raises Unavailable."""

    def named(self, proofs: Proofs, answer: Mapping[str, str], back: str, browser: str) -> str:
        """The subject named by what the browser brought back. Raises Unavailable where nobody can say, or Refused."""

    def subject_of(self, typed: str) -> str:
        """The subject behind what an administrator types."""

    def check(self) -> None:
        """Whether it could be used now; raises Unavailable or Refused."""


def untrue(way: Provider, why: str) -> Refused:
    """The other side's answer does not hold, so nobody comes in by it; `why` is for the log alone."""
    log.warning("sign_in_elsewhere_untrue", way=way.key, why=why)
    sentence = _("%(way)s的答复不对，没有登录。请用别的方式登录，并告诉管理员。") % {"way": way.title}
    return Refused("accounts.elsewhere_untrue", sentence)


def used_up(way: Provider) -> Refused:
    """What the browser brought back has served before, or came too late."""
    sentence = _("这次登录用过了或者过期了。请再点一次“%(way)s”。") % {"way": way.title}
    return Refused("accounts.elsewhere_used_up", sentence)


def unable(way: Provider, why: str) -> Unavailable:
    """The other side will not speak to us: what is set up here or there is at fault, and no person; for the log."""
    log.warning("sign_in_elsewhere_refused_us", way=way.key, why=why)
    return Unavailable(f"{way.key}: {why}")
