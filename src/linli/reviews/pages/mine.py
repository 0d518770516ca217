"""A resident's own words that are public or about to be, and the way to take them down."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import ResidentRequest, resident_page
from linli.base.clock import now
from linli.reviews import actions, queries
from linli.reviews.models import Word
from linli.web.forms import onward, show


@resident_page
@require_safe
def mine(request: ResidentRequest) -> HttpResponse:
    """What of my words everybody reads, or will."""
    return show(request, "reviews/mine.html", words=queries.own(request.actor), at=now())


@resident_page
@require_POST
def object_to(request: ResidentRequest, word: UUID) -> HttpResponse:
    """I do not want it read."""
    found = Word.objects.visible_to(request.actor).filter(pk=word).first()
    if found is None:
        raise Http404
    actions.object_to(found, by=request.actor, at=now())
    messages.success(request, _("撤下了，别人看不到了。您的评价照样算。"))
    return onward(request, reverse("reviews:mine"))
