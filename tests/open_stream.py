"""Streams through the gate as a client holds them: server-sent events and WebSockets that stay open."""

import time

from raw_http import Connection, message

HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
CUT = (ConnectionError, ValueError)  # the end in the middle of a chunk, or of nothing


class Stream:
    """One that is open. `kind` is "events" or "socket"."""

    def __init__(self, port: int, kind: str, path: str, headers: dict, source: str = "127.0.0.1"):
        self.kind = kind
        self.connection = Connection(port, source=source)
        self.connection.send(message("GET", path, {**(HANDSHAKE if kind == "socket" else {}), **headers}))
        answer = self.connection.head()
        assert answer.status == (101 if kind == "socket" else 200), answer
        self.step()

    def step(self):
        """One more word from the service."""
        if self.kind == "events":
            assert self.connection.chunk().startswith(b"data: ")
        else:
            self.connection.send(b"word")
            assert self.connection.exactly(4) == b"word"

    def lives(self) -> bool:
        try:
            self.step()
        except CUT:
            return False
        return True

    def seconds_to_its_end(self, patience: float) -> float:
        begun = time.monotonic()
        while time.monotonic() - begun < patience:
            if not self.lives():
                return time.monotonic() - begun
            time.sleep(0.02)
        raise AssertionError(f"still open after {patience} s")

    def close(self):
        self.connection.close()
