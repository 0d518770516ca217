"""Residents and households as spreadsheets. Numbers stand in no temporary table: they are found by their hashes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.phones import hash_of, phone_of
from linli.accounts.rules import mobile
from linli.areas.rules import virtual_in_sql
from linli.areas.tables import area_column
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.people.actions.bringing_in import bring_in_households, bring_in_residents
from linli.people.actions.known import Hit, may_ask, reach, refuse_of_a_file
from linli.people.actions.looking import exported
from linli.people.actions.writing import REGISTRAR
from linli.people.identities import hash_of_identity, identity_of
from linli.people.models import Household, Resident
from linli.people.rules import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    MOST_MEMBERS,
    identity_typed,
    known_as_another,
    known_elsewhere,
)
from linli.web.tables.columns import Column, Kind, Masked
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import LINE, Staged

NOT_A_HOME = f"""
s.home IS NOT NULL AND (length(s.home) < 12 OR {virtual_in_sql("s.home")})
"""
# The record that a phone or a number opens, wherever it lies: read by the registrar, since its home may be beyond the
# sender's sight, and who may enter residents need not read the register. Of one beyond their reach nothing is told but
# that it is there.
BY_PHONE = """
UPDATE {staged} s SET by_phone = coalesce(r.merged_into_id, r.user_id)
  FROM accounts_user u JOIN people_resident r ON r.user_id = u.id WHERE u.phone_hash = s.phone_hash
"""
BY_IDENTITY = """
UPDATE {staged} s SET by_identity = coalesce(r.merged_into_id, r.user_id)
  FROM people_resident r WHERE r.identity_hash = s.identity_hash
"""
BEYOND = """
WITH hit AS (
  SELECT r.user_id AS resident, typed.line, typed.home, typed.number
    FROM (SELECT line, home, by_phone AS known, 'phone' AS number FROM {staged} WHERE by_phone IS NOT NULL
          UNION ALL
          SELECT line, home, by_identity, 'identity' FROM {staged} WHERE by_identity IS NOT NULL) typed
    JOIN people_resident r ON r.user_id = typed.known
   WHERE NOT EXISTS (SELECT 1 FROM unnest(%s::text[]) p WHERE starts_with(r.home_area_id, p))
), marked AS (UPDATE {staged} s SET is_beyond = true WHERE s.line IN (SELECT line FROM hit))
SELECT resident, array_agg(DISTINCT number), coalesce(min(home), '') FROM hit GROUP BY resident
"""
# A phone whose sign-in has been closed, of nobody on the register, is answered as one that is registered elsewhere.
CLOSED = """
UPDATE {staged} s SET is_beyond = true
 WHERE s.by_phone IS NULL
   AND EXISTS (SELECT 1 FROM accounts_user u WHERE u.phone_hash = s.phone_hash AND NOT u.is_active)
"""
KNOWN = """
UPDATE {staged} s SET id = r.user_id, called = r.name,
       is_another = s.identity_hash <> r.identity_hash,
       state = CASE WHEN r.home_area_id = s.home AND (s.identity_hash IS NULL OR r.identity_hash IS NOT NULL)
                    THEN 'same' ELSE 'changed' END
  FROM people_resident r WHERE r.user_id = coalesce(s.by_phone, s.by_identity) AND s.is_beyond IS NULL
"""
# Without any number, somebody of this name in this community is taken for the one who is there; a line of a community
# beyond the actor's areas is refused anyway.
BY_NAME = """
UPDATE {staged} s SET state = 'same'
 WHERE s.phone_hash IS NULL AND s.identity_hash IS NULL AND EXISTS (
   SELECT 1 FROM people_resident r WHERE r.name = s.name AND r.home_area_id = s.home AND r.merged_into_id IS NULL)
"""
STARRED = _("打了星号的姓名和号码不能再导回来。请填完整的姓名；号码填完整，或者空着。")
HASHES = {"phone_hash": "text", "identity_hash": "text"}
FOUND = {"by_phone": "uuid", "by_identity": "uuid", "called": "text", "is_beyond": "boolean", "is_another": "boolean"}


def check_residents(staged: Staged) -> None:
    """What `enrol` asks of one, asked of all."""
    hashes = {line: _hashes(staged, line, apart) for line, apart in staged.apart.items()}
    staged.add(HASHES, hashes)
    staged.run("UPDATE {staged} SET name = regexp_replace(name, '\\s+', ' ', 'g')")
    staged.refuse("name", STARRED, "s.name ~ '[*＊]'")
    staged.refuse("home", gettext("要写到村、社区，或者里面的网格。"), NOT_A_HOME)
    staged.refuse_outside("home", gettext("“%(value)s”不在您管的区域里。"))
    for column, words in (
        ("phone", gettext("手机号和前面的一行一样。合用的手机号只写在一个人那里。")),
        ("identity", gettext("身份证号和前面的一行一样。")),
    ):
        _refuse_shared(staged, column, words)
    staged.run("GRANT SELECT, UPDATE ON {staged} TO linli_system")
    if any(any(each) for each in hashes.values()):
        _look_for(staged)
    with acting_as(REGISTRAR):
        staged.run(BY_NAME)


def _look_for(staged: Staged) -> None:
    """Whose numbers these are: asked about the whole country, answered about the sender's own register."""
    may_ask(staged.by, staged.at)
    staged.add(FOUND, {})
    with acting_as(REGISTRAR):
        staged.run(BY_PHONE)
        staged.run(BY_IDENTITY)
        found = staged.run(BEYOND, [reach(staged.by)])
        staged.run(CLOSED)
        staged.run(KNOWN)
    _refuse_beyond(staged, [Hit(resident, tuple(numbers), home) for resident, numbers, home in found])
    words = str(known_as_another().sentence)
    _refuse(staged, "identity", words, "s.is_beyond IS NULL AND (s.by_phone <> s.by_identity OR s.is_another)")
    _refuse(
        staged, "name", words, "s.called <> s.name AND coalesce(s.by_phone = s.by_identity, NOT s.is_another, true)"
    )


def _refuse_beyond(staged: Staged, hits: Sequence[Hit]) -> None:
    lines = [line for (line,) in staged.run("SELECT line FROM {staged} WHERE is_beyond ORDER BY line")]
    if not lines:
        return
    refusal = refuse_of_a_file(hits, len(lines), source=staged.source, by=staged.by, at=staged.at)
    if refusal:
        staged.refuse_whole(refusal)
    for line in lines:
        staged.wrong(line, LINE, known_elsewhere().sentence)


def _hashes(staged: Staged, line: int, apart: dict[str, Any]) -> tuple[str | None, str | None]:
    """What a line's numbers are found by; a number that is none is a problem. Put back as they are meant."""
    found: list[str | None] = []
    for column, read, hashed in (("phone", mobile, hash_of), ("identity", identity_typed, hash_of_identity)):
        try:
            apart[column] = read(apart[column]) if apart.get(column) else None
        except Refused as refusal:
            starred = "*" in apart[column] or "＊" in apart[column]
            staged.wrong(line, column, STARRED if starred else refusal.sentence)
            apart[column] = None
        found.append(hashed(apart[column]) if apart[column] else None)
    return found[0], found[1]


def _refuse(staged: Staged, column: str, sentence: str, where: str) -> None:
    """As `Staged.refuse`, beside a column that is not in the table."""
    for (line,) in staged.run(f"SELECT s.line FROM {{staged}} s WHERE {where}"):
        staged.wrong(line, column, sentence)


def _refuse_shared(staged: Staged, column: str, sentence: str) -> None:
    again = f"EXISTS (SELECT 1 FROM {{staged}} f WHERE f.{column}_hash = s.{column}_hash AND f.line < s.line)"
    _refuse(staged, column, sentence, again)


def resident_rows(asked: Asked) -> Iterator[Sequence[Any]]:
    """The register of these areas, in the order of the columns; with a purpose in clear, and written down for each."""
    found = Resident.objects.visible_to(asked.by).standing().filter(home_area__within=list(asked.areas))
    listed = found.select_related("user", "home_area").order_by("home_area", "name", "pk").iterator(500)
    while some := list(islice(listed, 500)):
        if asked.in_clear:
            exported(some, purpose=asked.purpose, by=asked.by, at=asked.at)
        for each in some:
            yield (
                each.name,
                each.home_area_id,
                each.home_area.name,
                phone_of(each.user),
                identity_of(each) if asked.in_clear else "",
                each.registered_at,
            )


# Households

HOUSEHOLDS_KNOWN = """
UPDATE {staged} s SET id = h.id,
       state = CASE WHEN coalesce(s.member_count, h.member_count) = h.member_count THEN 'same' ELSE 'changed' END
  FROM people_household h WHERE h.area_id = s.area AND h.address = s.address AND h.ended_on IS NULL
"""
FEWER_THAN_NAMED = """
s.state = 'changed' AND s.member_count < (
  SELECT count(*) FROM people_householdmember m WHERE m.household_id = s.id AND m.until IS NULL)
"""


def check_households(staged: Staged) -> None:
    """What `create_household` and `change_household` ask of one, asked of all."""
    staged.run("UPDATE {staged} SET address = regexp_replace(address, '\\s+', ' ', 'g')")
    staged.run(HOUSEHOLDS_KNOWN)
    staged.refuse("area", gettext("要写到村、社区，或者里面的网格。"), NOT_A_HOME.replace("s.home", "s.area"))
    staged.refuse_outside("area", gettext("“%(value)s”不在您管的区域里。"))
    staged.refuse(
        "member_count", gettext("这一户登记的人比 %(value)s 口多。有人搬走了，先在户里点“迁出”。"), FEWER_THAN_NAMED
    )


def household_rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Households of these areas, in the order of the columns; nobody is named."""
    found = Household.objects.visible_to(asked.by).standing().filter(area__within=list(asked.areas))
    return found.order_by("area_id", "address").values_list(
        "area_id", "area__name", "address", "member_count", "begun_on"
    )


HOME = ("社区代码", "村代码", "区划代码", "区划", "所在社区", "所在村", "所在社区（村）", "所属社区", "村、社区")
RESIDENTS = Register(
    code="residents",
    name=_("居民"),
    about=_("一行一位居民：姓名、所在社区（村），手机号和身份证号可以不填。导出的姓名和手机号隐去一部分，身份证号不导出。"),
    icon="users",
    right="people.register",
    reading_right="people.read",
    reveal_right="people.reveal",
    most_rows=50_000,
    columns=(
        Column(
            "name", _("姓名"), required=True, longest=LONGEST_NAME, width=14, example=_("例如：王秀英"),
            synonyms=("居民姓名", "户主姓名"), masked=Masked.NAME,
        ),
        area_column("home", _("社区（村）"), synonyms=HOME),
        Column("home_name", _("社区（村）名称"), is_read=False, width=22),
        Column(
            "phone", _("手机号"), Kind.PHONE, longest=30, width=16, is_apart=True, masked=Masked.PHONE,
            synonyms=("电话", "联系电话", "手机", "手机号码", "移动电话"),
            note=_("11 位。和家人合用的，只写在一个人那里。"),
        ),
        Column(
            "identity", _("身份证号"), Kind.CODE, longest=30, width=22, is_apart=True, masked=Masked.WITHHELD,
            synonyms=("身份证", "身份证号码", "公民身份号码", "证件号码"), note=_("居民自己愿意才填。18 位。"),
        ),
        Column("registered_at", _("登记时间"), Kind.DAY, is_read=False, width=18),
    ),
    check=check_residents,
    write=bring_in_residents,
    rows=resident_rows,
)  # fmt: skip
HOUSEHOLDS = Register(
    code="households",
    name=_("户"),
    about=_("一行一户：社区（村）、门牌、住几口人。不写谁住在里面。"),
    icon="house-plus",
    right="people.households",
    reading_right="people.read",
    key=("area", "address"),
    columns=(
        area_column("area", _("社区（村）"), synonyms=HOME),
        Column("area_name", _("社区（村）名称"), is_read=False, width=22),
        Column(
            "address", _("门牌"), required=True, longest=LONGEST_ADDRESS, width=30, example=_("3 号楼 2 单元 301"),
            synonyms=("门牌号", "地址", "住址", "家庭住址", "详细地址"),
        ),
        Column(
            "member_count", _("住几口人"), Kind.INTEGER, required=True, least=0, most=MOST_MEMBERS, width=10,
            example="3", synonyms=("人口数", "家庭人口", "常住人口", "户内人数", "人数"),
        ),
        Column("begun_on", _("从哪天起"), Kind.DAY, is_read=False, width=12),
    ),
    check=check_households,
    write=bring_in_households,
    rows=household_rows,
)  # fmt: skip
