"""A browser, and a service that uploads are sent to."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.browser import Browser, chromium
from tests.emptying import empty_graph, empty_postgres
from tests.waiting import wait_until

from .production import PRODUCTION
from .server import served
from .test_first_day import SIGNUP
from .uploads import Uploads


@pytest.fixture(scope="session")
def started_browser() -> Iterator[Browser]:
    """Started at the first test that asks for it: a start takes seconds."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(started_browser: Browser) -> Iterator[Browser]:
    """A browser that knows nothing of an earlier test."""
    started_browser.forget()
    yield started_browser
    started_browser.driver.get("about:blank")


@pytest.fixture(scope="module")
def uploading(
    installed: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Uploads]:
    """One worker in production's settings, which keeps temporary files where we see them."""
    folder = tmp_path_factory.mktemp("uploads")
    (folder / "temporary").mkdir()
    with django_db_blocker.unblock():
        empty_postgres()
    empty_graph()
    environ = {**PRODUCTION, "SECURE_SSL_REDIRECT": "false", "TMPDIR": str(folder / "temporary")}
    with served(folder / "media", workers=1, **environ) as service:
        data = service.data(SIGNUP, username="ada", email="a@example.com", password="long enough 1")
        service.token = data["signup"]["token"]
        yield Uploads(service, folder / "media", folder / "temporary")


@pytest.fixture
def uploads(uploading: Uploads) -> Iterator[Uploads]:
    """The service; afterwards nothing has stayed."""
    yield uploading
    wait_until(lambda: not list(uploading.temporary.iterdir()))
    assert uploading.files() == []
    assert uploading.service.data("{ posts { totalCount } }") == {"posts": {"totalCount": 0}}
