"""Every contender with its server, started and stopped together."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from api.auth.tokens import access_token
from core.accounts.models import User
from core.dev.engines.neo4j import EmbeddedNeo4j
from core.dev.engines.node import node
from core.dev.engines.supervisor import Program, python
from tests.ports import held_port

from ..client import FEED, PATH
from ..servers import Bench
from .contender import FLOOR, SERVICE, Contender
from .graph_data import peers_graph
from .postgres_data import peers_schema
from .programs import HERE, gunicorn, install_node_packages, install_python_packages, peer_program
from .tokens import peer_token

POSTGRAPHILE = """query { feed: %s {
  id content author { username } likesCount comments(first: 20, orderBy: ID_DESC) { content }
} }"""


@contextmanager
def started(bench: Bench) -> Iterator[list[Contender]]:
    """The service first, and then its peers, all answering; stopped at the end of the block."""
    with ExitStack() as stack:
        stack.enter_context(peers_schema(bench.postgres.url, bench.network))
        contenders = [
            Contender(SERVICE, bench.web, bench.port, PATH, FEED, service_token),
            _floor(bench),
            *_postgraphile(bench),
            _strawberry_django(bench),
            _neo4j_graphql(bench, stack.enter_context(peers_graph(bench))),
        ]
        programs = list(dict.fromkeys(each.program for each in contenders))
        stack.callback(_stop, programs)
        for program in programs:
            program.begin()
        for program in programs:
            program.wait()
        yield contenders


def service_token(uid: int) -> str:
    """Return an access token of the service's user."""
    return access_token(User.objects.get(pk=uid))


def _floor(bench: Bench) -> Contender:
    port = held_port()
    command = python(*gunicorn(port, "tests.benchmarks.peers.floor:application"))
    return Contender(FLOOR, peer_program(bench, FLOOR, command, port), port, "/", FEED, peer_token)


def _postgraphile(bench: Bench) -> Iterator[Contender]:
    """One server, whose feed is a function in SQL: the usual one, and one that finds ids first."""
    folder, port = HERE / "postgraphile", held_port()
    install_node_packages(folder)
    command = [str(node()), str(folder / "server.mjs")]
    serving = peer_program(bench, "PostGraphile", command, port)
    for name, field in (("", "feedList"), (", ids first", "feedByIdsList")):
        query = POSTGRAPHILE % field
        yield Contender("PostGraphile 4" + name, serving, port, "/graphql", query, peer_token)


def _strawberry_django(bench: Bench) -> Contender:
    folder, port = HERE / "strawberry_django", held_port()
    interpreter = install_python_packages(folder)
    command = [str(interpreter), *gunicorn(port, "follow_table.wsgi")]
    environ = {"DJANGO_SETTINGS_MODULE": "follow_table.settings"}
    serving = peer_program(
        bench, "strawberry-django", command, port, folder=folder, environ=environ
    )
    return Contender("strawberry-django", serving, port, "/graphql/", FEED, peer_token)


def _neo4j_graphql(bench: Bench, graph: EmbeddedNeo4j) -> Contender:
    folder, port = HERE / "neo4j_graphql", held_port()
    install_node_packages(folder)
    command = [str(node()), str(folder / "server.mjs")]
    environ = {
        "PEER_GRAPH": f"bolt://127.0.0.1:{graph.bolt_port}",
        "PEER_GRAPH_PASSWORD": graph.password,
    }
    serving = peer_program(bench, "neo4j-graphql", command, port, environ=environ)
    assert graph.process.pid is not None
    stores = {"Neo4j": graph.process.pid}
    return Contender("@neo4j/graphql 7", serving, port, "/", FEED, peer_token, stores)


def _stop(programs: Sequence[Program]) -> None:
    for each in programs:
        each.process.ask_to_stop()
    for each in programs:
        each.stop()
