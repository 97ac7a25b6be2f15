"""Row B13, where a service has security headers of its own: the gate's win, unless its route says that the service's do, or the stricter."""

import pytest
from product import SIX_HEADERS, assert_refused, assert_six_headers
from scripted import answer, saying

OWN = ["Content-Security-Policy: script-src 'nonce-4711'; frame-ancestors https://portal.example", "X-Frame-Options: SAMEORIGIN",
       "Referrer-Policy: no-referrer", "Strict-Transport-Security: max-age=63072000; includeSubDomains; preload", "X-Content-Type-Options: sniff",
       "X-XSS-Protection: 0"]
OWN_VALUES = dict(line.split(": ", 1) for line in OWN)


@pytest.fixture(scope="module")
def gate(make_gate, service):
    return make_gate(f"""
upstream: {service.url}
headers: {{ Permissions-Policy: "camera=()" }}
routes:
  - {{ path: /usual, auth: none }}
  - path: /own
    auth: none
    service_headers: {{ content-security-policy: service, X-Frame-Options: service, X-XSS-Protection: service, Permissions-Policy: service }}
  - path: /stricter
    auth: none
    service_headers: {{ Content-Security-Policy: stricter, X-Frame-Options: stricter, Referrer-Policy: stricter, Strict-Transport-Security: stricter, X-Content-Type-Options: stricter }}
  - {{ path: /guarded, service_headers: {{ Content-Security-Policy: service }} }}
""")


def test_by_default_the_gates_win(gate, service):
    service.script = saying(answer(200, OWN))
    assert_six_headers(gate.request("GET", "/usual"))


def test_the_services_own_win_where_the_route_says_so(gate, service):
    service.script = saying(answer(200, [*OWN, "Permissions-Policy: camera=(self)"]))
    got = gate.request("GET", "/own")
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-XSS-Protection"):
        assert got.all(name) == [OWN_VALUES[name]]
    assert got.all("Permissions-Policy") == ["camera=(self)"]
    for name in ("Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options"):
        assert got.all(name) == [SIX_HEADERS[name]], "a header that the route does not name is the gate's"


def test_where_the_service_says_nothing_the_gates_are_there(gate, service):
    service.script = saying(answer(200))
    assert_six_headers(gate.request("GET", "/own"))
    assert_six_headers(gate.request("GET", "/stricter"))


def test_several_lines_of_the_services_own_all_stand(gate, service):
    service.script = saying(answer(200, ["Content-Security-Policy: img-src *", "Content-Security-Policy: script-src 'none'"]))
    assert gate.request("GET", "/own").all("Content-Security-Policy") == ["img-src *", "script-src 'none'"]


def test_the_stricter_of_both_wins(gate, service):
    service.script = saying(answer(200, OWN))
    got = gate.request("GET", "/stricter")
    assert sorted(got.all("Content-Security-Policy")) == sorted([SIX_HEADERS["Content-Security-Policy"], OWN_VALUES["Content-Security-Policy"]])
    assert got.all("X-Frame-Options") == ["DENY"]
    assert got.all("Referrer-Policy") == ["no-referrer"]
    assert got.all("Strict-Transport-Security") == [OWN_VALUES["Strict-Transport-Security"]]
    assert got.all("X-Content-Type-Options") == ["nosniff"]


@pytest.mark.parametrize("line", ["X-Frame-Options: ALLOWALL", "Referrer-Policy: unsafe-url", "Strict-Transport-Security: max-age=0", "X-Content-Type-Options: sniff",
                                  "X-Frame-Options: ", "x-frame-options: allow-from https://evil.example"])
def test_THREATS_what_is_laxer_or_unreadable_is_replaced(gate, service, line):
    service.script = saying(answer(200, [line]))
    assert_six_headers(gate.request("GET", "/stricter"))


def test_THREATS_two_lines_of_which_one_is_laxer_are_replaced(gate, service):
    service.script = saying(answer(200, ["Referrer-Policy: unsafe-url", "Referrer-Policy: no-referrer"]))
    assert gate.request("GET", "/stricter").all("Referrer-Policy") == [SIX_HEADERS["Referrer-Policy"]]


def test_B13_what_the_gate_answers_keeps_the_gates(gate, service):
    assert_refused(gate.request("GET", "/guarded"), 401, "Missing authorization header")
    service.script = saying(answer(500, OWN))
    assert_refused(gate.request("GET", "/own"), 500, "An error occurred")


def test_an_error_below_500_is_the_services_own_answer(gate, service):
    service.script = saying(answer(404, OWN))
    assert gate.request("GET", "/own").all("Content-Security-Policy") == [OWN_VALUES["Content-Security-Policy"]]


@pytest.mark.parametrize("rule, words", [
    ("{ X-Other: service }", "is not one of the gate's headers"),
    ("{ Content-Security-Policy: mine }", "cannot be 'mine'"),
    ("{ X-XSS-Protection: stricter }", "none is the stricter one"),
    ("[Content-Security-Policy]", "must be a mapping"),
])
def test_a_rule_that_cannot_be_is_refused_with_its_place(policy_file, rule, words):
    done = policy_file(f"upstream: http://127.0.0.1:1\nroutes:\n  - {{ path: /x, service_headers: {rule} }}\n").command("check", check=False)
    assert done.returncode != 0
    assert "gatehouse.yaml:" in done.stderr + done.stdout and words in done.stderr + done.stdout
