"""A service that says exactly the bytes that a test wants said, when the test wants it."""

import socket
import threading
import time


class Scripted:
    """`script(connection, head)` answers each request. What it returns is whether the connection goes on."""

    def __init__(self, script=None, port: int = 0, host: str = "127.0.0.1"):
        self.script = script
        self.heads: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server((host, port), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self.open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        """As a process that ends: nobody listens, and what was open is closed."""
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket):
        with connection:
            try:
                while head := read_head(connection):
                    self.heads.append(head)
                    if not self.script(connection, head):
                        linger(connection)
                        return
            except OSError:
                return


def linger(connection: socket.socket):
    """Closes as servers do: to close while the client still sends would be a reset, which may take the answer with it."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(1)
    while connection.recv(65536):
        pass


def read_head(connection: socket.socket) -> bytes:
    """One byte after the other: what follows the head is the script's to read."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return b""
        head += byte
    return head


def saying(*pieces: bytes, pause: float = 0.0, closes: bool = False):
    """A script that sends these pieces, each in a packet of its own where there is a pause."""

    def script(connection, _head) -> bool:
        for number, piece in enumerate(pieces):
            if number and pause:
                time.sleep(pause)
            connection.sendall(piece)
        return not closes

    return script


def answer(status: int = 200, headers: list[str] | tuple = (), body: bytes = b"fine") -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if status not in (204, 304) and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if status in (204, 304) else body)
