"""Policies as everybody finds them: all of them, those that fit a few answers, and each with its source."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import DoorRequest, public_page
from linli.base.clock import local_day, now
from linli.catalog.queries import catalogue
from linli.policies import queries
from linli.policies.forms import AnswersForm
from linli.web.forms import show


@never_cache
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: DoorRequest) -> HttpResponse:
    """All policies in force; with answers, those that fit. Answers live for this page and are written nowhere."""
    found = queries.in_force(local_day(now()))
    form = AnswersForm(request.POST or None)
    answers = form.answers() if form.is_valid() else {}
    return show(
        request,
        "policies/list.html",
        form=form,
        policies=found,
        applying=queries.applying(found, answers) if answers else None,
    )


@public_page
@require_safe
def policy(request: DoorRequest, policy: UUID) -> HttpResponse:
    """One policy: what one gets, for whom, where it is written in which words, and the way to apply."""
    found = queries.policy_of(policy, local_day(now()))
    if found is None:
        raise Http404
    item = catalogue().offered(found.item_id) if found.item_id else None
    return show(request, "policies/policy.html", policy=found, item=item)
