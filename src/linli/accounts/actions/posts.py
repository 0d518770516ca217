"""Who holds which post, given and ended by an administrator of the area; never above the administrator's own."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts import queries
from linli.accounts.models import HeldPost, User
from linli.accounts.rights import Role, require
from linli.areas.models import Area
from linli.base.actor import Actor
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.organizations.models import Organization

VERB = "accounts.manage_posts"


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


@transaction.atomic
def end_post(post: HeldPost, *, by: Actor, at: datetime) -> None:
    """End a post now: the rights are gone with the holder's next request."""
    post = HeldPost.objects.select_for_update().get(pk=post.pk)
    require(by, VERB, area=post.area_id)
    if by.user == post.user_id:
        raise Refused("accounts.own_post", _("自己的岗位要由别的管理员来结束。"))
    if post.ends_at is not None and post.ends_at <= at:
        raise Refused("accounts.post_ended_already", _("这个岗位已经结束了。"))
    post.ends_at = max(at, post.starts_at + timedelta(microseconds=1))
    post.save(update_fields=["ends_at"])
    record("accounts.post_ended", on=post, by=by, at=at, area=post.area_id, role=post.role, user=post.user_id)


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
