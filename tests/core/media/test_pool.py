"""The process that makes pictures: bounded, replaced when it ends, gone when its parent is."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from core.common.errors import Overloaded
from core.media import POST_IMAGE, InvalidImage, process_image
from core.media import pool as pools
from core.media.limits import Limits
from core.media.pool import BUSY, MAX_PLACES, MAX_PLACES_EACH, Pool
from core.media.processed import ProcessedImage
from tests.waiting import wait_until

from .pictures import encoded, plain

SMALL = encoded(plain((8, 8)), "PNG")
LARGEST = encoded(plain((5000, 5000)), "PNG", compress_level=1)
SLOW = encoded(plain((5000, 5000), (9, 9, 9, 9), "RGBA"), "WEBP", lossless=True, method=0)
FAILED = "The image could not be processed."


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.end()


@pytest.fixture
def child(pool: Pool) -> psutil.Process:
    """The process of the pool, which has made a picture."""
    assert made(pool)
    return psutil.Process(pool.pid)


def made(pool: Pool, content: bytes = SMALL) -> ProcessedImage:
    return pool.process(content, POST_IMAGE)


def refusal(pool: Pool, content: bytes = SMALL) -> str:
    with pytest.raises(InvalidImage) as caught:
        made(pool, content)
    return caught.value.message


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_one_process_makes_one_picture_after_the_other(pool: Pool, child: psutil.Process) -> None:
    with ThreadPoolExecutor(8) as threads:
        images = list(threads.map(lambda _: made(pool), range(16)))
    assert {image.large for image in images} == {made(pool).large}
    assert psutil.Process(pool.pid) == child


def test_it_has_no_secrets_and_little_else(child: psutil.Process) -> None:
    assert set(child.environ()) <= {
        *("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "MALLOC_ARENA_MAX", "LC_CTYPE")
    }
    assert os.environ.keys() > {"DJANGO_SETTINGS_MODULE"}
    modules = subprocess.run(
        [sys.executable, "-c", "import core.media.child, sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
    ).stdout.split()
    assert not {b"django", b"graphene", b"neo4j", b"psycopg2"} & set(modules)


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_its_limits(child: psutil.Process) -> None:
    limits = {
        name: child.rlimit(getattr(psutil, f"RLIMIT_{name}"))
        for name in ("CORE", "FSIZE", "NPROC", "NOFILE", "AS")
    }
    most, _ = limits.pop("AS")
    assert limits == {"CORE": (0, 0), "FSIZE": (0, 0), "NPROC": (0, 0), "NOFILE": (32, 32)}
    assert 512 * 2**20 < most < 1024 * 2**20
    assert child.rlimit(psutil.RLIMIT_CPU)[0] < 20
    assert child.nice() >= 3
    assert len(child.net_connections()) <= 1
    assert child.num_threads() == 1
    assert child.num_fds() <= 5
    status = Path(f"/proc/{child.pid}/status").read_text()
    assert re.search(r"NoNewPrivs:\t1", status)
    assert Path(f"/proc/{child.pid}/oom_score_adj").read_text() == "1000\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_asks_a_group_to_stop_does_not_stop_it(
    pool: Pool, child: psutil.Process, number: int
) -> None:
    child.send_signal(number)
    assert made(pool)
    assert psutil.Process(pool.pid) == child


def test_one_that_was_killed_is_replaced(pool: Pool, child: psutil.Process) -> None:
    child.kill()
    assert made(pool)
    assert psutil.Process(pool.pid) != child


def test_one_that_is_worn_is_replaced(
    pool: Pool, child: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "MAX_PICTURES", 1)
    assert made(pool)
    assert psutil.Process(pool.pid) != child
    assert not child.is_running()


def test_one_that_is_killed_at_work_fails_one_picture(pool: Pool, child: psutil.Process) -> None:
    before = child.cpu_times().user
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(made, pool, LARGEST)
        wait_until(lambda: child.cpu_times().user > before + 0.05)
        second = threads.submit(made, pool)
        child.kill()
        with pytest.raises(InvalidImage, match=FAILED):
            first.result()
        assert second.result()


def test_one_that_hangs_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    pool = Pool(Limits(seconds=1))
    assert made(pool)
    child = psutil.Process(pool.pid)
    child.suspend()

    assert refusal(pool) == FAILED

    assert not child.is_running()
    assert caplog.messages == ["A picture could not be processed. It did not begin."]
    assert made(pool)
    pool.end()


@pytest.mark.parametrize(
    ("limits", "content", "reason"),
    [
        (Limits(cpu_seconds=0), SLOW, "It took too much of the processor."),
        (Limits(megabytes=40), LARGEST, "It took too much memory."),
    ],
    ids=["processor", "memory"],
)
def test_one_that_takes_too_much_is_ended(
    limits: Limits, content: bytes, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    pool = Pool(limits)

    assert refusal(pool, content) == FAILED

    assert caplog.messages == [f"A picture could not be processed. {reason}"]
    assert pool.pid is None
    assert made(pool)
    pool.end()


def test_places_are_bounded_for_all_and_for_each(pool: Pool) -> None:
    with ExitStack() as taken:
        for _ in range(MAX_PLACES_EACH):
            taken.enter_context(pool.place(1))
        with pytest.raises(Overloaded, match=BUSY) as caught, pool.place(1):
            pass
        assert caught.value.retry_after == pools.RETRY_AFTER
        for person in range(2, 2 + MAX_PLACES - MAX_PLACES_EACH):
            taken.enter_context(pool.place(person))
        with pytest.raises(Overloaded), pool.place(99):
            pass
    with ExitStack() as taken:
        for person in range(MAX_PLACES):
            taken.enter_context(pool.place(person))


def test_waiting_is_bounded(
    pool: Pool, child: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.suspend()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(made, pool)
        wait_until(lambda: pool.is_working)
        monkeypatch.setattr(pools, "MAX_WAIT", 0.01)
        with pytest.raises(Overloaded, match=BUSY):
            made(pool)
        child.resume()
        assert first.result()


def test_without_a_process_the_client_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Overloaded, match=BUSY):
        made(Pool())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Overloaded, match=BUSY):
        made(Pool())
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert caplog.messages[1].endswith("It ended with 1.")


_PARENT = """
import io, os, sys, time
from core.media import process_image
from core.media.pool import pool
process_image(io.BytesIO(sys.stdin.buffer.read()))
os.fork()
print(pool.pid, os.getpid(), flush=True)
time.sleep(60)
"""


def test_no_process_outlives_its_parent(pool: Pool) -> None:
    """Killed while the child is at work, with a fork that has the same socket."""
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(SMALL)
        parent.stdin.close()
        lines = [parent.stdout.readline().split() for _ in range(2)]
        [child] = [psutil.Process(int(pid)) for pid, _ in lines if pid != b"None"]
        fork = next(psutil.Process(int(own)) for pid, own in lines if pid == b"None")
        parent.kill()
        wait_until(lambda: has_ended(child))
        fork.kill()


def test_the_field_is_named() -> None:
    with pytest.raises(InvalidImage) as caught:
        process_image(BytesIO(b"\x89PNG\r\n\x1a\n"), field="images.2")
    assert caught.value.field == "images.2"
