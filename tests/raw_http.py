"""A client over a raw socket: it sends exactly the given bytes, and parses responses strictly."""

import json
import re
import socket
from dataclasses import dataclass, field

from patience import Stopwatch

TIMEOUT = 60.0  # of a whole exchange, in seconds
SILENCE = 0.1  # of an idle machine, after which a peer that has said something is believed to have nothing more to say
NO_WORD = 0.5  # after which one that has said nothing is believed to have nothing to say


@dataclass
class Response:
    status: int
    reason: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        values = self.all(name)
        assert len(values) == 1, f"{name} stands {len(values)} times in {self.headers}"
        return values[0]

    def json(self):
        return json.loads(self.body)


class Connection:
    """One connection to the gate, for one exchange or many."""

    def __init__(self, port: int, *, source: str = "127.0.0.1", host: str = "127.0.0.1", wrap=None):
        plain = socket.create_connection((host, port), TIMEOUT, source_address=(source, 0))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = wrap(plain) if wrap else plain
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data: bytes):
        self.socket.sendall(data)

    def _more(self) -> bool:
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def until(self, mark: bytes) -> bytes:
        """Everything up to and including the mark."""
        while mark not in self.buffer:
            if not self._more():
                raise ConnectionError(f"closed before {mark!r}; got {self.buffer[:200]!r}")
        head, _, self.buffer = self.buffer.partition(mark)
        return head + mark

    def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self._more():
                raise ConnectionError(f"closed after {len(self.buffer)} of {count} bytes")
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def head(self) -> Response:
        """Status line and headers only."""
        lines = self.until(b"\r\n\r\n")[:-4].split(b"\r\n")
        version, status, *reason = lines[0].split(b" ", 2)
        assert version.startswith(b"HTTP/1."), lines[0]
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            assert colon and name and not name.startswith((b" ", b"\t")), f"a broken header line from the gate: {line!r}"
            headers.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))
        return Response(int(status), b" ".join(reason).decode("latin-1"), headers)

    def chunk(self) -> bytes:
        size = int(self.until(b"\r\n")[:-2].split(b";")[0], 16)
        data = self.exactly(size)
        assert self.exactly(2) == b"\r\n"
        return data

    def response(self, method: str = "GET") -> Response:
        answer = self.head()
        while answer.status == 100:
            answer = self.head()
        if method == "HEAD" or answer.status in (204, 304):
            return answer
        if "chunked" in ",".join(answer.all("Transfer-Encoding")).lower():
            while data := self.chunk():
                answer.body += data
        elif answer.all("Content-Length"):
            answer.body = self.exactly(int(answer.one("Content-Length")))
        else:
            while self._more():
                pass
            answer.body, self.buffer = self.buffer, b""
        return answer

    def everything(self) -> bytes:
        """What comes until the peer closes or falls silent."""
        watch = Stopwatch()
        self.socket.settimeout(SILENCE)
        try:
            while True:
                try:
                    if not self._more():
                        break
                    watch = Stopwatch()
                except TimeoutError:
                    if watch.seconds >= (SILENCE if self.buffer else NO_WORD):
                        break
        except ConnectionError:
            pass
        finally:
            self.socket.settimeout(TIMEOUT)
        data, self.buffer = self.buffer, b""
        return data


def message(method: str, target: str, headers: dict | list | None = None, body: bytes = b"", *, host: str = "gate.example") -> bytes:
    """A well-formed request. Content-Length is added where there is a body and no framing header."""
    items = list(headers.items()) if isinstance(headers, dict) else list(headers or [])
    names = {name.lower() for name, _ in items}
    lines = [f"{method} {target} HTTP/1.1"]
    if "host" not in names:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in items]
    if (body or method in ("POST", "PUT", "PATCH")) and not names & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def statuses(data: bytes) -> list[int]:
    """The statuses of all answers in a stream, for answers whose bodies hold no status line."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", data)]
