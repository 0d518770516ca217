"""A kept connection is looked at before each request; here by its socket, which costs no round trip.

A server that ended, or ended this connection, has closed or written to the socket: then, and after a longer silence,
in which a network may have lost the other side, the database itself is asked, as Django always does.
"""

import select
import time

from django.db.backends.postgresql import base

LONGEST_SILENCE = 30.0  # seconds after which a quiet socket is no proof


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with the quicker look."""

    health_check_enabled: bool
    health_check_done: bool
    _seen_alive = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Close a kept connection that is dead; at most once a request."""
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        at = time.monotonic()
        if at - self._seen_alive > LONGEST_SILENCE or self._has_stirred():
            super().close_if_health_check_failed()
        self.health_check_done = True
        self._seen_alive = at

    def _has_stirred(self) -> bool:
        """Whether the other side has closed, or says something nobody asked for."""
        if self.connection.closed:
            return True
        looking = select.poll()
        looking.register(self.connection.fileno(), select.POLLIN)  # a closed one is told without asking for it
        return bool(looking.poll(0))
