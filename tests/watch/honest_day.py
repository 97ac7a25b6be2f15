"""A day of honest traffic as an event log: what 200 people and 40 services that mean well make a gate write down.

Bursts beyond a limit with retries, a client with an expired token that tries every five seconds, an office behind one address whose people
mistype, a load balancer's health checks, nightly jobs, addresses that change, people who click where they may not.
"""

import heapq
import json
import random
import time

DAY = 86_400
BEGIN = 1_706_659_200  # a Wednesday, 00:00 UTC
OFFICE = "203.0.113.10"


def line(moment: float, type_: str, **fields) -> str:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment * 1000) % 1000:03}Z"
    return json.dumps({"time": stamp, "type": type_, "severity": "info", "mode": "enforced", **fields}, separators=(",", ":"))


def refused(moment: float, reason: str, **fields):
    return moment, line(moment, "refused", reason=reason, **fields)


def busy(generator: random.Random) -> float:
    """A moment of the working day, most of them about noon."""
    return BEGIN + min(max(generator.gauss(12.5, 3.5), 0), 23.9) * 3600


def expired_token_client():
    for second in range(0, DAY, 5):
        yield refused(BEGIN + second, "token_expired", address="198.51.100.20", path="/api/tasks")


def health_checks():
    for second in range(0, DAY, 10):
        yield refused(BEGIN + second + 0.5, "token_missing", address="10.0.0.5", path="/")


def office(generator):
    """Two hundred people; one in eight mistypes once or twice in the morning, one forgets the password and gives up."""
    for person in range(200):
        login = BEGIN + 8 * 3600 + generator.uniform(0, 7200)
        for mistake in range(generator.choice([0, 0, 0, 0, 0, 0, 1, 2])):
            yield login + mistake * 8, line(login + mistake * 8, "login_failed", principal=f"person{person}", address=OFFICE)
        yield login + 30, line(login + 30, "login", principal=f"person{person}", address=OFFICE)
        for _ in range(generator.randrange(20, 120)):
            moment = busy(generator)
            yield moment, line(moment, "access", principal=f"person{person}", address=OFFICE, count=1)
    for attempt in range(4):
        yield BEGIN + 9 * 3600 + attempt * 20, line(BEGIN + 9 * 3600 + attempt * 20, "login_failed", principal="person7", address=OFFICE)


def services(generator):
    for service in range(40):
        principal, address = f"droplet:{service + 1}", f"10.1.{service}.{generator.randrange(1, 250)}"
        for second in range(generator.randrange(60), DAY, 60):
            count = generator.randrange(20, 200)
            yield BEGIN + second, line(BEGIN + second, "access", principal=principal, address=address, count=count)
        if service % 8 == 0:  # a nightly job: five times as busy for a quarter of an hour
            for second in range(0, 900, 10):
                moment = BEGIN + 2 * 3600 + second
                yield moment, line(moment, "access", principal=principal, address=address, count=100)
        for hour in range(24):
            yield BEGIN + hour * 3600, line(BEGIN + hour * 3600, "token_issued", principal=principal)


def bursts(generator):
    """A page that asks for much at once meets the limit, waits as it was told, and tries again."""
    for client in range(60):
        start, address = busy(generator), f"198.51.100.{100 + client % 100}"
        for retry in range(3):
            for _ in range(generator.randrange(2, 14)):
                moment = start + retry * 20 + generator.uniform(0, 2)
                yield refused(moment, "rate_limited", address=address, path="/api/list")


def phones(generator):
    """Addresses change between home, train and office."""
    for person in range(100):
        for _ in range(30):
            moment = busy(generator)
            address = generator.choice([f"100.64.{person}.{generator.randrange(250)}", f"93.184.{person}.7", OFFICE])
            yield moment, line(moment, "access", principal=f"person{person}", address=address, count=1)


def mistakes(generator):
    """Old links, wrong methods, broken bodies, one person who opens a page for administrators."""
    for reason in ("route_denied", "method_not_allowed", "json_syntax", "schema_mismatch", "cors_origin", "session_missing", "udc_target_unknown"):
        for _ in range(200):
            yield refused(busy(generator), reason, address=f"198.51.100.{generator.randrange(1, 250)}")
    yield refused(BEGIN + 11 * 3600, "role_missing", principal="person3", address=OFFICE, path="/admin")


def honest_day(seed: int = 1) -> list[str]:
    generator = random.Random(seed)
    parts = [expired_token_client(), health_checks(), office(generator), services(generator), bursts(generator), phones(generator), mistakes(generator)]
    return [text for _, text in heapq.merge(*(sorted(part) for part in parts))]
