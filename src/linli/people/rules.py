"""What may stand in a record, and how long. No database, no clock."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from linli.accounts.rules import Throttle
from linli.base.identity import is_valid_identity_number
from linli.base.refusals import Refused, Sentence

LONGEST_NAME, LONGEST_ADDRESS, SHORTEST_PURPOSE, MOST_MEMBERS = 40, 100, 4, 99
WARNED_BEFORE = timedelta(days=30)
FIRST_YEAR = 1900
UNDONE_WITHIN = timedelta(days=30)
PHONE_RESTS = timedelta(days=7)
"""Between asking for another phone and its opening the record: whoever has the old one is told, and can say no."""
UNPROVED_STAYS = timedelta(days=1)
ASKED_IN_VAIN = Throttle(20, timedelta(days=1))
"""How often what one member of staff typed may turn out to be registered on another record, by whichever way."""
SEARCHES = Throttle(300, timedelta(hours=1))


def one_line(typed: str) -> str:
    """Without blanks around it, and one where there were several."""
    return " ".join(typed.split())


def name_typed(typed: str) -> str:
    """A name of 1 to 40 characters."""
    name = one_line(typed)
    if not name or len(name) > LONGEST_NAME:
        raise Refused("people.name_missing", _("请填姓名，最多 40 个字。"), field="name")
    return name


def identity_typed(typed: str) -> str:
    """An identity number however it was typed: eighteen characters, the last perhaps X; empty stays empty."""
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if number and not is_valid_identity_number(number):
        raise Refused(
            "people.identity_wrong", _("身份证号不对。请对着证件再看一遍：18 位，最后一位可能是 X。"), field="identity"
        )
    return number


def known_elsewhere() -> Refused:
    """What is said of a number whose record the actor may not put right: always the same, whatever lies there."""
    return Refused(
        "people.known_elsewhere",
        _(
            "这个号码在别处登记过。请先核对；和家人合用的手机号，就不填。真是本人的，请本人登录后在“我的”里改所在社区，"
            "或者请原来的社区转过来。"
        ),
    )


def known_as_another(field: str | None = None) -> Refused:
    """What is said of a number that lies on another record of the actor's own register."""
    return Refused(
        "people.known_as_another",
        _(
            "这个号码登记在您名册里的另一份档案上，姓名或者身份证号对不上。请核对；是同一个人，就合并；手机号是和家人合用的，"
            "或者换了主人，就先不填手机号。"
        ),
        field=field,
    )


def purpose_typed(typed: str) -> str:
    """Why: at least four characters, since the resident will read it."""
    purpose = one_line(typed)
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused("people.purpose_missing", _("请写明为什么要看，至少 4 个字。居民会看到这句话。"), field="purpose")
    return purpose


def said(typed: str, code: str, sentence: Sentence, *, field: str, least: int = 3) -> str:
    """Words that say something; refuses none or one, at most five hundred characters."""
    words = typed.strip()
    if len(words) < least:
        raise Refused(code, sentence, field=field)
    return words[:500]


def address_typed(typed: str) -> str:
    """Where a household lives: a building and a door, or a group and a house of a village."""
    address = one_line(typed)
    if not address or len(address) > LONGEST_ADDRESS:
        raise Refused(
            "people.address_missing", _("请填门牌，比如“3 号楼 2 单元 301”，最多 100 个字。"), field="address"
        )
    return address


def members_typed(count: int) -> int:
    """How many live there; nobody needs to be named."""
    if not 0 <= count <= MOST_MEMBERS:
        raise Refused("people.member_count_wrong", _("住几口人请填 0 到 99。"), field="member_count")
    return count


def months_later(day: date, months: int) -> date:
    """The last day of a span of months that begins on a day: one year from 2026-11-23 ends on 2027-11-22.

    >>> months_later(date(2026, 11, 23), 12)
    datetime.date(2027, 11, 22)
    >>> months_later(date(2027, 1, 31), 1)
    datetime.date(2027, 2, 27)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) - timedelta(days=1)


def span_of_consent(begins: date, ends: date, longest: int) -> None:
    """A consent ends, and not later than its purpose allows."""
    if ends < begins:
        raise Refused("people.consent_over", _("到期日不能早于今天。"), field="ends_on")
    if ends > months_later(begins, longest):
        raise Refused(
            "people.consent_too_long",
            _("最长同意 %(months)s 个月。到期可以再续。") % {"months": longest},
            field="ends_on",
        )


def span_of_stay(since: date, until: date | None, today: date) -> None:
    """Who joins or leaves does so today or before, within living memory, and leaves after joining."""
    if since > today or (until or since) > today:
        raise Refused("people.day_to_come", _("日期不能晚于今天。"), field="since" if since > today else "until")
    if since.year < FIRST_YEAR:
        raise Refused("people.day_long_past", _("这个日子太早了，请再看看年份。"), field="since")
    if until is not None and until < since:
        raise Refused("people.day_before_joining", _("迁出的日子不能早于迁入的日子。"), field="until")


def spelled(name: str) -> str:
    """A name as two people would call it the same: without blanks and dots between its parts."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def may_merge(
    *, is_same: bool, names: tuple[str, str], identities: tuple[str | None, str | None], phones: tuple[bool, bool]
) -> None:
    """Two records may become one where a number or the name says that they are one person; the one with a phone stays.

    Of each pair the first belongs to the record that stays.
    """
    if is_same:
        raise Refused("people.merge_with_itself", _("请选另一份档案。"), field="other")
    if all(identities) and identities[0] != identities[1]:
        raise Refused("people.two_people", _("两份档案的身份证号不一样，不是同一个人，不能合并。"), field="other")
    if not all(identities) and spelled(names[0]) != spelled(names[1]):
        raise Refused(
            "people.two_names",
            _("两份档案的姓名不一样，不能合并。哪一份写错了，先看着证件更正，再来合并。"),
            field="other",
        )
    if phones[1] and not phones[0]:
        raise Refused("people.keep_the_one_with_phone", _("请保留有手机号的那一份，居民才登录得了。"), field="keep")
