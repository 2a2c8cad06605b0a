"""Passwords are hashed one at a time, or many at once would take the memory and threads of all."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from django.contrib.auth.hashers import check_password, make_password

from core.accounts import password_hasher
from core.accounts.password_changes import change_password
from core.accounts.password_hasher import MAX_OF_ONE_ADDRESS, MAX_WAITING
from core.accounts.sessions import sign_in, sign_up
from core.common import turns
from core.common.errors import DomainError, Overloaded
from core.common.fair_threads import FairThreads
from core.moderation.deletion import delete_account
from tests.addresses import ELSEWHERE, HOME
from tests.waiting import wait_until

# The hasher of production, at its full cost, in a process of its own: MiB above what it had before.
_PEAK = """
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
settings.configure()
from core.accounts.password_hasher import PasswordHasher
from tests.memory import megabytes

hasher, before = PasswordHasher(), megabytes("VmHWM")
with ThreadPoolExecutor(6) as threads:
    hashes = list(threads.map(hasher.encode, ["right"] * 3, ["a-salt-of-sixteen"] * 3))
    right = list(threads.map(hasher.verify, ["right", "wrong", "right"], hashes))
print(int(megabytes("VmHWM") - before), *right, *set(hashes))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's peak memory")
def test_passwords_are_hashed_one_at_a_time() -> None:
    run = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, check=True, text=True)

    megabytes, *right, encoded = run.stdout.split()
    assert 90 <= int(megabytes) <= 150
    assert right == ["True", "False", "True"]
    assert encoded.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


@contextmanager
def busy(
    threads: ThreadPoolExecutor, waiting: int = MAX_WAITING, address: str | None = None
) -> Iterator[None]:
    """The thread of hashes is at work, and so many wait for it in these threads, for an address."""
    over, begun = Event(), Event()

    def work() -> bool:
        begun.set()
        return over.wait(20)

    def run() -> bool:
        with turns.of(address) if address else nullcontext():
            return hashing.run(work)

    hashing = password_hasher._hashing
    try:
        jobs = [threads.submit(run) for _ in range(waiting)]
        wait_until(lambda: begun.is_set() and hashing._places.taken == waiting)
        yield
    finally:
        over.set()
    assert [job.result(timeout=20) for job in jobs] == [True] * waiting


def test_a_full_queue_refuses_at_once_and_recovers() -> None:
    encoded = make_password("right")
    with ThreadPoolExecutor(MAX_WAITING) as threads, busy(threads):
        with pytest.raises(Overloaded) as refusal:
            check_password("right", encoded)
        assert refusal.value.retry_after == 1
        with pytest.raises(Overloaded):
            make_password("right")
    assert check_password("right", encoded)
    assert not check_password("wrong", encoded)


@pytest.mark.usefixtures("stores")
def test_one_address_leaves_places_for_others() -> None:
    sign_up(username="ada", email="ada@example.com", password="a-long-one", address=HOME)
    enter = partial(sign_in, name="ada", password="a-long-one")
    with ThreadPoolExecutor(MAX_WAITING + 1) as threads:
        with busy(threads, MAX_OF_ONE_ADDRESS, HOME):
            assert isinstance(refusal_of(partial(enter, address=HOME)), Overloaded)
            visitor = threads.submit(enter, address=ELSEWHERE)
            wait_until(lambda: password_hasher._hashing._places.taken == MAX_OF_ONE_ADDRESS + 1)
        assert visitor.result(timeout=20).user.username == "ada"
    # Every place is free again.
    assert password_hasher._hashing._places.taken == 0
    assert enter(address=HOME).user.username == "ada"


def test_those_that_wait_for_a_hash_hold_up_no_other_request() -> None:
    encoded = make_password("right")
    over, begun = Event(), Event()

    def hold() -> bool:
        begun.set()
        return over.wait(20)

    async def serve() -> None:
        threads = FairThreads(1, name="request", lenders=MAX_WAITING)
        try:
            waiting = [
                asyncio.create_task(threads.run("a", lambda: password_hasher._hashing.run(hold)))
                for _ in range(MAX_WAITING)
            ]
            assert await threads.run("b", lambda: "answered") == "answered"
            await asyncio.to_thread(begun.wait, 20)
            over.set()
            assert await asyncio.gather(*waiting) == [True] * MAX_WAITING
            assert await threads.run("a", lambda: check_password("right", encoded))
        finally:
            over.set()
            threads.close()

    asyncio.run(serve())


@pytest.mark.usefixtures("stores")
def test_what_is_refused_for_load_counts_as_no_attempt() -> None:
    session = sign_up(username="ada", email="ada@example.com", password="a-long-one", address=HOME)
    with ThreadPoolExecutor(MAX_WAITING) as threads, busy(threads):
        for _ in range(30):  # three times what is allowed
            for call in (
                lambda: sign_in(name="ada", password="a-long-one", address=HOME),
                lambda: delete_account(user=session.user, password="a-long-one", address=HOME),
                lambda: change_password(
                    user=session.user, old="a-long-one", new="another-one", address=HOME
                ),
            ):
                assert isinstance(refusal_of(call), Overloaded)
    assert sign_in(name="ada", password="a-long-one", address=HOME).user == session.user
    changed = change_password(user=session.user, old="a-long-one", new="b-long-one", address=HOME)
    assert changed.user == session.user


def refusal_of(call: Callable[[], object]) -> DomainError | None:
    try:
        call()
    except DomainError as error:
        return error
    return None
