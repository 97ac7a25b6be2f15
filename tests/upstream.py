"""The service behind the gate: records byte for byte what it got, and answers as the path tells it to.

It reads as a simple, trusting HTTP/1.1 server does: whatever follows one message on the connection is the next message.
So a request that was smuggled past the gate shows as one more record.
"""

import base64
import hashlib
import socket
import threading
from dataclasses import dataclass, field

SECRET = "psycopg2.OperationalError at /srv/app/db.py line 42, password=hunter2"
LARGE = 24 * 1024 * 1024
EVENTS = 3


@dataclass
class Record:
    head: bytes  # request line and headers with the empty line, as received
    body: bytes = b""  # with chunks taken apart
    raw_body: bytes = b""  # as received
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("latin-1")

    @property
    def target(self) -> str:
        return self.head.split(b"\r\n", 1)[0].split(b" ", 1)[1].rsplit(b" ", 1)[0].decode("latin-1")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        values = self.all(name)
        assert len(values) == 1, f"{name} stands {len(values)} times in {self.headers}"
        return values[0]


class Broken(Exception):
    """The gate passed on something that is not a message."""


class Upstream:
    def __init__(self, name: str = "default", listener: socket.socket | None = None):
        """Listens on a free port of 127.0.0.1, or where `listener` does."""
        self.name = name
        self.connections = 0
        self.records: list[Record] = []
        self.broken: list[bytes] = []
        self.tunnelled = b""  # what came behind a 101 that nobody asked for
        self.event_seen = threading.Semaphore(0)  # the client says that it got an event
        self.lock = threading.Lock()
        self.listener = listener or socket.create_server(("127.0.0.1", 0), backlog=128)
        if self.listener.family == socket.AF_INET:
            self.port = self.listener.getsockname()[1]
            self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def clear(self):
        with self.lock:
            self.records.clear()
            self.broken.clear()
            self.tunnelled = b""
            self.connections = 0

    @property
    def only(self) -> Record:
        with self.lock:
            assert not self.broken, self.broken
            assert len(self.records) == 1, [record.head for record in self.records]
            return self.records[0]

    def assert_untouched(self):
        with self.lock:
            assert not self.records, [record.head for record in self.records]
            assert not self.broken, self.broken

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket):
        reader = connection.makefile("rb")
        with connection:
            try:
                while record := self._read(reader):
                    with self.lock:
                        self.records.append(record)
                    if not self._answer(connection, reader, record):
                        return
            except Broken as broken:
                with self.lock:
                    self.broken.append(broken.args[0])
            except OSError:
                return

    def _read(self, reader) -> Record | None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = reader.readline()
            if not line:
                if head:
                    raise Broken(head)
                return None
            if not line.endswith(b"\r\n"):
                raise Broken(head + line)
            head += line
        record = Record(head)
        for line in head[:-4].split(b"\r\n")[1:]:
            name, colon, value = line.partition(b":")
            if not colon or name != name.strip() or not name:
                raise Broken(head)
            record.headers.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))
        if record.all("Transfer-Encoding") and record.all("Content-Length"):
            raise Broken(head)
        if record.all("Transfer-Encoding"):
            self._read_chunks(reader, record)
        elif lengths := record.all("Content-Length"):
            if len(lengths) != 1 or not lengths[0].isdigit():
                raise Broken(head)
            record.body = record.raw_body = self._exactly(reader, int(lengths[0]))
        return record

    @staticmethod
    def _exactly(reader, count: int) -> bytes:
        data = reader.read(count)
        if len(data) != count:
            raise Broken(data[:200])
        return data

    def _read_chunks(self, reader, record: Record):
        while True:
            line = reader.readline()
            record.raw_body += line
            if not line.strip():
                raise Broken(record.raw_body[-200:])
            size = int(line.strip(), 16)
            data = self._exactly(reader, size + 2)
            record.raw_body += data
            record.body += data[:-2]
            if not data.endswith(b"\r\n"):
                raise Broken(data[:200])
            if size == 0:
                return

    def _answer(self, connection: socket.socket, reader, record: Record) -> bool:
        """Returns whether the connection goes on."""
        path = record.target.split("?")[0]
        first, *rest = path.strip("/").split("/")
        special = getattr(self, "_path_" + first, None)
        if special:
            return special(connection, reader, record, rest)
        self._send(connection, record, 200, self.name.encode())
        return True

    @staticmethod
    def _send(connection, record, status, body=b"", headers=()):
        lines = [f"HTTP/1.1 {status} Whatever", *headers]
        if status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        connection.sendall(head if record.method == "HEAD" else head + body)

    def _path_status(self, connection, _reader, record, rest) -> bool:
        status = int(rest[0])
        headers = ["Location: /elsewhere"] if status in (301, 302) else []
        if status >= 500:
            headers += ["X-Debug-Trace: " + SECRET, "Content-Type: text/html"]
        self._send(connection, record, status, SECRET.encode(), headers)
        return True

    def _path_loud(self, connection, _reader, record, _rest) -> bool:
        """A service with headers of its own where the gate has its."""
        self._send(connection, record, 200, b"loud", ["X-Frame-Options: ALLOWALL", "Access-Control-Allow-Origin: *",
                                                      "Access-Control-Allow-Credentials: true", "x-content-type-options: sniff"])
        return True

    def _path_garbage(self, connection, _reader, _record, _rest) -> bool:
        connection.sendall(b"\x00\x01 this is not HTTP\r\n\r\n")
        return False

    def _path_cut(self, connection, _reader, _record, _rest) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        return False

    def _path_silent(self, _connection, _reader, _record, _rest) -> bool:
        return False

    def _path_large(self, connection, _reader, _record, _rest) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        for at in range(0, LARGE, len(BLOCK)):
            connection.sendall(BLOCK[: LARGE - at])
        return True

    def _path_events(self, connection, _reader, _record, _rest) -> bool:
        """Sends each event only when the client has said that it got the one before."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in range(EVENTS):
            data = b"data: %d\n\n" % number
            connection.sendall(b"%x\r\n%s\r\n" % (len(data), data))
            if not self.event_seen.acquire(timeout=60):
                return False
        connection.sendall(b"0\r\n\r\n")
        return True

    def _path_switch(self, connection, reader, _record, _rest) -> bool:
        """Answers 101 whatever was asked."""
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
        connection.settimeout(1)
        self.tunnelled += reader.read1(65536)
        return False

    def _path_socket(self, connection, reader, record, _rest) -> bool:
        """RFC 6455 as far as an echo of bytes needs it. Of several protocols the first is taken."""
        keys = record.all("Sec-WebSocket-Key")
        if "websocket" not in ",".join(record.all("Upgrade")).lower() or not keys:
            self._send(connection, record, 426)
            return True
        offered = ",".join(record.all("Sec-WebSocket-Protocol")).split(",")[0].strip()
        protocol = f"Sec-WebSocket-Protocol: {offered}\r\n" if offered else ""
        accept = base64.b64encode(hashlib.sha1((keys[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        connection.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Accept: {accept}\r\n{protocol}\r\n".encode())
        while data := reader.read1(65536):
            connection.sendall(data)
        return False


BLOCK = hashlib.sha512(b"gatehouse").digest() * 1024  # what /large repeats
