"""Row A9 in a real browser: Chromium logs in and out at the gate, with the mouse and with the keyboard alone.

Chromium keeps a `Secure` cookie on http://localhost, which it counts as trustworthy, so that the gate needs no certificate here.
"""

import json
import os
import shutil
import time

import pytest
from control_gate import ControlGate
from people_support import COOKIE, PASSWORD, add_user, code_at
from upstream import Upstream

selenium = pytest.importorskip("selenium", reason="python3-selenium is not installed")
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium import webdriver  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--ignore-certificate-errors"]
ROUTES = """\
routes:
  - { path: /app/*, auth: session }
"""
PATIENCE = 20

pytestmark = pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="chromium and chromium-driver are not installed")


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    service = Upstream()
    gate = ControlGate(tmp_path_factory.mktemp("browser"), "{ registry: {}, people: {} }", ROUTES, service.url)
    yield gate.start()
    gate.stop()
    service.close()


@pytest.fixture
def browser(tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=webdriver.chrome.service.Service(DRIVER), options=options)
    driver.set_page_load_timeout(PATIENCE)
    driver.set_window_size(1000, 900)
    yield driver
    driver.quit()


def address(gate: ControlGate, path: str) -> str:
    return f"http://localhost:{gate.port}{path}"


def wait_for(browser, path: str):
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.current_url.split("?")[0].endswith(path), browser.current_url)


def complaints(browser) -> list[str]:
    """What the console says, except for the icon that browsers ask every site for."""
    return [entry["message"] for entry in browser.get_log("browser") if "favicon" not in entry["message"]]


def picture(browser, name: str):
    """Kept where GATEHOUSE_SCREENSHOTS says, to look at."""
    if folder := os.environ.get("GATEHOUSE_SCREENSHOTS"):
        browser.save_screenshot(os.path.join(folder, name + ".png"))


def log_in(browser, name: str, password: str = PASSWORD):
    browser.find_element(By.NAME, "name").clear()
    browser.find_element(By.NAME, "name").send_keys(name)
    browser.find_element(By.NAME, "password").send_keys(password)
    browser.find_element(By.CSS_SELECTOR, "button").click()


def test_A9_logs_in_and_out_and_script_cannot_read_the_cookie(gate, browser):
    name = add_user(gate)
    browser.get(address(gate, "/app/page?x=1"))
    wait_for(browser, "/_gatehouse/login")
    picture(browser, "login")
    log_in(browser, name, "wrong")
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "[role=alert]"))
    assert browser.find_element(By.CSS_SELECTOR, "[role=alert]").text == "Wrong name or password"
    picture(browser, "login-wrong")
    browser.get_log("browser")  # a 403 for a document is told there, and is not a complaint of ours
    log_in(browser, name)
    wait_for(browser, "/app/page")
    assert browser.current_url.endswith("/app/page?x=1")

    kept = next(cookie for cookie in browser.get_cookies() if cookie["name"] == COOKIE)
    assert kept["httpOnly"] and kept["secure"] and kept["sameSite"] == "Strict" and kept["path"] == "/"
    assert 1700 < kept["expiry"] - time.time() <= 1800
    assert COOKIE not in browser.execute_script("return document.cookie")
    browser.execute_script(f"document.cookie = '{COOKIE}=mine; Secure; Path=/'")  # nor write it
    assert next(cookie for cookie in browser.get_cookies() if cookie["name"] == COOKIE)["value"] == kept["value"]

    browser.get(address(gate, "/_gatehouse/account"))
    assert name in browser.find_element(By.TAG_NAME, "dl").text
    picture(browser, "account")
    browser.find_element(By.CSS_SELECTOR, "form[action$=logout] button").click()
    wait_for(browser, "/_gatehouse/login")
    assert browser.find_element(By.CSS_SELECTOR, "[role=status]").text == "You are logged out."
    assert not [cookie for cookie in browser.get_cookies() if cookie["name"] == COOKIE]
    browser.get(address(gate, "/app/page"))
    wait_for(browser, "/_gatehouse/login")
    assert complaints(browser) == []


def test_A9_a_form_of_an_ended_session_leads_to_the_login_and_back(gate, browser):
    browser.get(address(gate, "/_gatehouse/account"))
    wait_for(browser, "/_gatehouse/login")
    name = add_user(gate)
    log_in(browser, name)
    wait_for(browser, "/_gatehouse/account")
    browser.delete_all_cookies()  # as after half an hour
    browser.find_element(By.CSS_SELECTOR, "form[action$=logout] button").click()
    wait_for(browser, "/_gatehouse/login")
    assert "what you sent was not processed" in browser.find_element(By.CSS_SELECTOR, "[role=status]").text
    picture(browser, "login-not-sent")
    log_in(browser, name)
    wait_for(browser, "/_gatehouse/account")


def test_A9_pages_do_without_a_mouse(gate, browser):
    name = add_user(gate)
    browser.get(address(gate, "/_gatehouse/login"))
    keyboard = lambda *keys: browser.switch_to.active_element.send_keys(*keys)  # noqa: E731
    keyboard(name, Keys.TAB)  # the first field has the focus
    keyboard(PASSWORD, Keys.TAB)
    assert browser.switch_to.active_element.tag_name == "button"
    keyboard(Keys.ENTER)
    wait_for(browser, "/_gatehouse/account")
    seen = []
    for _ in range(4):
        webdriver.ActionChains(browser).send_keys(Keys.TAB).perform()
        seen.append(browser.switch_to.active_element.accessible_name)
    assert seen == ["Log out everywhere", "Change password", "Your password", "Set up an authenticator app"]
    assert complaints(browser) == []


def test_A9_pages_do_without_script_on_a_narrow_screen_and_in_the_dark(gate, tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--blink-settings=preferredColorScheme=0"]:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    browser = webdriver.Chrome(service=webdriver.chrome.service.Service(DRIVER), options=options)
    try:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": True})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        name = add_user(gate)
        browser.get(address(gate, "/_gatehouse/login"))
        picture(browser, "login-narrow-dark")
        log_in(browser, name)
        wait_for(browser, "/_gatehouse/account")
        picture(browser, "account-narrow-dark")
        browser.get(address(gate, "/_gatehouse/password"))
        picture(browser, "password-narrow-dark")
        widths = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})
        assert widths["cssContentSize"]["width"] <= 320  # nothing has to be scrolled sideways
        colour = browser.find_element(By.TAG_NAME, "main").value_of_css_property("background-color")
        assert "27, 33, 43" in colour  # the dark card
    finally:
        browser.quit()


def test_A9_the_second_factor_is_set_up_and_asked_for(gate, browser):
    name = add_user(gate)
    browser.get(address(gate, "/_gatehouse/login"))
    log_in(browser, name)
    wait_for(browser, "/_gatehouse/account")
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "form[action$=account] button").click()
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.find_elements(By.TAG_NAME, "code"))
    secret = browser.find_element(By.TAG_NAME, "code").text.replace(" ", "")
    picture(browser, "totp")
    browser.find_element(By.NAME, "code").send_keys(code_at(secret, time.time() - 30), Keys.ENTER)
    wait_for(browser, "/_gatehouse/account")
    WebDriverWait(browser, PATIENCE, ignored_exceptions=[NoSuchElementException, StaleElementReferenceException]).until(
        lambda driver: "An authenticator app is set up." in driver.find_element(By.TAG_NAME, "main").text)

    browser.get(address(gate, "/_gatehouse/login"))
    log_in(browser, name)
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.find_elements(By.NAME, "ticket"))
    assert browser.switch_to.active_element.get_attribute("name") == "code"
    picture(browser, "code")
    browser.find_element(By.NAME, "code").send_keys(code_at(secret, time.time()), Keys.ENTER)
    wait_for(browser, "/_gatehouse/account")
    assert complaints(browser) == []


def test_A10_every_broken_rule_is_on_the_page(gate, browser):
    name = add_user(gate)
    browser.get(address(gate, "/_gatehouse/login"))
    log_in(browser, name)
    wait_for(browser, "/_gatehouse/account")
    browser.get(address(gate, "/_gatehouse/password"))
    for field, text in {"password": PASSWORD, "new": "weak", "again": "weak"}.items():
        browser.find_element(By.NAME, field).send_keys(text)
    browser.find_element(By.CSS_SELECTOR, "button").click()
    WebDriverWait(browser, PATIENCE).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "[role=alert] li"))
    rules = [item.text for item in browser.find_elements(By.CSS_SELECTOR, "[role=alert] li")]
    assert rules[0] == "at least 12 characters" and len(rules) == 5, json.dumps(rules)
    picture(browser, "password-broken")
