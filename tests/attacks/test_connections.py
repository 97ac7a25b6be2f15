"""Connections are a worker's scarcest resource: a client that opens thousands of them, with one byte each, must not lock the others out, and it must be reported."""

import contextlib
import resource
import select
import socket
import ssl
import time

import pytest
from product import Stopwatch, assert_refused, eventually, gatehouse, within
from raw_http import Connection, message

FILES = 1024
SLOTS = 896  # of a worker that may open FILES files
SHARE = SLOTS * 25 // 100  # what one address may hold where the policy says nothing
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")  # and empty SETTINGS
PROMPT = 1.0  # seconds in which somebody else gets the answer


@pytest.fixture(scope="module", autouse=True)
def enough_files():
    """For the attacker's ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def start(make_gate, _upstream):
    def begin(more: str = "", *, file_limit: int | None = FILES, **options):
        return make_gate(f"upstream: {_upstream.url}\nworkers: 1\nroutes: [{{ path: /*, auth: none }}]\n{more}", file_limit=file_limit, **options)

    return begin


@pytest.fixture(scope="module")
def hole():
    """A service that takes every connection and never answers: a long poll, an event stream, a slow query."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(scope="module")
def start_with_hole(make_gate, _upstream, hole):
    def begin(more: str = "", **options):
        return make_gate(f"""
upstream: {_upstream.url}
upstreams: {{ hole: "http://127.0.0.1:{hole}" }}
workers: 1
routes:
  - {{ path: /hole, auth: none, upstream: hole }}
  - {{ path: /*, auth: none }}
{more}""", file_limit=FILES, **options)

    return begin


@pytest.fixture(scope="module")
def gate(start):
    return start()


@pytest.fixture(scope="module")
def tls_gate(start):
    return start(tls=True)


class Attack:
    """Connections that say `first` and then nothing."""

    def __init__(self, gate, count: int, first: bytes = b"G", sources=("127.0.0.1",), wrap=None):
        self.sockets = []
        begun = time.monotonic()
        for i in range(count):
            try:
                peer = socket.create_connection(("127.0.0.1", gate.port), 10, source_address=(sources[i % len(sources)], 0))
                peer = wrap(peer) if wrap else peer
                peer.sendall(first)
            except OSError:  # closed by the gate in the meantime
                peer.close()
                continue
            self.sockets.append(peer)
        self.seconds = time.monotonic() - begun

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for peer in self.sockets:
            peer.close()

    def held(self) -> int:
        """How many of them the gate still has open."""
        poll = select.poll()
        by_number = {peer.fileno(): peer for peer in self.sockets}
        for number in by_number:
            poll.register(number, select.POLLIN)
        for number, _ in poll.poll(0):
            peer = by_number[number]
            peer.setblocking(False)
            try:
                open_still = bool(peer.recv(65536))
            except (BlockingIOError, ssl.SSLWantReadError):
                open_still = True
            except OSError:
                open_still = False
            if not open_still:
                self.sockets.remove(peer)
                peer.close()
        return len(self.sockets)


def over_tls(alpn: str):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols([alpn])
    return lambda plain: context.wrap_socket(plain, server_hostname="gate.example")


def get(gate, source: str, wrap=None) -> int:
    with Connection(gate.port, source=source, wrap=wrap) as connection:
        connection.send(message("GET", "/"))
        return connection.response().status


def http2_request(path: str, stream: int = 1) -> bytes:
    """A HEADERS frame; the entries of the static table and literals of RFC 7541."""
    block = b"\x82\x87\x04" + bytes([len(path)]) + path.encode() + b"\x01" + bytes([len("gate.example")]) + b"gate.example"
    return len(block).to_bytes(3, "big") + b"\x01\x05" + stream.to_bytes(4, "big") + block


def get_over_http2(gate, source: str) -> bool:
    """Whether the answer is 200: then the first byte of its header block says so."""
    with Connection(gate.port, source=source, wrap=over_tls("h2")) as connection:
        connection.send(PREFACE + http2_request("/"))
        while True:
            head = connection.exactly(9)
            payload = connection.exactly(int.from_bytes(head[:3], "big"))
            if head[3] == 1:
                return payload[0] == 0x88


def promptly(ask):
    watch = Stopwatch()
    answer = ask()
    assert watch.seconds < PROMPT, "an honest client waits while another attacks"
    return answer


def events(gate, kind: str) -> list[dict]:
    return [event for event in gate.events if event["type"] == kind]


def refused(gate, address: str) -> int:
    return sum(event.get("count", 1) for event in events(gate, "connections_refused") if event.get("address") == address)


def assert_free_again(gate, source: str = "127.0.0.1"):
    with Attack(gate, SHARE, sources=(source,)) as crowd:
        assert get(gate, "127.0.0.2") == 200
        assert crowd.held() == SHARE


def test_more_connections_than_slots_with_one_byte_each_lock_out_no_client(gate):
    told_before = refused(gate, "127.0.0.1")
    with Attack(gate, SLOTS + 200) as attack:
        assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        assert within(4, lambda: attack.held() <= SHARE), attack.held()
        # Every connection that was closed is told. On a slow machine the first ones have had their five seconds before the last ones come.
        expected = SLOTS + 200 - SHARE if attack.seconds < 4 else 1
        assert eventually(lambda: refused(gate, "127.0.0.1") - told_before >= expected)
    assert_free_again(gate)


def test_4200_connections_are_nothing_to_a_worker_with_all_the_files_it_can_get(start):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    gate = start(file_limit=None)
    with Attack(gate, min(4200, hard - 500)) as attack:
        assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        share = min(hard - 128, 16384) * 25 // 100
        assert within(4, lambda: attack.held() <= share), attack.held()


def test_many_addresses_together_leave_room_for_whoever_holds_little(gate):
    """Thirty of them fit into their share, and together they would take every slot."""
    sources = [f"127.0.1.{i}" for i in range(1, 31)]
    already_told = len(events(gate, "connections_short"))
    with Attack(gate, 2 * SLOTS, sources=sources) as attack:
        for _ in range(5):
            assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        assert attack.held() < SLOTS
        assert eventually(lambda: len(events(gate, "connections_short")) > already_told), "slots run short: that is told"
        assert events(gate, "connections_short")[-1]["severity"] == "high"
        assert eventually(lambda: any(refused(gate, source) for source in sources))
    assert_free_again(gate)
    assert len(events(gate, "connections_short")) == already_told + 1, "once, not each second"


def test_connections_that_first_say_nothing_and_then_one_byte_all_at_once(gate):
    """nginx closes idle connections when it needs their slots: these stop being idle before it does."""
    sources = [f"127.0.2.{i}" for i in range(1, 31)]
    with Attack(gate, 2 * SLOTS, first=b"", sources=sources) as attack:
        attack.held()
        for peer in attack.sockets:
            with contextlib.suppress(OSError):  # closed by the gate
                peer.send(b"G")
        for _ in range(5):
            assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        assert 0 < attack.held() < SLOTS - SLOTS // 32
    assert_free_again(gate)


def test_idle_connections_give_way_to_whoever_needs_their_slots(gate):
    """A busy site: most slots are held by clients that are between two requests. That is no reason to refuse an office."""
    begun = time.monotonic()
    request = message("GET", "/")
    with contextlib.ExitStack() as visitors:
        for i in range(600):
            visitor = visitors.enter_context(gate.connect(source=f"127.0.3.{i % 30 + 1}"))
            visitor.send(request)
            assert visitor.response().status == 200
        time.sleep(max(0, begun + 1.6 - time.monotonic()))  # they have been here for more than a moment
        told_before = refused(gate, "127.0.0.9")
        with Attack(gate, SHARE, sources=("127.0.0.9",)) as office:
            assert office.held() == SHARE
            assert get(gate, "127.0.0.2") == 200
        assert refused(gate, "127.0.0.9") == told_before


def test_a_byte_over_tls(tls_gate):
    with Attack(tls_gate, SLOTS + 200, first=b"\x16") as attack:
        assert promptly(lambda: get_over_http2(tls_gate, "127.0.0.2"))
        assert promptly(lambda: get(tls_gate, "127.0.0.3", over_tls("http/1.1"))) == 200
        assert within(4, lambda: attack.held() <= SHARE), attack.held()
        assert eventually(lambda: refused(tls_gate, "127.0.0.1") > 0)


def test_a_frame_that_never_ends_over_http2(tls_gate):
    told_before = refused(tls_gate, "127.0.0.4")
    with Attack(tls_gate, SHARE + 60, first=PREFACE + b"\0\0", sources=("127.0.0.4",), wrap=over_tls("h2")) as attack:
        assert promptly(lambda: get_over_http2(tls_gate, "127.0.0.2"))
        assert attack.held() <= SHARE
        assert eventually(lambda: refused(tls_gate, "127.0.0.4") > told_before)


def test_a_header_has_five_seconds_and_an_idle_client_keeps_its_connection(gate):
    with gate.connect(source="127.0.0.5") as idle, Attack(gate, 100, sources=("127.0.0.6",)) as attack:
        idle.send(message("GET", "/"))
        assert idle.response().status == 200
        begun = time.monotonic()
        assert attack.held() == 100
        assert within(9, lambda: attack.held() == 0), "a header that does not come holds a slot"
        assert time.monotonic() - begun > 3, "a slow client has its time"
        idle.send(message("GET", "/"))
        assert idle.response().status == 200, "only headers have five seconds, not the pause between two requests"


def test_a_trusted_proxy_brings_the_connections_of_many(start):
    gate = start("trusted_proxies: [127.0.0.1]\n")
    with Attack(gate, 2 * SHARE) as clients:
        assert get(gate, "127.0.0.1") == 200
        assert clients.held() == 2 * SHARE
    with Attack(gate, 2 * SHARE, sources=("127.0.0.2",)) as attack:
        assert within(4, lambda: attack.held() <= SHARE)
        assert eventually(lambda: refused(gate, "127.0.0.2") > 0)
    assert refused(gate, "127.0.0.1") == 0


def test_whoever_only_observes_closes_no_connection(start):
    gate = start("mode: observe\naddress_share: 5\n")
    with Attack(gate, 100) as crowd:
        assert get(gate, "127.0.0.1") == 200
        assert crowd.held() == 100
        assert eventually(lambda: refused(gate, "127.0.0.1") > 0)
    assert {event["mode"] for event in events(gate, "connections_refused")} == {"observed"}


def test_a_reload_from_a_shell_with_another_file_limit_changes_nothing(gate):
    config = gate.run_dir / "nginx.conf"
    assert f"worker_connections {SLOTS};" in config.read_text()
    gatehouse("reload", "-c", gate.file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (512, 600)))
    assert f"worker_connections {SLOTS};" in config.read_text()
    assert get(gate, "127.0.0.1") == 200


STREAMS = 120  # of the 128 that nginx takes over one connection


def told_too_many(gate, address: str) -> int:
    return sum(event.get("count", 1) for event in gate.events if event.get("reason") == "too_many_at_once" and event.get("address") == address)


def test_requests_over_few_connections_take_slots_too(start_with_hole):
    """Each request that waits for the service holds a slot to it: nine connections would hold all there are."""
    gate = start_with_hole(tls=True)
    wave = PREFACE + b"".join(http2_request("/hole", 2 * i + 1) for i in range(STREAMS))
    count = SLOTS // STREAMS + 2
    with Attack(gate, count, first=wave, wrap=over_tls("h2")):
        assert eventually(lambda: told_too_many(gate, "127.0.0.1") == count * STREAMS - SHARE), told_too_many(gate, "127.0.0.1")
        assert promptly(lambda: get_over_http2(gate, "127.0.0.2"))
        assert promptly(lambda: get(gate, "127.0.0.3", over_tls("http/1.1"))) == 200
    assert eventually(lambda: get_over_http2(gate, "127.0.0.1")), "when they have ended, everything is free again"


def test_clients_behind_a_proxy_are_told_apart(start_with_hole):
    gate = start_with_hole("trusted_proxies: [127.0.0.1]\n")
    slow = message("GET", "/hole", {"X-Forwarded-For": "203.0.113.7"})
    with Attack(gate, SHARE + 20, first=slow):
        assert eventually(lambda: told_too_many(gate, "203.0.113.7") == 20), told_too_many(gate, "203.0.113.7")
        assert_refused(gate.request("GET", "/", client="203.0.113.7"), 429, "Too many requests at once. Please try again later.")
        assert promptly(lambda: gate.request("GET", "/", client="203.0.113.8").status) == 200
    assert eventually(lambda: gate.request("GET", "/", client="203.0.113.7").status == 200)


def test_an_address_with_all_its_connections_is_still_served_on_them(gate):
    with gate.connect(source="127.0.0.8") as one, Attack(gate, SHARE - 1, first=b"", sources=("127.0.0.8",)) as others:
        assert others.held() == SHARE - 1
        one.send(message("GET", "/"))
        assert one.response().status == 200
