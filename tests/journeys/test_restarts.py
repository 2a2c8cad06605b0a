"""Workers and whole instances are replaced under load, and nobody notices."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest

from core.posts.models import Post
from graph.connection.warmup import warm_up
from tests.waiting import wait_until

from .balancer import Balancer, balancing
from .server import Instance, Service
from .traffic import Traffic, traffic

CLIENTS = 6
MANY = 5 * CLIENTS
# Long enough for the balancer to have asked.
DRAIN = "2"
SIGN_UP = """
mutation ($username: String!, $email: String!) {
  signup(username: $username, email: $email, password: "correct horse battery") { token }
}"""


@pytest.fixture(scope="module")
def both(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Instance]]:
    """Two instances over the same two stores.

    Warm ones: the first plan of a Neo4j that has just started may take longer than a request waits.
    """
    warm_up()
    folder = tmp_path_factory.mktemp("restarts")
    both = [Instance(folder / f"{name}-media", DRAIN_SECONDS=DRAIN) for name in ("a", "b")]
    with ExitStack() as stack:
        for instance in both:
            stack.callback(instance.stop)
            instance.start()
        yield both


@pytest.fixture
def instances(stores: None, both: list[Instance]) -> list[Instance]:
    """The instances, with empty stores."""
    return both


def people(instance: Instance) -> list[str]:
    """The tokens of so many new people as there are clients."""
    service = Service(instance.address, instance.log)
    return [
        service.data(SIGN_UP, username=name, email=f"{name}@example.com")["signup"]["token"]
        for name in (f"person{number}" for number in range(CLIENTS))
    ]


def workers(instance: Instance) -> set[int]:
    """The pids of those who answer."""
    return {child.pid for child in instance.process.children()}


def has_new_workers(instance: Instance, old: set[int]) -> bool:
    """Whether the old ones are gone and as many new ones are there."""
    new = workers(instance)
    return len(new) == len(old) and not new & old


def record(result: Traffic, record_property: Callable[[str, object], None]) -> None:
    """For the report of the run (`--junitxml`), from which docker/TRANSCRIPT.md is made."""
    record_property("requests", result.answered + len(result.failures))
    record_property("failed", len(result.failures))
    record_property("posts", len(result.posted))


def assert_nobody_noticed(result: Traffic) -> None:
    """Every request was answered, and every post that was acknowledged is there, once."""
    assert result.failures == []
    contents = list(Post.objects.values_list("content", flat=True))
    assert sorted(contents) == sorted(result.posted)
    assert len(result.posted) >= CLIENTS


def test_new_workers_take_over_under_load(
    instances: list[Instance], record_property: Callable[[str, object], None]
) -> None:
    one, _ = instances
    with traffic(one.port, people(one)) as result:
        old = workers(one)
        assert len(old) == 2
        one.process.send_signal(signal.SIGHUP)
        wait_until(lambda: has_new_workers(one, old), seconds=60)
        result.wait_for_more(MANY)
    record(result, record_property)
    assert_nobody_noticed(result)


def test_a_rolling_restart_under_load(
    instances: list[Instance], record_property: Callable[[str, object], None]
) -> None:
    with balancing(instances) as balancer:
        wait_until(lambda: all(map(balancer.sends_to, instances)))
        with traffic(balancer.port, people(instances[0])) as result:
            for instance in instances:
                restart(instance, balancer)
                result.wait_for_more(MANY)
    record(result, record_property)
    assert_nobody_noticed(result)


def restart(instance: Instance, balancer: Balancer) -> None:
    """What a deployment does with each instance: end it, start the next, wait until it is ready."""
    pid = instance.process.pid
    instance.ask_to_stop()
    wait_until(instance.has_ended, seconds=60)
    instance.start()
    assert instance.process.pid != pid
    wait_until(lambda: balancer.sends_to(instance))


def test_the_traffic_notices_workers_that_are_killed(instances: list[Instance]) -> None:
    one, _ = instances
    with traffic(one.port, people(one)) as result:
        for pid in workers(one):
            psutil.Process(pid).kill()
        result.wait_for_more(MANY)
    assert result.failures
    assert set(one_kind(result.failures)) <= {
        "RemoteDisconnected",
        "BrokenPipeError",
        "ConnectionResetError",
        "IncompleteRead",
    }


def one_kind(failures: list[str]) -> list[str]:
    """The names of errors."""
    return [failure.split(":")[0] for failure in failures]
