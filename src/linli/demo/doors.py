"""The sign-ins of the demo, for whoever tries Linli out: the same on every machine, printed at the start.

Everybody else who was invented has no password and, as a resident, a phone no operator hands out: numbers beginning
with 154 have not been given to any network. The code of the one resident who can be signed in as stands in the
program's output; nothing is sent.
"""

from dataclasses import dataclass

PASSWORD = "linli-yanshi"  # noqa: S105 (of invented people only, printed at every start)
RESIDENT_PHONE = "19900000001"
COMMUNITY, COUNTY, VILLAGE_COUNTY, PREFECTURE = "131102001045", "131102", "131123", "1311"


@dataclass(frozen=True)
class Account:
    """One sign-in: who, the name or phone to type, and the password; a resident gets a code instead."""

    role: str
    name: str
    password: str = ""


@dataclass(frozen=True)
class Post:
    """The post of a member of staff one can sign in as: role, area, and the kind of unit; none stands above units."""

    title: str
    username: str
    role: str
    area: str
    unit_type: str = ""


STAFF = (
    Post("社区工作者 · 游园社区", "youyuan", "community_worker", COMMUNITY, "community_committee"),
    Post("社区工作者 · 武强县朝阳社区", "chaoyang", "community_worker", "131123100004", "community_committee"),
    Post("物业经办 · 游园社区", "wuye", "handler", COMMUNITY, "property_company"),
    Post("单位经办 · 桃城区城管局", "chengguan", "handler", COUNTY, "urban_management"),
    Post("单位经办 · 衡水市民政局", "minzheng", "handler", PREFECTURE, "civil_affairs"),
    Post("分派员 · 桃城区", "fenpai", "dispatcher", COUNTY),
    Post("分派员 · 武强县", "wuqiang", "dispatcher", VILLAGE_COUNTY),
    Post("督办领导 · 桃城区", "duban", "supervisor", COUNTY),
    Post("督办领导 · 衡水市", "shiji", "supervisor", PREFECTURE),
    Post("管理员", "guanli", "administrator", PREFECTURE),
    Post("管理员（第二位）", "fuguan", "administrator", PREFECTURE),
)


def accounts() -> tuple[Account, ...]:
    """What is printed at the start."""
    resident = Account("居民 · 游园社区", RESIDENT_PHONE)
    return (resident, *(Account(post.title, post.username, PASSWORD) for post in STAFF))


def lines() -> list[str]:
    """The sign-ins as lines to print."""
    staff = [f"  {post.title}：{post.username}" for post in STAFF]
    return [
        "演示账号（人和事都是编的）：",
        f"  居民：手机号 {RESIDENT_PHONE}，验证码会显示在这里",
        f"  工作人员的密码都是 {PASSWORD}：",
        *staff,
    ]
