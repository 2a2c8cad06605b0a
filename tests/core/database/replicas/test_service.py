"""The service with a lagging replica: who sees what, and what its troubles cost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from api.auth.tokens import access_token
from core.accounts.models import User
from core.database.models import LastWrite
from core.posts.services import create_post
from tests.factories import make_post, make_users
from tests.journeys.server import Service, served
from tests.standby import Standby
from tests.waiting import wait_until

from .caught_up import wait_until_caught_up

POSTS = "{ posts(first: 50) { nodes { content } } }"
POST = "mutation ($content: String!) { createPost(content: $content) { post { id } } }"
BIO = '{ user(username: "ada") { bio } }'
# A replica that is frozen is waited for once: 4 s on a machine that has nothing else to do.
FROZEN_SECONDS = 20.0


@contextmanager
def serving(folder: Path, workers: int = 2, **environ: str) -> Iterator[Service]:
    """Two workers on the primary and its replica, whatever their lag."""
    environ = {"DATABASE_REPLICA_MAX_LAG": "300", **environ}
    with served(folder / "media", workers=workers, **environ) as service:
        yield service


def session(service: Service, user: User | None) -> Service:
    """A client of this user, or one that is not signed in."""
    other = service.as_somebody_else()
    other.token = access_token(user) if user else ""
    return other


def contents(service: Service) -> list[str]:
    """The newest posts, as the service returns them."""
    return [node["content"] for node in service.data(POSTS)["posts"]["nodes"]]


def test_an_author_reads_what_they_wrote_and_others_what_the_replica_has(
    standby: Standby, tmp_path: Path
) -> None:
    ada_user, bob_user = make_users("ada", "bob")
    make_post(bob_user, "First.")
    with serving(tmp_path) as service:
        ada, bob = session(service, ada_user), session(service, bob_user)
        nobody = session(service, None)
        wait_until_caught_up(standby)
        standby.pause()
        ada.data(POST, content="Second.")
        ada.data('mutation { updateProfile(bio: "New.") { user { bio } } }')
        for _ in range(8):  # every request is a new connection: both workers answer
            assert contents(ada) == ["Second.", "First."]
            assert contents(bob) == contents(nobody) == ["First."]
        assert ada.data(BIO) == {"user": {"bio": "New."}}
        assert bob.data(BIO) == nobody.data(BIO) == {"user": {"bio": ""}}
        assert list(LastWrite.objects.values_list("user_id", flat=True)) == [ada_user.pk]

        standby.resume()
        wait_until_caught_up(standby)
        for each in (ada, bob, nobody):
            wait_until(lambda each=each: contents(each) == ["Second.", "First."])  # type: ignore[misc]

        # The replica has ada's writes: from now on she reads there too.
        standby.pause()
        create_post(author=bob_user, content="Third.")
        for each in (ada, bob, nobody):
            wait_until(lambda each=each: contents(each) == ["Second.", "First."])  # type: ignore[misc]


def test_who_signs_up_finds_themselves(standby: Standby, tmp_path: Path) -> None:
    make_users("ada")
    with serving(tmp_path) as service:
        wait_until_caught_up(standby)
        standby.pause()
        joined = service.data(
            'mutation { signup(username: "cyd", email: "c@d.example", password: "a-long-one") '
            "{ token } }"
        )
        cyd, nobody = session(service, None), session(service, None)
        cyd.token = joined["signup"]["token"]
        found = '{ user(username: "cyd") { username } }'
        for _ in range(4):
            assert cyd.data(found) == {"user": {"username": "cyd"}}
            assert nobody.data(found) == {"user": None}


def test_a_replica_that_is_left_behind_is_read_by_nobody(standby: Standby, tmp_path: Path) -> None:
    ada, bob = make_users("ada", "bob")
    make_post(ada, "First.")
    wait_until_caught_up(standby)
    standby.pause()
    with serving(tmp_path, DATABASE_REPLICA_MAX_LAG="1") as service:
        create_post(author=ada, content="Second.")
        for user in (bob, None):
            wait_until(lambda user=user: len(contents(session(service, user))) == 2)  # type: ignore[misc]
        standby.resume()


@contextmanager
def crowd(service: Service, expected: list[str]) -> Iterator[list[int]]:
    """Eight readers as long as the block lasts, none of whom gets anything else than `expected`.

    Yield a list that grows by one with each answer.
    """
    stop, answers = Event(), list[int]()

    def read() -> None:
        reader = session(service, None)
        while not stop.is_set():
            assert contents(reader) == expected
            answers.append(1)

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(read) for _ in range(8)]
        try:
            wait_until(lambda: len(answers) > 20 or any(each.done() for each in readers))
            yield answers
        finally:
            stop.set()
    for each in readers:
        each.result()


def test_a_killed_replica_costs_nobody_an_error(standby: Standby, tmp_path: Path) -> None:
    [ada] = make_users("ada")
    make_post(ada, "First.")
    wait_until_caught_up(standby)
    with serving(tmp_path) as service:
        with crowd(service, ["First."]) as answers:
            standby.kill()
            count = len(answers)
            wait_until(lambda: len(answers) > count + 40)
            standby.start()
            count = len(answers)
            wait_until(lambda: len(answers) > count + 40)
        # It is read from again as soon as it is there again, and by nobody's restart.
        standby.pause()
        create_post(author=ada, content="Second.")
        wait_until(lambda: [contents(service) for _ in range(8)] == [["First."]] * 8)
    assert "Traceback" not in service.log.read_text()


def test_a_frozen_replica_holds_a_reader_for_seconds_and_the_next_not_at_all(
    standby: Standby, tmp_path: Path
) -> None:
    [ada] = make_users("ada")
    make_post(ada, "First.")
    wait_until_caught_up(standby)
    with serving(tmp_path, workers=1) as service:
        assert contents(service) == ["First."]
        with standby.frozen():
            create_post(author=ada, content="Second.")
            started = monotonic()
            assert contents(service) == ["Second.", "First."]
            assert monotonic() - started < FROZEN_SECONDS
            # The primary is not taken for frozen, and the replica not asked again.
            for _ in range(20):
                assert contents(session(service, ada)) == ["Second.", "First."]
            assert service.log.read_text().count("replica1 failed, reading from the primary: ") == 1


@pytest.mark.parametrize("url", ["postgres://127.0.0.1:1/nobody", "postgres://x.invalid/nobody"])
def test_a_replica_that_never_was_costs_nobody_an_error(
    standby: Standby, tmp_path: Path, url: str
) -> None:
    [ada] = make_users("ada")
    make_post(ada, "First.")
    with serving(tmp_path, DATABASE_REPLICA_URLS=url) as service:
        assert [contents(service) for _ in range(4)] == [["First."]] * 4
