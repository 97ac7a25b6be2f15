"""Ten reloads under load lose no request; a policy with errors changes nothing."""

import threading

import pytest
from product import Gate
from raw_http import message

RELOADS = 10
CLIENTS = 8


def policy(url: str, change: int) -> str:
    return f"""
upstream: {url}
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /change-{change}, auth: none }}
"""


class Client(threading.Thread):
    """Sends one request after another over a connection that is kept as long as the gate keeps it."""

    def __init__(self, gate: Gate, stop: threading.Event):
        super().__init__(daemon=True)
        self.gate, self.stop, self.done, self.failures = gate, stop, 0, []

    def run(self):
        connection = None
        while not self.stop.is_set():
            try:
                connection = connection or self.gate.connect()
                connection.send(message("GET", "/health"))
                answer = connection.response()
                if answer.status != 200:
                    self.failures.append(answer.status)
                self.done += 1
                if "close" in answer.all("Connection"):
                    connection.close()
                    connection = None
            except OSError as error:
                self.failures.append(repr(error))
                connection = None


def test_ten_reloads_under_load_lose_no_request(make_gate, _upstream):
    gate = make_gate(policy(_upstream.url, 0))
    stop = threading.Event()
    clients = [Client(gate, stop) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for change in range(1, RELOADS + 1):
            gate.write(policy(_upstream.url, change))
            gate.command("reload")
            assert gate.request("GET", f"/change-{change}").status == 200
            assert gate.request("GET", f"/change-{change - 1}").status == 401
    finally:
        stop.set()
        for client in clients:
            client.join(20)
    failures = [failure for client in clients for failure in client.failures]
    done = sum(client.done for client in clients)
    assert failures == [], f"{len(failures)} of {done}: {failures[:5]}"
    assert done > RELOADS * CLIENTS


@pytest.mark.parametrize("broken", ["upstream: [", "upstream: http://127.0.0.1:9\nroutess: []\n", "", "upstream: http://127.0.0.1:9\ncors: { origins: ['*'] }\n"])
def test_a_policy_with_errors_changes_nothing(make_gate, _upstream, broken):
    gate = make_gate(policy(_upstream.url, 1))
    good = gate.file.read_text()
    gate.file.write_text(good.split("upstream:")[0] + broken)
    done = gate.command("reload", check=False)
    assert done.returncode == 2
    assert "gatehouse.yaml" in done.stderr
    assert gate.request("GET", "/change-1").status == 200
    gate.file.write_text(good)  # so that it can be stopped
