"""What a guarded service may not do with its answers: set the gate's session, lead requests past the rules, speak in the gate's
name, or let a cache hand one person's answer to another."""

import pytest
from control_files import COOKIE, ControlFiles, SessionKey, cookie
from raw_http import message
from upstream import Upstream


class Service(Upstream):
    """Answers /say with the header lines of the query, parted by '|'."""

    def _path_say(self, connection, _reader, record, _rest) -> bool:
        self._send(connection, record, 200, b"said", self.lines)
        return True

    lines: list[str] = []


@pytest.fixture(scope="module")
def service():
    service = Service()
    yield service
    service.close()


@pytest.fixture(scope="module")
def key() -> SessionKey:
    return SessionKey("session-1")


@pytest.fixture(scope="module")
def gate(make_gate, service, key, tmp_path_factory):
    files = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    files.write_session_keys(key)
    return make_gate(f"""
upstream: {service.url}
control: {{ data_dir: "{files.data_dir}", people: {{}}, registry: {{ networks: [127.0.0.0/8, "::1"] }} }}
routes:
  - {{ path: /say, auth: either, limit: 1000/minute }}
  - {{ path: /say/open, auth: none }}
  - {{ path: /denied, auth: deny }}
""", alone=True)


def say(gate, service, lines, headers=None, path="/say/open"):
    service.clear()
    service.lines = lines
    return gate.request("GET", path, headers or {})


@pytest.mark.parametrize("line", [
    f"{COOKIE}=stolen; Path=/; Secure; HttpOnly", f"{COOKIE}=; Max-Age=0; Path=/; Secure", f"  {COOKIE} = stolen; Path=/; Secure",
    f"{COOKIE.lower()}=stolen; Path=/; Secure", f"{COOKIE.upper()}=stolen; Path=/; Secure", f"={COOKIE}=stolen; Path=/; Secure"])
def test_A9_a_service_does_not_set_the_gates_session(gate, service, line):
    answer = say(gate, service, ["Set-Cookie: theme=dark", f"Set-Cookie: {line}", f"set-cookie: {line}", "Set-Cookie: lang=en"])
    assert answer.status == 200
    assert answer.all("Set-Cookie") == ["theme=dark", "lang=en"], "its other cookies are its own"


@pytest.mark.parametrize("path", ["/denied", "/say/other", "/_gatehouse/auth"])
def test_B1_a_service_does_not_lead_a_request_past_the_rules(gate, service, path):
    answer = say(gate, service, [f"X-Accel-Redirect: {path}", "X-Accel-Limit-Rate: 1", "X-Accel-Charset: utf-7", "X-Accel-Expires: 3600"])
    assert (answer.status, answer.body) == (200, b"said")
    assert service.only.target == "/say/open"
    assert not [name for name, _ in answer.headers if name.lower().startswith("x-accel-")]


@pytest.mark.parametrize("name", ["X-Request-ID", "x-request-id", "RateLimit", "RateLimit-Policy", "ratelimit-remaining", "X-Gatehouse-Subject",
                                  "X-Frame-Options", "content-security-policy"])
def test_B11_B13_what_the_gate_says_is_said_once(gate, service, token, name):
    service.lines = [f"{name}: forged-4711", f"{name}: forged-4712"]
    answer = gate.request("GET", "/say", token=token)
    assert answer.status == 200
    assert not [value for _, value in answer.headers if "forged" in value]
    for own in ["X-Request-ID", "RateLimit", "RateLimit-Policy", "X-Frame-Options", "Content-Security-Policy"]:
        assert answer.one(own)


@pytest.mark.parametrize("name", ["RateLimit", "RateLimit-Policy", "RateLimit-Remaining", "X-RateLimit-Remaining"])
def test_B11_where_the_gate_counts_nothing_a_service_tells_its_own_limits(gate, service, name):
    """As express-rate-limit does."""
    assert say(gate, service, [f"{name}: 4711"]).all(name) == ["4711"]


@pytest.mark.parametrize("said, wanted", [
    ([], ["private"]),
    (["Cache-Control: public, max-age=600"], ["private, max-age=600"]),
    (["Cache-Control: s-maxage=600", "cache-control: max-age=5"], ["private, max-age=5"]),
    (["Cache-Control: no-store"], ["no-store"]),
    (["Cache-Control: private, max-age=9"], ["private, max-age=9"])])
def test_A9_no_cache_keeps_an_answer_to_a_session_for_others(gate, service, key, said, wanted):
    answer = say(gate, service, said, cookie(key.session()), path="/say")
    assert answer.status == 200
    assert answer.all("Cache-Control") == wanted
    assert "Cookie" in ", ".join(answer.all("Vary"))


def test_A9_a_vary_of_the_services_own_stays_and_is_not_doubled(gate, service, key):
    answer = say(gate, service, ["Vary: Accept-Encoding, cookie"], cookie(key.session()), path="/say")
    assert answer.all("Vary") == ["Accept-Encoding, cookie"]


def test_A9_an_answer_without_a_session_is_cached_as_the_service_says(gate, service, token):
    service.lines = ["Cache-Control: public, max-age=600"]
    answer = gate.request("GET", "/say", token=token)
    assert answer.all("Cache-Control") == ["public, max-age=600"]
    assert answer.all("Vary") == []


@pytest.mark.parametrize("authority", ["gate.example", "gate.example:8443"])
def test_THREATS_of_an_absolute_target_the_host_counts_that_was_judged(gate, service, authority):
    say(gate, service, [])
    service.clear()
    answers = gate.raw(f"GET http://{authority}/say/open HTTP/1.1\r\nHost: internal.example\r\nConnection: close\r\n\r\n".encode())
    assert b" 200 " in answers.split(b"\r\n")[0] if isinstance(answers, bytes) else answers[0].status == 200
    assert service.only.one("Host") == authority
    assert service.only.one("X-Forwarded-Host") == authority
    assert service.only.target == "/say/open"


def test_a_host_with_its_port_is_told_whole(gate, service):
    service.lines = []
    service.clear()
    assert gate.request("GET", "/say/open", {"Host": "app.example:8443"}).status == 200
    assert service.only.one("X-Forwarded-Host") == "app.example:8443"
