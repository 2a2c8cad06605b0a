"""A port that is taken, said in one sentence."""

import socket
from collections.abc import Iterator

import pytest

from core.dev.engines import ports
from tests.ports import held_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_is_taken_while_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert ports.is_taken(port)
    assert not ports.is_taken(port)


def test_a_taken_port_is_named_with_the_variable_that_moves_it(taken_port: int) -> None:
    environ = {"NEO4J_BOLT_PORT": str(taken_port)}
    with pytest.raises(ports.PortTaken) as error:
        ports.require_free({"NEO4J_BOLT_PORT": "Neo4j"}, environ)
    start = f"Port {taken_port}, wanted by Neo4j, is taken by another program: set NEO4J_BOLT_PORT"
    assert str(error.value).startswith(start)
    proposed = int(str(error.value).rstrip(".").rpartition("=")[2])
    assert not ports.is_taken(proposed)


def test_free_ports_pass() -> None:
    ports.require_free({"PORT": "the web server"}, {"PORT": str(held_port())})
