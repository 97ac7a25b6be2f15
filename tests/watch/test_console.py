"""Rows A14 A15 C15: the console in a real browser: an attack arrives, a block is lifted, an incident is closed; with the mouse and with
the keyboard alone; axe-core finds nothing, light and dark, narrow and wide."""

import http.client
import json
import os
import pathlib
import shutil
import subprocess

import pytest
from incident_gate import close_all, guess_tokens, incident_about, inject, show, watching
from people_support import PASSWORD, Person, add_user
from product import AUDIENCE, Stopwatch, eventually
from upstream import Upstream

selenium = pytest.importorskip("selenium", reason="python3-selenium is not installed")
from selenium import webdriver  # noqa: E402
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PATIENCE = 60
VIEWS = ["overview", "events", "incidents", "blocks", "droplets", "rules"]
CONSOLE = "/_gatehouse/console"
MANY_EVENTS = 100_000

HERE = pathlib.Path(__file__).resolve().parent

needs_browser = pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="chromium and chromium-driver are not installed")


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """axe-core's script, which npm installs from the lock file beside this."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm, with which axe-core is installed")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / name, folder)
    done = subprocess.run(["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True,
                          text=True, timeout=300)
    if done.returncode != 0:
        pytest.skip(f"axe-core cannot be installed: {done.stderr[-300:]}")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    service = Upstream()
    gate = watching(tmp_path_factory.mktemp("console"), "console: true", upstream=service.url)
    gate.run_dir.mkdir(mode=0o700)
    line = json.dumps({"time": "2026-01-01T00:00:00.000Z", "type": "refused", "severity": "low", "reason": "token_missing", "mode": "enforced",
                       "route": "/data/*", "method": "GET", "path": "/data/1", "address": "198.51.100.7", "policy_generation": 1},
                      separators=(",", ":"))
    (gate.run_dir / "events.jsonl").write_text((line + "\n") * MANY_EVENTS)
    (gate.run_dir / "events.jsonl").chmod(0o600)
    yield gate.start()
    gate.stop()
    service.close()


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=webdriver.chrome.service.Service(DRIVER), options=options)
    driver.set_page_load_timeout(PATIENCE)
    driver.set_script_timeout(2 * PATIENCE)
    driver.set_window_size(1280, 900)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def admin(gate):
    return add_user(gate, "admin")


@pytest.fixture(scope="module")
def browser(gate, driver, admin):
    """Signed in, as a person signs in: led from the console to the login page and back."""
    driver.get(f"http://localhost:{gate.port}{CONSOLE}")
    sign_in(driver, admin)
    until(driver, lambda: driver.current_url.endswith(CONSOLE))
    return driver


def sign_in(driver, name: str):
    until(driver, lambda: "/_gatehouse/login" in driver.current_url)
    driver.find_element(By.NAME, "name").send_keys(name)
    driver.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)


def until(driver, holds):
    wait = WebDriverWait(driver, PATIENCE, ignored_exceptions=[NoSuchElementException, StaleElementReferenceException])
    return wait.until(lambda _: holds())


def go(browser, gate, view: str):
    browser.get("about:blank")
    browser.get(f"http://localhost:{gate.port}{CONSOLE}#{view}")
    until(browser, lambda: browser.find_element(By.ID, view).is_displayed())


def text_of(browser, element_id: str) -> str:
    return browser.find_element(By.ID, element_id).text


def picture(browser, name: str):
    if folder := os.environ.get("GATEHOUSE_SCREENSHOTS"):
        browser.save_screenshot(os.path.join(folder, f"console-{name}.png"))


def violations(browser) -> list:
    """What axe, which the page has, finds. It looks for a while, with pauses, and remembers what was where: until it has seen all, the page draws
    nothing again."""
    return browser.execute_async_script(
        "const done = arguments[0], draw = Element.prototype.replaceChildren; Element.prototype.replaceChildren = () => {};"
        "axe.run(document, {preload: false}).finally(() => { Element.prototype.replaceChildren = draw; }).then((result) => done(result.violations.map("
        "(one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)])));")


def complaints(browser) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser") if "favicon" not in entry["message"]]


def test_A15_the_console_is_for_admins_and_nobody_else(gate, admin):
    paths = ["", "/", "/app.js", "/data/summary", "/data/events", "/data/live", "/data/blocks", "/data/incidents", "/incidents/1", "/reports/1"]
    operator = Person(gate, add_user(gate, "operator")).logged_in()
    for path in paths:
        assert gate.request("GET", CONSOLE + path).status == 401, path
        assert operator.request("GET", CONSOLE + path).status == 403, path
    person = Person(gate, admin).logged_in()
    assert person.request("GET", CONSOLE).status == 200
    for path in ("/block", "/unblock", "/incidents/1"):
        body = {"Content-Type": "application/json"}
        assert operator.request("POST", CONSOLE + path, **body).status == 403
        # A page of another site acts in nobody's name.
        assert person.request("POST", CONSOLE + path, origin="https://evil.example", **body).status == 403
        assert person.request("POST", CONSOLE + path, origin=None, **body).status == 403
    for path in ("/nothing", "/data/nothing", "/../../../etc/passwd", "/..%2fapp.js"):
        assert person.request("GET", CONSOLE + path).status in (400, 404), path


def test_A15_first_paint_is_small_with_a_hundred_thousand_events(gate, admin):
    """Everything that the first page needs, but the charts' library, which comes after it."""
    person = Person(gate, admin).logged_in()
    total = 0
    for path in ("", "/console.css", "/app.js", "/page.js", "/overview.js", "/events.js", "/explain.js", "/incidents.js", "/lists.js", "/icon.svg",
                 "/data/summary", "/chart.js"):
        answer = person.request("GET", CONSOLE + path, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200, path
        assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
        total += len(answer.body)
    assert total < 150_000, total
    tag = person.request("GET", CONSOLE + "/app.js").headers["ETag"]
    assert person.request("GET", CONSOLE + "/app.js", **{"If-None-Match": tag}).status == 304
    watch = Stopwatch()
    person.request("GET", CONSOLE + "/data/events")
    assert watch.seconds < 2


def test_A14_every_event_is_explained_by_its_rule_and_by_the_decision_now(gate, admin):
    person = Person(gate, admin).logged_in()
    gate.request("POST", "/data/7", X_Forwarded_For="203.0.113.80")
    gate.request("GET", "/data/a%2Fb", X_Forwarded_For="203.0.113.80")
    guess_tokens(gate, "203.0.113.81", 5)
    inject(gate, "203.0.113.82")
    assert eventually(lambda: gate.request("GET", "/open", X_Forwarded_For="203.0.113.82").status == 403)
    incident_about(gate, "203.0.113.81")

    def explained(**wanted) -> dict:
        event = next(one for one in reversed(events) if all(one.get(name) == value for name, value in wanted.items()))
        asked = ("type", "reason", "route", "method", "path", "principal", "address", "trace_id", "retry_after", "details")
        return explanation({name: str(event[name]) for name in asked if name in event})

    def explanation(fields: dict, status: int = 200) -> dict:
        answer = person.request("POST", CONSOLE + "/explanation", body=json.dumps(fields), **{"Content-Type": "application/json"})
        assert answer.status == status, answer
        return answer.json

    events = [json.loads(line) for line in (gate.run_dir / "events.jsonl").read_text().splitlines()[-400:]]
    policy = gate.file.read_text().splitlines()

    def line_of(place: str) -> str:
        name, line, _ = place.rsplit(":", 2)
        assert name == "gatehouse.yaml"
        return policy[int(line) - 1]

    missing = explained(reason="token_missing", address="203.0.113.80")
    assert "/data/*" in line_of(missing["route"]["place"]) and missing["key"] == "auth" and "/data/*" in line_of(missing["key_place"])
    assert missing["rule"] == "identity" and "token" in missing["passes"]
    assert missing["replay"]["refused"] == "token_missing" and missing["replay"]["rest"] == ""
    assert [stage["stage"] for stage in missing["replay"]["stages"]][-1] == "credential"

    ambiguous = explained(reason="path_ambiguous", address="203.0.113.80")
    assert ambiguous["replay"]["refused"] == "path_ambiguous" and ambiguous["rule"] == "path"

    forged = explained(reason="token_algorithm", address="203.0.113.81")
    assert forged["replay"]["refused"] == "" and "no token" in forged["replay"]["rest"]
    assert ["Its audience", AUDIENCE] in forged["figures"]
    assert "tokens:" in line_of(forged["key_place"])
    assert {rule["rule"] for rule in forged["detection"]} >= {"failed_tokens", "token_guessing"}
    assert [one["rule"] for one in forged["findings"]] == ["failed_tokens"]

    injected = explained(type="suspicious_input", address="203.0.113.82")
    assert injected["findings"][0]["rule"] == "suspicious_input" and injected["findings"][0]["blocked_until"]
    assert injected["replay"]["refused"] == "address_blocked"

    blocked = explained(reason="address_blocked", address="203.0.113.82")
    assert any(name == "The block" and value.startswith("suspicious_input") for name, value in blocked["figures"]), blocked
    for event_type in ("block_added", "login", "policy_loaded"):
        assert explained(type=event_type)["sentence"]
    made = explained(type="block_added", address="203.0.113.82")
    assert made["findings"][0]["rule"] == "suspicious_input"
    assert "no such type" in explanation({"type": "nothing"}, 422)["detail"]
    explanation({"type": "refused", "forged": "yes"}, 400)
    # What an attacker wrote is asked about, and asking does not make an attacker.
    explanation({"type": "refused", "method": "GET", "path": "/<script>eval(1)", "address": "203.0.113.83", "details": "javascript:alert(1)"})
    gate.command("block remove 203.0.113.82")
    assert not [one for one in gate.events[-200:] if one["type"] == "suspicious_input" and one.get("principal") == admin]


def test_A14_events_stream_in_as_they_happen(gate, admin):
    person = Person(gate, admin).logged_in()
    connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60, source_address=(person.address, 0))
    connection.request("GET", CONSOLE + "/data/live", headers={"Cookie": f"__Host-gatehouse_session={person.cookie}", "Accept": "text/event-stream"})
    stream = connection.getresponse()
    assert stream.status == 200 and stream.headers["Content-Type"] == "text/event-stream"
    try:
        gate.request("GET", "/data/9", X_Forwarded_For="203.0.113.90")
        lines = []
        while not any("203.0.113.90" in line for line in lines):
            lines.append(stream.readline().decode())
        data = next(line for line in lines if "203.0.113.90" in line)
        event = json.loads(data.removeprefix("data: "))["event"]
        assert event["reason"] == "token_missing"
    finally:
        connection.close()


def test_A14_streams_are_bounded(gate, admin):
    person = Person(gate, admin).logged_in()
    open_ones = []
    try:
        for _ in range(12):
            connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60, source_address=(person.address, 0))
            connection.request("GET", CONSOLE + "/data/live", headers={"Cookie": f"__Host-gatehouse_session={person.cookie}"})
            open_ones.append((connection, connection.getresponse()))
        statuses = [answer.status for _, answer in open_ones]
        assert statuses.count(200) <= 8 and 503 in statuses, statuses
        assert person.request("GET", CONSOLE + "/data/summary").status == 200
    finally:
        for connection, _ in open_ones:
            connection.close()
    assert eventually(lambda: not person_is_turned_away(gate, person))


def person_is_turned_away(gate, person) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60, source_address=(person.address, 0))
    try:
        connection.request("GET", CONSOLE + "/data/live", headers={"Cookie": f"__Host-gatehouse_session={person.cookie}"})
        return connection.getresponse().status != 200
    finally:
        connection.close()


@needs_browser
def test_A14_an_attack_arrives_is_explained_and_its_block_is_lifted(gate, browser):
    go(browser, gate, "events")
    until(browser, lambda: text_of(browser, "live-state") == "Live")
    inject(gate, "203.0.113.30")
    until(browser, lambda: "suspicious_input" in text_of(browser, "event-rows") and "203.0.113.30" in text_of(browser, "event-rows"))
    guess_tokens(gate, "203.0.113.31", 2)
    until(browser, lambda: "token_algorithm" in text_of(browser, "event-rows"))
    picture(browser, "events")
    browser.find_element(By.ID, "event-text").send_keys("203.0.113.31")
    until(browser, lambda: "203.0.113.30" not in text_of(browser, "event-rows"))
    browser.find_element(By.CSS_SELECTOR, "#event-rows button").click()
    until(browser, lambda: "algorithm that the policy does not allow" in text_of(browser, "explanation"))
    assert "a token" in text_of(browser, "explanation")
    picture(browser, "explanation")
    browser.find_element(By.CSS_SELECTOR, "#explanation button").click()

    assert gate.request("GET", "/open", X_Forwarded_For="203.0.113.30").status == 403
    go(browser, gate, "overview")
    row = "//div[@id='callers']//tr[td[1]='203.0.113.30']/td[3]"
    until(browser, lambda: browser.find_element(By.XPATH, row).text == "blocked")
    go(browser, gate, "blocks")
    until(browser, lambda: "203.0.113.30" in text_of(browser, "block-rows"))
    picture(browser, "blocks")
    browser.find_element(By.CSS_SELECTOR, "[aria-label^='Lift the block of 203.0.113.30']").click()
    until(browser, lambda: "no longer blocked" in text_of(browser, "notice"))
    assert gate.request("GET", "/open", X_Forwarded_For="203.0.113.30").status == 200
    assert any(event["type"] == "block_removed" and "in the console" in event["details"] for event in gate.events[-50:])

    form = browser.find_element(By.ID, "block-form")
    form.find_element(By.NAME, "target").send_keys("203.0.113.0/28")
    form.find_element(By.NAME, "reason").send_keys("<b>a test</b>")
    form.find_element(By.CSS_SELECTOR, "button").click()
    until(browser, lambda: "203.0.113.0/28" in text_of(browser, "block-rows"))
    assert "<b>a test</b>" in text_of(browser, "block-rows")  # text stays text
    gate.command("block remove 203.0.113.0/28")
    form.find_element(By.NAME, "target").send_keys("127.0.0.1", Keys.ENTER)
    until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#notice.bad").text)
    assert gate.request("GET", "/open").status == 200


@needs_browser
def test_A15_an_incident_is_taken_to_its_end_and_its_report_is_there(gate, browser, admin):
    close_all(gate)
    inject(gate, "203.0.113.40")
    number = incident_about(gate, "203.0.113.40")["id"]
    go(browser, gate, "incidents")
    until(browser, lambda: browser.find_element(By.CSS_SELECTOR, f"[aria-label='Open incident {number}']")).click()
    until(browser, lambda: f"Incident {number}" in text_of(browser, "incident"))
    picture(browser, "incident")
    for stage, words in [("assessed", "a real attack"), ("contained", "it is blocked"), ("closed", "<i>lessons</i> were learned")]:
        form = until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#incident form"))
        Select(form.find_element(By.NAME, "stage")).select_by_value(stage)
        if stage == "assessed":
            level = form.find_element(By.NAME, "severity")
            assert level.accessible_name == "Severity" and Select(level).first_selected_option.text == "stays high"
            Select(level).select_by_value("critical")
        form.find_element(By.NAME, "text").send_keys(words)
        form.find_element(By.CSS_SELECTOR, "button").click()
        until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#incident [aria-current]").text == stage)
    whole = show(gate, number)
    assert whole["stage"] == "closed" and whole["lessons"] == "<i>lessons</i> were learned" and whole["severity"] == "critical"
    assert "detected → assessed; severity high → critical: a real attack" in [entry["text"] for entry in whole["history"]]
    assert not browser.find_elements(By.CSS_SELECTOR, "#incident [name=severity]")  # of a closed one, it stays
    assert {entry["who"] for entry in whole["history"] if entry["kind"] == "stage"} == {admin}
    report = Person(gate, admin).logged_in().request("GET", f"{CONSOLE}/reports/{number}")
    assert report.status == 200 and report.headers["Content-Type"].startswith("text/markdown") and b"<i>" not in report.body
    browser.find_element(By.ID, "incidents-all").click()
    until(browser, lambda: "closed" in text_of(browser, "incident-rows"))


@needs_browser
def test_A15_the_console_does_without_a_mouse(gate, browser):
    close_all(gate)
    inject(gate, "203.0.113.50")
    number = incident_about(gate, "203.0.113.50")["id"]
    keys = lambda *pressed: browser.switch_to.active_element.send_keys(*pressed)  # noqa: E731

    def tab_to(name: str):
        for _ in range(80):
            webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
            if browser.switch_to.active_element.accessible_name == name:
                return
        raise AssertionError(f"no way to {name}")

    browser.get("about:blank")
    browser.get(f"http://localhost:{gate.port}{CONSOLE}")  # with a view in the address, the keyboard would begin there
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#figures dd"))
    webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
    assert browser.switch_to.active_element.accessible_name == "Skip to the content"
    tab_to("Blocks")
    keys(Keys.ENTER)
    until(browser, lambda: browser.switch_to.active_element.get_attribute("id") == "blocks-title")
    until(browser, lambda: "203.0.113.50" in text_of(browser, "block-rows"))
    tab_to("Lift the block of 203.0.113.50/32")
    keys(Keys.ENTER)
    until(browser, lambda: "no longer blocked" in text_of(browser, "notice"))

    go(browser, gate, "incidents")
    until(browser, lambda: f"Open incident {number}" in browser.page_source)
    tab_to(f"Open incident {number}")
    keys(Keys.ENTER)
    until(browser, lambda: browser.switch_to.active_element.text.startswith(f"Incident {number}"))
    tab_to("Stage")
    keys("c", "l")
    tab_to("Severity")
    keys("l")
    tab_to("Note, or lessons learned")
    keys("closed without a mouse", Keys.TAB)
    assert "lift the blocks" in browser.switch_to.active_element.accessible_name
    keys(Keys.SPACE, Keys.TAB)
    assert browser.switch_to.active_element.accessible_name == "Save", browser.switch_to.active_element.accessible_name
    keys(Keys.ENTER)
    assert eventually(lambda: show(gate, number)["lessons"] == "closed without a mouse"), text_of(browser, "notice")
    assert show(gate, number)["severity"] == "low"


@needs_browser
def test_A15_events_are_there_before_the_next_one_happens(gate, browser):
    """The page is opened with this view, from a bookmark or after a login, on a quiet gate."""
    inject(gate, "203.0.113.54")
    known = "const done = arguments[0]; fetch('/_gatehouse/console/data/events').then((answer) => answer.text()).then((text) => done(text.includes('203.0.113.54')))"
    go(browser, gate, "overview")
    until(browser, lambda: browser.execute_async_script(known))
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/data/live*"]})
    try:
        go(browser, gate, "events")
        until(browser, lambda: "203.0.113.54" in text_of(browser, "event-rows"))
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    browser.get_log("browser")


@needs_browser
def test_A15_the_consoles_own_requests_are_not_among_the_events(gate, browser):
    """Only those that passed: what was refused is an event, also for a path of the console."""
    go(browser, gate, "events")
    until(browser, lambda: text_of(browser, "live-state") == "Live")
    line = {"time": "2026-01-01T00:00:00.000Z", "type": "access", "severity": "info", "method": "GET", "address": "198.51.100.9"}
    lines = [line | {"path": CONSOLE + "/data/passed"}, line | {"path": CONSOLE + "/data/refused", "type": "refused"}, line | {"path": "/beside/it"}]
    with open(gate.run_dir / "events.jsonl", "a", encoding="utf-8") as log:
        log.write("".join(json.dumps(one, separators=(",", ":")) + "\n" for one in lines))
    until(browser, lambda: "/beside/it" in text_of(browser, "event-rows"))
    assert "/data/passed" not in text_of(browser, "event-rows")
    assert "/data/refused" in text_of(browser, "event-rows")


@needs_browser
@pytest.mark.parametrize("width", [360, 1280])
def test_A15_a_view_begins_at_the_top_of_the_page(gate, browser, width):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 500, "deviceScaleFactor": 1, "mobile": False})
    try:
        for view in VIEWS:
            go(browser, gate, view)
            browser.find_element(By.CSS_SELECTOR, f"nav a[href='#{view}']").click()
            assert browser.execute_script("return scrollY") == 0, view
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@needs_browser
def test_A15_a_note_outlives_the_session(gate, browser, admin):
    """A session has an end, and nobody writes what was learned twice: after the login, the page is where it was, with the text."""
    close_all(gate)
    inject(gate, "203.0.113.53")
    number = incident_about(gate, "203.0.113.53")["id"]
    go(browser, gate, "incidents")
    until(browser, lambda: f"Open incident {number}" in browser.page_source)
    browser.find_element(By.CSS_SELECTOR, f"[aria-label='Open incident {number}']").click()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#incident textarea"))
    browser.find_element(By.CSS_SELECTOR, "#incident textarea").send_keys("a long story")
    gate.command("user end-sessions", admin)
    sign_in(browser, admin)
    until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#incident textarea").get_attribute("value") == "a long story")
    assert browser.find_element(By.ID, "incidents").is_displayed()
    browser.find_element(By.CSS_SELECTOR, "#incident [type=submit]").click()
    assert eventually(lambda: "a long story" in [entry["text"] for entry in show(gate, number)["history"]], PATIENCE)
    until(browser, lambda: browser.find_element(By.CSS_SELECTOR, "#incident textarea").get_attribute("value") == "")


@needs_browser
def test_A15_a_trouble_that_is_over_is_no_longer_told(gate, browser):
    go(browser, gate, "overview")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#figures dd"))
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **offline})
    try:
        until(browser, lambda: "does not answer" in text_of(browser, "notice"))
    finally:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **offline})
    until(browser, lambda: text_of(browser, "notice") == "")


@needs_browser
@pytest.mark.parametrize("scheme, width", [("light", 360), ("light", 1600), ("dark", 360), ("dark", 1600)])
def test_A15_axe_finds_nothing_and_nothing_has_to_be_scrolled_sideways(gate, browser, axe, scheme, width):
    inject(gate, f"203.0.113.{60 + width % 7}")
    browser.get_log("browser")  # what the tests before this one have provoked on purpose
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        for view in VIEWS:
            go(browser, gate, view)
            until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, f"#{view} table, #{view} .empty"))
            if view == "incidents":
                buttons = browser.find_elements(By.CSS_SELECTOR, "#incident-rows button")
                if buttons:
                    buttons[0].click()
                    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#incident form"))
            if view == "events":  # some are as good as two hundred, and looked through in a second
                browser.find_element(By.ID, "event-text").send_keys("203.0.113.")
                until(browser, lambda: 0 < len(browser.find_elements(By.CSS_SELECTOR, "#event-rows button")) < 60)
            picture(browser, f"{view}-{scheme}-{width}")
            assert browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"] <= width, view
            browser.execute_script(axe)
            found = violations(browser)
            assert found == [], (view, found)
            if view == "events":  # and of what explains one
                browser.find_element(By.CSS_SELECTOR, "#event-rows button").click()
                until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#explanation-text table"))
                picture(browser, f"explanation-{scheme}-{width}")
                assert browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"] <= width, "explanation"
                assert violations(browser) == []
                webdriver.ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert complaints(browser) == []


@needs_browser
def test_A15_what_has_not_changed_stays_where_the_reader_is(gate, browser):
    """The page asks again every five seconds; a place in it, or a part that was opened, is not lost by that."""
    go(browser, gate, "overview")
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#receivers table, #receivers .empty"))
    browser.execute_script("document.querySelector('#receivers').firstElementChild.mark = 'here'")

    def asked() -> int:
        return browser.execute_script("return performance.getEntriesByType('resource').filter((one) => one.name.endsWith('data/summary')).length")

    before = asked()
    until(browser, lambda: asked() >= before + 2)
    assert browser.execute_script("return document.querySelector('#receivers').firstElementChild.mark") == "here"


@needs_browser
def test_A15_the_chart_is_drawn_and_the_page_paints_at_once(gate, browser):
    go(browser, gate, "overview")
    until(browser, lambda: browser.execute_script("return window.Chart !== undefined"))
    # Steps come every ten seconds.
    until(browser, lambda: browser.execute_script("return Boolean(Chart.getChart('chart')) && Chart.getChart('chart').data.labels.length > 0"))
    painted = browser.execute_script("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < 15_000, painted  # on a machine that runs other tests beside this one
    print(f"first contentful paint after {painted:.0f} ms")
