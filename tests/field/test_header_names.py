"""Header names that nginx would drop without a word: they reach the service, unless they are another header in disguise. What stays behind is
counted and told (row B1; THREATS: identity header from outside believed)."""

import json
import subprocess

import pytest
from product import eventually, gatehouse
from raw_http import message

ORDINARY = ["api_key", "X_Api_Key", "X-Amz-Meta-file_name", "X-Amz-Meta-file.name", "client_id", "grant.type", "_ga", "X-Goog-Meta-a.b_c", "APP_VERSION", "x_b3_traceid", "tenant~1", "a|b"]
DISGUISES = ["X_User_Id", "x.user.id", "X_Gatehouse_Subject", "X-Gatehouse_Roles", "x.gatehouse.droplet.id", "X_Forwarded_For", "X_Real_IP", "X_Original_URL", "X.HTTP.Method.Override",
             "REMOTE_USER", "Authorization_", "Content_Length", "Transfer_Encoding", "Transfer.Encoding", "Content_Type", "Sec_WebSocket_Key", "X_Request_ID", "_Cookie", "Host_",
             "X_Forwarded_Proto", "HTTP2_Settings", "Proxy_Authorization", "Access_Control_Request_Method", "Connection~"]


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /json, auth: none, inspect: json }}
  - {{ path: /guarded }}
""")


@pytest.fixture(scope="module")
def keeping(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
request_headers_kept: [X-User-Id, CF-Connecting-IP]
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /guarded }}
""")


def dropped(gate) -> int:
    status = json.loads(gate.command("status", "--format", "json").stdout)
    return find(status, "headers_dropped")


def find(value, name):
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return next((found for each in value.values() if (found := find(each, name)) is not None), None)
    return None


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_reaches_the_service(gate, upstream, name):
    assert gate.request("GET", "/open", {name: "value"}).status == 200
    assert upstream.only.all(name) == ["value"]


def test_repeated_ones_too(gate, upstream):
    assert gate.request("GET", "/open", [("api_key", "1"), ("api_key", "2"), ("X-Amz-Meta-a_b", "3"), ("X-Amz-Meta-a.b", "4")]).status == 200
    assert upstream.only.all("api_key") == ["1", "2"]
    assert upstream.only.all("X-Amz-Meta-a_b") == ["3"] and upstream.only.all("X-Amz-Meta-a.b") == ["4"]


@pytest.mark.parametrize("name", DISGUISES)
def test_THREATS_a_disguise_stays_behind(gate, upstream, token, name):
    for target, bearer in (("/open", None), ("/guarded", token)):
        upstream.clear()
        assert gate.request("GET", target, {name: "forged-4711"}, token=bearer).status == 200
        assert b"forged-4711" not in upstream.only.head


def test_THREATS_a_second_spelling_of_a_header_that_is_there_stays_behind(gate, upstream):
    """As where a proxy in front sets X-Tenant, and the service is a CGI or WSGI program."""
    assert gate.request("GET", "/open", [("X_Tenant", "theirs"), ("X-Tenant", "ours"), ("x.tenant", "theirs")]).status == 200
    assert upstream.only.all("X-Tenant") == ["ours"]
    assert b"theirs" not in upstream.only.head


@pytest.mark.parametrize("line", [b"Transfer_Encoding: chunked", b"Content_Length: 7", b"Transfer.Encoding: chunked", b"Content-Length_: 0"])
def test_THREATS_no_disguise_frames_a_body(gate, upstream, line):
    body = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    gate.raw(b"POST /open HTTP/1.1\r\nHost: gate.example\r\nContent-Length: %d\r\n" % len(body) + line + b"\r\n\r\n" + body)
    assert not upstream.broken
    assert [record.target for record in upstream.records] == ["/open"]
    assert upstream.records[0].body == body
    assert line.split(b":")[0] not in upstream.records[0].head


@pytest.mark.parametrize("line", [b"No colon at all", b"NoColon", b"X(Y): 1", b"X Y: 1", b": nameless", b"X\xc2\xa0Y: 1", b"X\x00Y: 1", b"X\tY: 1", b"X/Y: 1", b"\"X\": 1", b"X@Y: 1"])
def test_THREATS_what_is_no_header_is_refused(gate, upstream, line):
    data = gate.raw(b"GET /open HTTP/1.1\r\nHost: gate.example\r\n" + line + b"\r\nConnection: close\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 400"), data[:100]
    upstream.assert_untouched()


def test_what_stays_behind_is_counted(gate, upstream):
    before = dropped(gate)
    gate.request("GET", "/open", {"X_User_Id": "1", "REMOTE_USER": "2", "api_key": "3"})
    assert eventually(lambda: dropped(gate) == before + 2)


def test_what_stays_behind_is_told_once(make_gate, upstream):
    gate = make_gate(f"upstream: {upstream.url}\nworkers: 1\nroutes: [{{ path: /open, auth: none }}]\n")
    for _ in range(3):
        gate.request("GET", "/open", {"X_User_Id": "secret-4711"})
    gate.request("GET", "/open", {"Remote-User": "secret-4711"})

    def told():
        return [event for event in gate.events if event["type"] == "headers_dropped"]

    assert eventually(lambda: len(told()) == 2), gate.events
    assert "X_User_Id" in told()[0]["details"] and "request_headers_kept" in told()[0]["details"]
    assert "Remote-User" in told()[1]["details"]
    assert "secret-4711" not in json.dumps(told())


def test_hundreds_of_odd_names_pass(gate, upstream):
    headers = [(f"a_{n}", "1") for n in range(900)] + [("X-Tenant", "ours"), ("X_Tenant", "theirs")]
    with gate.connect() as connection:
        connection.send(message("GET", "/open", headers))
        assert connection.response().status == 200
    assert b"theirs" not in upstream.only.head


# ---- names that a policy keeps


@pytest.mark.parametrize("name", ["X-User-Id", "x-user-id", "CF-Connecting-IP"])
def test_B1_a_kept_name_reaches_the_service(keeping, upstream, name):
    assert keeping.request("GET", "/open", {name: "7"}).status == 200
    assert upstream.only.all(name) == ["7"]


@pytest.mark.parametrize("name", ["X_User_Id", "X-User_Id", "X-User-Name", "X-Remote-User", "X-Gatehouse-Subject", "CF_Connecting_IP"])
def test_B1_it_opens_no_other_spelling_and_no_other_name(keeping, upstream, name):
    assert keeping.request("GET", "/open", {name: "forged-4711"}).status == 200
    assert b"forged-4711" not in upstream.only.head


def test_B1_the_verified_identity_stays_the_gates(keeping, upstream, token):
    assert keeping.request("GET", "/guarded", {"X-User-Id": "7", "X-Gatehouse-Subject": "forged"}, token=token).status == 200
    assert upstream.only.one("X-Gatehouse-Subject") == "droplet:14"


@pytest.mark.parametrize("name, says", [("X-Gatehouse-Subject", "cannot be kept"), ("X-Original-URL", "cannot be kept"), ("X_User_Id", "cannot be kept"), ("Accept", "goes on to the services anyway"),
                                        ("X User", "is not a header name"), ("X-Forwarded-For", "cannot be kept")])
def test_B1_a_name_that_cannot_be_kept_is_no_start(policy_file, name, says):
    done = policy_file(f'upstream: http://127.0.0.1:9\nrequest_headers_kept: ["{name}"]\n').command("check", check=False)
    assert done.returncode == 1 and says in done.stderr and "gatehouse.yaml:" in done.stderr, done.stderr


def test_check_says_what_a_kept_name_gives_up(keeping):
    done = gatehouse("check", "-c", keeping.file)
    assert "X-User-Id" in done.stdout + done.stderr


# ---- real clients


def test_curl(gate, upstream):
    done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "-H", "api_key: 1", "-H", "X-Amz-Meta-file_name: a.txt", "-H", "X_User_Id: 7",
                           f"http://127.0.0.1:{gate.port}/open"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200"
    assert upstream.only.all("api_key") == ["1"] and upstream.only.all("X-Amz-Meta-file_name") == ["a.txt"] and not upstream.only.all("X_User_Id")
