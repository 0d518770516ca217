"""What the doors offer in their menus: only what exists, and only what the person may open."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import Role, may
from linli.areas.models import Area
from linli.base.actor import NOBODY, Actor
from linli.demo.queries import holds_invented_data
from linli.organizations.models import Organization
from linli.people.models import Resident
from linli.web.navigation import Link

DESK = (
    # title, url name, icon, right, group
    (_("今天"), "cases:today", "house", "cases.read", ""),
    (_("办件"), "cases:queue", "files", "cases.read", ""),
    (_("替居民登记"), "cases:register", "user-plus", "cases.submit_for", ""),
    (_("接电话"), "cases:call", "phone-call", "cases.submit_for", ""),
    (_("常用答复"), "cases:answers", "reply", "cases.resolve", ""),
    (_("消息"), "notifications_desk:messages", "bell", "cases.read", ""),
    (_("回访"), "followups:callbacks", "phone-outgoing", "cases.read_callbacks", _("办结以后")),
    (_("差评整改"), "followups:remedies", "message-square-heart", "cases.read", _("办结以后")),
    (_("评价公开"), "reviews_desk:words", "message-square-quote", "reviews.check", _("办结以后")),
    (_("档案销毁"), "archives_desk:due", "archive-x", "archives.read", _("办结以后")),
    (_("居民名册"), "residents:residents", "users", "people.read", _("居民和家庭")),
    (_("户"), "households:households", "house-plus", "people.households", _("居民和家庭")),
    (_("资料申请"), "residents:requests", "file-pen", "people.answer", _("居民和家庭")),
    (_("救助"), "aid:needs", "hand-heart", "aid.read", _("居民和家庭")),
    (_("居民通知"), "notices_desk:notices", "megaphone", "notices.read", _("居民和家庭")),
    (_("政策"), "policies_desk:policies", "scroll-text", "policies.read", _("居民和家庭")),
    (_("服务指标"), "indicators:rates", "chart-column", "indicators.read", _("监测")),
    (_("救助件数"), "aid:figures", "chart-column", "aid.count", _("监测")),
    (_("规划"), "plans:plans", "target", "plans.read", _("监测")),
    (_("分析"), "insight:home", "chart-no-axes-combined", "indicators.read", _("监测")),
    (_("工作台账"), "tasks:lists", "list-todo", "tasks.read", _("监测")),
    (_("规划报告"), "reports:reports", "file-chart-column", "reports.read", _("监测")),
    (_("专项台账"), "ledgers:ledgers", "notebook-pen", "ledgers.read", _("监测")),
    (_("网格"), "grids:grids", "grid-3x3", "grids.read", _("属地")),
    (_("区划底数"), "areas_desk:areas", "map", "areas.read", _("属地")),
    (_("组织"), "organizations:organizations", "building-2", "organizations.read", _("属地")),
    (_("组织健全情况"), "organizations:completeness", "list-checks", "organizations.read", _("属地")),
    (_("自助设备"), "kiosks_desk:devices", "monitor-smartphone", "kiosks.read", _("属地")),
    (_("大屏"), "insight:screens", "presentation", "screens.manage", _("管理")),
    (_("岗位"), "accounts_desk:posts", "id-card", "accounts.manage_posts", _("管理")),
    (_("谁能做什么"), "accounts_desk:rights", "shield-check", "accounts.read_rights", _("管理")),
    (_("派单规则"), "cases:routing", "split", "cases.route", _("管理")),
    (_("表格"), "tables:registers", "table-2", "tables.use", _("管理")),
    (_("事项目录"), "catalog_desk:items", "book-open", "catalog.read", _("管理")),
    (_("消息用语"), "notifications_words:words", "message-square-text", "operation.manage", _("管理")),
    (_("运行情况"), "operation", "activity", "operation.manage", _("管理")),
    (_("日志封存"), "seals", "lock", "journal.read_seals", _("管理")),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: the desk's menu for who is signed in, and whether the data are invented."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "community_name": SimpleLazyObject(lambda: _community(actor)),
        "desk_post": SimpleLazyObject(lambda: _post(actor)),
        "demo_data": holds_invented_data(),
        "desk_navigation": [
            Link(title, reverse(name), icon, group=group)
            for title, name, icon, verb, group in DESK
            if actor.is_staff and may(actor, verb)
        ],
    }


def _community(actor: Actor) -> str:
    """Where a resident lives; asked only by pages that show it."""
    if not actor.is_resident:
        return ""
    resident = Resident.objects.select_related("home_area").filter(pk=actor.resident).first()
    return resident.home_area.short_name if resident else ""


def _post(actor: Actor) -> str:
    """The unit of the first post, or its area and role."""
    if not actor.posts:
        return ""
    post = actor.posts[0]
    role = str(Role(post.role).label)
    if post.unit:
        return f"{Organization.objects.values_list('short_name', flat=True).get(pk=post.unit)} · {role}"
    return f"{Area.objects.get(pk=post.area).short_name} · {role}"
