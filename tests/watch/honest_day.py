"""A day of honest traffic as an event log: what clients that mean well make a gate write down, with all that they do wrong.

Each function is one kind of client. Limits are kept count of as the gate does, so that `rate_limited` events have the waits that it would name.
"""

import collections
import heapq
import json
import random
import time

DAY = 86_400
BEGIN = 1_706_659_200  # a Wednesday, 00:00 UTC
OFFICE = "203.0.113.10"


class Limit:
    """`count` in any `window` seconds, as the gate counts."""

    def __init__(self, count: int, window: int):
        self.count, self.window, self.taken = count, window, collections.deque()

    def wait(self, moment: float) -> int:
        """Seconds to wait; 0: it was let through."""
        while self.taken and self.taken[0] <= moment - self.window:
            self.taken.popleft()
        if len(self.taken) < self.count:
            self.taken.append(moment)
            return 0
        return max(1, int(self.taken[0] + self.window - moment + 0.999))


class Day:
    def __init__(self, seed: int, begin: float):
        self.generator, self.begin, self.lines = random.Random(seed), begin, []

    def add(self, second: float, type_: str, **fields):
        moment = self.begin + second
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment * 1000) % 1000:03}Z"
        text = json.dumps({"time": stamp, "type": type_, "severity": "info", "mode": "enforced", **fields}, separators=(",", ":"))
        self.lines.append((moment, text))

    def refused(self, second: float, reason: str, **fields):
        self.add(second, "refused", reason=reason, **fields)

    def busy(self) -> float:
        """A moment of the working day, most of them about noon."""
        return min(max(self.generator.gauss(12.5, 3.5), 0), 23.9) * 3600

    def mark(self) -> str:
        return f"{self.generator.getrandbits(32):08x}"

    # --- programs that are stuck

    def expired_token(self):
        mark = self.mark()
        for second in range(0, DAY, 5):
            self.refused(second, "token_expired", address="198.51.100.20", path="/api/tasks", tried=mark)

    def wrong_audience(self):
        """A service of the test site that was pointed here: a new token every five minutes, each of them for elsewhere."""
        for begin in range(0, DAY, 300):
            mark = self.mark()
            for second in range(begin, begin + 300, 5):
                self.refused(second, "token_audience", address="198.51.100.21", path="/api/tasks", tried=mark)

    def bearer_undefined(self):
        """A page whose script has lost its token, open in twelve browsers of the office."""
        mark = self.mark()
        for second in range(9 * 3600, 17 * 3600, 2):
            self.refused(second, "token_malformed", address=OFFICE, path="/api/me", tried=mark)

    def revoked_token(self):
        mark = self.mark()
        for second in range(14 * 3600, 20 * 3600, 10):
            self.refused(second, "token_revoked", address="198.51.100.22", path="/api/tasks", tried=mark)

    def old_password(self):
        """A calendar with the password of last month asks every ten minutes, behind the office's address."""
        mark = self.mark()
        for second in range(7, DAY, 600):
            self.add(second, "login_failed", principal="person12", address=OFFICE, tried=mark)

    def old_key_of_a_build(self):
        """Three tries with back-off each time; at noon the five jobs of a release do it at once."""
        mark = self.mark()
        for hour in range(8, 19):
            for job in range(5 if hour == 12 else 1):
                for delay in (0, 2, 6):
                    self.add(hour * 3600 + job + delay, "client_refused", principal="droplet:77", address="198.51.100.30", tried=mark)

    def stale_sessions(self):
        for tab in range(50):
            for second in range(6 * 3600 + tab, 20 * 3600, 30):
                self.refused(second, "session_missing", address=OFFICE, path="/app/inbox")

    def event_streams(self):
        """A browser connects again every three seconds, with the ticket that it has used."""
        for begin in (10 * 3600, 15 * 3600):
            for second in range(begin, begin + 1200, 3):
                self.refused(second, "ticket_refused", address="198.51.100.23", path="/events")

    def health_checks(self):
        for balancer in range(2):
            for second in range(balancer * 5, DAY, 10):
                self.refused(second + 0.5, "token_missing", address=f"10.0.0.{5 + balancer}", path="/")

    def webhook_sender(self):
        """Tries again with longer and longer pauses while the service behind the gate is down."""
        for delivery in range(40):
            start, pause = 13 * 3600 + delivery * 7, 1
            for _ in range(8):
                self.add(start, "upstream_error", reason="upstream_unreachable", address="198.51.100.24", path="/hooks")
                start, pause = start + pause, pause * 2

    # --- people and their passwords

    def mistype(self, start: float, name: str, address: str, times: int, *, in_the_end: bool = True, same: bool = False):
        mark, moment = self.mark(), start
        for _ in range(times):
            self.add(moment, "login_failed", principal=name, address=address, tried=mark if same else self.mark())
            moment += self.generator.uniform(4, 20)
        if in_the_end:
            self.add(moment, "login", principal=name, address=address)

    def office(self):
        """Two hundred people between eight and ten; one in eight mistypes once or twice, ten their name."""
        for person in range(200):
            login = 8 * 3600 + self.generator.uniform(0, 7200)
            if person % 20 == 0:
                self.add(login - 10, "login_failed", address=OFFICE, tried=self.mark())
            self.mistype(login, f"person{person}", OFFICE, self.generator.choice([0, 0, 0, 0, 0, 0, 1, 2]))
            for _ in range(self.generator.randrange(20, 120)):
                self.add(self.busy(), "access", principal=f"person{person}", address=OFFICE, count=1)
        self.mistype(9 * 3600, "person7", OFFICE, 4)  # reads it from a slip of paper
        self.mistype(9.2 * 3600, "person8", OFFICE, 4, in_the_end=False)  # and gives up
        for person in range(30, 36):  # whose browsers fill in what they remember
            self.mistype(9.5 * 3600 + person * 40, f"person{person}", OFFICE, 3, same=True)

    def office_is_late(self):
        """All of them at the login page at nine, where an address has ten places a minute; who is turned away clicks again."""
        limit, again = Limit(10, 60), []
        for person in range(200):
            heapq.heappush(again, (9 * 3600 + self.generator.uniform(0, 900), person))
        while again:
            moment, person = heapq.heappop(again)
            wait = limit.wait(moment)
            if not wait:
                continue
            self.refused(moment, "rate_limited", address=OFFICE, route="/_gatehouse/login", retry_after=wait)
            heapq.heappush(again, (moment + self.generator.uniform(20, 90), person))

    def carrier(self):
        """Three thousand phones behind four addresses: they log in all day, and thumbs mistype."""
        for phone in range(3000):
            address = f"192.0.2.{phone % 4 + 1}"
            self.mistype(self.busy(), f"phone{phone}", address, self.generator.choice([0] * 20 + [1, 1, 2]))

    def moving_phones(self):
        """Addresses change between home, train and office."""
        for person in range(100):
            for _ in range(30):
                address = self.generator.choice([f"100.64.{person}.{self.generator.randrange(250)}", f"93.184.{person}.7", OFFICE])
                self.add(self.busy(), "access", principal=f"person{person}", address=address, count=1)

    def curious(self):
        """Opens a page for administrators, which asks for its figures every half minute until it is closed."""
        for second in range(11 * 3600, 12 * 3600, 30):
            self.refused(second, "role_missing", principal="person3", address=OFFICE, path="/admin/figures")

    def mistakes(self):
        """Old links, wrong methods, broken bodies."""
        for reason in ("route_denied", "method_not_allowed", "json_syntax", "schema_mismatch", "cors_origin", "session_missing", "udc_target_unknown",
                       "path_ambiguous", "token_key_unknown", "body_too_large"):
            for _ in range(200):
                self.refused(self.busy(), reason, address=f"198.51.100.{self.generator.randrange(1, 250)}", path=f"/{self.generator.randrange(50)}")

    # --- limits

    def limited(self, moment: float, limit: Limit, **fields) -> int:
        wait = limit.wait(moment)
        if wait:
            self.refused(moment, "rate_limited", retry_after=wait, **fields)
        return wait

    def maps(self):
        """Pages of 250 pieces over six connections, where 100 a minute are allowed; what was refused is asked for when it is time."""
        for client in range(30):
            moment, limit = self.busy(), Limit(100, 60)
            missing = 250
            while missing:
                waits = [self.limited(moment + piece / 80, limit, address=f"198.51.100.{100 + client}", route="/tiles/*") for piece in range(missing)]
                missing = sum(wait > 0 for wait in waits)
                moment += max(waits) + 4

    def poller(self):
        """Every five seconds, whatever it is told."""
        limit = Limit(5, 60)
        for second in range(0, DAY, 5):
            self.limited(second, limit, address="198.51.100.40", route="/api/status")

    def batch(self):
        """Every hour ten workers with 120 things to do, and exponential back-off that does not read Retry-After."""
        for run in range(24):
            limit, left = Limit(20, 60), 120
            waiting = [(run * 3600 + worker / 10, 0.5) for worker in range(10)]
            while waiting:
                moment, pause = heapq.heappop(waiting)
                if self.limited(moment, limit, address="198.51.100.41", route="/api/import"):
                    heapq.heappush(waiting, (moment + pause * self.generator.uniform(0.5, 1.5), pause * 2))
                elif left > 0:
                    left -= 1
                    heapq.heappush(waiting, (moment + 0.1, 0.5))

    def just_over(self):
        """A partner with a little more to do than is allowed, spread over the day."""
        limit, moment = Limit(100, 60), 0.0
        while moment < DAY:
            self.limited(moment, limit, principal="droplet:9", address="198.51.100.42", route="/api/orders")
            moment += self.generator.expovariate(110 / 60)

    def crawler(self):
        """One page after the other; waits as it is told; follows old and broken links."""
        limit, moment = Limit(30, 60), 0.0
        while moment < DAY:
            wait = self.limited(moment, limit, address="66.249.66.1", route="/pages/*")
            if not wait and self.generator.random() < 0.05:
                self.refused(moment, self.generator.choice(["route_denied", "path_ambiguous", "method_not_allowed"]), address="66.249.66.1")
            moment += wait or self.generator.uniform(1, 4)

    # --- services

    def services(self):
        for service in range(40):
            principal, address = f"droplet:{service + 1}", f"10.1.{service}.{self.generator.randrange(1, 250)}"
            for second in range(self.generator.randrange(60), DAY, 60):
                self.add(second, "access", principal=principal, address=address, count=self.generator.randrange(20, 200))
            if service % 8 == 0:  # a nightly job: five times as busy for a quarter of an hour
                for second in range(0, 900, 10):
                    self.add(2 * 3600 + second, "access", principal=principal, address=address, count=100)
            for hour in range(24):
                self.add(hour * 3600, "token_issued", principal=principal, address=address)

    def midnight(self):
        """The jobs of forty machines behind one address all want a token in the same second."""
        limit, waiting = Limit(30, 60), [self.generator.uniform(0, 1) for _ in range(200)]
        heapq.heapify(waiting)
        while waiting:
            moment = heapq.heappop(waiting)
            wait = self.limited(moment, limit, address="10.2.0.1", route="/oauth/token")
            if wait:
                heapq.heappush(waiting, moment + wait + self.generator.uniform(0, 20))


CLIENTS = [Day.expired_token, Day.wrong_audience, Day.bearer_undefined, Day.revoked_token, Day.old_password, Day.old_key_of_a_build,
           Day.stale_sessions, Day.event_streams, Day.health_checks, Day.webhook_sender, Day.office, Day.office_is_late, Day.carrier,
           Day.moving_phones, Day.curious, Day.mistakes, Day.maps, Day.poller, Day.batch, Day.just_over, Day.crawler, Day.services, Day.midnight]


def honest_day(seed: int = 1, begin: float = BEGIN) -> list[str]:
    day = Day(seed, begin)
    for client in CLIENTS:
        client(day)
    return [text for _, text in sorted(day.lines)]
