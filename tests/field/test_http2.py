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
                           f"https://127.0.0.1:{gate.port}{target}"], capture_output=True, text=True, timeout=30)
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
