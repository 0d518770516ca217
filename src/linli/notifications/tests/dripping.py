"""A provider on 127.0.0.1 that says a letter now and then and never comes to an end."""

import socket
import threading


class Dripping:
    """Started and stopped with a `with`; each step of a conversation with it is quick, the whole is endless."""

    def __init__(self, begins: bytes = b"") -> None:
        self.begins = begins
        self.over = threading.Event()

    def __enter__(self) -> "Dripping":
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._drip, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.listening.close()

    @property
    def port(self) -> int:
        return self.listening.getsockname()[1]

    def _drip(self) -> None:
        caller, _address = self.listening.accept()
        with caller:
            try:
                caller.sendall(self.begins)
                while not self.over.wait(0.05):
                    caller.sendall(b"x")
            except OSError:
                """The caller has hung up: that is what these tests wait for."""
