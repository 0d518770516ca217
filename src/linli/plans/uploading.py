"""上传规划 at the desk: a file is sent, read by a job while its page waits, and is a draft to be confirmed."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import StaffRequest, staff_page
from linli.accounts.rights import posts_with
from linli.areas.forms import AreaTyped
from linli.base.actor import Actor
from linli.base.clock import now
from linli.plans.actions import VERB, uploads
from linli.plans.confirming import plan_to_confirm
from linli.plans.models import PlanUpload
from linli.plans.reading.source import LARGEST_FILE, too_large
from linli.web.forms import onward, refusals_shown_on, show

ACCEPTED = ".txt,.docx,.pdf"
MOST_SHOWN = 10


class UploadForm(forms.Form):
    """One file, and of which area it is the plan; what it really is, its bytes say."""

    file = forms.FileField(
        label=_("选择文件"),
        help_text=_("txt、docx 或有文字的 PDF，最多 50 MB。扫描成图片的读不了，请先做文字识别。"),
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"required": _("请先选一个文件。"), "empty": _("这个文件是空的。请看看是不是选错了。")},
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within = sorted({post.area for post in posts_with(by, VERB)})
        self.fields["area"] = AreaTyped(
            label=_("是哪个地区的规划"),
            within=self.within,
            required=len(self.within) > 1,
            help_text=_("填区划代码或名称；不填就是您管的整个地区。"),
            error_messages={"required": _("您管几个地区，请填是哪一个的。")},
        )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not too large to be read at all."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(str(too_large(sent.name or "").sentence))
        return sent

    def clean(self) -> dict[str, Any]:
        """The widest area where none was named."""
        said = super().clean() or {}
        said["area"] = said.get("area") or (self.within[0] if self.within else "")
        return said


@staff_page(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Send a plan's file; what was sent lately."""
    sent_in = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent_in, by=request.actor)
    if form.is_valid():
        with refusals_shown_on(form):
            sent, area = form.cleaned_data["file"], form.cleaned_data["area"]
            of = uploads.upload(sent.name or "", sent.read(), area=area, by=request.actor, at=now())
            return onward(request, reverse("plans:uploaded", args=[of.pk]))
    lately = PlanUpload.objects.seen_by(request.actor, VERB).select_related("area", "by").defer("content")
    return show(request, "plans/upload.html", form=form, lately=lately[:MOST_SHOWN])


@staff_page(VERB)
@require_safe
def uploaded(request: StaffRequest, upload: UUID) -> HttpResponse:
    """How far the reading of a file is, and what came of it. Asked again while work goes on."""
    seen = PlanUpload.objects.seen_by(request.actor, VERB).select_related("area", "by", "plan__area")
    of = get_object_or_404(seen.defer("content", "plan__text"), pk=upload)
    return show(request, "plans/uploaded.html", part="state", of=of, counts=_counts(of))


@staff_page(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: StaffRequest, plan: UUID) -> HttpResponse:
    """Ask once more, and throw a draft away that was uploaded by mistake."""
    found = plan_to_confirm(request, plan)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            uploads.discard(found, by=request.actor, at=now())
            messages.success(request, _("扔掉了。"))
            return onward(request, reverse("plans:upload"))
    counts = {"targets": found.targets.count(), "items": found.items.count()}
    return show(request, "plans/discard.html", plan=found, form=form, counts=counts)


def _counts(of: PlanUpload) -> dict[str, Any] | None:
    """What was read, once it is."""
    if of.plan is None:
        return None
    return {
        "targets": of.plan.targets.count(),
        "items": of.plan.items.count(),
        "problems": len(of.plan.reading.get("problems", [])),
        "elsewhere": of.plan.named_elsewhere,
    }
