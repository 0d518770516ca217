"""What a phone number, a code and a try at a door must be. No clock, no database."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Refused

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
SETTING_UP_LASTS = timedelta(minutes=30)
"""How long somebody who has shown their password has to get an app onto the phone and to type its first code."""
AWAY_LASTS = timedelta(minutes=10)
"""How long somebody may take to sign in elsewhere and come back; as long again to say that it was them."""
MOST_IDENTITIES = 5
RECOVERY_CODES = 10
RESET_LASTS = timedelta(hours=24)
"""How long a second administrator has to agree that somebody's one-time code is dropped."""
MADE_LATELY = timedelta(days=7)
"""Within it, an account an administrator has made or given a password to counts as that administrator's own hand."""
NUMBER_RESTS = timedelta(days=90)
"""How long a number given up rests before an operator gives it out again: within it, its holder is the same person."""
MOBILE = re.compile(r"1[3-9][0-9]{9}")


class CodePurpose(StrEnum):
    """What a code is for: the message says so, and it opens nothing else."""

    SIGN_IN = "sign_in"
    GIVE = "give"  # this number comes to a record; read out at the desk
    PART = "part"  # this number goes from a record, or another one takes its place; read out at the desk
    MAIL = "mail"  # this mail address comes to a sign-in; typed by whoever is signed in
    WECOM = "wecom"  # and this account of WeCom
    MERGE = "merge"  # the record this number opens becomes one with another; read out at the desk


class Way(StrEnum):
    """How somebody can be told besides finding it when they sign in."""

    SMS = "sms"
    MAIL = "mail"
    WECOM = "wecom"
    PUSH = "push"


NO_WAY = "app"
"""What stands for somebody who wants to find it when they sign in, and no other way."""

MAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
LONGEST_MAIL = 120
WECOM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


@dataclass(frozen=True)
class Throttle:
    """At most so many tries within a span."""

    tries: int
    within: timedelta


CODES_TO_A_PHONE = (Throttle(1, timedelta(minutes=1)), Throttle(5, timedelta(hours=1)))
CODES_FROM_AN_ADDRESS = (Throttle(30, timedelta(hours=1)),)
CODES_FROM_A_DESK = (Throttle(60, timedelta(hours=1)),)
WRONG_NAMES = (Throttle(5, timedelta(minutes=15)), Throttle(20, timedelta(days=1)))
GIVEN_IN_VAIN = (Throttle(20, timedelta(days=1)),)
WRONG_PASSWORDS = (Throttle(5, timedelta(minutes=15)),)
WRONG_CODES = (Throttle(5, timedelta(minutes=15)),)
WRONG_FROM_AN_ADDRESS = (Throttle(100, timedelta(hours=1)),)


def mobile(typed: str) -> str:
    """The eleven digits of a mainland mobile number, however they were typed; refuses anything else."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", digits)
    if not MOBILE.fullmatch(digits):
        raise Refused("accounts.phone_wrong", _("请填 11 位手机号，以 1 开头。"), field="phone")
    return digits


def mail_typed(typed: str) -> str:
    """A mail address as mail servers take it, its domain in lower case; refuses what cannot be one."""
    name, _at, domain = unicodedata.normalize("NFKC", typed).strip().rpartition("@")
    mail = f"{name}@{domain.lower()}"
    if len(mail) > LONGEST_MAIL or not mail.isascii() or not MAIL.fullmatch(mail):
        raise Refused("accounts.mail_wrong", _("请填邮箱，如 wang@example.com。"), field="mail")
    return mail


def wecom_typed(typed: str) -> str:
    """An account of WeCom as its administrators gave it; refuses what cannot be one."""
    account = unicodedata.normalize("NFKC", typed).strip()
    if not WECOM.fullmatch(account):
        raise Refused(
            "accounts.wecom_wrong", _("请填企业微信的账号。不知道的，问单位的企业微信管理员。"), field="wecom"
        )
    return account


def ways_of(
    chosen: str,
    *,
    is_resident: bool,
    has_phone: bool,
    has_mail: bool,
    has_wecom: bool = False,
    has_push: bool = False,
) -> tuple[Way, ...]:
    """The ways a message goes to somebody: those they chose and have an address for; else, residents, an SMS.

    Somebody whose only address is gone is told in the way that is left: nobody misses news by a choice of last year.
    """
    all_ways = (
        (Way.SMS, has_phone and is_resident),
        (Way.MAIL, has_mail),
        (Way.WECOM, has_wecom and not is_resident),
        (Way.PUSH, has_push),
    )
    there = [way for way, has in all_ways if has]
    wanted = chosen.split()
    if NO_WAY in wanted:
        return ()
    found = tuple(way for way in there if way in wanted)
    return found or tuple(way for way in there if way is Way.SMS)


def may_have_changed_hands(last: datetime | None, at: datetime) -> bool:
    """Whether a phone that last opened something then may be somebody else's by now; one that never did, certainly."""
    return last is None or at - last >= NUMBER_RESTS


def new_code() -> str:
    """Six digits nobody can foresee."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_typed(typed: str) -> str:
    """The digits of a code, however they were typed."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))


def new_recovery_code() -> str:
    """Twelve digits in threes of four: forty bits nobody foresees, typed on the number pad of any phone."""
    digits = f"{secrets.randbelow(10**12):012d}"
    return " ".join(digits[start : start + 4] for start in (0, 4, 8))


def is_recovery_code(typed: str) -> bool:
    """Whether what stands in the field of the one-time code is one from paper: it is twice as long."""
    return bool(re.fullmatch(r"[0-9]{12}", recovery_typed(typed)))


def recovery_typed(typed: str) -> str:
    """The digits of a code from paper, however they were set apart."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed))


def may_agree(*, asked_by: UUID, second: UUID, owner: UUID, at: datetime, helped_at: Sequence[datetime]) -> bool:
    """Whether somebody may be the second pair of eyes: neither who asked nor whom it is about, and nobody whose
    account the first has made or opened (`helped_at`) in the last days, or one person could play both parts.
    """
    return second not in (asked_by, owner) and all(at - moment >= MADE_LATELY for moment in helped_at)


def leaves_work_alone(*, waiting: int, others: int) -> bool:
    """Whether work would lie where nobody sees it once this one has left: then somebody is named, or told above."""
    return waiting > 0 and others == 0


def username_typed(typed: str) -> str:
    """A sign-in name without the blanks around it, in lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()
