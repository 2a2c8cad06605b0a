"""One person at the web client, in a tab of the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver.common.by import By

from tests.browser import Browser

PASSWORD = "a-long-pass-phrase"
WIDTHS = (390, 1440)
THEMES = ("light", "dark")
READY = "return !!document.querySelector('main h1') && !document.querySelector('[aria-busy=true]')"
SERIOUS = """
const done = arguments[arguments.length - 1];
axe.run().then(({ violations }) => done(violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes[0].html}`)));
"""
WIDER = "return document.documentElement.scrollWidth > innerWidth"


class Visitor:
    """Somebody who looks at the client at `address`."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self._tab = browser.driver.current_window_handle

    @contextmanager
    def beside(self, other: "Visitor") -> Iterator[None]:
        """Look at the tab of this visitor, and then at that of the other again."""
        self.browser.driver.switch_to.window(self._tab)
        yield
        self.browser.driver.switch_to.window(other._tab)

    def open(self, path: str) -> None:
        """Open a page, and wait until it is read."""
        self.browser.driver.get(self.address + path)
        self.browser.wait_for(lambda: self.browser.driver.execute_script(READY), f"no {path}")

    def sign_up(self, username: str) -> None:
        """Create an account, and wait until it is signed in."""
        self.open("/sign-up")
        self.browser.fill("username", username)
        self.browser.fill("email", f"{username}@example.com")
        self.browser.fill("password", PASSWORD)
        self.browser.press("Create the account")
        self.browser.find("Profile", "a")

    def sign_out(self) -> None:
        """End the session."""
        self.open("/settings/account")
        self.browser.press("Sign out")
        self.browser.find("Sign in")

    def sees_unread(self, number: int) -> None:
        """Wait until the navigation says that so many notifications are unread, or none."""
        script = "return document.querySelector('.count')?.firstChild.textContent ?? '0'"
        count = str(number)
        self.browser.wait_for(
            lambda: self.browser.driver.execute_script(script) == count, f"not {count} unread"
        )

    def write(self, field: str, text: str) -> None:
        """Write into a form field, once it is there."""
        find = self.browser.driver.find_elements
        self.browser.wait_for(lambda: find(By.NAME, field), f"no field {field}")
        self.browser.fill(field, text)

    def attach(self, picture: Path, description: str) -> None:
        """Add a picture to the post that is being written."""
        chooser = self.browser.driver.find_element(By.CSS_SELECTOR, ".composer [type=file]")
        chooser.send_keys(str(picture))
        self.write("pictureDescription", description)

    def faults(self, axe: str, widths: tuple[int, ...] = WIDTHS) -> list[str]:
        """Return what axe finds serious, and whether the page is too wide, in all looks of it."""
        driver = self.browser.driver
        driver.execute_script(axe)
        found = []
        for width in widths:
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            for theme in THEMES:
                self.browser.prefer(theme)
                faults = driver.execute_async_script(SERIOUS)
                wider = ["too wide"] if driver.execute_script(WIDER) else []
                found += [f"{width} {theme} {fault}" for fault in (*faults, *wider)]
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        return found
