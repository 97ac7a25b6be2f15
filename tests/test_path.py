"""Row B8 and the threat list's path class: what the gate checked is byte for byte what the upstream gets."""

import subprocess

import pytest
from product import PERMISSIONS, assert_refused
from raw_http import message

AMBIGUOUS = "The request path can be read in more than one way"

TRICKS = [
    "//admin", "/public//admin", "/admin//", "///admin", "/./admin", "/public/./x", "/public/../admin", "/public/../../admin", "/admin/..",
    "/public/..;/admin", "/admin;x=1", "/public;/../admin", "/;/admin", "/public/%2e%2e/admin", "/public/.%2e/admin", "/public/%2e./admin",
    "/%2e/admin", "/public/%2E%2E/admin", "/public%2fadmin", "/public/..%2fadmin", "/public/%2e%2e%2fadmin", "/public/..%5cadmin",
    "/public\\..\\admin", "/public/..\\admin", "/admin%00", "/public%00/../admin", "/admin%0a", "/admin%0d%0a", "/admin%09", "/admin%20%00",
    "/public/%252e%252e/admin", "/%2561dmin", "/public/..%252fadmin", "/admin%3b", "/admin%3f", "/admin%23",
    "/public/%c0%ae%c0%ae/admin", "/public/%c0%af../admin", "/public/..%c0%afadmin", "/public/%e0%80%af", "/public/%f0%80%80%af", "/public/%u002e%u002e/admin",
    "/public/%", "/public/%2", "/public/%zz", "/public/..%ff", "/admin%ff", "/public/%ed%a0%80", "/admin%7f", "/public/%5c..%5c..%5cadmin", "/admin#x",
    "/public#/../admin", "/public/..;x/admin", "/public/.%00./admin", "/public/..%00/admin", "/public/%2e%2e;/admin", "/public/.;/admin",
]
NO_LEADING_SLASH = ["admin", "public/../admin", "?x=1", "%2fadmin", "\\admin", "./admin", "../admin", ".", "*", "http:admin", "http:/admin", "https:/admin",
                    "http://gate.example@evil.example/admin", "http://gate.example\\admin", "//gate.example/admin", "http://gate.example//admin",
                    "http://gate.example/../admin", "http:///admin"]
# nginx reads these as the path behind the authority; the gate judges that path, and the upstream would get nothing else.
ABSOLUTE = ["http://gate.example/admin", "HTTP://gate.example/admin?/public", "ftp://gate.example/admin", "http://gate.example"]


@pytest.fixture(scope="module", **PERMISSIONS)
def gate(request, make_gate, _upstream, tmp_path_factory):
    keys, routes = request.param
    base = tmp_path_factory.mktemp("data")
    (base / "report.txt").write_text("fine")
    (base / "inner").mkdir()
    (base / "inner" / "deep.txt").write_text("fine")
    (base / "escape").symlink_to("/etc")
    (base / "passwd").symlink_to("/etc/passwd")
    return make_gate(f"""
upstream: {_upstream.url}
{keys}
routes:
{routes}
  - {{ path: /public/*, auth: none }}
  - {{ path: /public, auth: none }}
  - {{ path: "/priv\u00e9/*", auth: deny }}
  - {{ path: /admin, require: {{ role: admin }} }}
  - {{ path: /admin/*, require: {{ role: admin }} }}
  - {{ path: /download, auth: none, file: {{ query: name, base: {base} }} }}
  - {{ path: "/files/{{name}}", auth: none, file: {{ path: name, base: {base} }} }}
""")


def send(gate, target, *headers):
    data = b"GET " + target.encode("latin-1") + b" HTTP/1.1\r\nHost: gate.example\r\n" + b"".join(h + b"\r\n" for h in headers) + b"\r\n"
    with gate.connect() as connection:
        connection.send(data)
        return connection.response()


@pytest.mark.parametrize("target", TRICKS + NO_LEADING_SLASH)
def test_THREATS_an_ambiguous_path_is_refused(gate, upstream, target):
    answer = send(gate, target)
    assert answer.status == 400, (answer.status, answer.body)
    upstream.assert_untouched()


def test_THREATS_it_says_so(gate, upstream):
    assert_refused(send(gate, "/public/..;/admin"), 400, AMBIGUOUS)
    assert_refused(send(gate, "/public/%2e%2e/admin"), 400, AMBIGUOUS)


@pytest.mark.parametrize("raw", [b"/public/\xc3", b"/public/\xc3%A9", b"/public/\xc2\x85", b"/public/\xe9", b"/public/\xff", b"/public/\x01", b"/public/a b", b"/public/\t", b"/public/\x7f", b"/public/\x00",
                                 b"/public/\xc0\xae\xc0\xae/admin"])
def test_THREATS_raw_bytes_in_the_path(gate, upstream, raw):
    data = gate.raw(b"GET " + raw + b" HTTP/1.1\r\nHost: gate.example\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 400"), data[:100]
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/public", "/public/", "/public/a/b/", "/public/caf%C3%A9", "/public/caf%c3%a9", "/public/%E2%82%AC", "/public/a%20b",
                                    "/public/a+b", "/public/~x-_.y", "/public/a:b@c!$&'()*,=", "/public/...", "/public/a..b", "/public/%7Euser", "/public/file%2Etxt", "/public/%41%2d%5f", "/public/.hidden", "/public/x?",
                                    "/public/x?a=1&b=%2f..%2f", "/public/x?next=/../admin", "/public/x??", "/public/x?q=%ff", "/public/[1]|^",
                                    "/public/" + "x" * 4000])
def test_B8_what_passes_is_forwarded_byte_for_byte(gate, upstream, target):
    assert send(gate, target).status == 200
    assert upstream.only.target == target


def test_B8_a_query_of_utf8_passes_as_clients_send_it(gate, upstream):
    """curl and Go's client send the letters of a query as they are typed."""
    target = "/public/x?q=caf\u00e9&\u20ac=1"
    done = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{gate.port}{target}"], capture_output=True, check=True)
    assert done.stdout == b"200"
    assert upstream.only.target.encode("latin-1") == target.encode()


@pytest.mark.parametrize("target", ["/public/caf\u00e9", "/public/\u20ac/x?q=1", "/public/{id}", '/public/"a"', "/public/<a>", "/public/`"])
def test_B8_a_path_passes_as_clients_send_it_that_encode_nothing(gate, upstream, target):
    """PHP's streams and Ruby's Net::HTTP send a path as it is typed; Python's http.client and Java's URLConnection what is ASCII in it."""
    with gate.connect() as connection:
        connection.send(f"GET {target} HTTP/1.1\r\nHost: gate.example\r\n\r\n".encode())
        assert connection.response().status == 200
    assert upstream.only.target.encode("latin-1") == target.encode()


def test_THREATS_a_letter_outside_ascii_guards_as_the_encoded_one(gate, upstream):
    for target in ["/priv\u00e9", "/priv%C3%A9", "/priv%c3%a9/x", "/priv\u00e9/x"]:
        with gate.connect() as connection:
            connection.send(f"GET {target} HTTP/1.1\r\nHost: gate.example\r\n\r\n".encode())
            assert connection.response().status == 403, target
    upstream.assert_untouched()


@pytest.mark.parametrize("raw", [b"\xe9", b"\xc0\xae", b"\xed\xa0\x80", b"\xc3\xa9\xff", b"\x7f", b"\xc3\xa9#x"])
def test_THREATS_raw_bytes_in_the_query_that_are_no_utf8(gate, upstream, raw):
    data = gate.raw(b"GET /public/x?q=" + raw + b" HTTP/1.1\r\nHost: gate.example\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 400"), data[:100]
    upstream.assert_untouched()


def test_B8_the_absolute_form_is_reduced_to_what_was_checked(gate, upstream):
    assert send(gate, "http://gate.example/public/x?y=1").status == 200
    assert upstream.only.target == "/public/x?y=1"


@pytest.mark.parametrize("target", ABSOLUTE)
def test_THREATS_the_absolute_form_guards_like_the_path(gate, upstream, target):
    assert send(gate, target).status in (400, 401)
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/admin", "/admin/", "/admin/x", "/admin?x", "/admin/?", "/admin/public", "/admin/x/y/z"])
def test_THREATS_a_trailing_slash_guards_no_less(gate, upstream, token, target):
    assert send(gate, target).status == 401
    assert gate.request("GET", target, token=token).status == 403
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/%61dmin", "/adm%69n", "/%61%64%6d%69%6E/x", "/admin/%78", "/%61dmin/"])
def test_THREATS_an_encoded_letter_guards_as_the_plain_one(gate, upstream, token, target):
    assert send(gate, target).status == 401
    assert gate.request("GET", target, token=token).status == 403
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/Admin", "/ADMIN", "/admi", "/adminx", "/admin.json", "/admin%20"])
def test_THREATS_what_is_not_listed_is_not_open(gate, upstream, target):
    assert send(gate, target).status == 401
    upstream.assert_untouched()


@pytest.mark.parametrize("name", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Override-URL", "X-Original-Path", "X-Forwarded-Path", "X-Envoy-Original-Path"])
def test_THREATS_a_header_that_names_another_path(gate, upstream, name):
    assert gate.request("GET", "/public/x", {name: "/admin"}).status == 200
    assert b"/admin" not in upstream.only.head


# ---- B8: names of files


@pytest.mark.parametrize("name", ["report.txt", "inner/deep.txt", "inner%2Fdeep.txt", "not-there-yet.txt"])
def test_B8_a_name_inside_its_folder_passes(gate, upstream, name):
    assert send(gate, f"/download?name={name}").status == 200
    assert upstream.only.target == f"/download?name={name}"


@pytest.mark.parametrize("name", ["../etc/passwd", "..", ".", "/etc/passwd", "%2fetc%2fpasswd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "inner/../../x",
                                  "inner/..", "..%5c..%5cwindows", "C:%5cwindows", "C:x", "report.txt%00.png", "%00", "%252e%252e%252fetc", "..%252f", "%c0%ae%c0%ae/x",
                                  "escape/passwd", "passwd", "report.txt%0a", "%ff", "inner/./deep.txt"])
def test_B8_a_name_that_leads_outside_is_403(gate, upstream, name):
    assert_refused(send(gate, f"/download?name={name}"), 403, "Access denied")
    upstream.assert_untouched()


def test_B8_two_names_are_none(gate, upstream):
    assert_refused(send(gate, "/download?name=report.txt&name=../x"), 403, "Access denied")
    assert_refused(send(gate, "/download?name=report.txt&n%61me=../x"), 403, "Access denied")
    upstream.assert_untouched()


def test_B8_a_name_in_the_path(gate, upstream):
    assert send(gate, "/files/report.txt").status == 200
    upstream.clear()
    assert_refused(send(gate, "/files/passwd"), 403, "Access denied")
    assert_refused(send(gate, "/files/escape"), 403, "Access denied")
    assert send(gate, "/files/..%2fx").status == 400
    upstream.assert_untouched()


# ---- published tricks


def test_THREATS_published_bypasses(gate, upstream, corpora):
    """Whatever is put around a guarded path: refused, or the upstream gets exactly the target sent, and it is none that leads to it."""
    tricks = set()
    for name in ("midpaths", "endpaths"):
        tricks |= set((corpora / "http_edge" / "nomore403" / name).read_bytes().split(b"\n"))
    tried = 0
    for trick in sorted(tricks):
        for target in (b"/public/" + trick + b"/admin", b"/admin" + trick, b"/public" + trick + b"admin"):
            upstream.clear()
            data = gate.raw(b"GET " + target + b" HTTP/1.1\r\nHost: gate.example\r\nConnection: close\r\n\r\n")
            tried += 1
            assert not upstream.broken, target
            for record in upstream.records:
                assert record.target.encode("latin-1") == target, target
                path = target.split(b"?")[0]
                assert path.startswith(b"/public"), (target, "an open path, and nothing in it that means another one")
                assert not any(sign in path.lower() for sign in (b"//", b"%2f", b"%5c", b"%25", b"%00", b";", b"\\", b"#")), target
                assert not {b".", b".."} & set(path.lower().replace(b"%2e", b".").split(b"/")), target
            if not upstream.records:
                assert data.startswith(b"HTTP/1.1 4"), (target, data[:100])
    assert tried > 500
