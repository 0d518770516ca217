"""Composed readings: one's sessions, who holds which post, what each role may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.accounts import sessions
from linli.accounts.models import ApiToken, HeldPost, PostQuerySet, Session, TotpReset, User, UserKind
from linli.accounts.rights import RIGHTS, VERBS, Role, may
from linli.accounts.rules import RESET_LASTS
from linli.areas.rules import ancestors_of
from linli.base import journal
from linli.base.actor import Actor, system_actor
from linli.base.encryption import keyed_hash
from linli.base.prepared import Prepared
from linli.base.refusals import Sentence
from linli.base.scope import acting_as
from linli.organizations.models import Organization

MAKERS = system_actor("accounts.makers")  # reads who made a sign-in; the journal shows that to nobody else


@dataclass(frozen=True)
class SignedIn:
    """One browser that is signed in."""

    reference: str
    device: str
    started_at: datetime
    is_current: bool


@dataclass(frozen=True)
class RightsRow:
    """A verb and, per role, whether it may."""

    verb: str
    title: Sentence
    may: tuple[tuple[Sentence, bool], ...]


@dataclass(frozen=True)
class Happened:
    """One event of a sign-in, in words."""

    at: datetime
    what: Sentence


EVENTS: Mapping[str, Sentence] = {
    "accounts.signed_in": _("登录"),
    "accounts.signed_out": _("退出"),
    "accounts.sign_in_failed": _("有人试着登录，没有成功"),
    "accounts.password_changed": _("改了密码"),
    "accounts.password_reset": _("管理员重设了密码"),
    "accounts.totp_enrolled": _("开通了动态码"),
    "accounts.totp_dropped": _("关了动态码"),
    "accounts.recovery_codes_given": _("生成了备用码"),
    "accounts.recovery_code_used": _("用掉一个备用码"),
    "accounts.totp_reset_asked": _("管理员申请关掉动态码"),
    "accounts.totp_reset": _("动态码被关掉"),
    "accounts.totp_reset_refused": _("关掉动态码的申请没有同意"),
    "accounts.totp_reset_withdrawn": _("关掉动态码的申请撤回了"),
    "accounts.totp_reset_stopped": _("叫停了关掉动态码的申请"),
    "accounts.identity_linked": _("绑定了一个别处的登录"),
    "accounts.identity_unlinked": _("解除了一个别处的登录"),
    "accounts.session_ended": _("退出了别处的登录"),
    "accounts.token_issued": _("建了令牌"),
    "accounts.token_revoked": _("收回了令牌"),
    "accounts.staff_created": _("建立账号"),
    "accounts.language_chosen": _("换了页面的语言"),
    "accounts.ways_chosen": _("改了怎样告诉自己"),
    "accounts.quiet_chosen": _("改了什么时候不打扰"),
    "accounts.box_given": _("登记了收消息的地方"),
    "accounts.box_cleared": _("删了收消息的地方"),
    "accounts.first_password_given": _("发了初始密码"),
    "accounts.closed": _("账号停用"),
    "accounts.reopened": _("账号恢复"),
}


_user = Prepared(lambda key: User.objects.filter(pk=key)[:1])


def user_of(key: UUID) -> User:
    """A sign-in by its id."""
    found = _user.first(key)
    if found is None:
        raise User.DoesNotExist(key)
    return found


def session_reference(session_key: str) -> str:
    """What stands for a session on a page; the key itself would be a way in."""
    return keyed_hash(session_key, "session_reference")[:24]


def sessions_of(user: User, current: str | None, at: datetime) -> list[SignedIn]:
    """Where the user is signed in, this browser first, then the newest."""
    rows = Session.objects.filter(user=user, expire_date__gt=at).values_list("session_key", "device", "started_at")
    found = [SignedIn(session_reference(key), device, started, key == current) for key, device, started in rows]
    return sorted(found, key=lambda each: (not each.is_current, -each.started_at.timestamp()))


def tokens_of(user: User) -> list[ApiToken]:
    """The user's tokens that have not been revoked."""
    return list(ApiToken.objects.filter(user=user, revoked_at=None).order_by("created_at"))


def posts_of(user: User, at: datetime) -> list[HeldPost]:
    """The posts somebody holds now, with their areas and units."""
    return list(HeldPost.objects.held_at(at).filter(user=user).select_related("area", "organization", "user"))


def is_in_charge_of(actor: Actor, user: User, at: datetime) -> bool:
    """Whether a sign-in is the actor's to close or to give a new password: who administers all areas of its posts.

    Of somebody without a post now, those held before count; of somebody who never held any, who made the sign-in.
    Otherwise another county could take a sign-in over on the day before it gets its first post.
    """
    held = HeldPost.objects.filter(user=user)
    areas = set(held.exclude(ends_at__lte=at).values_list("area_id", flat=True))
    areas = areas or set(held.values_list("area_id", flat=True))
    if actor.is_system or areas:
        return all(may(actor, "accounts.manage_posts", area=area) for area in areas)
    return may(actor, "accounts.manage_posts") and actor.user == _maker_of(user)


def other_administrators(user: User, actor: Actor, at: datetime) -> list[User]:
    """Who else is in charge of a sign-in: neither the actor nor the person themself."""
    areas = HeldPost.objects.held_at(at).filter(user=user).values_list("area_id", flat=True)
    above = {code for area in areas for code in (area, *ancestors_of(area))}
    held = HeldPost.objects.held_at(at).filter(role=Role.ADMINISTRATOR, area__in=above, user__is_active=True)
    people = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=[user.pk, actor.user]).order_by("username")
    return [one for one in people if is_in_charge_of(sessions.actor_of(one, sessions.posts_of(one, at)), user, at)]


def others_beside(post: HeldPost, at: datetime) -> list[User]:
    """Who goes on when this one leaves: those of the unit who handle, or those of the same role for the area."""
    held = HeldPost.objects.held_at(at).filter(user__is_active=True).exclude(user=post.user_id)
    if post.organization_id:
        handling = [role for role in Role if "cases.resolve" in RIGHTS[role]]
        held = held.filter(organization=post.organization_id, role__in={*handling, post.role})
    else:
        held = held.filter(role=post.role, area__in=[post.area_id, *ancestors_of(post.area_id)])
    return list(User.objects.filter(pk__in=held.values("user")).order_by("username"))


def administrators_of(area: str, at: datetime) -> list[User]:
    """Who gives and ends posts in an area."""
    around = [area, *ancestors_of(area)]
    held = HeldPost.objects.held_at(at).filter(role=Role.ADMINISTRATOR, area__in=around, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("username"))


def helped_into_account(user: UUID, helper: UUID) -> list[datetime]:
    """When somebody made this sign-in, gave it a password or bound it: from then they could come in by it."""
    verbs = ["accounts.staff_created", "accounts.password_reset", "accounts.first_password_given"]
    verbs.append("accounts.identity_linked")
    with acting_as(MAKERS):
        done = journal.entries(on=("accounts.user", user), verbs=verbs)
    return [entry.at for entry in done if entry.actor_user == helper]


def open_reset_of(user: User, at: datetime) -> TotpReset | None:
    """The request, still to be decided, that this person's one-time code be dropped."""
    waiting = TotpReset.objects.filter(user=user, decided_at=None, asked_at__gt=at - RESET_LASTS)
    return waiting.select_related("asked_by", "user").first()


def resets_waiting(actor: Actor, at: datetime) -> list[TotpReset]:
    """Requests about sign-ins in the actor's charge that somebody is to decide."""
    waiting = TotpReset.objects.filter(decided_at=None, asked_at__gt=at - RESET_LASTS).exclude(user=actor.user)
    return [one for one in waiting.select_related("user", "asked_by") if is_in_charge_of(actor, one.user, at)]


def without_password(actor: Actor, at: datetime) -> list[User]:
    """Accounts in the actor's charge that nobody can sign in to yet."""
    return [user for user in without_any_password() if is_in_charge_of(actor, user, at)]


def without_any_password() -> models.QuerySet[User]:
    """Accounts in use whose password is none; by the mark that Django puts for it."""
    waiting = User.objects.filter(kind=UserKind.STAFF, is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return waiting.order_by("username")


def _maker_of(user: User) -> UUID | None:
    with acting_as(MAKERS):
        made = journal.entries(on=user, verbs=["accounts.staff_created"])
    return made[0].actor_user if made else None


def sign_in_events(user: User, most: int) -> list[Happened]:
    """What happened to somebody's sign-in lately, newest first; each reads only their own."""
    lately = journal.entries(on=user)[::-1][:most]
    return [Happened(entry.at, EVENTS.get(entry.verb, entry.verb)) for entry in lately]


def holders(actor: Actor, at: datetime, text: str = "") -> PostQuerySet:
    """Posts held now within the actor's areas, with their people, areas and units."""
    posts = (
        HeldPost.objects.held_at(at)
        .filter(area__within=list(actor.areas))
        .select_related("user", "area", "organization")
    )
    if text := text.strip():
        posts = posts.filter(user__name__icontains=text) | posts.filter(organization__name__icontains=text)
    return posts.order_by("area_id", "organization__name", "role", "user__name")


def rights_matrix() -> list[RightsRow]:
    """Every verb with the roles that may do it, in the order of `Role`."""
    return [
        RightsRow(verb, title, tuple((role.label, verb in RIGHTS[role]) for role in Role))
        for verb, title in VERBS.items()
    ]


def actor_now(user: UUID, at: datetime) -> Actor | None:
    """Somebody of the staff with the posts held at a moment, for work that they have begun; None once closed."""
    found = User.objects.filter(pk=user, kind=UserKind.STAFF, is_active=True).first()
    return None if found is None else sessions.actor_of(found, sessions.posts_of(found, at))


def names_of(users: Iterable[UUID]) -> Mapping[UUID, str]:
    """What staff are called, by id; residents have no name here."""
    return dict(User.objects.filter(pk__in=set(users)).values_list("pk", "name"))


def nearest_holders(role: Role, area: str, at: datetime) -> list[User]:
    """Who holds a role at a place: in its community, else in the nearest area above."""
    around = [area, *ancestors_of(area)]
    held = list(HeldPost.objects.held_at(at).filter(role=role, area__in=around, user__is_active=True))
    nearest = max((len(post.area_id) for post in held), default=0)
    return list(User.objects.filter(pk__in={post.user_id for post in held if len(post.area_id) == nearest}))


def nearest_units(verb: str, area: str, at: datetime) -> list[Organization]:
    """Units whose staff may do something at a place: those of its community, else of the nearest area above."""
    roles = [role for role in Role if verb in RIGHTS[role]]
    around = [area, *reversed(ancestors_of(area))]
    held = HeldPost.objects.held_at(at).filter(role__in=roles, area__in=around, organization__isnull=False)
    found = list(held.filter(user__is_active=True).values_list("area_id", "organization_id"))
    nearest = max((len(area) for area, _unit in found), default=0)
    return list(Organization.objects.filter(pk__in={unit for area, unit in found if len(area) == nearest}))
