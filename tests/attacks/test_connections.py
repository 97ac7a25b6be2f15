"""Connections are a worker's scarcest thing: whoever opens thousands of them, with one byte each, must not lock the others out, and it must be told."""

import contextlib
import resource
import select
import socket
import ssl
import time

import pytest
from product import eventually, gatehouse
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
def gate(start):
    return start()


@pytest.fixture(scope="module")
def tls_gate(start):
    return start(tls=True)


class Attack:
    """Connections that say `first` and then nothing."""

    def __init__(self, gate, count: int, first: bytes = b"G", sources=("127.0.0.1",), wrap=None):
        self.sockets = []
        for i in range(count):
            try:
                peer = socket.create_connection(("127.0.0.1", gate.port), 10, source_address=(sources[i % len(sources)], 0))
                peer = wrap(peer) if wrap else peer
                peer.sendall(first)
            except OSError:  # closed by the gate in the meantime
                peer.close()
                continue
            self.sockets.append(peer)

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


def get_over_http2(gate, source: str) -> bool:
    """Whether the answer is 200: the first byte of its header block is the entry of the static table (RFC 7541)."""
    block = b"\x82\x87\x84\x41" + bytes([len("gate.example")]) + b"gate.example"
    with Connection(gate.port, source=source, wrap=over_tls("h2")) as connection:
        connection.send(PREFACE + len(block).to_bytes(3, "big") + b"\x01\x05\x00\x00\x00\x01" + block)
        while True:
            head = connection.exactly(9)
            payload = connection.exactly(int.from_bytes(head[:3], "big"))
            if head[3] == 1:
                return payload[0] == 0x88


def promptly(ask):
    before = time.monotonic()
    answer = ask()
    assert time.monotonic() - before < PROMPT, "an honest client waits while another attacks"
    return answer


def events(gate, kind: str) -> list[dict]:
    return [event for event in gate.events if event["type"] == kind]


def refused(gate, address: str) -> int:
    return sum(event.get("count", 1) for event in events(gate, "connections_refused") if event.get("address") == address)


def assert_free_again(gate, source: str = "127.0.0.1"):
    with Attack(gate, SHARE, sources=(source,)) as crowd:
        assert get(gate, "127.0.0.2") == 200
        assert crowd.held() == SHARE


def test_more_connections_than_slots_with_one_byte_each_lock_nobody_out(gate):
    told_before = refused(gate, "127.0.0.1")
    with Attack(gate, SLOTS + 200) as attack:
        assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        assert eventually(lambda: attack.held() <= SHARE, 4), attack.held()
        assert eventually(lambda: refused(gate, "127.0.0.1") - told_before == SLOTS + 200 - SHARE), "every connection that was closed is told"
    assert_free_again(gate)


def test_4200_connections_are_nothing_to_a_worker_with_all_the_files_it_can_get(start):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    gate = start(file_limit=None)
    with Attack(gate, min(4200, hard - 500)) as attack:
        assert promptly(lambda: get(gate, "127.0.0.2")) == 200
        share = min(hard - 128, 16384) * 25 // 100
        assert eventually(lambda: attack.held() <= share, 4), attack.held()
        assert eventually(lambda: refused(gate, "127.0.0.1") > 0)


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


def test_a_byte_over_tls(tls_gate):
    with Attack(tls_gate, SLOTS + 200, first=b"\x16") as attack:
        assert promptly(lambda: get_over_http2(tls_gate, "127.0.0.2"))
        assert promptly(lambda: get(tls_gate, "127.0.0.3", over_tls("http/1.1"))) == 200
        assert eventually(lambda: attack.held() <= SHARE, 4), attack.held()
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
        assert eventually(lambda: attack.held() == 0, 9), "a header that does not come holds a slot"
        assert time.monotonic() - begun > 3, "a slow client has its time"
        idle.send(message("GET", "/"))
        assert idle.response().status == 200, "only headers have five seconds, not the pause between two requests"


def test_a_trusted_proxy_brings_the_connections_of_many(start):
    gate = start("trusted_proxies: [127.0.0.1]\n")
    with Attack(gate, 2 * SHARE) as clients:
        assert get(gate, "127.0.0.1") == 200
        assert clients.held() == 2 * SHARE
    with Attack(gate, 2 * SHARE, sources=("127.0.0.2",)) as attack:
        assert eventually(lambda: attack.held() <= SHARE, 4)
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
