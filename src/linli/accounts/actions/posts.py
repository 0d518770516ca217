"""Who holds which post, given and ended by an administrator of the area; never above the administrator's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import queries
from linli.accounts.actions.sessions import drop_sessions
from linli.accounts.handing import waiting_in, work_at
from linli.accounts.models import HeldPost, User
from linli.accounts.rights import Role, require
from linli.accounts.rules import leaves_work_alone
from linli.areas.models import Area
from linli.base.actor import Actor
from linli.base.events import emit
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.organizations.models import Organization

VERB = "accounts.manage_posts"
BATCH = 100


@transaction.atomic
def give_post(
    user: User, *, role: Role, area: str, organization: Organization | None, by: Actor, at: datetime
) -> HeldPost:
    """Let somebody hold a role in an area, within a unit; it counts from their next request on."""
    require(by, VERB, area=area)
    if organization is not None:
        require(by, VERB, area=organization.area_id)  # a post in a unit shows the unit's cases wherever they are
    _check(user, role, area, organization, by=by, at=at)
    if HeldPost.objects.filter(user=user, role=role, area=area, organization=organization, ends_at=None).exists():
        raise Refused("accounts.post_held_already", _("他已经在这个岗位上了。"))
    post = HeldPost(user=user, role=role, area_id=area, organization=organization, starts_at=at)
    post.save(force_insert=True)
    unit = organization.pk if organization else None
    record("accounts.post_given", on=post, by=by, at=at, area=area, role=role, unit=unit, user=user.pk)
    return post


@dataclass(frozen=True)
class Ending:
    """How a post ends: now or from a moment on, with a successor, or knowingly with nobody."""

    ends_at: datetime | None = None
    successor: User | None = None
    may_be_left_alone: bool = False


NOW = Ending()


@transaction.atomic
def end_post(post: HeldPost, *, by: Actor, at: datetime, ending: Ending = NOW) -> None:
    """End a post now, or on a day to come: the rights are gone with the holder's next request from then on.

    A successor holds the same post from now on, beside its holder where that one stays for some days. What is being
    worked on stays where it lies, with its clock running; whoever goes on with it is told.
    """
    post = HeldPost.objects.select_for_update(of=["self"]).select_related("organization", "user").get(pk=post.pk)
    require(by, VERB, area=post.area_id)
    if by.user == post.user_id:
        raise Refused("accounts.own_post", _("自己的岗位要由别的管理员来结束。"))
    if post.ends_at is not None and post.ends_at <= at:
        raise Refused("accounts.post_ended_already", _("这个岗位已经结束了。"))
    if ending.successor:
        _succeed(post, ending.successor, by=by, at=at)
    others = queries.others_beside(post, at)
    waiting = waiting_in(work_at(post, at))
    if leaves_work_alone(waiting=waiting, others=len(others)) and not ending.may_be_left_alone:
        raise Refused(
            "accounts.successor_missing",
            _("还有 %(count)s 件没办完，他走了就没有人看得到。请写接手的人。") % {"count": waiting},
            field="successor",
        )
    post.ends_at = max(ending.ends_at or at, post.starts_at + timedelta(microseconds=1))
    post.save(update_fields=["ends_at"])
    facts: dict[str, Any] = {"role": post.role, "user": post.user_id, "waiting": waiting, "until": post.ends_at}
    record("accounts.post_ended", on=post, by=by, at=at, area=post.area_id, **facts)
    if ending.ends_at is None or ending.ends_at <= at:
        _settle(post, by=by, at=at)


@transaction.atomic
def settle_ended_posts(*, by: Actor, at: datetime) -> int:
    """Posts whose day has come while nobody looked: what lies with them is said to be with those who are left."""
    over = HeldPost.objects.over(at).select_for_update(skip_locked=True, of=["self"])
    found = list(over.select_related("organization", "user")[:BATCH])
    for post in found:
        _settle(post, by=by, at=at)
        record("accounts.post_ran_out", on=post, by=by, at=at, area=post.area_id, role=post.role, user=post.user_id)
    return len(found)


def _settle(post: HeldPost, *, by: Actor, at: datetime) -> None:
    """Whoever holds no post any more is signed out; who goes on is told, and where nobody does, who can change that."""
    post.settled_at = at
    post.save(update_fields=["settled_at"])
    if not HeldPost.objects.held_at(at).filter(user=post.user_id).exclude(pk=post.pk).exists():
        drop_sessions(post.user)
    emit("accounts.post_ended", post=post, by=by, at=at)
    others = queries.others_beside(post, at)
    if count := waiting_in(work_at(post, at)):
        told = others or queries.administrators_of(post.area_id, at)
        what = "accounts.work_goes_on" if others else "accounts.work_left_alone"
        for person in told:
            emit("accounts.told", to=person, what=what, about=post, at=at, count=count, unit=post.organization)


def _succeed(post: HeldPost, successor: User, *, by: Actor, at: datetime) -> None:
    if successor.pk == post.user_id:
        raise Refused("accounts.own_successor", _("接手的人要是另一个人。"), field="successor")
    role, area, unit = Role(post.role), post.area_id, post.organization
    if HeldPost.objects.held_at(at).filter(role=role, area=area, organization=unit, user=successor).exists():
        return
    try:
        give_post(successor, role=role, area=area, organization=unit, by=by, at=at)
    except Refused as refusal:
        raise Refused(refusal.code, refusal.sentence, field="successor") from refusal


def _check(user: User, role: Role, area: str, organization: Organization | None, *, by: Actor, at: datetime) -> None:
    if not user.is_staff_member or not user.is_active:
        raise Refused("accounts.not_staff", _("只有在用的工作人员账号才能有岗位。"), field="user")
    if by.user == user.pk:
        raise Refused("accounts.own_post", _("自己的岗位要由别的管理员来安排。"), field="user")
    if not user.posts.exists() and not queries.is_in_charge_of(by, user, at):
        raise Refused("accounts.not_yours", _("这是别处新建的账号。它的第一个岗位由新建它的管理员安排。"), field="user")
    if not Area.objects.current().filter(pk=area).exists():
        raise Refused("accounts.area_unknown", _("没有这个区划。"), field="area")
    if role in (Role.HANDLER, Role.COMMUNITY_WORKER) and organization is None:
        raise Refused("accounts.unit_missing", _("这个岗位要写明在哪个单位。"), field="organization")
    if organization is not None and not organization.is_active:
        raise Refused("accounts.unit_closed", _("这个单位已经停用。"), field="organization")
