"""The daemon dies at any moment while events come in and the log is rotated: every event counts exactly once (row A14), and every alert
arrives at least once, with its id (row C14).

GATEHOUSE_KILLS and GATEHOUSE_EVENTS make it the long run: 50 and 100000.
"""

import collections
import json
import os
import random
import sqlite3
import threading
import time

from control_gate import kill
from product import eventually
from receivers import Webhook
from watched import event

KILLS = int(os.environ.get("GATEHOUSE_KILLS", "4"))
EVENTS = int(os.environ.get("GATEHOUSE_EVENTS", "6000"))
EVERY = 40  # events to one attack
ATTACKS = ["suspicious_input", "login_failed", "client_refused"]
BEGIN = 1_700_000_000


def test_a14_every_event_counts_exactly_once_while_the_daemon_is_killed(make_watched):
    gate = make_watched(max_bytes="64MiB", sample=0)
    rules = gate.folder / "rules.yaml"
    rules.write_text("rules:\n  - { name: seen, events: [suspicious_input], per: address, mode: enforce, block_for: 1h }\n")
    gate.file.write_text(gate.file.read_text().replace("watch: {}", "watch: { rules: rules.yaml }"))
    gate.start()
    assert eventually(lambda: gate.place["file"] > 0)
    before = lines_not_counted(gate)
    generator = random.Random(20240131)
    attacks = 0

    def write():
        nonlocal attacks
        for number in range(EVENTS):
            if number % EVERY == 0:
                gate.write_events([event("suspicious_input", address=f"203.0.{attacks // 250}.{attacks % 250 + 1}")])
                attacks += 1
            else:
                gate.write_events([event("login", principal="ada", details=str(number))])
            if number and number % (EVENTS // 4) == 0 and number < EVENTS - 10:
                rotate(gate)
                time.sleep(1)  # for as long as writers may go on in the old file

    writer = threading.Thread(target=write)
    writer.start()
    kill_again_and_again(gate, generator, 0.5)
    writer.join()
    assert eventually(lambda: gate.daemon and counted(gate) == total(gate) - before, 90), (counted(gate), total(gate), before)
    found = [finding["subject"] for finding in all_findings(gate)]
    assert len(found) == attacks and len(set(found)) == attacks


def test_c14_every_alert_arrives_with_its_id_while_the_daemon_is_killed(make_watched):
    """The receiver fails now and then, and answers late, so that the daemon dies before, while and after it sends."""
    generator = random.Random(20240201)
    webhook = Webhook()
    webhook.answer = lambda: (time.sleep(generator.choice([0, 0, 0.05, 0.3])), generator.choice([200, 200, 200, 500, 503, "cut"]))[1]
    gate = make_watched(max_bytes="64MiB", sample=0)
    rules = gate.folder / "rules.yaml"
    # Each attack is by a rule of its own: it opens an incident of its own, and so an alert.
    rules.write_text("rules:\n" + "".join(f"  - {{ name: seen_{number}, events: [{kind}], per: address, severity: high }}\n"
                                          for number, kind in enumerate(ATTACKS)))
    gate.file.write_text(gate.file.read_text().replace(
        "watch: {}", f"watch: {{ rules: rules.yaml }}, alerts: [{{ name: hook, webhook: '{webhook.url}', group: 0s, per_hour: 3600 }}]"))
    gate.start()
    try:
        assert eventually(lambda: gate.place["file"] > 0)
        attacked = []

        def write():
            for number in range(EVENTS):
                if number % EVERY == 0:
                    attacked.append(f"198.18.{len(attacked) // 250}.{len(attacked) % 250 + 1}")
                    moment = BEGIN + 1000 * len(attacked)  # so far apart that no incident joins another
                    gate.write_events([event(ATTACKS[len(attacked) % len(ATTACKS)], moment, address=attacked[-1])])
                else:
                    gate.write_events([event("logout", principal="ada", details=str(number))])

        writer = threading.Thread(target=write)
        writer.start()
        kill_again_and_again(gate, generator, 0.8)
        writer.join()
        webhook.answer = None
        assert eventually(lambda: {alert["subject"] for alert in webhook.taken()} >= {f"address {one}" for one in attacked}, 120), \
            (len(webhook.taken()), len(attacked))
        assert eventually(lambda: queued(gate) == 0)
        told = collections.defaultdict(set)
        for alert in webhook.taken():
            told[alert["id"]].add(json.dumps(alert, sort_keys=True))
        assert all(len(texts) == 1 for texts in told.values()), "an id stands for one alert, however often it comes"
        firsts = [json.loads(next(iter(texts))) for texts in told.values()]
        opened = [alert["subject"] for alert in firsts if alert["cause"] == "opened"]
        assert sorted(opened) == sorted(f"address {one}" for one in attacked), "told apart by their ids, each attack was told once"
        assert sorted(told) == list(range(min(told), max(told) + 1)), "no id is missing"
    finally:
        webhook.close()


def queued(gate) -> int:
    try:
        return json.loads(gate.command("alert list --format json", check=False).stdout.splitlines()[0])["queued"]
    except (OSError, IndexError):
        return -1


def kill_again_and_again(gate, generator, longest):
    """Kills the daemon KILLS times, each time up to `longest` seconds after it has been started again."""
    for _ in range(KILLS):
        time.sleep(generator.uniform(0.02, longest))
        pid = gate.daemon
        if pid:
            kill(pid)
        assert eventually(lambda: gate.daemon and gate.daemon != pid), "the supervisor starts it again"


def counted(gate) -> int:
    try:
        return gate.place["lines"]
    except OSError:  # it is being started
        return -1


def total(gate) -> int:
    """Lines with an event. A writer that opens the log while another one writes may find a line open, and ends it: an empty line is left."""
    return sum(1 for path in gate.run_dir.glob("events.jsonl*") for line in path.read_bytes().split(b"\n")[:-1] if line)


def lines_not_counted(gate) -> int:
    """What stood in the log when the watch began, once all that came since is counted."""
    found = []
    assert eventually(lambda: (found.append(total(gate) - counted(gate)), time.sleep(0.3), found[-1] == total(gate) - counted(gate))[2])
    return found[-1]


def all_findings(gate):
    with sqlite3.connect(f"file:{gate.data}/control.db?mode=ro", uri=True) as database:
        return [{"subject": row[0]} for row in database.execute("SELECT subject_name FROM findings")]


def rotate(gate):
    """As logrotate does; the gate's own writers move on within a second."""
    for number in (2, 1):
        old = gate.log.with_name(f"events.jsonl.{number}")
        if old.exists():
            old.rename(gate.log.with_name(f"events.jsonl.{number + 1}"))
    gate.log.rename(gate.log.with_name("events.jsonl.1"))
    gate.log.touch(mode=0o600)
