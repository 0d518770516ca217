"""The application as the web server loads it."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import URLResolver, get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
application = get_wsgi_application()

# Somebody sits before a page: after ten seconds behind somebody else's lock they are told to come back, instead of
# all threads waiting. A web process that stands still with a row locked loses it after five minutes. Jobs may wait on.
options = connections.settings["default"]["OPTIONS"]
waiting = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=5min"
options["options"] = f"{options.get('options', '')} {waiting}".strip()


def load_the_rest() -> None:
    """What the first page can do without: the API. All of it stays for good, so the collector of garbage need not walk
    through it again and again; an answer with a thousand rows took twice as long."""
    for part in get_resolver().url_patterns:
        if isinstance(part, URLResolver):
            part.url_patterns  # noqa: B018 (reading it loads every page)
    gc.collect()
    gc.freeze()


get_resolver().url_patterns  # noqa: B018 (likewise)
Thread(target=load_the_rest, name="loading", daemon=True).start()
