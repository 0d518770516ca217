"""常用答复 at the desk: what one's units often answer, a new one, and one with how often it was used."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.queries import names_of
from linli.accounts.rights import posts_with
from linli.base import journal
from linli.base.actor import Actor
from linli.base.clock import now
from linli.cases import actions
from linli.cases.actions.answers import VERB
from linli.cases.forms_answers import AnswerTemplateForm
from linli.cases.models import AnswerTemplate
from linli.organizations import queries as organizations
from linli.web.components import Choice, Entry
from linli.web.forms import onward, refusals_shown_on, show

WHAT = {
    "cases.answer_added": gettext_lazy("写下"),
    "cases.answer_changed": gettext_lazy("修改"),
    "cases.answer_ended": gettext_lazy("停用"),
}


def _units(actor: Actor) -> dict[UUID, str]:
    """The units one answers for."""
    return dict(organizations.names_of(post.unit for post in posts_with(actor, VERB) if post.unit))


@require_safe
@staff_page(VERB)
def answers(request: StaffRequest) -> HttpResponse:
    """Those of one's units, the most used first."""
    is_ended = request.GET.get("which") == "ended"
    mine = AnswerTemplate.objects.filter(unit__in=_units(request.actor), ended_at__isnull=not is_ended)
    here = reverse("cases:answers")
    return show(
        request,
        "cases/desk/answers.html",
        answers=mine.select_related("item").order_by("-used_count", "title"),
        filters=[
            Choice(_("有效"), here, is_current=not is_ended),
            Choice(_("已停用"), f"{here}?which=ended", is_current=is_ended),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def new(request: StaffRequest) -> HttpResponse:
    """One more, of a unit one answers for."""
    units = _units(request.actor)
    form = AnswerTemplateForm(request.POST or None, units=units)
    if form.is_valid():
        with refusals_shown_on(form):
            unit = form.cleaned_data.get("unit") or next(iter(units))
            actions.add_answer(form.said(), unit=unit, by=request.actor, at=now())
            messages.success(request, _("写好了。办结、答复督办的时候可以选它。"))
            return onward(request, reverse("cases:answers"))
    return show(request, "cases/desk/answer.html", form=form, answer=None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VERB)
def answer(request: StaffRequest, answer: UUID) -> HttpResponse:
    """One of them, to be changed, with who did what."""
    found = _found(request, answer)
    before = {"title": found.title, "item": found.item_id or "", "words": found.words}
    form = AnswerTemplateForm(request.POST or None, units={}, initial=before)
    if form.is_valid():
        with refusals_shown_on(form):
            actions.change_answer(found, form.said(), by=request.actor, at=now())
            messages.success(request, _("改好了。已经发出去的答复不变。"))
            return onward(request, reverse("cases:answers"))
    return show(request, "cases/desk/answer.html", form=form, answer=found, history=_history(found), at=now())


@require_POST
@staff_page(VERB)
def end(request: StaffRequest, answer: UUID) -> HttpResponse:
    """Offer it no more."""
    actions.end_answer(_found(request, answer), by=request.actor, at=now())
    messages.success(request, _("停用了。"))
    return onward(request, reverse("cases:answers"))


def _found(request: StaffRequest, key: UUID) -> AnswerTemplate:
    mine = AnswerTemplate.objects.filter(unit__in=_units(request.actor))
    return get_object_or_404(mine.select_related("item"), pk=key)


def _history(template: AnswerTemplate) -> list[Entry]:
    """Who did what when, the newest first."""
    found = journal.entries(on=template)
    names = names_of(entry.actor_user for entry in found if entry.actor_user)
    return [
        Entry(
            WHAT.get(entry.verb, entry.verb), entry.at, who=names.get(entry.actor_user, "") if entry.actor_user else ""
        )
        for entry in reversed(found)
    ]
