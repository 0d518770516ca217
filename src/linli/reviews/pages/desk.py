"""Words at the desk: those that wait to be looked at, one of them, what was decided; and papers keyed in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import may
from linli.base.clock import now
from linli.cases import queries as cases
from linli.cases import rules as case_rules
from linli.cases.actions import rate_for
from linli.cases.attachments import keep_uploads
from linli.cases.models import LEVELS, Case, RatingWay
from linli.reviews import actions, queries, rules
from linli.reviews.forms import KeepBackForm, NumberForm, PaperForm, ReleaseForm, TakeBackForm
from linli.reviews.models import Word
from linli.web.components import Choice, Uncounted
from linli.web.forms import onward, refusals_shown_on, show

ROWS, LAST_PAGE = 50, 100
CHECK, PAPER = "reviews.check", "cases.call_back"


@staff_page(CHECK)
@require_safe
def words(request: StaffRequest) -> HttpResponse:
    """Words to look at, the oldest first; and those that were."""
    which = request.GET.get("which", "waiting")
    lists = {
        "waiting": _("等您看的"),
        "released": _("公开的"),
        "kept_back": _("没有公开的"),
        "taken_back": _("撤下的"),
    }
    if which not in lists:
        raise Http404

    def some(start: int, end: int) -> list[Any]:
        if which == "waiting":
            return list(queries.undecided(request.actor, now()).order_by("at", "pk")[start:end])
        return list(queries.decided(request.actor, which)[start:end])

    return show(
        request,
        "reviews/desk/words.html",
        page=Uncounted.read(some, request.GET.get("page", ""), size=ROWS, last=LAST_PAGE),
        filters=[Choice(title, f"?which={name}", is_current=name == which) for name, title in lists.items()],
        which=which,
        may_key_in=may(request.actor, PAPER),
        at=now(),
    )


@staff_page(CHECK)
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: StaffRequest, number: str) -> HttpResponse:
    """One word: release it, keep it back, take it back."""
    case = _case(request, number)
    rating = queries.rating_of(case)
    decided = Word.objects.visible_to(request.actor).filter(case=case).first()
    if rating is None or not may(request.actor, CHECK, area=str(case.area_id)):
        raise Http404
    form = _bound(request)
    if form is not None and form.is_valid():
        with refusals_shown_on(form):
            _do(form, case, decided, request)
            return onward(request, reverse("reviews_desk:word", args=[number]))
        decided = Word.objects.visible_to(request.actor).filter(case=case).first()
    is_own = cases.has_handled(case, request.actor)
    forms_shown = _forms(rating.comment, decided, form, is_own=is_own)
    return show(
        request,
        "reviews/desk/word.html",
        case=case,
        rating=rating,
        word=decided,
        is_own_work=is_own,
        wrong=form,
        is_public=decided is not None and decided.state == rules.State.RELEASED,
        at=now(),
        **forms_shown,
    )


def _bound(request: StaffRequest) -> forms.Form | None:
    """What was sent, by the name of its button."""
    if request.method != "POST":
        return None
    known: dict[str, type[forms.Form]] = {"release": ReleaseForm, "keep": KeepBackForm, "take": TakeBackForm}
    kind = known.get(request.POST.get("do", ""))
    return kind(request.POST) if kind else None


def _forms(said: str, decided: Word | None, bound: forms.Form | None, *, is_own: bool) -> dict[str, Any]:
    """The forms that can be sent now; one that was refused with what was typed."""
    if is_own:
        return {}
    if decided is None:
        release = bound if isinstance(bound, ReleaseForm) else ReleaseForm(initial={"public": rules.suggested(said)})
        return {"release_form": release, "keep_form": bound if isinstance(bound, KeepBackForm) else KeepBackForm()}
    if decided.state == rules.State.RELEASED:
        return {"take_form": bound if isinstance(bound, TakeBackForm) else TakeBackForm()}
    return {}


def _do(form: forms.Form, case: Case, decided: Word | None, request: StaffRequest) -> None:
    by, at, said = request.actor, now(), form.cleaned_data
    if isinstance(form, ReleaseForm):
        actions.release(case, public=said["public"], by=by, at=at)
    elif isinstance(form, KeepBackForm):
        actions.keep_back(case, why=said["why"], by=by, at=at)
    elif decided is None:
        raise Http404
    else:
        actions.take_back(decided, reason=said["reason"], by=by, at=at)


@staff_page(PAPER)
@require_safe
def papers(request: StaffRequest) -> HttpResponse:
    """Which case a paper is about."""
    form = NumberForm(request.GET) if "number" in request.GET else NumberForm()
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        if cases.numbered(number, request.actor) is not None:
            return onward(request, reverse("reviews_desk:paper", args=[number]))
        form.add_error("number", forms.ValidationError(_("没有找到这个编号的办件，或者它不归您管。"), code="unknown"))
    return show(request, "reviews/desk/papers.html", form=form)


@staff_page(PAPER)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: StaffRequest, number: str) -> HttpResponse:
    """What stands on a paper, written down for the resident: once, by somebody who did not do the work."""
    case = _case(request, number)
    form = PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_shown_on(form):
            said = form.cleaned_data
            kept = keep_uploads(said["photos"] or [], field="photos")
            facts = {"level": said["level"], "comment": said["comment"], "paper": said["paper"], "photos": kept}
            rate_for(case, **facts, way=RatingWay.PAPER, by=request.actor, at=now())
            messages.success(request, _("记下了，也告诉了居民。接着录下一张。"))
            return onward(request, reverse("reviews_desk:papers"))
        case = _case(request, number)
    return show(
        request,
        "reviews/desk/paper.html",
        case=case,
        form=form,
        shown_name=cases.shown_name(case),
        level=LEVELS.get(case.rating or 0, ""),
        may_rate=case_rules.may_rate(case.standing, now()),
        is_own_work=cases.has_handled(case, request.actor),
        at=now(),
    )


def _case(request: StaffRequest, number: str) -> Case:
    case = cases.numbered(number, request.actor)
    if case is None:
        raise Http404
    return case
