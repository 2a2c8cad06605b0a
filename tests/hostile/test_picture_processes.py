"""The process that makes pictures, while servers are killed and stopped, and clients leave."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests

from core.accounts.models import User
from tests.core.media.pictures import encoded, plain
from tests.factories import make_user
from tests.journeys.server import Instance, running
from tests.waiting import wait_until

from .picture_costs import EVERYDAY
from .uploading import said_of, upload

LARGEST = encoded(plain((5000, 5000), (9, 9, 9, 9), "RGBA"), "WEBP", lossless=True, method=0)


@pytest.fixture
def instance(stores: None, tmp_path: Path) -> Iterator[Instance]:
    with running(tmp_path / "media", WEB_CONCURRENCY="1") as instance:
        yield instance


def child_of(instance: Instance) -> psutil.Process:
    """The child of the only worker, which has made a picture."""
    [worker] = instance.process.children()
    [child] = worker.children()
    return child


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def works(instance: Instance, user: User) -> bool:
    return said_of(upload(instance, user, EVERYDAY)) == "rebuilt"


def test_no_process_is_left_and_none_is_missing(instance: Instance) -> None:
    user = make_user("ada")
    [worker] = instance.process.children()
    assert not worker.children()  # it starts with the first picture
    assert works(instance, user)

    # Killed while it is idle: another one makes the next picture.
    first = child_of(instance)
    first.kill()
    assert works(instance, user)
    assert child_of(instance) != first

    # Its client leaves: the picture is made, or not, and the next one is.
    with pytest.raises(requests.ReadTimeout):
        upload(instance, user, LARGEST, timeout=0.3)
    assert works(instance, user)

    # The worker is killed while the child is at work: both go, and a new worker has a new child.
    second = child_of(instance)
    before = second.cpu_times().user
    with ThreadPoolExecutor(1) as threads:
        upload_of_ada = threads.submit(upload, instance, user, LARGEST)
        wait_until(lambda: second.cpu_times().user > before + 0.05)
        worker.kill()
        wait_until(lambda: has_ended(second))
        with pytest.raises(requests.ConnectionError):
            upload_of_ada.result()
    wait_until(lambda: [each for each in instance.process.children() if each != worker] != [])
    assert works(instance, user)

    third = child_of(instance)
    instance.stop()
    wait_until(lambda: has_ended(third))
    assert "Traceback" not in instance.log.read_text()
