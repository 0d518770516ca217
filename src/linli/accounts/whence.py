"""Where a request comes from, for counting tries; never stored in clear and never used for anything else."""

from django.conf import settings
from django.http import HttpRequest


def whence(request: HttpRequest) -> str:
    """The caller's address: as the last trusted proxy saw it, where LINLI_PROXIES says how many stand before us."""
    proxies = int(getattr(settings, "LINLI_PROXIES", 0))
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if 0 < proxies <= len(seen):
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
