"""Which pages are measured: everything that many people open, by who opens it, with real cases, units and areas.

Runs in the process of `seeding`.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from linli.accounts.models import HeldPost, User, UserKind
from linli.base.clock import local_day, now
from linli.cases.models import Case
from linli.demo import doors
from linli.indicators.rules import Period
from linli.organizations.models import Organization
from linli.plans.models import Plan
from linli.project.bench import people, reading

STAFF = ("youyuan", "chengguan", "fenpai", "duban", "shiji", "guanli")
SOME = 5  # cases, residents: pages of different ones, so that no single lucky row is measured
Page = dict[str, Any]


def pages() -> list[Page]:
    """Kind, name, session and addresses of each page."""
    sessions = {name: people.session_of(people.actor_named(name)[0]) for name in STAFF}
    desk = [*_desk(sessions), *_figures(sessions), *_manage(sessions), *_searches(sessions)]
    return [*_portal(), *desk, *_while_typing(sessions["youyuan"]), *_programs()]


def _page(kind: str, name: str, session: str, *paths: str) -> Page:
    return {"kind": kind, "name": name, "session": session, "paths": paths}


def _portal() -> list[Page]:
    residents = _busiest()
    sessions = [people.session_of(user) for user in residents]
    own = [list(Case.objects.filter(resident=user.pk).order_by("-submitted_at")[:SOME]) for user in residents]
    apply = reverse("cases:apply", args=["public-repair"])
    found = [
        _page("portal", "首页，未登录", "", "/"),
        _page("portal", "事项", "", reverse("catalog:items")),
        _page("portal", "一个事项", "", reverse("catalog:item", args=["public-repair"])),
        _page(
            "search",
            "找事项",
            "",
            *(f"/items/?{urlencode({'q': words})}" for words in ("灯坏了", "低保", "loudaodeng")),
        ),
        _page("portal", "登录", "", reverse("accounts:sign_in")),
    ]
    for name, path in (
        ("首页", "/"),
        ("填写", apply),
        ("我的诉求", reverse("cases:mine")),
        ("我的", reverse("people:me")),
        ("我的消息", reverse("notifications:mine")),
        ("谁看过", reverse("people:who_looked")),
    ):
        found.append(_page("portal", name, sessions[0], path))
    numbers = [reverse("cases:detail", args=[case.number]) for case in own[0]]
    return [*found, _page("portal", "一件诉求", sessions[0], *numbers)]


def _desk(sessions: dict[str, str]) -> list[Page]:
    found = []
    for who, session in sessions.items():
        if who == "guanli":
            continue
        _user, actor = people.actor_named(who)
        newest = Case.objects.visible_to(actor).order_by("-submitted_at").values_list("number", flat=True)[:SOME]
        queue = reverse("cases:queue")
        found += [
            _page("desk", f"今天 · {who}", session, "/desk/"),
            _page("desk", f"今天超期 · {who}", session, "/desk/?which=late"),
            _page("desk", f"办件 · {who}", session, queue),
            _page("desk", f"办件第 20 页 · {who}", session, f"{queue}?page=20"),
            _page("desk", f"已办结 · {who}", session, f"{queue}?stage=closed"),
            _page("desk", f"已撤回 · {who}", session, f"{queue}?stage=withdrawn"),
            _page("desk", f"办理中超期 · {who}", session, f"{queue}?stage=assigned&due=late"),
            _page("desk", f"一天内到期 · {who}", session, f"{queue}?due=soon"),
            _page("desk", f"本单位 · {who}", session, f"{queue}?whose=mine"),
            _page("desk", f"一件办件 · {who}", session, *(reverse("cases:desk_case", args=[one]) for one in newest)),
            _page("desk", f"消息 · {who}", session, reverse("notifications_desk:messages")),
        ]
    register = reverse("cases:register_item", args=["public-repair"])
    return [
        *found,
        _page("desk", "替居民登记：选事项", sessions["youyuan"], reverse("cases:register")),
        _page("desk", "替居民登记：填写", sessions["youyuan"], register),
    ]


def _figures(sessions: dict[str, str]) -> list[Page]:
    month = Period.month_of(local_day(now())).back(1)
    rates, found = reverse("indicators:rates"), []
    for who, area in (
        ("shiji", doors.PREFECTURE),
        ("shiji", doors.COUNTY),
        ("duban", doors.COUNTY),
        ("youyuan", doors.COMMUNITY),
    ):
        asked = urlencode({"area": area, "month": month})
        found.append(_page("desk", f"指标 {area} · {who}", sessions[who], f"{rates}?{asked}"))
        explained = [
            f"{reverse('indicators:explain', args=[name])}?{asked}" for name in ("on_time_rate", "satisfaction_rate")
        ]
        found.append(_page("desk", f"指标背后的办件 {area} · {who}", sessions[who], *explained))
    return [*found, *(page for who in ("shiji", "duban") for page in _plans(who, sessions[who]))]


def _plans(who: str, session: str) -> list[Page]:
    """What is made of the plan of the prefecture: its figures, how far they are, what is amiss, what was reported."""
    plan = Plan.objects.filter(area=doors.PREFECTURE).order_by("pk")[0]
    compared = reverse("insight:compare")
    found = {
        "规划": [reverse("plans:plans")],
        "一份规划": [reverse("plans:plan", args=[plan.pk])],
        "规划指标": [reverse("indicators:standings")],
        "一个规划指标": [reverse("indicators:standing", args=[name]) for name in ("kiosk_coverage", "grid_coverage")],
        "分析": [reverse("insight:home")],
        "规划走到哪一步": [reverse("insight:plan", args=[plan.pk])],
        "各地比较": [f"{compared}?{urlencode({'indicator': name})}" for name in ("kiosk_coverage", "on_time_rate")],
        "提醒": [reverse("insight:alerts")],
        "专项台账": [reverse("ledgers:ledgers")],
        "工作台账": [reverse("tasks:lists")],
        "报告": [reverse("reports:reports")],
    }
    return [_page("desk", f"{name} · {who}", session, *paths) for name, paths in found.items()]


def _manage(sessions: dict[str, str]) -> list[Page]:
    session = sessions["guanli"]
    units = Organization.objects.order_by("id").values_list("pk", flat=True)[:SOME]
    holder = HeldPost.objects.filter(user__kind=UserKind.STAFF).order_by("id").values_list("user", flat=True)[0]
    found = {
        "单位": [reverse("organizations:organizations")],
        "一个单位": [reverse("organizations:unit", args=[unit]) for unit in units],
        "岗位": [reverse("accounts_desk:posts")],
        "一个人": [reverse("accounts_desk:staff", args=[holder])],
        "谁能做什么": [reverse("accounts_desk:rights")],
        "日志封存": [reverse("seals")],
    }
    return [_page("desk", name, session, *paths) for name, paths in found.items()]


def _searches(sessions: dict[str, str]) -> list[Page]:
    words = {"找得到": reading.words_found(SOME * 2), "找不到": reading.MISSES, "一两个字": ("灯", "楼道", "漏水")}
    queue = reverse("cases:queue")
    return [
        _page(
            "search", f"找办件，{what} · {who}", sessions[who], *(f"{queue}?{urlencode({'q': word})}" for word in some)
        )
        for what, some in words.items()
        for who in ("youyuan", "chengguan", "fenpai", "shiji")
    ]


def _while_typing(session: str) -> list[Page]:
    """What is asked while somebody types: open cases that are likely the same, by words that are like some and not."""
    _user, actor = people.actor_named("youyuan")
    unclosed = Case.objects.visible_to(actor).unclosed().order_by("-submitted_at")
    alike = [{"area": one.area_id, "place": one.place, "description": one.title} for one in unclosed[:SOME]]
    typed = [*alike, {"area": doors.COMMUNITY, "place": "东门外", "description": "想问问老年大学怎么报名。"}]
    return [
        {**_page("search", f"填写时，像的办件 · {who}", owner, reverse(name, args=["public-repair"])), "typed": typed}
        for who, owner, name in (
            ("youyuan", session, "cases:desk_alike"),
            ("居民", people.session_of(_busiest()[0]), "cases:alike"),
        )
    ]


def _busiest() -> list[User]:
    """The residents with most cases."""
    rows = Case.objects.values("resident").annotate(count=Count("pk")).order_by("-count", "resident")[:SOME]
    return [User.objects.get(pk=row["resident"]) for row in rows]


def _programs() -> list[Page]:
    """What programs ask for, with a token instead of a session."""
    found: list[Page] = []
    for who in ("fenpai", "shiji"):
        user, actor = people.actor_named(who)
        token = people.tokens_of([user.pk])[user.pk]
        newest = Case.objects.visible_to(actor).order_by("-submitted_at").values_list("number", flat=True)[:SOME]
        paths: dict[str, Iterable[str]] = {
            "接口：办件": ["/api/v1/cases?limit=100"],
            "接口：未办结先到期": ["/api/v1/cases?limit=100&order=due_at&stage=assigned"],
            "接口：一件": [f"/api/v1/cases/{number}" for number in newest],
        }
        found += [{**_page("desk", f"{name} · {who}", "", *some), "token": token} for name, some in paths.items()]
    return found
