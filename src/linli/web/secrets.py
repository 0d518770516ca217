"""Pages into which a secret is typed: it stands in no error report, and no page of ours gives it back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_post_parameters

View = Callable[..., Any]


def secrets_typed(*names: str) -> Callable[[View], View]:
    """A view whose fields of these names (none: all) hold a password or a code. Decorators above it keep the mark."""

    def marked(view: View) -> View:
        behind: View = sensitive_post_parameters(*names)(view)
        behind.holds_secrets = True  # type: ignore[attr-defined]  # as `doors` marks its pages
        return behind

    return marked


def holds_secrets(view: View) -> bool:
    """Whether a secret is typed into this page."""
    return getattr(view, "holds_secrets", False)


def sends_secrets(request: HttpRequest) -> bool:
    """Whether what was sent may hold a secret. Asks the address, since the request may have failed before its view."""
    try:
        return holds_secrets(resolve(request.path_info).func)
    except Resolver404:
        return False
