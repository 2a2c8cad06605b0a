"""The playground in a real browser."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from pytest_django import Settings

from api.playground.build import FOLDER, build
from tests.browser import Browser, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """Where the playground is served."""
    build()
    settings.STATICFILES_DIRS = [("playground", FOLDER / "dist")]
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    try:
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}/graphql/"
    finally:
        server.terminate()


def test_the_docs_teach_the_schema_and_nobody_else_is_asked(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.press("Query", "a")
    browser.read("Everything that can be read.")
    browser.read("The object with this id; null if there is none or you may not see it.")

    assert browser.complaints() == []
    assert browser.hosts() == {urlsplit(address).netloc}
