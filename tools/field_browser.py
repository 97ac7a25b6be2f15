#!/usr/bin/env python3
"""Tells which lines of lists of payloads a browser would run, and how many of those `gatehouse inspect field` refuses.

usage: tools/field_browser.py GATEHOUSE LIST... [--missed]

Each line, {"text"}, is put into the places of a page where a field may stand, as it is and decoded, and parsed by Chromium
(field_browser.js). Nothing is loaded from anywhere, and no page is shown. A line counts if the browser would run a script of it, or
load a script, a document or a style from an address that it names. Lines that only run where a page takes them as program text are
counted by themselves: there every call runs.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import tempfile

from field_rates import interval, verdicts

BATCH = 50
PATIENCE = 30
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--host-resolver-rules=MAP * ~NOTFOUND"]


class Browser:
    """Chromium with the script of the places; a text that hangs it counts as one that runs."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)  # processes of the browser may still write there

    def start(self):
        from selenium import webdriver  # only those who measure have it
        from selenium.webdriver.remote.remote_connection import RemoteConnection

        RemoteConnection.set_timeout(PATIENCE)
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for flag in [*FLAGS, f"--user-data-dir={self.folder}"]:
            options.add_argument(flag)
        self.driver = webdriver.Chrome(service=webdriver.chrome.service.Service(shutil.which("chromedriver")), options=options)
        self.driver.get("data:text/html,<!doctype html><body>")
        self.driver.execute_script(pathlib.Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))

    def stop(self):
        os.kill(self.driver.capabilities["goog:processID"], signal.SIGKILL)  # a page in an endless loop obeys no order to close
        self.driver.service.process.kill()
        self.driver.service.process.wait()

    def places(self, texts):
        """The place where each text runs first; None where it runs nowhere."""
        found = []
        for at in range(0, len(texts), BATCH):
            found += self.batch(texts[at : at + BATCH])
        return found

    def batch(self, texts):
        try:
            return self.driver.execute_script("return judge(arguments[0])", texts)
        except Exception:  # the script did not end, or left the page
            self.stop()
            self.start()
            if len(texts) == 1:
                return ["a script without an end"]
            middle = len(texts) // 2
            return self.batch(texts[:middle]) + self.batch(texts[middle:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gatehouse")
    parser.add_argument("lists", nargs="+", type=pathlib.Path)
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    print(f"{'list':<26}{'lines':>6}{'run':>6} {'of those refused, %':>22}{'as program text':>17} {'refused, %':>18}{'nowhere':>9}")
    with Browser() as browser:
        for path in options.lists:
            texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
            places = browser.places(texts)
            refused = [not answer["allow"] for answer in verdicts(options.gatehouse, texts, "field")]
            pages = [hit for place, hit in zip(places, refused) if place and not place.startswith("script: ")]
            programs = [hit for place, hit in zip(places, refused) if place and place.startswith("script: ")]
            rates = ["{:.1f} ({:.1f}–{:.1f})".format(*interval(sum(hits), len(hits))) for hits in (pages, programs)]
            print(f"{path.stem:<26}{len(texts):>6}{len(pages):>6} {rates[0]:>22}{len(programs):>17} {rates[1]:>18}{places.count(None):>9}")
            if options.missed:
                print("\n".join(json.dumps([place, text], ensure_ascii=False) for place, text, hit in zip(places, texts, refused) if place and not hit))


if __name__ == "__main__":
    main()
