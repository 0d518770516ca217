"""Signing in elsewhere: there, back again, and what of it is bound to an account here.

Going there is a link and not a form: a browser lets no form of ours lead to another house. Nothing is bound by coming
back, only by a button afterwards: a link that somebody is made to follow must not open their account to who set it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions, queries
from linli.accounts.away import come_back, forget_named, named_before, remember_named, set_out
from linli.accounts.doors import (
    DoorRequest,
    ResidentRequest,
    StaffRequest,
    any_staff_page,
    public_page,
    resident_page,
    staff_page,
)
from linli.accounts.forms import LinkForm
from linli.accounts.identities import identities_of
from linli.accounts.models import LinkedIdentity, User, UserKind
from linli.accounts.pages.signing import DOOR, NEXT, enter, local, signed_in_to
from linli.accounts.providers.offered import provider, title_of, ways_for
from linli.accounts.providers.terms import Elsewhere, Provider
from linli.accounts.sessions import let_prove, let_set_up
from linli.base.clock import now
from linli.base.refusals import Refused, Sentence, Unavailable
from linli.web.forms import onward, refusals_shown_on, show

VERB = "accounts.manage_posts"
LONGEST = 4096


@never_cache
@require_safe
@public_page
def go(request: DoorRequest, way: str) -> HttpResponse:
    """Off to the other side, with what must come back."""
    found = _way(way)
    proofs = set_out(request, way, local(request, request.GET.get("next")), now())
    browser = request.headers.get("User-Agent", "")
    try:
        return HttpResponseRedirect(found.address(proofs, _address_back(request, way), browser))
    except (Refused, Unavailable) as trouble:
        return _sorry(request, found, trouble)


@never_cache
@require_safe
@public_page
def back(request: DoorRequest, way: str) -> HttpResponse:
    """Somebody comes back: in, on to a one-time code, or to where it is asked whether that was them."""
    found, at = _way(way), now()
    browser = request.headers.get("User-Agent", "")
    answer = {name: request.GET.get(name, "")[:LONGEST] for name in request.GET}
    try:
        if "code" not in answer:
            raise _declined(found)
        journey = come_back(request, way, answer.get("state", ""), at)
        elsewhere = Elsewhere(way, found.named(journey.proofs, answer, _address_back(request, way), browser))
        if isinstance(request.user, User) and request.user.kind == found.kind:
            remember_named(request, elsewhere, at)
            return onward(request, _ways_of(found))
        return _arrives(request, elsewhere, found.kind, journey.going)
    except (Refused, Unavailable) as trouble:
        return _sorry(request, found, trouble)


def _arrives(request: DoorRequest, elsewhere: Elsewhere, kind: UserKind, going: str) -> HttpResponse:
    at = now()
    try:
        user = actions.sign_in_with_identity(elsewhere, kind=kind, at=at)
    except actions.Unbound:
        if kind == UserKind.STAFF:
            raise
        remember_named(request, elsewhere, at)
        return onward(request, f"{reverse('accounts:sign_in')}?{urlencode({'next': going})}")
    except actions.SecondWanted as wanted:
        let_prove(request, wanted.user, at)
        request.session[NEXT], request.session[DOOR] = going, elsewhere.way
        return onward(request, reverse("accounts:second"))
    except actions.TotpMissing as missing:
        let_set_up(request, missing.user, at)
        request.session[NEXT], request.session[DOOR] = going, elsewhere.way
        return onward(request, reverse("accounts:set_up"))
    if kind == UserKind.STAFF:
        return onward(request, signed_in_to(request, user, going))
    request.session[NEXT] = going
    return enter(request, user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_page
def ways(request: ResidentRequest) -> HttpResponse:
    """A resident's ways in, and whether who was just named elsewhere is them."""
    if request.method == "POST":
        return _decided(request)
    return show(request, "accounts/ways.html", **_shown(request, UserKind.RESIDENT))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@any_staff_page
def desk_ways(request: StaffRequest) -> HttpResponse:
    """The same of staff."""
    if request.method == "POST":
        return _decided(request)
    return show(request, "accounts/desk_ways.html", **_shown(request, UserKind.STAFF))


def _shown(request: ResidentRequest | StaffRequest, kind: UserKind) -> dict[str, Any]:
    named, at = named_before(request, now()), now()
    return {
        "at": at,
        "bound": _told(LinkedIdentity.objects.filter(user=request.user)),
        "ways": ways_for(kind),
        "named": named and title_of(named.way),
        "next": local(request, request.GET.get("next")),
    }


def _decided(request: ResidentRequest | StaffRequest) -> HttpResponse:
    """It was me, it was not, or one of mine is to serve no more."""
    at, by = now(), request.actor
    try:
        match request.POST.get("do"):
            case "link":
                named = named_before(request, at)
                if named is None:
                    raise Refused("accounts.elsewhere_stale", _("离开得太久，或者换过浏览器，没有登录。请再点一次。"))
                actions.link_identity(request.user, named, by=by, at=at)
                messages.success(request, _("绑定好了。下次点“%(way)s”就能登录。") % {"way": title_of(named.way)})
            case "unlink":
                actions.unlink_identity(request.user, _asked_for(request), by=by, at=at)
                messages.success(request, _("解除了。那个登录再也打不开您的账号。"))
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    forget_named(request)
    own = reverse("accounts_desk:ways" if by.is_staff else "accounts:ways")
    return onward(request, local(request, request.POST.get("next")) or own)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def staff_ways(request: StaffRequest, user: UUID) -> HttpResponse:
    """An administrator binds somebody of theirs by the name they have elsewhere, or takes one off."""
    person = get_object_or_404(User, pk=user, kind=UserKind.STAFF)
    at, offered = now(), [each for each in ways_for(UserKind.STAFF) if each.name_asked]
    if not queries.is_in_charge_of(request.actor, person, at):
        raise Http404
    here = reverse("accounts_desk:staff_ways", args=[person.pk])
    if request.POST.get("do") == "unlink":
        try:
            actions.unlink_identity_of(person, _asked_for(request), by=request.actor, at=at)
            messages.success(request, _("解除了。他会收到消息。"))
        except Refused as refusal:
            messages.error(request, str(refusal.sentence))
        return onward(request, here)
    form = LinkForm(request.POST or None, ways=offered)
    if form.is_valid():
        with refusals_shown_on(form):
            elsewhere = _typed(form, offered)
            actions.link_identity_of(person, elsewhere, by=request.actor, at=at)
            messages.success(request, _("绑定好了。他会收到消息。"))
            return onward(request, here)
    bound = _told(identities_of(person))
    template = "accounts/staff_ways.html"
    return show(request, template, person=person, bound=bound, form=form, ways=offered, at=at)


def _typed(form: LinkForm, offered: Sequence[Provider]) -> Elsewhere:
    chosen = next(each for each in offered if each.key == form.cleaned_data["way"])
    return Elsewhere(chosen.key, chosen.subject_of(form.cleaned_data["name"]))


def _told(identities: Iterable[LinkedIdentity]) -> list[tuple[LinkedIdentity, Sentence]]:
    return [(each, title_of(each.way)) for each in identities]


def _asked_for(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("identity", ""))
    except ValueError:
        raise Http404 from None


def _way(key: str) -> Provider:
    found = provider(key)
    if found is None:
        raise Http404
    return found


def _address_back(request: HttpRequest, way: str) -> str:
    """The whole address of our side, by HTTPS where people come by it, though a proxy may end it before us."""
    scheme = "https" if settings.SESSION_COOKIE_SECURE or request.is_secure() else "http"
    return f"{scheme}://{request.get_host()}{reverse('accounts:elsewhere_back', args=[way])}"


def _ways_of(way: Provider) -> str:
    return reverse("accounts_desk:ways" if way.kind == UserKind.STAFF else "accounts:ways")


def _declined(way: Provider) -> Refused:
    sentence = _("您没有在%(way)s那边登录。可以再试一次，或者用别的方式登录。") % {"way": way.title}
    return Refused("accounts.elsewhere_declined", sentence)


def _sorry(request: DoorRequest, way: Provider, trouble: Refused | Unavailable) -> HttpResponse:
    """Say what is the matter where the other ways in stand."""
    if isinstance(trouble, Unavailable):
        said = _("%(way)s现在连不上。请用别的方式登录，或者过几分钟再试。") % {"way": way.title}
    else:
        said = str(trouble.sentence)
    messages.error(request, said)
    if isinstance(request.user, User) and request.user.kind == way.kind:
        return onward(request, _ways_of(way))
    return onward(request, reverse("accounts:staff_sign_in" if way.kind == UserKind.STAFF else "accounts:sign_in"))
