"""A headless Chromium, and the few things a test does with a page of the playground."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from selenium import webdriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

T = TypeVar("T")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WAIT_SECONDS = 30
"""Seconds after which something that should appear is taken to be missing."""

REDRAWN = (StaleElementReferenceException, ElementClickInterceptedException)
"""React replaced the element, or an animation covers it: nothing has been done, try again."""

# One call for search and comparison: elements compared one by one would go stale meanwhile.
FIND_BY_NAME = """
const [selector, name] = arguments;
return [...document.querySelectorAll(selector)].find(
  element => element.ariaLabel === name || element.innerText?.trim() === name);
"""
LINES = """
const lines = [...document.querySelectorAll(`${arguments[0]} .view-line`)];
lines.sort((a, b) => a.offsetTop - b.offsetTop);
return lines.map(line => line.textContent).join('\\n');
"""


@contextmanager
def live_server(host: str = "127.0.0.1") -> Iterator[str]:
    """Django in a thread of this process, static files too; the address without a path."""
    server = LiveServerThread(host, StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    try:
        assert server.error is None
        yield f"http://{host}:{server.port}"
    finally:
        server.terminate()


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser with an empty profile; skips the test where the machine has none."""
    binary = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    chromedriver = shutil.which("chromedriver")
    if not (binary and chromedriver):
        pytest.skip("needs Chromium and chromedriver, which are not on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for flag in (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1440,900",
            f"--user-data-dir={profile}",
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(chromedriver))
        try:
            yield Browser(driver)
        finally:
            driver.quit()


class Browser:
    """One tab, driven as a person would: by what buttons, tabs and fields are called."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def forget(self) -> None:
        """Be as a browser that has just been started: without cookies, cache, wishes and logs."""
        self.driver.get("about:blank")
        for command in ("Network.clearBrowserCookies", "Network.clearBrowserCache"):
            self.driver.execute_cdp_cmd(command, {})
        everything = {"origin": "*", "storageTypes": "all"}
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        for kind in ("browser", "performance"):
            self._log(kind)

    def open(self, address: str) -> None:
        """Open the playground, and wait until its editor can be typed in."""
        self.driver.get(address)
        self.wait_for(
            lambda: self.driver.find_elements(By.CSS_SELECTOR, ".graphiql-editors .view-line"),
            "no editor appeared",
        )

    def press(self, name: str, selector: str = "button") -> None:
        """Press what is called `name`, once it is there."""
        self._press(lambda: self._named(name, selector), repr(name))

    def find(self, name: str, selector: str = "button") -> None:
        """Wait until something is called `name`."""
        self.wait_for(lambda: self.has(name, selector), f"no {name!r}")

    def has(self, name: str, selector: str = "button") -> bool:
        """Whether something is called `name` at this moment."""
        return self._named(name, selector) is not None

    def read(self, text: str) -> None:
        """Wait until the page says `text` somewhere."""
        script = "return document.body.innerText.includes(arguments[0])"
        self.wait_for(lambda: self.driver.execute_script(script, text), f"nowhere {text!r}")

    def fill(self, field: str, text: str) -> None:
        """Write into the form field of that name."""
        element = self.driver.find_element(By.NAME, field)
        element.clear()
        element.send_keys(text)

    def open_tab(self, operation: str) -> None:
        """Turn to the tab of that name, and wait until the editor has read its document."""
        self.press(operation, "[id^=graphiql-session-tab]")
        self.wait_for(
            lambda: self.driver.title.startswith(operation), f"{operation} was not opened"
        )

    def run(self, operation: str | None = None) -> None:
        """Run the tab; `operation` names one where the document has several."""
        button = (By.CLASS_NAME, "graphiql-execute-button")
        self._press(lambda: self.driver.find_element(*button), "run button")
        if operation:
            self.press(operation, "[role=menuitem]")

    def result(self, containing: str) -> str:
        """The lines of the result that are in view, once `containing` is among them."""

        def shown() -> str:
            text: str = self.driver.execute_script(LINES, ".result-window").replace("\xa0", " ")
            return text if containing in text else ""

        return self.wait_for(shown, f"no {containing!r} in the result")

    def editor(self) -> str:
        """The lines of the document that are in view."""
        text: str = self.driver.execute_script(LINES, ".graphiql-query-editor")
        return text.replace("\xa0", " ")

    def prefer(self, scheme: str) -> None:
        """Have the system prefer `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def hosts(self) -> set[str]:
        """Every host that the page has asked for anything, data: aside."""
        entries = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        addresses = (
            urlsplit(entry["params"]["request"]["url"])
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        )
        return {address.netloc for address in addresses if address.scheme not in ("data", "chrome")}

    def answered(self) -> set[str | None]:
        """The names of the hosts that have answered the page, data: aside."""
        entries = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        addresses = (
            urlsplit(entry["params"].get("response", entry["params"])["url"])
            for entry in entries
            if entry["method"] in ("Network.responseReceived", "Network.webSocketCreated")
        )
        return {address.hostname for address in addresses if address.scheme not in ("data", "blob")}

    def complaints(self) -> list[str]:
        """Return the console's warnings and errors, with those about refused content."""
        serious = ("WARNING", "SEVERE")
        return [entry["message"] for entry in self._log("browser") if entry["level"] in serious]

    def wait_for(self, condition: Callable[[], T], otherwise: str) -> T:
        """The first value of `condition` that is not empty; fails with `otherwise`."""
        wait = WebDriverWait(self.driver, WAIT_SECONDS, 0.1, ignored_exceptions=REDRAWN)
        return wait.until(lambda _: condition(), otherwise)

    def _press(self, find: Callable[[], WebElement | None], name: str) -> None:
        def pressed() -> bool:
            element = find()
            if element:
                element.click()
            return element is not None

        self.wait_for(pressed, f"no {name} to press")

    def _named(self, name: str, selector: str) -> WebElement | None:
        element: WebElement | None = self.driver.execute_script(FIND_BY_NAME, selector, name)
        return element

    def _log(self, kind: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.driver.get_log(kind)  # type: ignore[no-untyped-call]
        return entries
