"""Long responses, such as WebSockets and event streams, end within seconds after their caller has lost access (rows A9 B2 C15)."""

import json
import pathlib
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from open_stream import HANDSHAKE, Stream  # noqa: E402
from people_support import COOKIE, Person, add_user  # noqa: E402
from product import Gate, eventually  # noqa: E402
from streaming_upstream import StreamingUpstream  # noqa: E402

SECONDS = 8.0  # "within seconds": `streams.recheck` is 1 s, and the machine may be busy
KINDS = ["events", "socket"]
PATHS = {"events": "/ticks", "socket": "/socket"}
ROUTES = """\
routes:
  - { path: /ticks }
  - { path: /ticks/download/* }
  - { path: /socket, websocket: true }
"""


@pytest.fixture(scope="module")
def service():
    service = StreamingUpstream()
    yield service
    service.close()


@pytest.fixture(scope="module")
def gate(make_gate, service) -> Gate:
    watched = "  - { path: /ticks/watched, observe: [identity] }\n  - { path: /socket/watched, websocket: true, observe: [identity] }\n"
    loose = "  - { path: /ticks/loose, outlive_token: true }\n  - { path: /socket/loose, websocket: true, outlive_token: true }\n"
    everybodys = "  - { path: /ticks/open, auth: none }\n"
    return make_gate(f"upstream: {service.url}\ntrusted_proxies: [127.0.0.9]\n{ROUTES}{watched}{loose}{everybodys}")


def bearer(token: str) -> dict:
    return {"Authorization": f"Bearer {token}"}


def ended_events(gate, subject: str) -> list[dict]:
    return [event for event in gate.events if event["type"] == "cut_off" and event.get("principal") == subject]


@pytest.fixture
def opened():
    streams = []

    def open_stream(*arguments, **more) -> Stream:
        streams.append(Stream(*arguments, **more))
        return streams[-1]

    yield open_stream
    for stream in streams:
        stream.close()


@pytest.mark.parametrize("kind", KINDS)
def test_B2_a_stream_ends_with_its_revoked_token_and_others_live_on(gate, keys, opened, kind):
    revoked = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": f"out-{kind}", "jti": f"jti-{kind}"})))
    good = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": f"out-{kind}", "jti": f"other-{kind}"})))
    gate.command("revoke add", "jti", f"jti-{kind}")
    assert revoked.seconds_to_its_end(SECONDS) < SECONDS
    assert good.lives()
    assert eventually(lambda: len(ended_events(gate, f"out-{kind}")) == 1)
    event = ended_events(gate, f"out-{kind}")[0]
    assert (event["reason"], event["mode"], event["path"]) == ("token_revoked", "enforced", PATHS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_B2_a_stream_ends_when_its_token_does(gate, keys, opened, kind):
    end = int(time.time()) + 3
    claims = {"iat": end - 60, "exp": end, "sub": f"brief-{kind}"}
    stream = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims=claims)))
    loose = opened(gate.port, kind, "/ticks/loose" if kind == "events" else "/socket/loose", bearer(keys.forge(claims=claims)))
    stream.seconds_to_its_end(SECONDS)
    assert time.time() >= end, "not before its end"
    assert loose.lives(), "outlive_token"
    assert eventually(lambda: [event["reason"] for event in ended_events(gate, f"brief-{kind}")] == ["token_expired"])


@pytest.mark.parametrize("kind", KINDS)
def test_B2_every_stream_of_a_revoked_subject_ends(gate, keys, opened, kind):
    subject = f"crowd-{kind}"
    streams = [opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": subject, "jti": f"{n}"}))) for n in range(20)]
    stranger = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": "somebody else"})))
    gate.command("revoke add", "subject", subject)
    for stream in streams:
        stream.seconds_to_its_end(SECONDS)
    assert stranger.lives()
    assert eventually(lambda: sum(event.get("count", 1) for event in ended_events(gate, subject)) == 20)


def test_B2_a_download_ends_by_itself_or_with_a_revocation(gate, keys, opened):
    """An answer of any other type may take longer than its token lives; a revocation ends it all the same."""
    end = int(time.time()) + 2
    claims = {"iat": end - 60, "exp": end, "sub": "reader"}
    download = opened(gate.port, "events", "/ticks/download/text/plain", bearer(keys.forge(claims={**claims, "jti": "d-1"})))
    other = opened(gate.port, "events", "/ticks/download/text/plain", bearer(keys.forge(claims={**claims, "jti": "d-2"})))
    while time.time() < end + 2.5:
        assert download.lives() and other.lives()
    gate.command("revoke add", "jti", "d-1")
    download.seconds_to_its_end(SECONDS)
    assert other.lives()
    assert eventually(lambda: [event["reason"] for event in ended_events(gate, "reader")] == ["token_revoked"])


def test_C15_a_block_ends_streams_too(gate, keys, opened):
    theirs = bearer(keys.forge(claims={"sub": "blocked"}))
    by_identity = opened(gate.port, "socket", "/socket", theirs)
    by_address = opened(gate.port, "events", "/ticks/open", {"X-Forwarded-For": "203.0.113.9"}, source="127.0.0.9")
    neighbour = opened(gate.port, "events", "/ticks/open", {"X-Forwarded-For": "203.0.113.10"}, source="127.0.0.9")
    gate.command("block add", "identity:blocked")
    gate.command("block add", "203.0.113.9")
    by_identity.seconds_to_its_end(SECONDS)
    by_address.seconds_to_its_end(SECONDS)
    assert neighbour.lives()
    assert eventually(lambda: [event["reason"] for event in ended_events(gate, "blocked")] == ["identity_blocked"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_only_observed_lives_on_and_is_told_once(gate, keys, opened, kind):
    subject = f"watched-{kind}"
    path = "/ticks/watched" if kind == "events" else "/socket/watched"
    stream = opened(gate.port, kind, path, bearer(keys.forge(claims={"sub": subject, "jti": subject})))
    enforced = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": subject, "jti": subject})))
    gate.command("revoke add", "jti", subject)
    enforced.seconds_to_its_end(SECONDS)
    assert eventually(lambda: len(ended_events(gate, subject)) == 2)
    time.sleep(2.2)  # two more turns: nothing more is told
    assert stream.lives()
    assert sorted((event["mode"], event["reason"]) for event in ended_events(gate, subject)) == [("enforced", "token_revoked"),
                                                                                                ("observed", "token_revoked")]


@pytest.mark.parametrize("kind", KINDS)
def test_B2_a_stream_in_an_old_worker_ends_as_well(gate, keys, opened, kind):
    subject = f"before-{kind}"
    revoked = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": subject, "jti": f"old-{kind}"})))
    good = opened(gate.port, kind, PATHS[kind], bearer(keys.forge(claims={"sub": subject, "jti": f"new-{kind}"})))
    gate.command("reload")
    assert revoked.lives() and good.lives()
    gate.command("revoke add", "jti", f"old-{kind}")
    revoked.seconds_to_its_end(SECONDS)
    assert good.lives()
    assert eventually(lambda: len(ended_events(gate, subject)) == 1)


def test_B3_a_stream_ends_when_its_key_is_taken_out(make_gate, service, keys, other_keys, tmp_path, opened):
    both, one = keys.public.read_text() + other_keys.public.read_text(), keys.public.read_text()
    file = tmp_path / "keys.pem"
    file.write_text(both)
    gate = make_gate(f"tokens: {{ issuer: registry.fullpotential.ai, audience: fullpotential.droplets, keys: {file} }}\n"
                     f"upstream: {service.url}\n{ROUTES}")
    withdrawn = opened(gate.port, "socket", "/socket", bearer(other_keys.forge()))
    good = opened(gate.port, "socket", "/socket", bearer(keys.forge()))
    file.write_text(one)
    withdrawn.seconds_to_its_end(SECONDS)
    assert good.lives()


def test_B2_a_stream_over_http2_ends_and_its_connection_does_not(make_gate, service, keys):
    gate = make_gate(f"upstream: {service.url}\n{ROUTES}", tls=True)
    token = keys.forge(claims={"sub": "two", "jti": "two"})
    curl = subprocess.Popen(["curl", "-sSkN", "--http2", "-H", f"Authorization: Bearer {token}", "-w", "%{http_version} %{http_code}",
                             f"https://127.0.0.1:{gate.port}/ticks"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert curl.stdout.readline().startswith(b"data: ")
    gate.command("revoke add", "jti", "two")
    output, errors = curl.communicate(timeout=SECONDS)
    assert output.endswith(b"2 200"), output[-100:]
    assert curl.returncode != 0, "a stream that was cut is not a complete answer"
    assert b"HTTP/2" in errors, errors
    assert eventually(lambda: len(ended_events(gate, "two")) == 1)


@pytest.fixture(scope="module")
def people(tmp_path_factory, service):
    routes = "routes:\n  - { path: /ticks, auth: session }\n  - { path: /socket, auth: session, websocket: true }\n"
    gate = ControlGate(tmp_path_factory.mktemp("gate"), "{ people: {}, registry: {} }", routes, service.url)
    yield gate.start()
    gate.stop()


def as_person(person: Person) -> dict:
    return {"Cookie": f"{COOKIE}={person.cookie}", "Origin": f"http://127.0.0.1:{person.gate.port}", "Host": f"127.0.0.1:{person.gate.port}"}


@pytest.mark.parametrize("how", ["logout", "disable"])
def test_A9_a_stream_ends_when_its_session_is_logged_out_or_its_account_disabled(people, opened, how):
    person, other = Person(people, add_user(people)).logged_in(), Person(people, add_user(people)).logged_in()
    streams = [opened(people.port, kind, PATHS[kind], as_person(person)) for kind in KINDS]
    theirs = [opened(people.port, kind, PATHS[kind], as_person(other)) for kind in KINDS]
    if how == "logout":
        assert person.request("POST", "/_gatehouse/logout", {}).status in (200, 303)
    else:
        people.command("user disable", person.name)
    for stream in streams:
        stream.seconds_to_its_end(SECONDS)
    assert all(stream.lives() for stream in theirs)


def test_B2_a_droplets_stream_ends_when_it_is_suspended(people, opened, tmp_path_factory, service):
    gate = ControlGate(tmp_path_factory.mktemp("registry"), "{ registry: {} }", ROUTES, service.url).start()
    try:
        stream = opened(gate.port, "socket", "/socket", bearer(gate.token(gate.enrol(14), 14)))
        other = opened(gate.port, "socket", "/socket", bearer(gate.token(gate.enrol(21), 21)))
        gate.command("registry suspend", "14")
        stream.seconds_to_its_end(SECONDS)
        assert other.lives()
    finally:
        gate.stop()


def test_a_handshake_is_no_way_around(gate, keys):
    """A token that is revoked already opens nothing."""
    gate.command("revoke add", "jti", "gone")
    answer = gate.request("GET", "/socket", HANDSHAKE, token=keys.forge(claims={"jti": "gone"}))
    assert answer.status == 401
    assert json.loads(answer.body)["detail"] == "Invalid token: revoked"
