"""Who may do what: one table from role to verbs. Where and on what is the rule of sight's business."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor, Post, Shown
from linli.base.refusals import Refused


class Role(models.TextChoices):
    """The roles a post can carry."""

    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    HANDLER = "handler", _("单位经办")
    DISPATCHER = "dispatcher", _("分派员")
    SUPERVISOR = "supervisor", _("督办领导")
    ADMINISTRATOR = "administrator", _("管理员")


VERBS: dict[str, Any] = {
    "cases.read": _("查看辖区办件"),
    "cases.submit_for": _("替居民登记"),
    "cases.accept": _("受理"),
    "cases.assign": _("分派给单位"),
    "cases.call_in": _("请单位会办"),
    "cases.take_part": _("办理会办的一份"),
    "cases.return": _("退回"),
    "cases.decide": _("决定退回的由谁办"),
    "cases.split": _("把一件里的两件事拆开"),
    "cases.merge": _("把同一位居民的两件并成一件"),
    "cases.extend": _("申请延期"),
    "cases.pause": _("暂停和恢复计时"),
    "cases.supervise": _("督办"),
    "cases.answer_supervision": _("答复督办"),
    "cases.note": _("写内部备注"),
    "cases.route": _("定办件先派给哪个单位"),
    "cases.pause_long": _("因为要上级统筹暂停计时"),
    "cases.resolve": _("办结并回复"),
    "cases.raise_audience": _("改为保密"),
    "cases.reveal": _("查看居民姓名电话（记入查看记录）"),
    "cases.call_back": _("电话回访居民，记下居民的回答"),
    "cases.read_callbacks": _("查看回访清单和回访率"),
    "cases.decide_appeal": _("决定单位对差评的申诉"),
    "archives.read": _("查看保管期满的办件和销毁记录"),
    "archives.propose": _("提出销毁保管期满的办件"),
    "archives.approve": _("审核销毁"),
    "archives.hold": _("留着办件不销毁，或者放开"),
    "archives.confidential": _("提出、审核销毁本单位的保密办件"),
    "reviews.check": _("看居民评价里的话，遮去个人信息以后公开"),
    "aid.read": _("查看本单位负责的救助需求"),
    "aid.find": _("登记发现的救助需求"),
    "aid.handle": _("报告、接收、转介、办结救助需求"),
    "aid.count": _("查看救助需求的件数（没有个人资料）"),
    "people.register": _("登记居民"),
    "people.read": _("查看辖区居民名册（姓名电话打星号）"),
    "people.reveal": _("查看居民姓名、电话、身份证号（记入查看记录）"),
    "people.change": _("更正居民资料、登记同意和联系人"),
    "people.households": _("登记户和家庭成员"),
    "people.answer": _("处理居民的更正和删除申请"),
    "people.merge": _("合并重复的居民档案"),
    "notices.read": _("查看发给居民的通知和看过的人数"),
    "notices.publish": _("给辖区居民发通知、撤回通知"),
    "policies.read": _("查看政策登记"),
    "policies.manage": _("登记、修改、停用政策"),
    "indicators.read": _("查看指标"),
    "plans.read": _("查看规划"),
    "plans.publish": _("确认并发布规划"),
    "tasks.read": _("查看工作台账"),
    "tasks.report": _("报任务进展、答复督办"),
    "tasks.manage": _("列出、下达一年的任务清单，督办任务"),
    "reports.read": _("查看、下载规划报告"),
    "reports.write": _("起草、印发规划报告"),
    "ledgers.read": _("查看专项台账"),
    "ledgers.fill": _("填报专项台账"),
    "ledgers.define": _("拟定专项台账"),
    "ledgers.publish": _("发布和停用专项台账，代各地填报"),
    "accounts.read_rights": _("查看谁能做什么"),
    "accounts.manage_posts": _("安排岗位"),
    "areas.read": _("查看区划底数和标签"),
    "areas.enter": _("登记区划底数和标签"),
    "grids.read": _("查看网格"),
    "grids.manage": _("划分网格"),
    "grids.staff": _("安排网格员"),
    "organizations.read": _("查看组织"),
    "organizations.register": _("登记村、社区的组织"),
    "organizations.manage": _("管理单位"),
    "organizations.add_type": _("增加组织类型"),
    "tables.use": _("成批上传和导出表格（每张表另看各自的权限）"),
    "kiosks.read": _("查看自助设备"),
    "kiosks.manage": _("登记和停用自助设备"),
    "screens.manage": _("登记和停用大屏"),
    "catalog.read": _("查看事项目录"),
    "catalog.propose": _("提出新增、修改、停用事项"),
    "catalog.approve": _("审核事项的新增、修改、停用"),
    "journal.read_seals": _("查看日志封存"),
    "operation.manage": _("查看系统运行情况，处理没发成的消息"),
}

_GROUND = {"areas.read", "grids.read", "organizations.read", "kiosks.read"}
_READING = {
    "cases.read",
    "indicators.read",
    "plans.read",
    "tasks.read",
    "ledgers.read",
    "catalog.read",
    "notices.read",
    "policies.read",
    "accounts.read_rights",
    "tables.use",
    "aid.count",
} | _GROUND
_RESIDENTS = {"people.read", "people.register", "people.reveal", "people.change", "people.households"} | {
    "people.answer",
    "people.merge",
}
_KEEPING = {"areas.enter", "grids.manage", "grids.staff", "organizations.register", "kiosks.manage"}
_HANDLING = {"cases.accept", "cases.return", "cases.extend", "cases.resolve", "cases.call_in", "cases.reveal"} | {
    "cases.decide",
    "cases.take_part",
    "cases.pause",
    "cases.answer_supervision",
    "cases.note",
    "cases.split",
    "cases.merge",
}

_AIDING = {"aid.read", "aid.find", "aid.handle"}

RIGHTS: dict[Role, frozenset[str]] = {
    Role.COMMUNITY_WORKER: frozenset(
        _READING
        | _HANDLING
        | {"cases.submit_for", "cases.assign", "cases.raise_audience", "notices.publish"}
        | {"archives.read", "archives.propose", "archives.hold", "archives.confidential"}
        | _RESIDENTS
        | _KEEPING
        | _AIDING
        | {"tasks.report", "ledgers.fill", "ledgers.define"}
    ),
    Role.HANDLER: frozenset(
        _READING
        | _HANDLING
        | _AIDING
        | {"cases.raise_audience", "tasks.report", "ledgers.fill", "archives.read", "archives.confidential"}
    ),
    Role.DISPATCHER: frozenset(
        _READING
        | {"cases.accept", "cases.assign", "cases.call_in", "cases.return", "cases.submit_for", "cases.raise_audience"}
        | {"cases.reveal", "people.register", "cases.decide", "cases.pause", "cases.pause_long"}
        | {"cases.supervise", "cases.note", "cases.split", "cases.merge", "cases.call_back", "cases.read_callbacks"}
        | {"notices.publish", "policies.manage", "reviews.check", "cases.route", "ledgers.define"}
        | {"archives.read", "archives.propose", "archives.approve", "archives.hold"}
        | {"reports.read"}
    ),
    Role.SUPERVISOR: frozenset(
        _READING
        | {"journal.read_seals", "catalog.approve", "cases.decide", "cases.pause_long", "cases.supervise", "cases.note"}
        | {"cases.read_callbacks", "cases.decide_appeal", "reviews.check", "archives.read", "archives.approve"}
        | {
            "archives.hold",
            "tasks.manage",
            "reports.read",
            "reports.write",
            "ledgers.fill",
            "ledgers.define",
            "ledgers.publish",
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            "indicators.read",
            "plans.read",
            "plans.publish",
            "tasks.read",
            "reports.read",
            "ledgers.read",
            "ledgers.fill",
            "ledgers.define",
            "ledgers.publish",
            "catalog.read",
            "accounts.read_rights",
            "tables.use",
        }
        | {
            "accounts.manage_posts",
            "cases.route",
            "catalog.propose",
            "catalog.approve",
            "organizations.manage",
            "organizations.add_type",
            "journal.read_seals",
            "operation.manage",
            "notices.read",
            "notices.publish",
            "policies.read",
            "policies.manage",
            "screens.manage",
        }
        | _GROUND
        | _KEEPING
    ),
}


SEES_ITS_UNIT_ALONE = frozenset({Role.HANDLER})
"""Whose post shows what its unit works on and not the other work of its area: a property firm has no business with its
neighbours' requests for assistance."""


SHOWN_BY = {Shown.CASES: "cases.read", Shown.PEOPLE: "people.read"}
_SHOWN = {role: frozenset(each for each, verb in SHOWN_BY.items() if verb in RIGHTS[role]) for role in Role}


def post_of(role: str, area: str, unit: UUID | None) -> Post:
    """A post with the sight its role gives: of the area or the unit alone, of cases and residents by its rights."""
    return Post(role, area, unit, sees_area=role not in SEES_ITS_UNIT_ALONE, shows=_SHOWN[Role(role)])


OF_UNIT = frozenset(
    {"cases.accept", "cases.assign", "cases.call_in", "cases.return", "cases.extend", "cases.resolve"}
    | {"cases.raise_audience", "cases.reveal", "cases.decide", "cases.take_part"}
    | {"cases.pause", "cases.pause_long", "cases.supervise", "cases.answer_supervision", "cases.split", "cases.merge"}
    | {"archives.confidential"}
)
"""Verbs of whoever holds the case: a worker's post gives them for its unit's cases, a dispatcher's for its area."""

OVER_UNITS = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
"""Who stands above the units of an area and does what is theirs without being of one."""


def may(actor: Actor, verb: str, *, area: str = "", units: Iterable[Any] = ()) -> bool:
    """Whether a post gives `verb` on something in `area` that is in the hands of `units`; without both, anywhere."""
    _known(verb)
    if actor.is_system:
        return True
    if not actor.is_staff:
        return False
    held = set(units)
    return any(verb in RIGHTS[Role(post.role)] and _reaches(post, verb, area, held) for post in actor.posts)


def _reaches(post: Post, verb: str, area: str, held: set[Any]) -> bool:
    if not area and not held:
        return True
    if post.unit in held:
        return True
    by_area = verb not in OF_UNIT or post.role in OVER_UNITS
    return by_area and bool(area) and area.startswith(post.area)


def posts_with(actor: Actor, verb: str) -> tuple[Post, ...]:
    """The posts that give `verb`: what is seen or done by it reaches as far as these, not as far as all posts."""
    _known(verb)
    return tuple(post for post in actor.posts if verb in RIGHTS[Role(post.role)]) if actor.is_staff else ()


def require(actor: Actor, verb: str, *, area: str = "", units: Iterable[Any] = ()) -> None:
    """Raise Refused("accounts.no_right") unless `may`."""
    if not may(actor, verb, area=area, units=units):
        raise Refused(
            "accounts.no_right",
            _("您的岗位不能做“%(verb)s”。需要的话，请联系管理员。") % {"verb": VERBS[verb]},
        )


def _known(verb: str) -> None:
    if verb not in VERBS:
        raise KeyError(verb)
