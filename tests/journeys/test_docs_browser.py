"""The documentation site in a real browser: on narrow and wide screens, in both themes."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from selenium.webdriver.common.by import By

from docs.build import build, site_folder
from tests.browser import Browser, live_server

PAGES = ("", "analysts/", "api/")
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
BACKGROUND = "return getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def address(settings: Settings, both_stores: None) -> Iterator[str]:
    """Where the site is served."""
    build(site_folder())
    settings.ROOT_URLCONF = "core.dev.urls"
    with live_server() as address:
        yield f"{address}/docs/"


def test_it_fits_every_screen_in_both_themes_and_asks_no_other_host(
    browser: Browser, address: str
) -> None:
    backgrounds = []
    for width, theme in ((390, "light"), (820, "dark"), (1440, "light"), (1440, "dark")):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 820}
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.prefer(theme)
        for page in PAGES:
            browser.driver.get(address + page)
            assert browser.driver.execute_script(WIDER) <= 0, (page, width)
        backgrounds.append(browser.driver.execute_script(BACKGROUND))
    browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    light, dark = backgrounds[:2]
    assert backgrounds == [light, dark, light, dark]
    assert light != dark
    assert browser.hosts() == {address.split("/")[2]}
    assert browser.complaints() == []


def test_diagrams_are_drawn_and_words_are_found(browser: Browser, address: str) -> None:
    browser.driver.get(f"{address}api/")
    browser.wait_for(
        lambda: browser.driver.find_elements(By.CSS_SELECTOR, "pre.mermaid svg"), "no diagram"
    )
    browser.fill("q", "idempotencyKey")
    browser.driver.find_element(By.NAME, "q").submit()
    browser.read("matching the search query")
    assert browser.complaints() == []
