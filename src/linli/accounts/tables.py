"""Staff and their posts as a spreadsheet: one line a post. Passwords stand in no file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.actions.bringing_in import bring_in_staff
from linli.accounts.models import HeldPost, User
from linli.accounts.queries import is_in_charge_of
from linli.accounts.rights import Role
from linli.areas.tables import area_column
from linli.base.refusals import Sentence
from linli.web.tables.columns import Column, Kind
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import Staged

PREPARE = "ALTER TABLE {staged} ADD COLUMN member uuid, ADD COLUMN unit uuid, ADD COLUMN named int"
SMALL = "UPDATE {staged} SET username = lower(username)"
MEMBERS = """
UPDATE {staged} s SET member = u.id, state = 'changed' FROM accounts_user u WHERE u.username = s.username
"""
# One id for all lines of somebody new: that of the first.
NEWCOMERS = """
UPDATE {staged} s SET member = first.id
  FROM (SELECT DISTINCT ON (username) username, id FROM {staged} WHERE member IS NULL ORDER BY username, line) first
 WHERE s.member IS NULL AND s.username = first.username
"""
# A unit of this name that stands where the post is, above it or below it, as the command line finds it too.
UNITS = """
UPDATE {staged} s SET (unit, named) = (
  SELECT (array_agg(o.id))[1], count(*) FROM organizations_organization o
   WHERE (o.name = s.organization OR o.short_name = s.organization) AND o.is_active
     AND (starts_with(o.area_id, s.area) OR starts_with(s.area, o.area_id))
     AND EXISTS (SELECT 1 FROM unnest(%s::text[]) p WHERE starts_with(o.area_id, p)))
 WHERE s.organization IS NOT NULL
"""
HELD = """
UPDATE {staged} s SET state = 'same'
 WHERE s.state = 'changed' AND (s.role IS NULL OR EXISTS (
   SELECT 1 FROM accounts_post p WHERE p.user_id = s.member AND p.role = s.role AND p.area_id = s.area
      AND p.organization_id IS NOT DISTINCT FROM s.unit AND p.ends_at IS NULL))
"""
CALLED_OTHERWISE = "s.name <> (SELECT name FROM accounts_user u WHERE u.username = s.username AND u.kind = 'staff')"
CLOSED = "EXISTS (SELECT 1 FROM accounts_user u WHERE u.username = s.username AND NOT u.is_active)"
CALLED_TWICE = """
s.name <> (SELECT f.name FROM {staged} f WHERE f.username = s.username AND f.name IS NOT NULL ORDER BY f.line LIMIT 1)
"""
UNPLACED = """
SELECT DISTINCT member FROM {staged} s
 WHERE s.state = 'changed' AND NOT EXISTS (SELECT 1 FROM accounts_post p WHERE p.user_id = s.member)
"""
GIVEN_TWICE = """
s.role IS NOT NULL AND EXISTS (
  SELECT 1 FROM {staged} f WHERE f.line < s.line AND f.member = s.member AND f.role = s.role AND f.area = s.area
     AND f.unit IS NOT DISTINCT FROM s.unit)
"""


def _roles() -> Mapping[str, Sentence]:
    return {role.value: role.label for role in Role}


def check(staged: Staged) -> None:
    """What `create_staff` and `give_post` ask of one, asked of all: nobody gets more by a file than by hand."""
    for statement in (PREPARE, SMALL, MEMBERS, NEWCOMERS):
        staged.run(statement)
    if "organization" in staged.present:
        staged.run(UNITS, [list(staged.within)])
    staged.run(HELD)
    _check_people(staged)
    _check_posts(staged)


def _check_people(staged: Staged) -> None:
    staged.refuse("name", gettext("这个用户名已经有人用，姓名不一样。是另一个人就换一个用户名。"), CALLED_OTHERWISE)
    staged.refuse("name", gettext("同一个用户名在前面写了另一个姓名。"), CALLED_TWICE)
    staged.refuse("username", gettext("这个账号已停用。先恢复账号，再安排岗位。"), CLOSED)
    if staged.by.user:
        own = "s.member = %s::uuid AND s.state <> 'same'"
        staged.refuse("username", gettext("自己的岗位要由别的管理员来安排。"), own, [staged.by.user])
    unplaced = {user for (user,) in staged.run(UNPLACED)}
    others = [
        user.pk for user in User.objects.filter(pk__in=unplaced) if not is_in_charge_of(staged.by, user, staged.at)
    ]
    sentence = gettext("这是别处新建的账号。它的第一个岗位由新建它的管理员安排。")
    staged.refuse("username", sentence, "s.member = ANY (%s::uuid[])", [others])


def _check_posts(staged: Staged) -> None:
    staged.refuse("area", gettext("有岗位就要写在哪里。"), "s.role IS NOT NULL AND s.area IS NULL")
    staged.refuse(
        "role",
        gettext("写了区域或单位，就要写是什么岗位。"),
        "s.role IS NULL AND coalesce(s.area, s.organization) IS NOT NULL",
    )
    staged.refuse_outside("area", gettext("“%(value)s”不在您管的区域里。"))
    staged.refuse(
        "organization",
        gettext("那一带没有叫“%(value)s”的单位，或者它不归您管、已停用。"),
        "s.organization IS NOT NULL AND s.area IS NOT NULL AND s.named = 0",
    )
    staged.refuse("organization", gettext("那一带叫“%(value)s”的单位不止一个，请写全称。"), "s.named > 1")
    staged.refuse("role", gettext("这个岗位在前面写过了。请只留一行。"), GIVEN_TWICE)
    unitless = "s.role = ANY (%s::text[]) AND s.organization IS NULL"
    staged.refuse(
        "organization",
        gettext("这个岗位要写明在哪个单位。"),
        unitless,
        [[Role.HANDLER.value, Role.COMMUNITY_WORKER.value]],
    )


def rows(asked: Asked) -> Iterable[Sequence[Any]]:
    """Posts held now in these areas, in the order of the columns."""
    held = HeldPost.objects.held_at(asked.at).filter(area__within=list(asked.areas))
    return (
        held.annotate(unit_name=F("organization__name"))
        .order_by("area_id", "unit_name", "role", "user__username")
        .values_list(
            "user__username", "user__name", "role", "area_id", "area__name", "unit_name", "starts_at__date",
            "user__is_active",
        )
    )  # fmt: skip


STAFF = Register(
    code="staff",
    name=_("工作人员和岗位"),
    about=_("一行一个岗位：谁、什么岗位、在哪里、哪个单位。新用户名会建账号；表里不写密码，保存以后再发初始密码。"),
    icon="id-card",
    right="accounts.manage_posts",
    most_rows=20_000,
    columns=(
        Column(
            "username", _("用户名"), Kind.CODE, required=True, longest=60, width=18, example="zhang.san",
            synonyms=("账号", "登录名", "帐号"), note=_("登录时填，不分大小写。没有的会新建账号。"),
        ),
        Column("name", _("姓名"), required=True, longest=40, width=12, example=_("张三"), synonyms=("人员姓名",)),
        Column(
            "role", _("岗位"), Kind.CHOICE, width=16, choices=_roles, example=_("社区工作者"), synonyms=("角色",),
            note=_("从列表里选。不填就只建账号。"),
        ),
        area_column(
            "area", _("在哪里"), required=False,
            synonyms=("区域", "区划", "区划代码", "所在区划", "所在区域", "所在社区"),
        ),
        Column("area_name", _("区划名称"), is_read=False, width=22),
        Column(
            "organization", _("单位"), longest=100, width=28, example=_("游园社区居民委员会"),
            synonyms=("在哪个单位", "所在单位", "单位名称"), note=_("社区工作者和单位经办必须填，写全称。"),
        ),
        Column("since", _("开始"), Kind.DAY, is_read=False, width=12),
        Column("is_active", _("账号在用"), Kind.YES_NO, is_read=False, width=10),
    ),
    check=check,
    write=bring_in_staff,
    rows=rows,
    afterwards=_("新账号还没有密码。请到“初始密码”页生成，当面交给本人。密码只显示一次，不进任何文件。"),
    afterwards_url="accounts_desk:first_passwords",
)  # fmt: skip
