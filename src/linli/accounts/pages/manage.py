"""管理: who may do what, who holds which post, and the sign-ins of staff."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions, queries
from linli.accounts.actions.staff import first_password
from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.forms import EndPostForm, PostForm, StaffForm
from linli.accounts.handing import waiting_in, work_at
from linli.accounts.models import User, UserKind
from linli.accounts.rights import Role
from linli.accounts.rules import leaves_work_alone
from linli.base.clock import now
from linli.base.languages import in_a_row
from linli.base.refusals import Refused
from linli.organizations.models import Organization
from linli.web.forms import onward, refusals_shown_on, show
from linli.web.words import asked

VERB = "accounts.manage_posts"
ON_A_PAGE = 50


@require_safe
@staff_page("accounts.read_rights")
def rights(request: StaffRequest) -> HttpResponse:
    """The table from role to verb, and below it who holds which post in one's areas."""
    return show(
        request,
        "accounts/rights.html",
        roles=[role.label for role in Role],
        rows=queries.rights_matrix(),
        page=_page(request),
        text=asked(request, "q"),
    )


@require_safe
@staff_page(VERB)
def posts(request: StaffRequest) -> HttpResponse:
    """Posts of one's areas, to give and to end."""
    waiting = queries.resets_waiting(request.actor, now())
    return show(request, "accounts/posts.html", page=_page(request), text=asked(request, "q"), resets=waiting)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def give(request: StaffRequest) -> HttpResponse:
    """Give somebody a post."""
    form = PostForm(request.POST or None, by=request.actor, initial=_begun(request))
    if form.is_valid():
        with refusals_shown_on(form):
            post = actions.give_post(**form.cleaned_data, by=request.actor, at=now())
            who, role = post.user.name, post.get_role_display()
            messages.success(request, _("%(who)s从现在起是%(role)s。") % {"who": who, "role": role})
            return onward(request, reverse("accounts_desk:posts"))
    return show(request, "accounts/give_post.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def end(request: StaffRequest, post: UUID) -> HttpResponse:
    """End a post of one's areas: what lies with it and who is left is shown before anything happens."""
    at = now()
    held = get_object_or_404(queries.holders(request.actor, at), pk=post)
    form = EndPostForm(request.POST if request.method == "POST" else None, at=at)
    if form.is_valid():
        with refusals_shown_on(form):
            ending = form.ending()
            actions.end_post(held, by=request.actor, at=at, ending=ending)
            later = _("%(who)s的岗位到那天结束。"), _("岗位已结束，%(who)s马上就不能再用了。")
            messages.success(request, later[ending.ends_at is None] % {"who": held.user.name})
            return onward(request, reverse("accounts_desk:posts"))
    work, others = work_at(held, at), queries.others_beside(held, at)
    is_alone = leaves_work_alone(waiting=waiting_in(work), others=len(others))
    if not is_alone:
        del form.fields["may_be_left_alone"]
    names = in_a_row(person.name for person in others)
    template = "accounts/end_post.html"
    return show(request, template, form=form, post=held, work=work, others=names, is_alone=is_alone, at=at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def new_staff(request: StaffRequest) -> HttpResponse:
    """Make a sign-in; the first password is shown once, to be handed over."""
    form = StaffForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            password = first_password()
            user = actions.create_staff(**form.cleaned_data, password=password, by=request.actor, at=now())
            return show(request, "accounts/new_password.html", staff=user, password=password)
    return show(request, "accounts/new_staff.html", form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def staff(request: StaffRequest, user: UUID) -> HttpResponse:
    """One member of staff: posts, and closing, reopening or a new password."""
    person = get_object_or_404(User, pk=user, kind=UserKind.STAFF)
    at = now()
    held = queries.posts_of(person, at)
    if not queries.is_in_charge_of(request.actor, person, at):
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("do") == "password":
                password = actions.reset_password(person, by=request.actor, at=at)
                return show(request, "accounts/new_password.html", staff=person, password=password)
            if request.POST.get("do") == "close":
                actions.close(person, by=request.actor, at=at)
                messages.success(request, _("账号已停用。"))
            elif request.POST.get("do") == "reopen":
                actions.reopen(person, by=request.actor, at=at)
                messages.success(request, _("账号又能用了。"))
        except Refused as refusal:
            messages.error(request, str(refusal.sentence))
        return onward(request, reverse("accounts_desk:staff", args=[person.pk]))
    waiting = queries.open_reset_of(person, at)
    return show(request, "accounts/staff.html", person=person, posts=held, at=at, reset=waiting)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def first_passwords(request: StaffRequest) -> HttpResponse:
    """Accounts that have come by a file and have no password: make them, and show them once."""
    waiting = queries.without_password(request.actor, now())
    given = actions.give_first_passwords(waiting, by=request.actor, at=now()) if request.method == "POST" else []
    left = len(waiting) - len(given)
    return show(request, "accounts/first_passwords.html", waiting=waiting, given=given, left=left)


def _page(request: StaffRequest) -> object:
    found = queries.holders(request.actor, now(), asked(request, "q"))
    return Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))


def _begun(request: StaffRequest) -> dict[str, str]:
    """What a link from elsewhere has filled in: a user, a unit."""
    begun = {"user": request.GET.get("user", "")}
    try:
        unit = Organization.objects.filter(pk=UUID(request.GET.get("unit", ""))).first()
    except ValueError:
        unit = None
    if unit is not None:
        begun |= {"organization": unit.name, "area": unit.area_id}
    return begun
