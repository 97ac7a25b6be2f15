"""The same over HTTP/2, where names and targets come another way: curl over TLS."""

import ssl
import subprocess

import pytest


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
request_headers_kept: [X-User-Id]
routes:
  - {{ path: /open, auth: none }}
  - {{ path: "/projects/{{id}}", auth: none, path_reading: literal }}
""", tls=True)


def curl(gate, target, *more) -> str:
    done = subprocess.run(["curl", "--silent", "--insecure", "--http2", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}", *more,
                           f"https://127.0.0.1:{gate.port}{target}"], capture_output=True, text=True, timeout=60)
    return done.stdout


def test_names_with_underscores_and_dots(gate, upstream):
    assert curl(gate, "/open", "-H", "api_key: 1", "-H", "x.y: 2", "-H", "X_User_Id: 3", "-H", "X-User-Id: 4", "-H", "Content_Length: 5") == "2 200"
    told = {name.lower(): value for name, value in upstream.only.headers}
    assert told["api_key"] == "1" and told["x.y"] == "2" and told["x-user-id"] == "4"
    assert "x_user_id" not in told and "content_length" not in told


@pytest.mark.parametrize("header", ["X(Y): 1", "\u00e9: 1", '"x": 1', "a@b: 1"])
def test_THREATS_what_is_no_name_is_refused(gate, upstream, header):
    assert curl(gate, "/open", "-H", header) == "2 400"
    upstream.assert_untouched()


def test_a_long_target(gate, upstream):
    assert curl(gate, "/open?" + "x" * 16000) == "2 200"
    upstream.clear()
    assert curl(gate, "/open?" + "x" * 17000) == "2 414"
    upstream.assert_untouched()


def test_an_encoded_slash(gate, upstream):
    assert curl(gate, "/projects/group%2Fproject") == "2 200"
    assert upstream.only.target == "/projects/group%2Fproject"
    upstream.clear()
    assert curl(gate, "/projects/..%2Fopen") == "2 400"
    assert curl(gate, "/open;x") == "2 400"
    upstream.assert_untouched()


def frames(gate):
    """What the gate sends before any request: (type, payload) of each frame."""
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2"])
    with gate.connect(wrap=context.wrap_socket) as connection:
        connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        data = connection.everything()
    while len(data) >= 9:
        size = int.from_bytes(data[:3], "big")
        yield data[3], data[9 : 9 + size]
        data = data[9 + size :]


def test_a_body_of_a_megabyte_may_be_sent_before_the_answer_is_read(gate):
    """Python's httpx looks for the answer only when it has sent everything, and would wait for ever if the window were smaller than the body."""
    settings, initial_window_size = 4, 4
    sent = b"".join(payload for kind, payload in frames(gate) if kind == settings)
    values = {int.from_bytes(sent[at : at + 2], "big"): int.from_bytes(sent[at + 2 : at + 6], "big") for at in range(0, len(sent), 6)}
    assert values[initial_window_size] >= 1 << 20


DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 7, 8
END_STREAM, END_HEADERS = 1, 4


class Stream:
    """One POST over a connection of its own, whose body is sent as far as the gate's windows let it."""

    def __init__(self, gate, path: str):
        context = ssl._create_unverified_context()
        context.set_alpn_protocols(["h2"])
        self.connection = gate.connect(wrap=context.wrap_socket)
        self.connection.socket.settimeout(10)
        self.window = {0: 65535, 1: 65535}  # of the connection, of the stream
        self.seen: list[int] = []  # types of the frames about the stream, and of those that end the connection
        fields = b"\x83\x87\x04" + bytes([len(path)]) + path.encode() + b"\x01\x0cgate.example"  # POST, https, path, authority (RFC 7541)
        self.connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + self.frame(SETTINGS, 0, 0, b"") + self.frame(HEADERS, END_HEADERS, 1, fields))

    @staticmethod
    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def hear(self):
        head = self.connection.exactly(9)
        kind, stream, payload = head[3], int.from_bytes(head[5:], "big"), self.connection.exactly(int.from_bytes(head[:3], "big"))
        if kind == WINDOW_UPDATE:
            self.window[stream] += int.from_bytes(payload, "big")
        elif kind == SETTINGS:
            for at in range(0, len(payload), 6):
                if int.from_bytes(payload[at : at + 2], "big") == 4:
                    self.window[1] += int.from_bytes(payload[at + 2 : at + 6], "big") - 65535
        elif stream == 1 or kind == GOAWAY:
            self.seen.append(kind)

    def send_body(self, size: int):
        """As Java's HttpClient and Python's httpx do: it only looks for windows."""
        while size:
            room = min(size, 16384, *self.window.values())
            if room == 0:
                self.hear()
                continue
            size -= room
            self.connection.send(self.frame(DATA, 0 if size else END_STREAM, 1, b"x" * room))
            for stream in self.window:
                self.window[stream] -= room


@pytest.mark.parametrize("megabytes", [3, 12], ids=lambda size: f"{size} MB")
def test_a_refused_body_may_be_sent_to_its_end(gate, upstream, megabytes):
    """nginx alone would end the stream with the response, and such a client would wait for ever."""
    stream = Stream(gate, "/guarded")
    stream.send_body(megabytes * 1_000_000)
    while DATA not in stream.seen:
        stream.hear()
    assert stream.seen == [HEADERS, DATA]
    upstream.assert_untouched()


def test_nobody_waits_for_a_refused_body_that_does_not_come(gate, upstream):
    stream = Stream(gate, "/guarded")
    while RST_STREAM not in stream.seen:  # after nginx's lingering_timeout, 5 s
        stream.hear()
    assert stream.seen == [HEADERS, DATA, RST_STREAM]
    upstream.assert_untouched()


def test_many_small_bodies_that_are_refused_share_a_connection(gate, upstream):
    """They fit into the window, so no stream is kept for them: there may be 128 at once."""
    done = subprocess.run(["curl", "--silent", "--insecure", "--http2", "--parallel", "--data", "a=b", "--write-out", "%{http_code} ", "--output", "/dev/null",
                           f"https://127.0.0.1:{gate.port}/guarded?[1-400]"], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["401"] * 400
    upstream.assert_untouched()


def test_a_client_that_goes_leaves_nothing_behind(gate, upstream):
    stream = Stream(gate, "/guarded")
    while DATA not in stream.seen:
        stream.hear()
    stream.connection.close()
    assert curl(gate, "/open") == "2 200"
