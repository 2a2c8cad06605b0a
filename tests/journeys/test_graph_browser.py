"""The Neo4j Browser that developers open: its guide, and that no other host answers."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from core.dev.engines.jars import cache_folder, ensure_jars
from tests.browser import Browser, live_server


@pytest.fixture
def address(stores: None, settings: LazySettings) -> Iterator[str]:
    """Where developers find it."""
    settings.ROOT_URLCONF = "core.dev.urls"
    ensure_jars(cache_folder(settings.VAR / "neo4j-jars"))
    with live_server("localhost") as address:
        yield f"{address}/dev/graph/"


def test_it_signs_in_and_shows_the_guide(
    browser: Browser, address: str, settings: LazySettings
) -> None:
    browser.driver.get(address)
    browser.read("Names and colours")
    browser.read("Connect to Neo4j")
    password = browser.driver.find_element(By.CSS_SELECTOR, "input[type=password]")
    password.send_keys(str(urlsplit(settings.NEO4J_URL).password), Keys.ENTER)
    browser.read("You are connected as user")
    browser.read(f":style {address}style/")
    assert browser.answered() == {"localhost", urlsplit(settings.NEO4J_URL).hostname}
    assert "violates the following Content Security Policy" in " ".join(browser.complaints())
