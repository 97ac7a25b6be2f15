"""gatehouse explain where a control daemon has left its files: sessions, second factors, droplets of the directory."""

import json

import pytest
from cli_support import COULD_NOT_RUN, FINDINGS, FINE, MESSAGE, POLICY, free_port
from control_files import ControlFiles, SessionKey

CONTROL = """\
control: {{ data_dir: data, registry: {{ networks: [127.0.0.0/8, "::1"] }}, people: {{}} }}
  - {{ path: /app, auth: session }}
  - {{ path: /vault, auth: session, require: {{ second_factor: true }} }}
"""


@pytest.fixture
def files(tmp_path, key_pair):
    """./gatehouse.yaml with a control daemon, and what that leaves for the gate."""
    first, routes = CONTROL.split("\n", 1)
    (tmp_path / "gatehouse.yaml").write_text((first + "\n" + POLICY + routes).format(port=free_port(), key=key_pair[1]))
    return ControlFiles(tmp_path / "data")


@pytest.fixture
def session(files):
    key = SessionKey()
    files.write_session_keys(key)
    return lambda **claims: key.session(claims=claims)


@pytest.fixture
def explain(gatehouse):
    def run(*arguments, stdin=""):
        result = gatehouse("explain", *arguments, "--format", "json", stdin=stdin)
        assert result.code == (FINE if result.json["allow"] else FINDINGS), result
        return result.json

    return run


def test_A9_a_session_opens_its_route_and_only_that(explain, session):
    token = session()
    verdict = explain("GET", "/app", "--session", "-", stdin=token + "\n")
    assert verdict["allow"] and verdict["principal"] == "ada"
    assert explain("GET", "/app")["reason"] == "session_missing"
    assert explain("GET", "/admin", "--session", "-", stdin=token)["reason"] == "token_missing"
    assert explain("GET", "/admin", "--token", "-", stdin=token)["reason"] == "token_algorithm"
    assert explain("POST", "/app", "--session", "-", stdin=token)["reason"] == "origin_missing"
    own = explain("POST", "/app", "--session", "-", "-H", "Host: localhost:1", "-H", "Origin: http://localhost:1", stdin=token)
    assert own["allow"]


def test_A9_where_a_browser_is_sent(explain, session, gatehouse):
    browser = ["-H", "Accept: text/html,*/*;q=0.8"]
    assert explain("GET", "/app?x=1", *browser)["browser_is_sent_to"] == "/_gatehouse/login?next=/app%3Fx%3D1"
    assert "browser_is_sent_to" not in explain("GET", "/app")
    one_factor = explain("GET", "/vault", *browser, "--session", "-", stdin=session())
    assert (one_factor["reason"], one_factor["browser_is_sent_to"]) == ("second_factor", "/_gatehouse/account")
    assert explain("GET", "/vault", "--session", "-", stdin=session(acr="mfa"))["allow"]
    assert "A browser is sent to /_gatehouse/login" in gatehouse("explain", "GET", "/app", *browser).out


def test_A9_the_daemons_own_paths_go_to_it(explain, files):
    assert explain("GET", "/_gatehouse/login")["upstream"] == "control"
    assert explain("POST", "/oauth/token")["upstream"] == "control"


def test_B6_droplets_of_the_directory(explain, files, issue, tmp_path, gatehouse):
    (tmp_path / "token").write_text(issue())
    files.enrol(30, "https://deck.example", address="192.0.2.30")
    files.enrol(31, "https://deck.example", state="suspended")
    files.enrol(32, "https://deck.example", address=None)
    files.write_directory()
    send = ["POST", "/message", "--token", "token", "--data"]
    assert explain(*send, json.dumps({**MESSAGE, "target": 30}))["upstream"] == "droplet_30"
    assert explain(*send, json.dumps({**MESSAGE, "target": 21}))["upstream"] == "droplet_21", "the policy's own"
    assert explain(*send, json.dumps({**MESSAGE, "target": 31}))["reason"] == "udc_target_suspended"
    assert explain(*send, json.dumps({**MESSAGE, "target": 33}))["reason"] == "udc_target_unknown"
    text = gatehouse("explain", *send, json.dumps({**MESSAGE, "target": 32})).out
    assert "https://deck.example, which has no address yet: 502" in text
    files.write("directory.json", "{}")
    broken = gatehouse("explain", *send, json.dumps({**MESSAGE, "target": 30}))
    assert broken.code == COULD_NOT_RUN and "directory" in broken.err
