"""Threads that clients share by turns."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event

import pytest

from core.common import fair_threads
from core.common.errors import Overloaded
from core.common.fair_threads import Abandoned, FairThreads, Job, lent

variable: ContextVar[int] = ContextVar("variable", default=0)


@contextmanager
def busy(threads: FairThreads) -> Iterator[None]:
    """One thread works until the block ends."""
    over = Event()
    job = threads.submit("busy", lambda: over.wait(20))
    try:
        yield
    finally:
        over.set()
    assert not job.result.done()


@contextmanager
def fair(threads: int = 1, **more: int) -> Iterator[FairThreads]:
    shared = FairThreads(threads, name="test", **more)
    try:
        yield shared
    finally:
        shared.close()


def test_clients_take_turns() -> None:
    done: list[str] = []

    async def work() -> None:
        with fair() as threads:
            with busy(threads):
                jobs = [
                    threads.submit(text[0], lambda text=text: done.append(text))  # type: ignore[misc]
                    for text in ("a1", "a2", "a3", "b1", "c1", "b2")
                ]
            for job in jobs:
                await job.result

    asyncio.run(work())
    assert done == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_too_much_is_refused_for_one_client_and_for_all() -> None:
    async def work() -> None:
        with fair(waiting=3, per_client=2) as threads:
            with busy(threads):
                jobs = [threads.submit("a", int), threads.submit("a", int)]
                with pytest.raises(Overloaded) as refusal:
                    threads.submit("a", int)
                assert refusal.value.retry_after == 1
                jobs.append(threads.submit("b", int))
                with pytest.raises(Overloaded):
                    threads.submit("c", int)
            assert [await job.result for job in jobs] == [0, 0, 0]
            assert await threads.run("a", int) == 0

    asyncio.run(work())


def test_what_nobody_waits_for_takes_no_thread_and_no_place() -> None:
    done: list[str] = []
    is_there = {"a": True}

    async def work() -> None:
        with fair(waiting=2) as threads:
            with busy(threads):
                jobs: list[Job[None]] = [
                    threads.submit("a", lambda: done.append("a"), lambda: is_there["a"])
                    for _ in range(2)
                ]
                is_there["a"] = False
                jobs.append(threads.submit("b", lambda: done.append("b"), lambda: True))
                gone = threads.submit("c", lambda: done.append("c"))
                assert threads.withdraw(gone)
                assert not threads.withdraw(gone)
            for job in (*jobs[:2], gone):
                with pytest.raises(Abandoned):
                    await job.result
            await jobs[2].result

    asyncio.run(work())
    assert done == ["b"]


def test_cancelled_before_its_turn_it_never_runs_and_later_it_ends_with_the_work() -> None:
    done: list[str] = []
    begun, over = Event(), Event()

    def slow() -> None:
        begun.set()
        over.wait(20)
        done.append("slow")

    async def work() -> None:
        with fair() as threads:
            running = asyncio.create_task(threads.run("a", slow))
            waiting = asyncio.create_task(threads.run("a", lambda: done.append("never")))
            await asyncio.to_thread(begun.wait, 20)
            waiting.cancel()
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert not running.done()
            over.set()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert done == ["slow"]

    asyncio.run(work())


def test_what_waits_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_threads, "MAX_WAIT", -1.0)

    async def work() -> None:
        with fair() as threads, pytest.raises(Overloaded):
            await threads.run("a", int)

    asyncio.run(work())


def test_each_job_has_a_context_of_its_own() -> None:
    def count() -> int:
        variable.set(variable.get() + 1)
        return variable.get()

    async def work() -> None:
        variable.set(10)
        with fair() as threads:
            assert [await threads.run("a", count) for _ in range(3)] == [11, 11, 11]

    asyncio.run(work())


def test_a_job_that_lends_its_place_lets_another_one_work() -> None:
    free = Event()

    def lender() -> bool:
        with lent():
            return free.wait(20)

    async def work() -> None:
        with fair(lenders=2) as threads:
            waiting = [asyncio.create_task(threads.run("a", lender)) for _ in range(2)]
            await threads.run("b", free.set)
            assert await asyncio.gather(*waiting) == [True, True]
            assert (threads._free, threads._waiting) == (1, 0)

    asyncio.run(work())
    with lent():  # outside of any thread of them
        pass


def test_the_error_of_the_work_is_raised() -> None:
    async def work() -> None:
        with fair() as threads:
            with pytest.raises(ZeroDivisionError):
                await threads.run("a", lambda: 1 // 0)
            assert await threads.run("a", int) == 0

    asyncio.run(work())
