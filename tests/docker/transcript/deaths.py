"""Every container is killed, in both ways, and what happened."""

from .compose import Compose
from .journey import Journey
from .shell import Clock, table

SERVICES = ("proxy", "web", "relay", "neo4j", "postgres")


def crashes(compose: Compose, journey: Journey) -> str:
    """The main process of each gets SIGKILL from outside, as the kernel's out-of-memory killer."""
    rows = []
    for service in SERVICES:
        clock = Clock()
        compose.crash(service)
        reads = journey.read()
        journey.wait()
        restarts = compose.inspect(service)["RestartCount"]
        rows.append((service, reads, restarts, str(clock)))
    return table(
        [
            "`kill -9` of the main process",
            "a feed right after",
            "restarts by Docker",
            "whole after",
        ],
        rows,
    )


def kills(compose: Compose, journey: Journey) -> str:
    """`docker kill` of each: down, until `up`."""
    rows = []
    for service in SERVICES:
        compose.kill(service)
        reads, writes = journey.read(), journey.write()
        state = compose.inspect(service)["State"]
        clock = Clock()
        compose("up", "--detach", "--wait")
        journey.wait()
        rows.append((service, f"{state['Status']}, {state['ExitCode']}", reads, writes, str(clock)))
    return table(
        [
            "`docker kill`",
            "state",
            "a feed meanwhile",
            "a post meanwhile",
            "`up` again: whole after",
        ],
        rows,
    )
