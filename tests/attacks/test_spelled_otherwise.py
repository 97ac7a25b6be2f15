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
    return make_gate(f"upstream: {_upstream.url}\npaths: case_insensitive\n{ROUTES}")


# ---- a target without one reading, while `path` only observes


@pytest.mark.parametrize("target", ["//admin/x", "/./admin/x", "/health/../admin/x", "/%61dmin/x", "/admin%2fx", "/admin;x/y", "/%2e/admin/x", "//"])
def test_B8_what_has_no_one_reading_meets_the_strictest_rule(observing, upstream, token, target):
    assert observing.request("GET", target, token=token).status == 403
    upstream.assert_untouched()


def test_B8_a_plain_target_passes_while_path_observes(observing, upstream):
    assert observing.request("GET", "/health").status == 200
    assert upstream.only.target == "/health"


def test_B8_where_all_routes_ask_for_the_same_the_word_lets_it_through(make_gate, upstream, token):
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


@pytest.mark.parametrize("path", ["/admin/x", "/Admin/x", "/ADMIN/X", "/aDmin/x"])
def test_B1_case_does_not_matter_where_the_service_ignores_it(folding, upstream, token, path):
    assert_refused(folding.request("GET", path, token=token), 403, "Access denied")
    upstream.assert_untouched()


def test_B1_the_service_gets_the_path_as_sent(folding, upstream):
    assert folding.request("GET", "/Health").status == 200
    assert upstream.only.target == "/Health"


# ---- another method


@pytest.mark.parametrize("target", ["/items?_method=DELETE", "/items?_method=delete", "/items?x=1&_Method=DELETE", "/items?_method=%44ELETE",
                                    "/items?_method=PUT", "/items?_method=POST&_method=DELETE"])
def test_B1_a_method_in_the_query_is_judged_too(observing, upstream, target):
    assert observing.request("POST", target).status == 405
    upstream.assert_untouched()


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
