"""A request on its way: the forms of an item, filled in by a resident or a clerk, and the files that come with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.forms import CommunityField
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.refusals import Refused
from linli.cases import actions, queries
from linli.cases.actions.drafting import draft_of, drop_draft, keep_draft, words_of
from linli.cases.alike import Said
from linli.cases.attachments import Kept, keep_uploads, kept_of, token_of
from linli.cases.forms import AlikeForm, PlaceForm, SendForm
from linli.cases.models import Case, Draft
from linli.cases.remembering import Memory, memory
from linli.catalog import queries as catalog
from linli.catalog.forms import ItemForm, item_form
from linli.catalog.models import ServiceItem
from linli.web.dates import day
from linli.web.forms import onward, refusals_shown_on

LEAST_TYPED = 3


class CommunityForm(forms.Form):
    """In which community; known beforehand from the resident's record or the clerk's post."""

    area = CommunityField(label=gettext_lazy("在哪个社区（村）"))


class Asking:
    """What one page asks. Nothing typed or uploaded is lost, whatever else is wrong with it."""

    def __init__(
        self,
        request: HttpRequest,
        by: Actor,
        item: ServiceItem,
        area: str | None,
        *,
        is_new: bool = False,
        before: QueryDict | None = None,
    ) -> None:
        data, files = (None, None) if is_new else (request.POST or None, request.FILES or None)
        self.item, self.by = item, by
        self.memory = memory(item.details, by)
        self.where = CommunityForm(data, initial={"area": area})
        self.place = PlaceForm(data, needs_place=item.details.needs_place, before=self.memory.places)
        self.asked = _offered(item_form(item.details)(data, files), self.memory)
        if before is not None and data is None:
            self._take_up(before)
        self.send = SendForm(data, initial={"client_key": new_id()})
        self.kept: tuple[Kept, ...] = ()

    def _take_up(self, before: QueryDict) -> None:
        """What was typed the last time stands in the forms again."""
        for form in (self.where, self.place, self.asked):
            for name in form.fields.keys() & before.keys():
                form.initial[name] = before[name]

    @property
    def forms(self) -> tuple[forms.Form, ...]:
        """In the order of the page."""
        return self.where, self.place, self.asked, self.send

    def is_right(self) -> bool:
        """Whether every form is; files are kept in any case, so that nobody has to choose them twice."""
        are_right = [form.is_valid() for form in self.forms]
        if self.asked.is_bound:
            self._keep_files()
        return all(are_right) and not self.asked.errors

    def _keep_files(self) -> None:
        photos = next((name for name, field in self.asked.fields.items() if isinstance(field, forms.FileField)), "")
        for keep in (self._kept_before, self._come_now):
            with refusals_shown_on(self.asked):
                self.kept += keep(photos)
        self.send.carry(token_of(self.kept, by=self.by) if self.kept else "")

    def _kept_before(self, photos: str) -> tuple[Kept, ...]:
        token = self.send.cleaned_data.get("kept", "")
        kept = kept_of(token, by=self.by)
        if token and not kept:
            raise Refused("cases.files_lost", _("之前传的文件没有留住，请再选一次。"), field=photos)
        return kept

    def _come_now(self, photos: str) -> tuple[Kept, ...]:
        return keep_uploads(self.asked.photos(), field=photos)

    def wanted(self) -> actions.Request:
        """What is asked for, once everything is right."""
        answers, place = self.asked.answers(), self.place.cleaned_data["place"]
        return actions.Request(
            item=self.item,
            area=self.where.cleaned_data["area"],
            place=place,
            description=str(answers.get("description", "")),
            answers=answers,
            attachments=self.kept,
            client_key=self.send.cleaned_data["client_key"],
            reused=self.memory.reused(answers, place),
        )

    def shown(self) -> dict[str, Any]:
        """For the page."""
        return {
            "item": self.item.details,
            "where": self.where,
            "place": self.place,
            "asked": self.asked,
            "send": self.send,
            "kept": self.kept,
        }


def _offered(form: ItemForm, known: Memory) -> ItemForm:
    """Earlier answers stand in the form, each with the day it was given, to be looked at and changed."""
    for name, told in known.answers.items():
        field = form.fields[name]
        field.initial = told.value
        said = _("%(day)s 您填过这一项，已经替您填好，请看看对不对。") % {"day": day(told.at, now())}
        field.help_text = f"{field.help_text} {said}".strip()
    return form


def alike_to_typed(request: HttpRequest, code: str, by: Actor) -> Sequence[Case]:
    """Open cases that are likely what somebody is typing; nothing before there is something to go by."""
    form = AlikeForm(request.POST)
    form.is_valid()
    place, words = form.words("place"), form.words("description")
    if len(place) + len(words) < LEAST_TYPED:
        return []
    return queries.resembling(Said(code, place, words[:60]), form.words("area"), by)


def left_before(item: ServiceItem, by: Actor, request: HttpRequest) -> tuple[Draft | None, QueryDict | None]:
    """What this person left in the form, and its words where they ask to go on with it."""
    draft = draft_of(item.pk, by, now()) if request.method != "POST" else None
    return draft, words_of(draft) if draft and "draft" in request.GET else None


def kept_or_dropped(request: HttpRequest, code: str, by: Actor, back: str) -> HttpResponse:
    """A draft is kept while somebody types, or thrown away by who typed it."""
    if catalog.offered_item(code) is None:
        raise Http404
    if "drop" in request.POST:
        drop_draft(code, by=by)
        return onward(request, back)
    keep_draft(code, dict(request.POST.lists()), by=by, at=now())
    return HttpResponse(status=204)
