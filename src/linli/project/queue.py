"""The worker's way to its queue: what has become of a job is written down, or the worker ends.

A worker that lives is never taken for dead, so a job whose end it could not write down, because a connection broke or
the disk was full, would be under way for ever. It tries again; if that is in vain for too long it asks itself to end,
and after half a minute of silence its jobs are taken up by the next.
"""

import asyncio
import os
import signal
from typing import Any, LiteralString

import psycopg
import structlog
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException

WAITS = (0.1, 0.5, 1, 2, 5, 10, 20)  # seconds before the second try, the third, …

log = structlog.get_logger(__name__)


class Persevering(PsycopgConnector):
    """Writes again what could not be written. Reading a job to do is not tried again: the worker asks anew anyway."""

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Write. What is written twice changes nothing the second time: a job that has ended stays ended."""
        for wait in WAITS:
            try:
                await super().execute_query_async(query, **arguments)
            except ConnectorException as error:
                if not isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError):
                    raise
            else:
                return
            log.warning("queue_not_written", again_in=wait)
            await asyncio.sleep(wait)
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException:
            log.error("queue_given_up")
            os.kill(os.getpid(), signal.SIGTERM)
            raise
