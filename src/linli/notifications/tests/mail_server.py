"""A real mail server on 127.0.0.1 that can be told how to misbehave, and keeps what it took."""

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Box:
    """`manner` says how it treats the next letter.

    Manners: takes, refuses the recipient, is busy, refuses the text, hangs up before the text, takes and hangs up,
    drops and hangs up, takes and hangs, takes and talks nonsense, hangs before the text.
    """

    manner: str = "takes"
    letters: list[Any] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: ARG002, N802 (aiosmtpd's)
        self.begun.append(address)
        if self.manner == "refuses the recipient":
            return "550 5.1.1 no such box"
        if self.manner == "is busy":
            return "451 4.3.0 come again"
        if self.manner == "hangs up before the text":
            server.transport.abort()
        if self.manner == "hangs before the text":
            await self._hang()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ARG002, N802 (aiosmtpd's)
        if self.manner == "refuses the text":
            return "554 5.6.0 not this"
        if self.manner.startswith("takes"):
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.manner == "takes and talks nonsense":
            return "thank you"
        if self.manner.endswith("hangs up"):
            server.transport.abort()
        if self.manner.endswith("and hangs"):
            await self._hang()
        return "250 OK taken"

    async def _hang(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.released.wait, 20)


class MailServer:
    """Started and stopped with a `with`; `port` is where it listens."""

    def __init__(self) -> None:
        self.box = Box()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.controller = Controller(self.box, hostname="127.0.0.1", port=port, ready_timeout=10)

    def __enter__(self) -> "MailServer":
        self.controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.box.released.set()
        self.controller.stop()

    @property
    def port(self) -> int:
        return self.controller.server.sockets[0].getsockname()[1]
