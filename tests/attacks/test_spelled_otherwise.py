"""The same request spelled otherwise: in another case, with another name for an argument or a method, or with a target that has no
one reading. None of it meets laxer rules than the plain spelling."""

import pytest
from product import assert_refused

ROUTES = """
routes:
  - { path: /health, auth: none }
  - { path: /admin/*, auth: deny }
  - { path: /plain, auth: none }
  - { path: /items, methods: [GET, POST], auth: none }
  - { path: /items, methods: [DELETE], require: { role: admin } }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "report.txt").write_text("the report")
    return folder


@pytest.fixture(scope="module")
def observing(make_gate, _upstream, folder):
    return make_gate(f"""
upstream: {_upstream.url}
observe: [path]
{ROUTES}
  - {{ path: /download, auth: none, file: {{ query: name, base: "{folder}" }} }}
""")


@pytest.fixture(scope="module")
def folding(make_gate, _upstream):
    return make_gate(f"upstream: {_upstream.url}\npaths: case_insensitive\n{ROUTES}"
                     "  - { path: /%C3%84mter/*, auth: deny }\n  - { path: /backup/keys, auth: deny }\n")


# ---- a target without one reading, while `path` only observes


@pytest.mark.parametrize("target", ["//admin/x", "/./admin/x", "/health/../admin/x", "/%61dmin/x", "/admin%2fx", "/admin;x/y", "/%2e/admin/x", "//"])
def test_B8_a_target_with_several_readings_gets_the_strictest_rule(observing, upstream, token, target):
    assert observing.request("GET", target, token=token).status == 403
    upstream.assert_untouched()


def test_B8_a_plain_target_passes_while_path_observes(observing, upstream):
    assert observing.request("GET", "/health").status == 200
    assert upstream.only.target == "/health"


def test_B8_observe_path_lets_an_ambiguous_target_pass_if_all_routes_require_the_same(make_gate, upstream, token):
    gate = make_gate(f"upstream: {upstream.url}\nobserve: [path]\nroutes: [{{ path: /a }}, {{ path: /health, auth: token }}]\n")
    assert gate.request("GET", "/a//b", token=token).status == 200
    assert upstream.only.target == "/a//b"
    assert gate.request("GET", "/a//b").status == 401


@pytest.mark.parametrize("name", ["../secret", "..%2f..%2fetc/passwd", "/etc/passwd"])
def test_B8_observing_paths_does_not_switch_off_file_names(observing, upstream, name):
    assert observing.request("GET", f"/download?name={name}").status == 403
    upstream.assert_untouched()


def test_B8_nor_the_check_of_upgrades(observing, upstream):
    answer = observing.request("GET", "/health", {"Upgrade": "websocket", "Connection": "Upgrade"})
    assert answer.status == 400
    upstream.assert_untouched()


# ---- a denied route is denied whatever is asked of identities


@pytest.mark.parametrize("observe, target", [("[identity]", "/admin/x"), ("[path, identity]", "//admin/x")])
def test_B1_observing_identities_does_not_open_what_is_denied(make_gate, upstream, token, observe, target):
    gate = make_gate(f"upstream: {upstream.url}\nobserve: {observe}\n{ROUTES}")
    for credential in (None, token):
        assert_refused(gate.request("GET", target, token=credential), 403, "Access denied")
    upstream.assert_untouched()


# ---- another name for the same argument


@pytest.mark.parametrize("name", ["Name", "NAME", "+name", "%20name", "name[]", "name%5B%5D", "name[0]", "name.", "%6eame", "name%00x", "[name]", "%5Bname%5D", "%u006eame"])
def test_B8_an_argument_spelled_otherwise_is_still_a_file_name(observing, upstream, name):
    answer = observing.request("GET", f"/download?{name}=..%2Fsecret")
    assert answer.status in (400, 403)
    upstream.assert_untouched()
    assert observing.request("GET", f"/download?name=report.txt&{name}=..%2Fsecret").status in (400, 403), "whichever of them is read"
    upstream.assert_untouched()


def test_B8_honest_names_pass(observing, upstream):
    assert observing.request("GET", "/download?name=report.txt&Named=..%2Fx&page=2").status == 200
    assert upstream.only.target == "/download?name=report.txt&Named=..%2Fx&page=2"


# ---- another case of the path


@pytest.mark.parametrize("path", ["/%C3%A4mter/x", "/%C3%84mter/x", "/%c3%84MTER", "/backu%70/%E2%84%AAeys", "/BAC%E2%84%AAUP/keys", "/backup/\u212aeys"])
def test_B1_nor_does_the_case_of_letters_beyond_ascii(folding, upstream, token, path):
    answer = folding.raw(f"GET {path} HTTP/1.1\r\nHost: x.example\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] in (b"403", b"400"), answer
    upstream.assert_untouched()


@pytest.mark.parametrize("path", ["/admin/x", "/Admin/x", "/ADMIN/X", "/aDmin/x"])
def test_B1_case_does_not_matter_where_the_service_ignores_it(folding, upstream, token, path):
    assert_refused(folding.request("GET", path, token=token), 403, "Access denied")
    upstream.assert_untouched()


def test_B1_the_service_gets_the_path_as_sent(folding, upstream):
    assert folding.request("GET", "/Health").status == 200
    assert upstream.only.target == "/Health"


# ---- another method


DELETES = ["/items?_method=DELETE", "/items?_method=delete", "/items?x=1&_Method=DELETE", "/items?_method=%44ELETE"]


@pytest.mark.parametrize("target", DELETES)
def test_B1_a_method_in_the_query_is_judged_as_that_method(observing, upstream, token, target):
    assert observing.request("POST", target).status == 401
    assert observing.request("POST", target, token=token).status == 403
    upstream.assert_untouched()
    admin = observing.keys.forge(claims={"roles": ["admin"]})
    assert observing.request("POST", target, token=admin).status == 200
    assert upstream.only.target == target


@pytest.mark.parametrize("target", ["/items?_method=PUT", "/items?_method=POST&_method=DELETE"])
def test_B1_a_method_in_the_query_that_no_route_takes_is_refused(observing, upstream, target):
    assert observing.request("POST", target).status == 405
    upstream.assert_untouched()


ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX"


def part(header: str, value: str = "DELETE") -> bytes:
    return f"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX\r\n{header}\r\n\r\n{value}\r\n--XX--\r\n".encode()


FORMS = [(ENCODED, b"_method=DELETE"), (ENCODED, b"a=1&%5FMethod=delete"), (ENCODED.upper() + "; charset=utf-8", b"a=1&_method=DELETE"),
         (ENCODED, b"a=" + b"x" * 1_000_000 + b"&_method=DELETE"),
         (MULTIPART, part('Content-Disposition: form-data; name="_method"')), (MULTIPART, part("content-disposition:form-data;name=_method")),
         (MULTIPART, part('Content-Disposition: form-data;\r\n name="_m\\ethod"; filename="x"')),
         ("multipart/form-data; boundary=other", part('Content-Disposition: form-data; name="_method"'))]


@pytest.mark.parametrize("kind, body", FORMS, ids=range(len(FORMS)))
def test_B1_a_method_in_a_form_is_judged_as_that_method(observing, upstream, token, kind, body):
    def send(**more):
        return observing.request("POST", "/items", {"Content-Type": kind}, body=body, **more)

    assert send().status == 401
    assert send(token=token).status == 403
    upstream.assert_untouched()
    assert send(token=observing.keys.forge(claims={"roles": ["admin"]})).status == 200
    assert upstream.only.body == body


@pytest.mark.parametrize("kind, body", [(ENCODED, b"_method=PUT"), (ENCODED, b"_method=POST&_method=DELETE"), (MULTIPART, part('Content-Disposition: form-data; name="_method"', "PURGE"))])
def test_B1_a_method_in_a_form_that_no_route_takes_is_refused(observing, upstream, kind, body):
    assert observing.request("POST", "/items", {"Content-Type": kind}, body=body).status == 405
    upstream.assert_untouched()


@pytest.mark.parametrize("path, kind, body", [
    ("/items", ENCODED, b"a=1&method=DELETE"), ("/items", ENCODED, b"_method=POST"), ("/items", ENCODED, b"_method=later"), ("/items", ENCODED, b""),
    ("/plain", ENCODED, b"_method=DELETE"), ("/items", "text/plain", b"_method=DELETE"), ("/items", "application/json", b'{"_method": "DELETE"}'),
    ("/items", MULTIPART, part('Content-Disposition: form-data; name="file"; filename="notes.txt"', "name=_method\r\nDELETE")),
    ("/items", "multipart/form-data; boundary=YY", b"--YY\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n" + bytes(range(256)) * 3000 + b"\r\n--YY--\r\n")])
def test_B1_honest_forms_pass_unchanged(observing, upstream, path, kind, body):
    assert observing.request("POST", path, {"Content-Type": kind}, body=body).status == 200
    assert upstream.only.body == body


@pytest.mark.parametrize("method, target", [("POST", "/items?_method=POST"), ("GET", "/items?_method=DELETE"), ("POST", "/plain?_method=PATCH"),
                                            ("POST", "/items?method=DELETE"), ("POST", "/items?_method=foo"), ("POST", "/items?_method=")])
def test_B1_a_method_in_the_query_that_changes_nothing_passes(observing, upstream, method, target):
    assert observing.request(method, target).status == 200
    assert upstream.only.target == target


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "x_http_method_override"])
def test_B1_a_method_in_a_header_does_not_reach_the_service(observing, upstream, name):
    assert observing.request("POST", "/items", {name: "DELETE"}).status == 200
    assert b"DELETE" not in upstream.only.head


def test_B8_check_says_what_is_given_up(observing):
    said = observing.command("check").stdout
    assert "only observes" in said and "observe" in said
    assert "paths: case_insensitive" in said
