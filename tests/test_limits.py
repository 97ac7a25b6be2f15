"""Row B11 (A13, C11): limits per address, identity and route, exact under concurrency; and limits that forget."""

import concurrent.futures
import re
import time

import pytest
from product import assert_refused, eventually

WORDS = "Rate limit exceeded. Please try again later."


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.1]
routes:
  - {{ path: /five, auth: none, limit: 5/minute }}
  - {{ path: /exact, auth: none, limit: 40/hour }}
  - {{ path: /second, auth: none, limit: 2/second }}
  - {{ path: /flood, auth: none, limit: 3/hour }}
  - {{ path: /network, auth: none, limit: 2/hour }}
  - {{ path: /mine, limit: 2/hour per identity }}
  - {{ path: /ours, limit: 3/hour per route, auth: none }}
  - {{ path: /team, limit: "2/hour per claim:team" }}
  - {{ path: /both, auth: none, limits: [2/second per address, 3/hour per address] }}
  - {{ path: /guess, limit: 3/hour }}
""")


def test_B11_a_burst_ends_in_429(gate, upstream):
    answers = [gate.request("GET", "/five", client="203.0.113.1") for _ in range(7)]
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 2
    for left, answer in zip((4, 3, 2, 1, 0, 0, 0), answers):
        assert re.search(rf';q=5;w=60$', answer.one("RateLimit-Policy")), answer.headers
        assert re.search(rf'^"[^"]+";r={left};t=\d+$', answer.one("RateLimit")), answer.headers
    assert_refused(answers[5], 429, WORDS)
    assert 1 <= int(answers[5].one("Retry-After")) <= 68, "a place is given back an eighth of the window late at most"
    assert len(upstream.records) == 5


def test_B11_retry_after_keeps_its_word(gate, upstream):
    assert [gate.request("GET", "/second", client="203.0.113.2").status for _ in range(2)] == [200, 200]
    refused = gate.request("GET", "/second", client="203.0.113.2")
    assert refused.status == 429
    time.sleep(int(refused.one("Retry-After")))
    assert gate.request("GET", "/second", client="203.0.113.2").status == 200


def test_B11_exact_under_concurrency(gate, upstream):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: gate.request("GET", "/exact", client="203.0.113.3").status, range(160)))
    assert statuses.count(200) == 40
    assert statuses.count(429) == 120
    assert len(upstream.records) == 40


def test_B11_addresses_do_not_share(gate, upstream):
    for last in range(10, 20):
        assert gate.request("GET", "/five", client=f"203.0.113.{last}").status == 200


def test_B11_ipv6_counts_by_64(gate, upstream):
    statuses = [gate.request("GET", "/network", client=f"2001:db8:1:1::{last:x}").status for last in range(1, 5)]
    assert statuses == [200, 200, 429, 429]
    assert gate.request("GET", "/network", client="2001:db8:1:2::1").status == 200


def test_B11_a_forwarded_address_of_a_stranger_opens_nothing(make_gate, _upstream):
    stranger = make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /x, auth: none, limit: 2/hour }}]\n")
    statuses = [stranger.request("GET", "/x", {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"}).status for n in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_B11_per_identity(gate, upstream, keys):
    mine, yours = keys.forge(claims={"sub": "me"}), keys.forge(claims={"sub": "you"})
    statuses = [gate.request("GET", "/mine", token=mine, client=f"203.0.113.{n}").status for n in range(30, 34)]
    assert statuses == [200, 200, 429, 429], "another address is no other identity"
    fresh = keys.forge(claims={"sub": "me", "jti": "another"})
    assert gate.request("GET", "/mine", token=fresh, client="203.0.113.40").status == 429, "nor is another token"
    assert gate.request("GET", "/mine", token=yours, client="203.0.113.30").status == 200


def test_B11_per_route_and_claim(gate, upstream, keys):
    assert [gate.request("GET", "/ours", client=f"203.0.113.{n}").status for n in range(50, 55)] == [200] * 3 + [429] * 2
    blue = [keys.forge(claims={"sub": name, "team": "blue"}) for name in "abc"]
    assert [gate.request("GET", "/team", token=token).status for token in blue] == [200, 200, 429]
    assert gate.request("GET", "/team", token=keys.forge(claims={"sub": "d", "team": "green"})).status == 200


def test_C11_several_limits_at_once(gate, upstream):
    """Two a second, three an hour: the third of a second costs nothing of the hour."""
    client = "203.0.113.60"
    first = [gate.request("GET", "/both", client=client).status for _ in range(3)]
    assert first == [200, 200, 429]
    time.sleep(1.2)
    assert [gate.request("GET", "/both", client=client).status for _ in range(2)] == [200, 429]


def test_B11_guessing_tokens_costs_the_guesser(gate, upstream, other_keys):
    bad = other_keys.forge()
    statuses = [gate.request("GET", "/guess", token=bad, client="203.0.113.61").status for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_B11_another_spelling_of_the_path_is_no_other_limit(gate, upstream):
    client = "203.0.113.62"
    targets = ["/flood", "/flood/", "/flood?x=1", "/flood", "/flood/?y"]
    statuses = [gate.request("GET", target, client=client).status for target in targets]
    assert statuses == [200, 200, 200, 429, 429]


def test_THREATS_a_flood_of_new_keys_refills_nobody(gate, upstream):
    client = "203.0.113.63"
    assert [gate.request("GET", "/flood", client=client).status for _ in range(4)] == [200, 200, 200, 429]

    def flood(part):
        with gate.connect() as connection:
            for n in range(400):
                connection.send(f"GET /flood HTTP/1.1\r\nHost: gate.example\r\nX-Forwarded-For: 10.{part}.{n // 250}.{n % 250 + 1}\r\n\r\n".encode())
                if connection.response().status != 200:
                    return False
        return True

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(flood, range(10)))
    assert gate.request("GET", "/flood", client=client).status == 429


def test_B11_a_reload_forgets_nothing(make_gate, _upstream):
    policy = f"upstream: {_upstream.url}\nroutes: [{{ path: /x, auth: none, limit: 2/hour }}]\n"
    gate = make_gate(policy)
    assert [gate.request("GET", "/x").status for _ in range(3)] == [200, 200, 429]
    gate.write(policy + "mode: enforce\n")
    gate.command("reload")
    assert gate.request("GET", "/x").status == 429


def test_B11_observe_counts_and_refuses_nobody(make_gate, _upstream):
    gate = make_gate(f"upstream: {_upstream.url}\nobserve: rate_limit\nroutes: [{{ path: /x, auth: none, limit: 1/hour }}]\n")
    assert [gate.request("GET", "/x").status for _ in range(3)] == [200, 200, 200]
    assert eventually(lambda: [event["reason"] for event in gate.events if event["mode"] == "observed"] == ["rate_limited", "rate_limited"])


@pytest.mark.parametrize("limit", ["0/minute", "-1/minute", "5/fortnight", "many/minute", "5", "5/minute per moon", "1.5/second", "1000000000/day"])
def test_B11_what_is_no_limit_is_no_start(policy_file, limit):
    gate = policy_file(f"upstream: http://127.0.0.1:9\nroutes:\n  - {{ path: /x, limit: '{limit}' }}\n")
    done = gate.command("check", check=False)
    assert done.returncode != 0
    assert "gatehouse.yaml:" in done.stderr + done.stdout
