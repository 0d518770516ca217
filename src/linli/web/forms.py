"""Forms as pages use them: refusals beside the field, the right status, one part for htmx; and fields of ours."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event
from django_htmx.middleware import HtmxDetails

from linli.base.refusals import Refused

RATING_LEVELS = ((5, _("非常满意")), (4, _("满意")), (3, _("基本满意")), (2, _("不满意")), (1, _("非常不满意")))
FACES = {5: "laugh", 4: "smile", 3: "meh", 2: "frown", 1: "angry"}


class _Shown:
    """What `refusals_shown_on` gives. A class, since its `bool` tells mypy that the line after the block is reached."""

    def __init__(self, *shown: forms.BaseForm) -> None:
        self.shown = shown

    def __enter__(self) -> None:
        """Nothing to do before."""

    def __exit__(self, _type: object, refusal: BaseException | None, _trace: object) -> bool:
        """Swallow a refusal, and only that, onto the form."""
        if not isinstance(refusal, Refused):
            return False
        asked = next((form for form in self.shown if refusal.field in form.fields), None)
        form = asked or self.shown[0]
        form.add_error(
            refusal.field if asked else None, forms.ValidationError(str(refusal.sentence), code=refusal.code)
        )
        form.__dict__["refused"] = refusal
        return True


def refusals_shown_on(form: forms.BaseForm, *more: forms.BaseForm) -> _Shown:
    """A refusal of the block becomes an error of the form, at its field where it names one; `form.refused` keeps it.

    Where a page has several forms, it is shown on the one that has the field, else on the first.

    The action's own savepoint has undone its writes by then, so the page may go on to read and render.
    """
    return _Shown(form, *more)


def refusal_of(form: object) -> Refused | None:
    """The refusal shown on a form, if one was."""
    refused = getattr(form, "refused", None)
    return refused if isinstance(refused, Refused) else None


def onward(request: HttpRequest, to: Any) -> HttpResponse:
    """Go on to a page, an object with an address, or an address: a redirect, or HX-Redirect where htmx asked."""
    url = resolve_url(to)
    return HttpResponseClientRedirect(url) if HtmxDetails(request) else HttpResponseRedirect(url)


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked for one part: not a boosted link, and not a page restored from its history."""
    htmx = HtmxDetails(request)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def show(
    request: HttpRequest, template: str, part: str | None = None, *, status: int | None = None, **context: Any
) -> HttpResponse:
    """The page, or only its `part` for htmx; 422 with an invalid form, 409 where somebody else was faster."""
    name = f"{template}#{part}" if part and wants_part(request) else template
    response = render(request, name, context, status=status or _status_of(context.values()))
    patch_vary_headers(response, ["HX-Request"])
    return response


def say(response: HttpResponse, sentence: object) -> HttpResponse:
    """Have a sentence shown and read out when htmx has received the answer; on a full page use Django's messages."""
    return trigger_client_event(response, "linli:say", {"text": str(sentence)})


def _status_of(values: Iterable[object]) -> int:
    bound = [value for value in values if isinstance(value, forms.BaseForm) and value.is_bound]
    if refused := next(filter(None, map(refusal_of, bound)), None):
        return refused.status
    return HTTPStatus.UNPROCESSABLE_ENTITY if any(form.errors for form in bound) else HTTPStatus.OK


class RatingInput(forms.RadioSelect):
    """Five levels in words, each with its face; never one chosen beforehand."""

    look = "rating"
    option_template_name = "web/forms/rating_option.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with the face of its level."""
        option = super().create_option(*args, **kwargs)
        return {**option, "face": FACES[int(option["value"])]}


class RatingField(forms.TypedChoiceField):
    """好差评: a level from 5 非常满意 to 1 非常不满意, as an integer."""

    widget = RatingInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("请选一个。")})
        super().__init__(choices=RATING_LEVELS, coerce=int, empty_value=None, **kwargs)


class SuggestingInput(forms.TextInput):
    """One line of text with words to pick from, where the browser offers them; anything else may be typed."""

    template_name = "web/forms/suggesting.html"

    def __init__(self, suggestions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The list, tied to the field by its id."""
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_known"
        context["widget"]["attrs"]["list"] = listed
        return {**context, "listed": listed, "suggestions": self.suggestions}


class PhotosInput(forms.FileInput):
    """Several files in one go; a script shrinks photographs before they are sent, where scripts run."""

    allow_multiple_selected = True
    template_name = "web/forms/photos.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 (Django's signature)
        """Every file of the name, not only the last."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """Up to `limit` uploads as a list; what each really is, base.attachments examines."""

    widget = PhotosInput

    def __init__(self, *, limit: int = 9, accept: str = "image/jpeg,image/png,image/webp", **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(**kwargs)
        self.widget.attrs.update({"accept": accept, "data-limit": str(limit)})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each upload by itself, then their number."""
        uploads: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            super().clean(None, initial)
        if len(uploads) > self.limit:
            raise forms.ValidationError(
                _("最多传 %(limit)s 个文件，您选了 %(count)s 个。请去掉一些。"),
                code="too_many",
                params={"limit": self.limit, "count": len(uploads)},
            )
        return [super(PhotosField, self).clean(upload, initial) for upload in uploads]
